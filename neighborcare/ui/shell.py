"""The frame around every page: language, role and community switches, the date of the figures, the menu."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache, lru_cache
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from neighborcare.access import entrance
from neighborcare.access.desk import communities
from neighborcare.access.roles import LABELS, ROLES, Role, may_open, role_of, working
from neighborcare.errors import Forbidden
from neighborcare.generation import DEMO
from neighborcare.store import batches, manifest
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import LANGUAGES, N_, formats, translator
from neighborcare.ui import menu, noting, page, style
from neighborcare.ui.choices import settle
from neighborcare.ui.session import (
    ROOT,
    Closed,
    Session,
    browser_language,
    home,
    language,
    reader,
    signed_in,
)

PAGES = ROOT / "pages"
HERE = Path(__file__).parent
MARK = (HERE / "wordmark.svg").read_text(encoding="utf-8")
NAMES = {"zh-CN": "中文", "en": "EN"}
PRODUCT = N_("NeighborCare")
ICON = "app/static/favicon.svg"


def open_session() -> Session:
    """Draw the bar with the switches and say who is looking. What a widget sends is checked, not trusted."""
    # Before st.navigation: a page's own icon would be fetched from Google's font server as the tab's icon.
    st.set_page_config(page_icon=ICON, layout="wide")
    st.html(style.sheet(st.context.theme.type == "dark"))
    place = home()
    live = reader(place).generation()
    with st.container(key="shell", horizontal=True, vertical_alignment="center", gap="small"):
        slot = st.container(key="as_of")
        language = _language()
        role, community, account, ticket = _visitor(language, place, live)
        st.html(style.reader(language, role))
    with slot:
        _as_of(place, language, live)
    st.logo(_wordmark(language))
    return Session(role, language, community, place, live, account, ticket)


def lead_out(closed: Closed) -> None:
    """Say that the open demonstration has ended; the entrance leads on by itself within seconds."""
    said = language()
    _ = translator(said)
    st.html(
        f'<div class="page-head"><h1>{escape(_(closed.message))}</h1><p class="quiet">{escape(_(closed.remedy))}</p>'
        f'</div><p><a href="{entrance.FIRST}?lang={said}" target="_self">{escape(_(N_("Go on")))}</a></p>'
    )


def open_page(session: Session) -> Page:
    """The page that the address asks for, or a polite word if the role may not see it; and its menu."""
    _ = translator(session.language)
    # Copies: st.navigation marks its pages, and making one looks its script up on the disk.
    offered = {
        _(menu.SECTIONS[section]) if section else "": [copy(made) for made in pages]
        for section, pages in _pages(session.role, session.language).items()
    }
    chosen = st.navigation(offered, position="top")
    st.set_page_config(f"{chosen.title} · {_(PRODUCT)}")
    noting.at(_address(session.role, chosen))
    return chosen


def _address(role: Role, chosen: Page) -> str:
    """The page's own address, also where it is the home page."""
    if chosen.url_path not in ("", "home"):
        return chosen.url_path
    return next(entry.address for entry in menu.permitted(menu.entries(PAGES), role))


@lru_cache(maxsize=16)
def _pages(role: Role, language: str) -> Mapping[str, tuple[Page, ...]]:
    """The pages of a role by the menu's drawers; by themselves ("") also the closed ones and the home page's
    second address, which no menu shows.
    """
    _ = translator(language)
    pages = menu.entries(PAGES)
    allowed = tuple(entry for entry in menu.permitted(pages, role) if may_open(role, entry.address))
    drawers = {
        section: tuple(
            _page(entry, _(entry.title), home=entry is allowed[0])
            for entry in allowed
            if entry.section == section
        )
        for section in menu.SECTIONS
    }
    hidden = [_closed(entry, _(entry.title)) for entry in pages if entry not in allowed]
    drawers[""] += (*hidden, _page(allowed[0], _(allowed[0].title), hidden=True))
    return {section: found for section, found in drawers.items() if found}


