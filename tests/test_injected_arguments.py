"""Every argument of the command line that reaches a query, a path or a sentence, as attackers would type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neighborcare.__main__ import main
from neighborcare.store import manifest
from tests.injections import CORPUS

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]
# No argument of a process holds a NUL; and whoever sits at the console may look at any file that there is.
TYPED = [text for text in CORPUS if "\0" not in text and (len(text) > 255 or not Path(text).exists())]
COMMANDS = (
    ("kpi", "{}"),
    ("kpi", "K25", "--area", "{}"),
    ("kpi", "K25", "--month", "{}"),
    ("kpi", "K25", "--generation", "{}"),
    ("kpi", "K25", "--by", "{}"),
    ("peek", "{}"),
    ("undo", "{}"),
    ("users", "lock", "{}"),
)


@pytest.fixture
def run(capsys):
    """Run the command; gives the exit code, the document and what was said. The parser's own refusal is one too."""

    def command(*arguments):
        try:
            code = main([*arguments, "--json", "--lang", "en"])
        except SystemExit as refused:
            code = int(refused.code or 0)
        return code, *capsys.readouterr()

    return command


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_argument_brings_a_row_or_a_trace(run, command, demo_home):
    before = manifest.current_number(demo_home)
    for text in TYPED:
        typed = f" {text}" if text.startswith("-") else text
        code, out, err = run(*(typed if part == "{}" else part for part in command))
        assert code != 0, text
        assert "Traceback" not in err, text
        assert not out or json.loads(out).keys() == {"refused", "code"}, text
    assert manifest.current_number(demo_home) == before
