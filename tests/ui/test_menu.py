"""The menu is read from the pages without running them."""

from pathlib import Path

import pytest

from neighborcare.ui import menu

SAID = """TITLE = N_("Grid coverage")
ICON = ":material/grid_view:"
ORDER = {order}
ROLES = ({roles})
raise RuntimeError("a page must not run while the menu is read")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    menu.entries.cache_clear()
    return tmp_path


def write(folder: Path, name: str, order: int, roles: str = '"leader", "analyst",') -> None:
    (folder / f"{name}.py").write_text(SAID.format(order=order, roles=roles), encoding="utf-8")


def test_pages_come_in_their_order_with_what_they_say(folder):
    write(folder, "late", 20)
    write(folder, "early", 10)
    first, second = menu.entries(folder)
    assert (first.address, second.address) == ("early", "late")
    assert (first.title, first.icon, first.roles) == (
        "Grid coverage",
        ":material/grid_view:",
        ("leader", "analyst"),
    )


def test_a_role_is_offered_only_its_pages(folder):
    write(folder, "upload", 10, '"analyst",')
    write(folder, "coverage", 20)
    assert [entry.address for entry in menu.permitted(menu.entries(folder), "leader")] == ["coverage"]
    assert [entry.address for entry in menu.permitted(menu.entries(folder), "analyst")] == [
        "upload",
        "coverage",
    ]
    assert menu.permitted(menu.entries(folder), "presenter") == ()


def test_a_page_that_does_not_say_who_may_see_it_stops_the_start(folder):
    (folder / "mute.py").write_text('TITLE = "x"\nICON = ""\nORDER = 1\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"mute.py does not say ROLES"):
        menu.entries(folder)


def test_a_misspelt_role_stops_the_start(folder):
    write(folder, "typo", 10, '"leeder",')
    with pytest.raises(ValueError, match=r"typo.py names unknown roles: leeder"):
        menu.entries(folder)
