"""Visits: cadence by tier, who is overdue, who carries how much, greetings day by day, abnormal findings."""

from neighborcare.text import N_
from neighborcare.ui import chapter, visits

TITLE = N_("Visits")
ICON = ":material/door_front:"
ORDER = 50
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

chapter.show(
    ROLES,
    visits,
    empty=N_("There are no visits to count yet"),
    load=N_("Load the exports “Key people” and “Visits” on the Upload page; the figures appear here."),
)