def _page(entry: menu.Entry, title: str, *, home: bool = False, hidden: bool = False) -> Page:
    # The home page lives at "/"; its own name is kept as a hidden second address, since people will type it.
    return st.Page(
        entry.path,
        title=title,
        icon=entry.icon,
        url_path="home" if home else entry.address,
        default=home,
        visibility="hidden" if hidden else "visible",
    )


def _closed(entry: menu.Entry, title: str) -> Page:
    # The script itself is not registered, so no address and no page hash leads to it.
    return st.Page(page.closed, title=title, url_path=entry.address, visibility="hidden")


@cache
def _wordmark(language: str) -> str:
    name = translator(language)(PRODUCT)
    return MARK.replace("NAME", name).replace("WIDTH", "108" if language == "zh-CN" else "156")


def _language() -> str:
    chosen = settle("lang", LANGUAGES, browser_language())
    st.segmented_control(
        "语言 Language",
        LANGUAGES,
        required=True,
        format_func=NAMES.__getitem__,
        key="lang",
        label_visibility="collapsed",
    )
    return chosen


def _visitor(language: str, place: Home, live: Manifest) -> tuple[Role, str | None, str, str]:
    """Role, community, account and ticket: fixed by who signed in; in the demonstration chosen here, without any."""
    found = signed_in(place)
    if found is None:
        role = _role(language)
        return role, _community(language, place, live) if role == "worker" else None, "", ""
    own = working(found.role)
    if own is None:
        raise Forbidden(N_("An administrator sees no figures."), remedy=N_("Sign in by another account."))
    where = _own_community(found.community, place, live) if own == "worker" else ""
    _account(language, found.account, " · ".join(filter(None, (LABELS[own].of(language), where))))
    return own, found.community, found.account, found.id


def _own_community(community: str | None, place: Home, live: Manifest) -> str:
    """The name of a worker's community. Raises Forbidden where the data know none such."""
    if not live.number:
        return ""
    name = _communities(place, live.number).get(community or "")
    if name is None:
        raise Forbidden(
            N_("There are no data of your community “{community}”."),
            remedy=N_("Ask your administrator."),
            community=community or "",
        )
    return name


def _account(language: str, name: str, role: str) -> None:
    """Who is signed in, which leads to the way out."""
    title = escape(translator(language)(N_("Sign out or change the password")))
    st.html(
        f'<a class="account" href="{entrance.LOGOUT}?lang={language}" target="_self" title="{title}">'
        f"<strong>{escape(name)}</strong> {escape(role)}</a>"
    )


def _role(language: str) -> Role:
    chosen = settle("role", ROLES, ROLES[0])
    _select("role", {role: LABELS[role].of(language) for role in ROLES}, translator(language)(N_("Role")))
    return role_of(chosen)


def _community(language: str, place: Home, live: Manifest) -> str | None:
    if not live.number:
        return None
    names = _communities(place, live.number)
    chosen = settle("community", tuple(names), next(iter(names)))
    _select("community", names, translator(language)(N_("Community")))
    return chosen


@lru_cache(maxsize=8)
def _communities(place: Home, _generation: int) -> Mapping[str, str]:
    """Communities of the live generation, id → name. The generation's number is the cache's key."""
    return communities(place)


def _select(key: str, names: Mapping[str, str], label: str) -> None:
    st.selectbox(
        label,
        list(names),
        format_func=lambda code: names.get(code, code),
        key=key,
        label_visibility="collapsed",
        width=168,
    )


def _as_of(place: Home, language: str, live: Manifest) -> None:
    _ = translator(language)
    if live.number == 0:
        st.caption(_(N_("No data loaded yet")))
        return
    mark = f"**{_(N_('Demonstration data'))}** · " if _is_demo(place, live.number) else ""
    st.caption(mark + _(N_("As of {day}"), day=formats.day(live.as_of, language)))


@lru_cache(maxsize=8)
def _is_demo(place: Home, number: int) -> bool:
    """Whether any batch in force is of the demonstration street. Made-up figures are never shown unmarked."""
    return any(batches.read(place, name).by == DEMO for name in manifest.read(place, number).batches)
