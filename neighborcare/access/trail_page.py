"""The administrator's page of the trail: who did what when, its head to be copied, and a check of it all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from itertools import islice
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from neighborcare import contracts
from neighborcare.access import accounts, forms, trail
from neighborcare.access.desk import communities, table
from neighborcare.access.entrance import TRAIL, USERS
from neighborcare.access.forms import Sheet
from neighborcare.access.roles import LABELS
from neighborcare.access.sessions import Session
from neighborcare.access.trail import Wanted
from neighborcare.intake.rejects import guarded
from neighborcare.store import chain
from neighborcare.store.chain import Entry, Verdict
from neighborcare.store.deeds import BY_HAND, DEEDS, DETAILS
from neighborcare.store.home import Home
from neighborcare.text import N_, translator

A_PAGE = 50
STREET = "street:street"
OWN = {
    "users": N_("The accounts' page"),
    "trail": N_("Trail: who did what when"),
}  # the lobby's pages have no menu
COLUMNS = (N_("Entry"), N_("Time"), N_("Who"), N_("Deed"), N_("More of it"))
WHY: Mapping[str, str] = {
    "unreadable": N_("it cannot be read"),
    "number": N_("an entry before it is missing, or one was put in"),
    "before": N_("it does not follow from the entry before: something was changed, taken out or put in"),
    "seal": N_("its seal is not this home's: it was changed or made elsewhere"),
}


@dataclass(frozen=True)
class TrailPage:
    """The page for one administrator. `asked` says which entries: who, what, since, until, before, check, head."""

    sheet: Sheet
    home: Home
    session: Session
    asked: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)

    def page(self) -> Response:
        """The page. A look at it is noted too."""
        trail.once(
            self.home, self.session.account, self.session.id, "records.looked", page="trail", list="trail"
        )
        last = chain.head(self.home)
        title, way = _title(self.sheet, last), f"{USERS}?lang={self.sheet.language}"
        return self.sheet.page(
            title,
            f'<p class="quiet">{escape(self.session.account)} · '
            f'<a href="{way}">{self.sheet.say(N_("Back to the accounts"))}</a> · '
            f'<a href="#last">{self.sheet.say(N_("The head of the trail"))}</a> · '
            f'<a href="#check">{self.sheet.say(N_("Check"))}</a></p>',
            self._filter(),
            self._entries(),
            self._file_button(),
            self._head(last),
            self._check(),
            wide=True,
        )

    def file(self) -> Response:
        """The entries that are asked for, as a CSV; that it was fetched is noted first."""
        trail.note(
            self.home, self.session.account, "records.exported", page="trail", list="trail", kind="csv"
        )
        return StreamingResponse(
            self._csv(),
            media_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="trail.csv"',
                "Cache-Control": "no-store",
            },
        )

    @property
    def wanted(self) -> Wanted:
        """Which entries are asked for; what is no deed or no day is not heeded."""
        what = self.asked.get("what", "")
        return Wanted(
            accounts.compared(self.asked.get("who", "")),
            what if what in DEEDS or what in _kinds() else "",
            _day(self.asked.get("since", "")),
            _day(self.asked.get("until", "")),
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        return communities(self.home)

    def _say(self, text: str, **values: object) -> str:
        """A catalogue text as plain text."""
        return translator(self.sheet.language)(text, **values)

    def _filter(self) -> str:
        _, wanted = self.sheet.say, self.wanted
        names = [account.name for account in accounts.every(self.home)]
        people = [("", self._say(N_("Everybody"))), *((name, name) for name in names)]
        people.append((BY_HAND, self._say(N_("Command line"))))
        kinds = [("", self._say(N_("Everything"))), *((code, self._say(said)) for code, said in _offered())]
        fields = (
            forms.choice(_(N_("Who")), "who", people, wanted.who),
            forms.choice(_(N_("Deed")), "what", kinds, wanted.what),
            _day_field(_(N_("From")), "since", wanted.since),
            _day_field(_(N_("Until the day")), "until", wanted.until),
        )
        rows = "".join(f"<div>{one}</div>" for one in fields)
        return (
            f'<form method="get" action="{TRAIL}"><div class="row">{rows}</div>'
            f'<input type="hidden" name="lang" value="{self.sheet.language}">'
            f"<button>{_(N_('Show these'))}</button></form>"
        )

    def _entries(self) -> str:
        """One page of the table, newest first, with the way to older ones and back."""
        before = self.asked.get("before", "")
        limit = int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None
        found = (
            entry for entry in trail.entries(self.home, self.wanted) if limit is None or entry.number < limit
        )
        shown = list(islice(found, A_PAGE + 1))
        if not shown:
            return f'<p class="quiet">{self.sheet.say(N_("No entry like that."))}</p>'
        rows = [self._row(entry) for entry in shown[:A_PAGE]]
        ways = []
        if limit is not None:
            ways.append(self._way(N_("Newest"), {}))
        if len(shown) > A_PAGE:
            ways.append(self._way(N_("Older entries"), {"before": str(shown[A_PAGE - 1].number)}))
        return (
            f'<div class="stack">{table(self.sheet, COLUMNS, rows)}</div><p class="ways">{" ".join(ways)}</p>'
        )

    def _row(self, entry: Entry) -> tuple[str, ...]:
        when = trail.local(entry)
        return (
            str(entry.number),
            f'<span class="when">{when:%Y-%m-%d %H:%M:%S}</span>',
            f"<strong>{escape(self._who(entry))}</strong>",
            escape(self._what(entry)),
            escape(self._detail(entry)),
        )

    def _who(self, entry: Entry) -> str:
        return self._say(N_("Command line")) if entry.who == BY_HAND else entry.who

    def _what(self, entry: Entry) -> str:
        return self._say(DEEDS[entry.what]) if entry.what in DEEDS else entry.what

    def _detail(self, entry: Entry) -> str:
        told = (
            f"{self._say(DETAILS[key]) if key in DETAILS else key} {self._value(key, value)}"
            for key, value in entry.detail.items()
        )
        return " · ".join(told)

    def _value(self, key: str, value: str | int) -> str:
        """A code in the words of the screen, where there are any."""
        text = str(value)
        if key == "page":
            return self._say({**self.titles, **OWN}.get(text, text))
        if key == "role":
            return next(
                (label.of(self.sheet.language) for role, label in LABELS.items() if role == text), text
            )
        if key == "dataset" and text in contracts.catalogue():
            return contracts.get(text).label.of(self.sheet.language)
        if key in ("community", "scope"):
            whole = self._say(N_("Whole street"))
            return whole if text == STREET else self._places.get(text.removeprefix("community:"), text)
        return text

    def _way(self, text: str, more: Mapping[str, str]) -> str:
        query = urlencode({**self._chosen(), **more, "lang": self.sheet.language})
        return f'<a class="button" href="{TRAIL}?{escape(query)}">{self.sheet.say(text)}</a>'

    def _chosen(self) -> dict[str, str]:
        wanted = self.wanted
        found = {"who": wanted.who, "what": wanted.what}
        found |= {"since": str(wanted.since or ""), "until": str(wanted.until or "")}
        return {key: value for key, value in found.items() if value}

    def _file_button(self) -> str:
        return self.sheet.form(
            TRAIL, button=self.sheet.say(N_("Download these entries as CSV")), plain=True, **self._chosen()
        )

    def _head(self, last: Entry | None) -> str:
        if last is None:
            return ""
        _ = self.sheet.say
        why = N_(
            "Click it, copy it, and keep it somewhere else, on paper or in another system. Cut-off entries at the end "
            "can be seen against such a copy only."
        )
        return (
            f"<h2 id='last'>{_(N_('The head of the trail'))}</h2><p>{_(why)}</p>"
            f'<p><output class="head" tabindex="0">{last.hash}</output></p>'
            f'<p class="quiet">{_(N_("Entry {number}, {time}"), number=last.number, time=_time(last))}</p>'
        )

    def _check(self) -> str:
        """The form that checks the whole chain, and what came of it."""
        _, head = self.sheet.say, self.asked.get("head", "").strip()
        said = ""
        if self.asked.get("check"):
            found = chain.verify(self.home, head)
            words = (" " if self.sheet.language == "en" else "").join(told(found, self.sheet.language))
            said = forms.word(escape(words), "good" if found.is_whole else "bad")
        box = forms.field(
            _(N_("A head that was kept elsewhere (may be left empty)")), "head", value=head, is_required=False
        )
        return (
            f'<h2 id="check">{_(N_("Check"))}</h2>{said}<form method="get" action="{TRAIL}#check">{box}'
            f'<input type="hidden" name="check" value="1">'
            f'<input type="hidden" name="lang" value="{self.sheet.language}">'
            f"<button>{_(N_('Check the whole trail'))}</button></form>"
        )

    def _csv(self) -> Iterator[str]:
        heads = (*(self._say(name) for name in COLUMNS), "UTC", "code", "SHA-256")
        yield "\ufeff" + _line(heads)
        for entry in trail.entries(self.home, self.wanted):
            said = (_time(entry), self._who(entry), self._what(entry), self._detail(entry))
            yield _line((str(entry.number), *map(guarded, said), entry.at, entry.what, entry.hash))


def told(found: Verdict, language: str) -> list[str]:
    """A verdict in sentences, for the page and the command line."""
    _ = translator(language)
    said = []
    if found.broken:
        why = _(WHY[found.broken.why])
        said.append(_(N_("Entry {number} does not hold: {why}."), number=found.broken.number, why=why))
    elif found.count:
        said.append(
            _(N_("All {count} entries hold: nothing was changed, taken out or put in."), count=found.count)
        )
    else:
        said.append(_(N_("There is no entry yet.")))
    if found.holds_head is not None:
        kept = N_("The head that was kept is in the trail.")
        gone = N_(
            "The head that was kept is not in the trail: entries were cut off, or the file was replaced."
        )
        said.append(_(kept if found.holds_head else gone))
    if found.torn:
        after = ", ".join(str(number) for number in found.torn)
        said.append(_(N_("A crash cut off an entry after number {numbers}."), numbers=after))
    return said


def _title(sheet: Sheet, last: Entry | None) -> str:
    if last is None:
        return sheet.say(N_("There is no entry yet."))
    return sheet.say(
        N_("{count} entries in the trail, the last at {time}"), count=last.number, time=_time(last)
    )


def _time(entry: Entry) -> str:
    return f"{trail.local(entry):%Y-%m-%d %H:%M:%S}"


def _kinds() -> dict[str, str]:
    """The kinds of deeds, by what stands before the dot of their codes."""
    return {
        "records": N_("Looks and exports"),
        "data": N_("Data changed"),
        "account": N_("Accounts changed"),
        "session": N_("Signing in and out"),
    }


def _offered() -> list[tuple[str, str]]:
    return [*_kinds().items(), *((code, f"{name}") for code, name in DEEDS.items())]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_field(label: str, name: str, value: date | None) -> str:
    return forms.field(label, name, kind="date", value=str(value or ""), is_required=False)


def _line(cells: tuple[str, ...]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()
