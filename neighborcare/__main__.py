"""The command line: everything that a page does to data, without a browser.

`python -m neighborcare COMMAND --help` says what each takes. With `--json` one JSON document goes to standard
output and everything else to standard error. Exit: 0 done, 1 refused (says why; nothing changed), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from neighborcare.access import log
from neighborcare.commands import attention, audit, brief, data, erase, questions, users
from neighborcare.commands.telling import Run, print_json
from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import LANGUAGES, say

DEFAULT_HOME = Path(__file__).parents[1] / "data" / "var"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    options = _parser().parse_args(arguments)
    home = Home(Path(options.home or os.environ.get("NEIGHBORCARE_HOME") or DEFAULT_HOME))
    command: Run = options.run
    try:
        return command(home, options)
    except UserError as error:
        print(say(error, options.lang), file=sys.stderr)
        if options.json:
            print_json({"refused": say(error, options.lang), "code": error.code})
        return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", help="where data lives (default: NEIGHBORCARE_HOME, else data/var)")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    common.add_argument(
        "--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of reasons and errors"
    )
    parser = argparse.ArgumentParser(prog="neighborcare", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=about, description=about)
        made.set_defaults(run=run)
        return made

    for group in (data, questions, attention, brief, users, audit, erase):
        group.add(command)
    return parser


if __name__ == "__main__":
    log.install()
    sys.exit(main())
