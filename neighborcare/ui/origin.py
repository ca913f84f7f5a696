"""Where rows came from, in words: the export or layer, the hand that took them, the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from neighborcare import contracts
from neighborcare.access.roles import LABELS
from neighborcare.text import Label

LAYERS: Mapping[str, Label] = {
    "grids": Label("网格边界", "Grid boundaries"),
    "walkways": Label("步行路网", "Walking network"),
    "water": Label("水系", "Water"),
    "green": Label("绿地", "Green areas"),
    "buildings": Label("房屋轮廓", "Building outlines"),
    "roads": Label("车行道路", "Roads"),
}
HANDS: Mapping[str, Label] = {
    "demo": Label("演示数据", "Demonstration"),
    "command line": Label("命令行", "Command line"),
}


def source(dataset: str, language: str) -> str:
    """The name of an export, or of a layer of the map (`geo:<layer>`)."""
    known = contracts.catalogue().get(dataset)
    if known:
        return known.label.of(language)
    return LAYERS.get(dataset.removeprefix("geo:"), Label(dataset, dataset)).of(language)


def hand(by: str, language: str) -> str:
    """Who took a batch: a role, the command line, the demonstration; else as it is written."""
    known = next((label for name, label in (*HANDS.items(), *LABELS.items()) if name == by), None)
    return known.of(language) if known else by


def moment(text: str) -> datetime:
    """A time as batches and manifests keep it."""
    return datetime.fromisoformat(text)
