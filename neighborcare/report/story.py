"""The story of a meeting: ten slides, each with its conclusion, and the brief and annex that go with them.

It is told from the meeting's own role file of one generation and from nothing else, so masking cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import duckdb

from neighborcare import contracts
from neighborcare.measures.figures import Figure, PeriodKind
from neighborcare.report import annex, brief, closing, opening, services
from neighborcare.report.asking import STREET, Asked, must_be_meeting
from neighborcare.report.meeting import DEFAULT, Decision, Meeting, Offer, Story
from neighborcare.report.slides import Slide
from neighborcare.text import N_

SLIDES: Mapping[str, Callable[[Asked], Slide]] = {
    "cover": opening.cover,
    "base": opening.base,
    "headlines": opening.headlines,
    "elders": services.elders,
    "groups": services.groups,
    "requests": services.requests,
    "safety": services.safety,
    "partners": services.partners,
    "problems": closing.problems,
    "next": closing.next_steps,
}
NAMES: Mapping[str, str] = {
    "cover": N_("Conclusion and last decisions"),
    "base": N_("Whom it is about"),
    "headlines": N_("Main indicators"),
    "elders": N_("Elders"),
    "groups": N_("Children and special groups"),
    "requests": N_("Requests"),
    "safety": N_("Disputes, petitions and hazards"),
    "partners": N_("Partners"),
    "problems": N_("What lags"),
    "next": N_("Next steps"),
}


def prepare(
    con: duckdb.DuckDBPyConnection,
    generation: int,
    *,
    day: date,
    month: date,
    area: tuple[str, str] = STREET,
    period: PeriodKind = "month",
    audience: str = "",
    agenda: Sequence[str] = (),
    slides: Sequence[str] = DEFAULT,
    language: str = "zh-CN",
) -> Meeting:
    """A meeting about a period, with what the last one decided and what is offered, as the meeting's file knows it.

    The area's name, decisions and offers are in the words of `language`. Raises Forbidden for any other role's file.
    """
    must_be_meeting(con)
    month = month.replace(day=1)
    name = f"{day:%Y%m%d}-{area[1]}-{month:%Y%m}-{period}"
    blank = Meeting(name, day, area, "", month, generation, period, audience, tuple(agenda), tuple(slides))
    asked = Asked(con, blank, language)
    return replace(
        blank, area_name=_area_name(asked), decisions=_decisions(asked, day), offered=_offered(asked)
    )


def tell(
    con: duckdb.DuckDBPyConnection,
    meeting: Meeting,
    language: str,
    *,
    batches: Sequence[str] = (),
    known: dict[tuple[object, ...], list[Figure]] | None = None,
) -> Story:
    """The meeting in one language. `con` is the presenter's file of its generation, `batches` what that is made of.

    `known` keeps the figures from one language to the next. Raises Forbidden for any other role's file.
    """
    must_be_meeting(con)
    told = _in_language(con, meeting, language)
    asked = Asked(con, told, language, tuple(batches), known={} if known is None else known)
    made = [_slide(asked, name) for name in meeting.slides if name in SLIDES]
    return Story(
        meeting=meeting,
        language=language,
        slides=tuple(made),
        brief=brief.write(asked, made),
        annex=annex.table(asked),
    )


def _in_language(con: duckdb.DuckDBPyConnection, meeting: Meeting, language: str) -> Meeting:
    """The street is called by the language's word; names of communities and units stay as they are."""
    if meeting.area != STREET:
        return meeting
    return replace(meeting, area_name=_area_name(Asked(con, meeting, language)))


def _slide(asked: Asked, name: str) -> Slide:
    own = replace(asked, said=[])
    made = SLIDES[name](own)
    spoken = asked.meeting.notes.get(name, "")
    return replace(made, notes=f"{spoken}\n\n{made.notes}") if spoken else made


def _area_name(asked: Asked) -> str:
    kind, area = asked.meeting.area
    if kind == "street":
        found = asked.rows("street_name") if asked.has("communities") else []
        return str(found[0][0]) if found and found[0][0] else asked.words(N_("The street"))
    index = 0 if kind == "grid" else 2
    return next((str(row[index + 1]) for row in asked.rows("places") if row[index] == area), area)


def _decisions(asked: Asked, day: date) -> tuple[Decision, ...]:
    if not asked.has("list_decisions"):
        return ()
    found = asked.rows("decisions", as_of=day, **asked.bound)
    return tuple(Decision(str(row[0]), row[1] or "", row[2], str(row[3]), row[4]) for row in found)


def _offered(asked: Asked) -> tuple[Offer, ...]:
    if not asked.has("list_offered"):
        return ()
    names = {code.code: code.label for code in contracts.get("claims").column("claim_type").codes}
    return tuple(
        Offer(f"{names[kind].of(asked.language)} {claim}", community or "", due, str(claim))
        for claim, kind, community, due in asked.rows("offered", **asked.bound)
    )
