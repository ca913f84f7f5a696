"""Deliberation: topics from proposal to done, the last meeting's decisions."""

from neighborcare.text import N_
from neighborcare.ui import chapter, deliberation

TITLE = N_("Deliberation")
ICON = ":material/groups:"
ORDER = 72
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

chapter.show(
    ROLES,
    deliberation,
    empty=N_("There are no meetings to count yet"),
    load=N_("Load the export “Topics” on the Upload page; the figures appear here."),
)
