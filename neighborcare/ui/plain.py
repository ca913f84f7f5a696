"""A stranger's text where Streamlit reads markdown: file names and headers stay the characters that they are."""

MARKS = frozenset(r"\`*_{}[]()#+-.!|$~<>:")


def plain(text: str) -> str:
    """The text with everything that markdown could act on escaped."""
    return "".join(f"\\{letter}" if letter in MARKS else letter for letter in text)
