"""Safety and works: hazards and their ages, works by type, devices online, beneficiaries."""

from neighborcare.text import N_
from neighborcare.ui import chapter, safety

TITLE = N_("Safety and works")
ICON = ":material/health_and_safety:"
ORDER = 70
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

chapter.show(
    ROLES,
    safety,
    empty=N_("There are no hazards or works to count yet"),
    load=N_("Load the exports “Hazards” and “Improvements” on the Upload page; the figures appear here."),
)
