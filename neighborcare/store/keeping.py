"""What an office decides about files as they came: `home.toml` in the home says how they are kept, and for how long.

keep_raw = "encrypted"   # or "nothing"
raw_days = 180           # older ones are erased at each load; left out: they stay
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_

FILE = "home.toml"
ENCRYPTED, NOTHING = "encrypted", "nothing"


@dataclass(frozen=True, slots=True)
class Keeping:
    """How files as they came are kept. `raw_days` None: until somebody erases them."""

    keep_raw: str = ENCRYPTED
    raw_days: int | None = None

    @property
    def keeps(self) -> bool:
        """Whether they are kept at all."""
        return self.keep_raw == ENCRYPTED


def read(home: Home) -> Keeping:
    """The office's decision; without a file the usual one. Raises UserError for what the file cannot say."""
    path = home.path / FILE
    if not path.exists():
        return Keeping()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _unclear() from None
    kept, days = said.pop("keep_raw", ENCRYPTED), said.pop("raw_days", None)
    is_days = days is None or (isinstance(days, int) and not isinstance(days, bool) and days >= 0)
    if said or kept not in (ENCRYPTED, NOTHING) or not is_days:
        raise _unclear()
    return Keeping(kept, days)


def _unclear() -> UserError:
    return UserError(
        N_("{file} in the data folder cannot be understood."),
        remedy=N_('It may say keep_raw = "encrypted" or "nothing", and raw_days = a whole number of days.'),
        file=FILE,
    )
