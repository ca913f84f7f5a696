"""Activities and classes: series kept or missed, sessions and person-times, fill, party study by way of delivery."""

from neighborcare.text import N_
from neighborcare.ui import activities, chapter

TITLE = N_("Activities and classes")
ICON = ":material/event_available:"
ORDER = 68
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

chapter.show(
    ROLES,
    activities,
    empty=N_("There are no activities to count yet"),
    load=N_("Load the export “Activities” on the Upload page; the figures appear here."),
)
