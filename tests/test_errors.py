"""What a user is told survives its way between processes and into his language."""

import pickle

from neighborcare.errors import Unreadable, UserError
from neighborcare.text import Label, say


def test_an_error_survives_a_pickle_whatever_the_file_is_called() -> None:
    error = Unreadable("“{file}” is empty.", remedy="Check that the right file was saved.", file="{月报}.csv")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again)) == (Unreadable, str(error))
    assert "{月报}.csv" in say(again, "zh-CN")


def test_a_label_in_an_error_is_said_in_the_readers_language() -> None:
    error = UserError("{export} is missing.", export=Label("走访探访", "Visits"))
    assert say(error, "en") == "Visits is missing."
    assert "走访探访" in say(error, "zh-CN")
