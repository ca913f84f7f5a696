"""A month's meeting as files, without a browser: deck, PDF, brief, annex, and each recipient's digest of his area."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from neighborcare.access import trail
from neighborcare.commands.telling import USER, Register, day, month, must_exist, tell
from neighborcare.store.home import Home


def add(command: Register) -> None:
    """The command `brief`."""
    brief = command("brief", _brief, "the files of a month's meeting: deck, PDF, brief and annex")
    which = brief.add_mutually_exclusive_group(required=True)
    which.add_argument("--month", type=month, help="YYYY-MM")
    which.add_argument("--meeting", metavar="ID", help="a meeting that was kept, exactly as it was shown")
    brief.add_argument("--to", required=True, help="folder")
    brief.add_argument("--community", help="ID or name of a community (default: the street)")
    brief.add_argument(
        "--period",
        choices=("month", "quarter", "ytd"),
        default="month",
        help="what the month ends (default: month)",
    )
    brief.add_argument("--template", help="the office's own .pptx")
    brief.add_argument("--day", type=day, help="YYYY-MM-DD of the meeting (default: the as-of day)")
    brief.add_argument("--generation", type=int, help="number of an earlier generation")


def _brief(home: Home, options: argparse.Namespace) -> int:
    """Write the set and keep the meeting; with a digest.toml also what each recipient is told of his area alone."""
    from neighborcare.report import meeting, pack, sending

    folder, template = Path(options.to), None
    if options.template:
        must_exist([Path(options.template)])
        template = Path(options.template).read_bytes()
    asked: dict[str, Any] = {
        "month": options.month,
        "period": options.period,
        "day": options.day,
        "number": options.generation,
    }
    if options.meeting:
        met, stories = meeting.read(home, options.meeting)
    else:
        met, stories = pack.arrange(home, area=options.community, **asked)
        if not meeting.is_kept(home, met.id):
            meeting.save(home, met, stories, USER)
    what = trail.coded(f"meeting_{met.id}")
    trail.note(home, USER, "records.exported", list=what, generation=met.generation)
    written = pack.write(stories[options.lang], folder, template)
    for one in () if options.meeting else sending.read(home.path).recipients:
        _, own = pack.arrange(home, area=one.area, **asked)
        written.append(pack.write_digest(own[one.language], folder, one.name))
    document = {
        "meeting": met.id,
        "generation": met.generation,
        "titles": [slide.title for slide in stories[options.lang].slides],
        "files": [str(path) for path in written],
    }
    tell(options, document, [str(path) for path in written])
    return 0
