"""What can go wrong for a user: a culprit, a remedy, and words in both languages.

A bug raises whatever it raises; only these are shown to people, without a traceback.
"""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend: says what is wrong and what to do.

    `message` and `remedy` are English catalogue texts (msgids) with `{placeholders}`;
    `values` fills them in. `neighborcare.text.say` puts them into the reader's language.
    """

    code = "refused"

    def __init__(self, message: str, *, remedy: str = "", **values: object) -> None:
        self.message = message
        self.remedy = remedy
        self.values = values
        super().__init__(" ".join(part.format(**values) for part in (message, remedy) if part))

    def __reduce__(self) -> tuple[object, ...]:
        """Survives a pickle as what it was, not as its finished text."""
        return _made, (type(self), self.message, self.remedy, self.values)


def _made(kind: type[UserError], message: str, remedy: str, values: dict[str, object]) -> UserError:
    return kind(message, remedy=remedy, **values)


class Unreadable(UserError):
    """A file that cannot be read as any table we know."""

    code = "unreadable"


class UnknownDataset(UserError):
    """A table whose headers belong to no contract, or to several alike."""

    code = "unknown_dataset"


class NotFound(UserError):
    """A KPI, area, batch or generation that does not exist."""

    code = "not_found"


class Forbidden(UserError):
    """A question that this role may not ask."""

    code = "forbidden"
