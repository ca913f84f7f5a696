"""Words in two languages: catalogues, labels, and how numbers and dates are written.

The English text is the key; `zh_CN/*.po` hold the Chinese, one file a topic, all of them merged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from neighborcare.errors import UserError

LANGUAGES = ("zh-CN", "en")
CATALOGUES = Path(__file__).parent / "zh_CN"


@dataclass(frozen=True, slots=True)
class Label:
    """A name that is written in both languages where it is defined (contracts, KPIs)."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The name in that language."""
        return self.en if language == "en" else self.zh


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


@cache
def catalogue() -> dict[str, str]:
    """All Chinese texts by their English key. Raises ValueError when two files disagree about one."""
    texts: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            entries = read_po(file, locale="zh_CN")
        for message in entries:
            key, value = message.id, message.string
            if not key or not isinstance(key, str) or not isinstance(value, str):
                continue
            if texts.setdefault(key, value) != value:
                raise ValueError(f"{path.name}: two translations of {key!r}")
    return texts


def translator(language: str) -> Callable[..., str]:
    """A function `_(text, **values)` that gives the text in that language with its values filled in."""

    def translate(text: str, **values: object) -> str:
        words = text if language == "en" else catalogue().get(text, text)
        return words.format(**values) if values else words

    return translate


def say(error: UserError, language: str) -> str:
    """An error as a sentence or two: what is wrong, then what to do."""
    _ = translator(language)
    values = {k: v.of(language) if isinstance(v, Label) else v for k, v in error.values.items()}
    parts = [_(part, **values) for part in (error.message, error.remedy) if part]
    return (" " if language == "en" else "").join(parts)
