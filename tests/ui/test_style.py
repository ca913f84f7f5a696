"""The style sheet as it is sent: its lengths grow with the text, its breakpoints do not."""

import re

from neighborcare.ui import style


def test_lengths_grow_with_the_text_and_breakpoints_stay():
    sent = style.sheet(False)
    assert ".card-value { font-size: 1.867rem;" in sent
    assert "@media (min-width: 1200px)" in sent
    rules = re.findall(r"\{([^{}]*)\}", sent.replace(style.HALL, ""))
    assert {px for rule in rules for px in re.findall(r"(\d+)px", rule)} <= {"0", "1"}


def test_the_date_moves_under_the_switches_where_the_menu_is_long():
    assert "narrow" in style.reader("en", "leader")
    assert "narrow" in style.reader("zh-CN", "presenter")
    assert "narrow" not in style.reader("zh-CN", "leader")
