"""Requests: order, accept, close, rate; what is late; topics; which team takes what; orders without a team."""

from neighborcare.text import N_
from neighborcare.ui import chapter, requests

TITLE = N_("Requests")
ICON = ":material/support_agent:"
ORDER = 62
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "matters"

chapter.show(
    ROLES,
    requests,
    empty=N_("There are no requests to count yet"),
    load=N_("Load the export “Requests” on the Upload page; the figures appear here."),
)
