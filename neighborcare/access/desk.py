"""The administrator's page: every account with what can be done to it, and a new one. No figures, no persons' data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from starlette.responses import Response

from neighborcare.access import accounts, forms, sessions, trail
from neighborcare.access.accounts import Account
from neighborcare.access.entrance import LOGOUT, TRAIL, USERS
from neighborcare.access.forms import Sheet
from neighborcare.access.roles import ACCOUNT_ROLES, LABELS, TABLE
from neighborcare.access.sessions import Session
from neighborcare.errors import UserError
from neighborcare.store import manifest
from neighborcare.store.home import Home
from neighborcare.store.lease import opened
from neighborcare.text import N_, say

COMMUNITIES = (Path(__file__).parent / "communities.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of one administrator. `titles` are the pages' catalogue texts by address."""

    sheet: Sheet
    home: Home
    session: Session
    titles: Mapping[str, str]

    def page(self, *said: str, status: int = 200) -> Response:
        """The page; `said` is HTML that tells what was done or refused."""
        _ = self.sheet.say
        found, names = accounts.every(self.home), communities(self.home)
        return self.sheet.page(
            _(N_("{count} accounts"), count=len(found)),
            f'<p class="quiet">{escape(self.session.account)} · '
            f'<a href="{LOGOUT}?lang={self.sheet.language}">{_(N_("Sign out or change the password"))}</a> · '
            f'<a href="{TRAIL}?lang={self.sheet.language}">{_(N_("Trail: who did what when"))}</a></p>',
            *said,
            self._accounts(found, names),
            f"<h2>{_(N_('A new account'))}</h2>",
            _new(self.sheet, names),
            f"<h2>{_(N_('Who may open what'))}</h2>",
            self._roles(),
            status=status,
            wide=True,
        )

    def change(self, typed: Mapping[str, str]) -> Response:
        """Do what was asked and show the page again, with what was done or why not."""
        deed = DEEDS.get(typed.get("do", ""))
        try:
            if typed.get("do") in trail.OPENING:
                trail.ready(self.home)
            said = deed(self.sheet, self.home, typed) if deed else ""
            if deed:
                self._note(typed)
        except UserError as error:
            refusal = forms.word(escape(say(error, self.sheet.language)), "bad")
            return self.page(refusal, status=400)
        return self.page(said)

    def _note(self, typed: Mapping[str, str]) -> None:
        account = accounts.get(self.home, typed.get("name", ""))
        trail.note(self.home, self.session.account, trail.ACCOUNT[typed["do"]], **trail.of_account(account))

    def _accounts(self, found: Sequence[Account], names: Mapping[str, str]) -> str:
        heads = (
            N_("Account name"),
            N_("Role"),
            N_("Community"),
            N_("State"),
            N_("Signed in"),
            N_("Made on"),
            "",
        )
        signed_in = sessions.count(self.home)
        rows = [
            (
                *_told(self.sheet, account, names),
                str(signed_in.get(account.name, 0)),
                escape(account.made_at[:10]),
                "" if account.name == self.session.account else _deeds(self.sheet, account),
            )
            for account in found
        ]
        return table(self.sheet, heads, rows)

    def _roles(self) -> str:
        """The one table of roles, as it counts."""
        language, say_ = self.sheet.language, self.sheet.say
        rows = [
            (
                escape(said.label.of(language)),
                f"<code>{escape(said.file or '—')}</code>",
                ("、" if language == "zh-CN" else ", ").join(
                    say_(title) for address, title in self.titles.items() if address in said.pages
                )
                or "—",
            )
            for said in TABLE.values()
        ]
        return table(self.sheet, (N_("Role"), N_("File"), N_("Pages")), rows)


def communities(home: Home) -> dict[str, str]:
    """Communities of the live generation, id → name; none where there is no data yet."""
    live = manifest.current(home)
    if not live.number:
        return {}
    with opened(home, live, "leader") as connection:
        return dict(connection.execute(COMMUNITIES).fetchall())


