"""Mediation and petitions: topics, outcomes, how long they took, deadlines, backlog, what is still open."""

from neighborcare.text import N_
from neighborcare.ui import chapter, mediation

TITLE = N_("Mediation and petitions")
ICON = ":material/balance:"
ORDER = 60
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

chapter.show(
    ROLES,
    mediation,
    empty=N_("There are no cases to count yet"),
    load=N_("Load the export “Disputes and petitions” on the Upload page; the figures appear here."),
)
