"""The oracle of requests and claims: see `oracle`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.measures.oracle import DAY, Cells, Street, counts, rates
from tests.measures.workspace import Row, day


def _has_no_time(moment: datetime) -> bool:
    return moment.time() == time()


def in_month(street: Street, dataset: str, moment: str) -> Iterator[tuple[Row, date]]:
    """Rows with the month of one of their moments, where that is one of ours."""
    for row in street.rows[dataset]:
        month = street.month_of(row[moment]) if row[moment] else None
        if month:
            yield row, month


def share(
    street: Street,
    dataset: str,
    moment: str,
    hit: Callable[[Row], Any],
    parts: tuple[str, ...],
    where: Callable[[Row], Any] = lambda _: True,
) -> Cells:
    """Of the rows of each month those that hit, as a whole and by the codes of some columns."""
    cells = rates()
    for row, month in in_month(street, dataset, moment):
        for part in [None, *(row[p] for p in parts if row[p])] if where(row) else ():
            cells[row["grid_id"], month, part][0] += bool(hit(row))
            cells[row["grid_id"], month, part][1] += 1
    return cells


def k23(street: Street) -> Cells:
    cells = counts()
    for row, month in in_month(street, "requests", "created_at"):
        for part in (None, row["request_type"], row["channel"]):
            cells[row["grid_id"], month, part][0] += 1
    return cells


def k24(street: Street) -> Cells:
    cells = rates()
    end = datetime.combine(street.as_of + DAY, time())
    for r in street.rows["requests"]:
        created, answered = r["created_at"], r["responded_at"]
        limit = created + 2 * DAY - timedelta(seconds=1) if _has_no_time(created) else created + DAY
        if answered is None and (limit >= end or r["status"] == "rejected"):
            continue
        month = street.month_of(min(limit, answered or limit))
        for part in (None, r["channel"]) if month else ():
            cells[r["grid_id"], month, part][0] += answered is not None and answered <= limit
            cells[r["grid_id"], month, part][1] += 1
    return cells


def _closed_by_due(r: Row) -> bool:
    if r["closed_at"] is None:
        return False
    if _has_no_time(r["due_at"]):
        return day(r["closed_at"]) <= day(r["due_at"])
    return bool(r["closed_at"] <= r["due_at"])


def k25(street: Street) -> Cells:
    def is_owed(r: Row) -> bool:
        return day(r["due_at"]) <= street.as_of and (r["closed_at"] is not None or r["status"] != "rejected")

    return share(street, "requests", "due_at", _closed_by_due, ("request_type",), is_owed)


def k26(street: Street) -> Cells:
    return share(street, "requests", "closed_at", lambda r: r["is_solved"], ("request_type",))


def k27(street: Street) -> Cells:
    def is_content(r: Row) -> bool:
        return bool(r["rating"] != "dissatisfied")

    return share(street, "requests", "closed_at", is_content, ("request_type",), lambda r: r["rating"])


def k28(street: Street) -> Cells:
    cells = counts()
    for r, month in in_month(street, "requests", "closed_at"):
        days = (day(r["closed_at"]) - day(r["created_at"])).days
        for part in (None, r["request_type"]):
            cells[r["grid_id"], month, part, days][0] += 1
    return cells


def k29(street: Street) -> Cells:
    cells = rates()
    for r in street.rows["requests"]:
        if r["request_type"] != "order":
            continue
        created, accepted = r["created_at"], r["accepted_at"]
        month = street.month_of(created)
        if month and (accepted or r["status"] != "rejected"):
            cells[r["grid_id"], month, None][0] += accepted is not None
            cells[r["grid_id"], month, None][1] += 1
        month = street.month_of(accepted) if accepted else None
        if month:
            took = accepted - created
            if _has_no_time(created) or _has_no_time(accepted):
                took = day(accepted) - day(created)
            cell = cells[r["grid_id"], month, "hours", took / timedelta(hours=1)]
            cell[0] += 1
            cell[1] = None
    return cells


def k30(street: Street) -> Cells:
    return share(street, "requests", "created_at", lambda r: r["repeat_of"], ("request_type",))


def k31(street: Street) -> Cells:
    def is_found(r: Row) -> bool:
        return r["channel"] in ("grid", "visit")

    return share(street, "requests", "created_at", is_found, ("request_type",))


def _claimed(c: Row) -> bool:
    return c["claimed_at"] is not None or c["fulfilled_at"] is not None


def k32(street: Street) -> Cells:
    def is_offered(c: Row) -> bool:
        return _claimed(c) or c["status"] != "withdrawn"

    return share(street, "claims", "published_at", _claimed, ("claim_type",), is_offered)


def k33(street: Street) -> Cells:
    def is_owed(c: Row) -> bool:
        kept = c["fulfilled_at"] is not None or c["status"] != "withdrawn"
        return _claimed(c) and day(c["due_at"]) <= street.as_of and kept

    return share(street, "claims", "due_at", lambda c: c["fulfilled_at"], ("claim_type",), is_owed)


def k34(street: Street) -> Cells:
    cells = counts()
    stages = (("published_at", "claimed_at", (None, "claim")), ("claimed_at", "fulfilled_at", ("fulfil",)))
    for begin, end, parts in stages:
        for c, month in in_month(street, "claims", end):
            for part in parts if c[begin] else ():
                cells[c["grid_id"], month, part, (day(c[end]) - day(c[begin])).days][0] += 1
    return cells


def k35(street: Street) -> Cells:
    def is_in_order(c: Row) -> bool:
        return all(c[s] and day(c[s]) <= day(c["claimed_at"]) for s in ("audited_at", "publicized_at"))

    return share(street, "claims", "claimed_at", is_in_order, ("claim_type",))