def _add(sheet: Sheet, home: Home, typed: Mapping[str, str]) -> str:
    name, role = typed.get("name", ""), typed.get("role", "")
    first = accounts.add(home, name, role, typed.get("community") or None)
    return _first_password(sheet, accounts.compared(name), first)


def _lock(sheet: Sheet, home: Home, typed: Mapping[str, str]) -> str:
    accounts.lock(home, typed.get("name", ""))
    return _done(sheet, N_("“{name}” is locked and signed out everywhere."), typed)


def _unlock(sheet: Sheet, home: Home, typed: Mapping[str, str]) -> str:
    accounts.unlock(home, typed.get("name", ""))
    return _done(sheet, N_("“{name}” may sign in again."), typed)


def _revoke(sheet: Sheet, home: Home, typed: Mapping[str, str]) -> str:
    accounts.revoke(home, typed.get("name", ""))
    return _done(sheet, N_("“{name}” is signed out everywhere."), typed)


def _reset(sheet: Sheet, home: Home, typed: Mapping[str, str]) -> str:
    first = accounts.reset(home, typed.get("name", ""))
    return _first_password(sheet, typed.get("name", ""), first)


Deed = Callable[[Sheet, Home, Mapping[str, str]], str]
DEEDS: Mapping[str, Deed] = {
    "add": _add,
    "lock": _lock,
    "unlock": _unlock,
    "revoke": _revoke,
    "reset": _reset,
}


def _done(sheet: Sheet, text: str, typed: Mapping[str, str]) -> str:
    return forms.word(sheet.say(text, name=typed.get("name", "")), "good")


def _first_password(sheet: Sheet, name: str, first: str) -> str:
    told = sheet.say(
        N_("One-time password of “{name}”, shown only now and good for {days} days:"),
        name=name,
        days=accounts.FIRST_DAYS,
    )
    return forms.word(f'{told}<br><span class="secret">{escape(first)}</span>', "good")


def _told(sheet: Sheet, account: Account, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    community = names.get(account.community or "", account.community or "")
    role = LABELS[account.role].of(sheet.language)
    return (
        f"<strong>{escape(account.name)}</strong>",
        escape(role),
        escape(community),
        sheet.say(_state(account)),
    )


def _state(account: Account) -> str:
    if account.is_locked:
        return N_("■ locked")
    return N_("▲ first password") if account.must_change else N_("● in use")


def _deeds(sheet: Sheet, account: Account) -> str:
    offered = {
        "unlock" if account.is_locked else "lock": N_("Unlock") if account.is_locked else N_("Lock"),
        "reset": N_("New one-time password") if account.has_password else "",
        "revoke": N_("Sign out everywhere"),
    }
    return "".join(
        sheet.form(USERS, button=sheet.say(said), plain=True, do=deed, name=account.name)
        for deed, said in offered.items()
        if said
    )


def _new(sheet: Sheet, names: Mapping[str, str]) -> str:
    _ = sheet.say
    roles = [(role, LABELS[role].of(sheet.language)) for role in ACCOUNT_ROLES]
    own = [("", "—"), *names.items()]
    fields = (
        forms.field(_(N_("Account's name")), "name"),
        forms.choice(_(N_("Role")), "role", roles),
        forms.choice(_(N_("Community (of a community worker)")), "community", own)
        if names
        else forms.field(_(N_("Community's ID (of a community worker)")), "community").replace(
            " required", ""
        ),
    )
    rows = "".join(f"<div>{one}</div>" for one in fields)
    return sheet.form(USERS, f'<div class="row">{rows}</div>', button=_(N_("Make the account")), do="add")


def table(sheet: Sheet, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as HTML: heads are catalogue texts, cells are HTML."""
    top = "".join(f"<th>{sheet.say(head) if head else ''}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{top}</tr>{body}</table></div>'
