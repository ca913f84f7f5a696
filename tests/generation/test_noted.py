"""What changes the data leaves an entry in the trail, before anybody can see the change."""

import pytest

from neighborcare import generation
from neighborcare.store import batches, chain, deeds, manifest

from .conftest import TODAY, visit


def noted(home):
    """(what, dataset) of the entries, oldest first."""
    return [(entry.what, entry.detail.get("dataset")) for entry in chain.newest_first(home)][::-1]


def test_each_batch_that_comes_goes_or_comes_back_is_noted(office, write, take):
    start = len(noted(office))
    batch = (
        take(write("走访.csv", visit(1), visit(2), "V3,不是日期,甲社区,H3,W1,探访,上门,正常")).tables[0].batch
    )
    generation.undo(office, batch, by="anna")
    generation.redo(office, batch, by="anna")
    generation.build(office, by="anna", today=TODAY)
    fresh = list(chain.newest_first(office))[::-1][start:]
    assert [entry.what for entry in fresh] == ["data.loaded", "data.undone", "data.redone", "data.built"]
    assert [entry.who for entry in fresh] == ["tester", "anna", "anna", "anna"]
    assert [entry.detail.get("batch") for entry in fresh] == [batch, batch, batch, None]
    assert fresh[0].detail["generation"] + 3 == manifest.current_number(office)
    assert (fresh[0].detail["accepted"], fresh[0].detail["rejected"]) == (2, 1)


def test_a_load_of_several_files_has_an_entry_each(office):
    assert noted(office) == [("data.loaded", "communities"), ("data.loaded", "staff")]


def test_a_replaced_month_is_called_so(office, write, take):
    take(write("走访_2025年8月.csv", visit(1), visit(2)))
    file = write("走访_2025年8月_再报.csv", visit(1, result="异常"))
    month = TODAY.replace(month=8, day=1)
    generation.take(office, generation.look(office, [file], today=TODAY, month=month), by="anna", today=TODAY)
    last = chain.head(office)
    assert (last.what, last.detail["withdrawn"]) == ("data.replaced", 1)


def test_what_changes_nothing_is_not_noted(office, write, take):
    file = write("走访.csv", visit(1))
    take(file)
    count = len(noted(office))
    take(file)
    assert len(noted(office)) == count


def test_what_cannot_be_noted_is_not_published(office, write, take, monkeypatch):
    before, known = manifest.current(office), [batch.id for batch in batches.every(office)]
    monkeypatch.setattr(chain, "append", _full)
    with pytest.raises(deeds.Unnoted):
        take(write("走访.csv", visit(1)))
    assert manifest.current(office) == before
    assert [batch.id for batch in batches.every(office)] == known
    assert len(list(office.generations.iterdir())) == before.number


def _full(_home, _facts):
    raise OSError(28, "No space left on device")
