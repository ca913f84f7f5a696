"""What may stand in the trail: deeds of a fixed list, told in codes and counts."""

import pytest

from neighborcare.store import chain, deeds


def test_an_entry_says_who_did_what(home):
    deeds.note(home, "anna", "records.looked", page="visits", list="overdue", rows=30)
    (entry,) = chain.newest_first(home)
    assert (entry.who, entry.what) == ("anna", "records.looked")
    assert entry.detail == {"page": "visits", "list": "overdue", "rows": 30}


@pytest.mark.parametrize(
    ("who", "what", "detail"),
    [
        ("anna", "records.eaten", {}),
        ("anna", "records.looked", {"person_id": "P-0001"}),
        ("anna", "records.looked", {"list": "王秀珍 的 名单"}),
        ("anna", "records.looked", {"list": "x" * 81}),
        ("anna", "records.looked", {"list": "one\ntwo"}),
        ("an na", "records.looked", {}),
        ("", "records.looked", {}),
    ],
)
def test_what_may_not_stand_there_is_a_bug_and_is_not_repeated(home, who, what, detail):
    with pytest.raises(ValueError, match=r"noted|told|name") as raised:
        deeds.note(home, who, what, **detail)
    assert not chain.path(home).exists()
    assert not any(value in str(raised.value) for value in detail.values())


def test_an_id_of_somebody_else_s_making_is_made_to_fit():
    assert deeds.coded("清苑 社区（东）\n") == "清苑_社区_东__"
    assert deeds.VALUE.fullmatch(deeds.coded("x y" * 60))


def test_several_entries_stand_together_or_not_at_all(home):
    with pytest.raises(ValueError, match="nothing of the kind"):
        deeds.note_all(home, [deeds.fact("anna", "data.loaded"), deeds.fact("anna", "nothing of the kind")])
    deeds.note_all(home, [])
    assert chain.verify(home).count == 0


def test_where_the_trail_cannot_be_written_that_is_said(home):
    home.create()
    chain.path(home).mkdir()  # nobody can append to a folder
    for work in (
        lambda: deeds.ready(home),
        lambda: deeds.note(home, "anna", "records.exported"),
    ):
        with pytest.raises(deeds.Unnoted) as raised:
            work()
        assert raised.value.remedy
        assert str(home.path) not in str(raised.value)


def test_readiness_leaves_no_entry(home):
    deeds.ready(home)
    assert chain.verify(home).count == 0
