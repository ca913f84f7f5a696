"""A signal in a sentence, for the screen, the command line and the digest alike."""

from __future__ import annotations

from neighborcare import contracts, measures
from neighborcare.measures.signals import Signal
from neighborcare.text import formats


def sentence(
    signal: Signal,
    language: str,
    *,
    subject: str | None,
    items: int | None,
    value: float | None,
    expected: float | None,
) -> str:
    """The rule's sentence with what was found: "红色等级 2 人超过一天未探访到，最长超期 3 天"."""
    counted = formats.number(items)
    return signal.sentence.of(language).format(
        subject=_subject(signal, subject, language),
        items=counted,
        value=formats.quantity(value, signal.unit, language),
        expected=formats.quantity(expected, signal.unit, language),
    )


def _subject(signal: Signal, subject: str | None, language: str) -> str:
    """What it is about, by its name on the screen."""
    if subject is None:
        return ""
    if signal.of == "kpi":
        return measures.get(subject).short.of(language)
    if signal.of == "dataset":
        known = contracts.catalogue().get(subject)
        return known.label.of(language) if known else subject
    return subject
