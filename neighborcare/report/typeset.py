"""Lines of Chinese and Latin text in a given width, by how wide letters are about: no font is asked."""

from __future__ import annotations

from collections.abc import Sequence

SLACK = 0.94  # of the room: another machine's font may be a little wider
_FORGOTTEN = 3  # signs of a last line that look left over
_NARROW = 0.56  # of its size: the width of a Latin letter; a Chinese one is as wide as high


def measure(text: str, size: float) -> float:
    """About how wide a line of text is."""
    return sum(size if _is_wide(letter) else size * _NARROW for letter in text)


def _is_wide(letter: str) -> bool:
    return ord(letter) >= 0x2E80 or letter in "—…●▲■÷"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that fit: Chinese breaks anywhere but before a stop, Latin words stay whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measure(line + piece.rstrip(), size) > width and piece not in "，。；：、）」！？,.;:)%":
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        joins = pieces and not _is_wide(letter) and letter != " " and not _is_wide(pieces[-1][-1])
        if (joins and pieces[-1][-1] != " ") or (letter == " " and pieces):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def fit(text: str, width: float, sizes: Sequence[float], most: int) -> tuple[float, list[str]]:
    """The largest size at which the text takes at most so many lines; the smallest where none does."""
    for size in sizes:
        lines = wrapped(text, width, size)
        # a last line of one or two signs looks forgotten: rather a little smaller
        if len(lines) <= most and (len(lines) == 1 or measure(lines[-1], 1) > _FORGOTTEN):
            return size, lines
    lines = wrapped(text, width, sizes[-1])
    return sizes[-1], [*lines[: most - 1], clipped("".join(lines[most - 1 :]), width, sizes[-1])]


def clipped(text: str, width: float, size: float) -> str:
    """The text, or as much of it as fits, with "…"."""
    if measure(text, size) <= width:
        return text
    while text and measure(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"
