"""Wishes, projects, pairing, funds: stages, lead times, the balance, what each partner promised and did."""

from neighborcare.text import N_
from neighborcare.ui import chapter, claims

TITLE = N_("Wishes and funds")
ICON = ":material/featured_seasonal_and_gifts:"
ORDER = 66
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

chapter.show(
    ROLES,
    claims,
    empty=N_("There are no claims to count yet"),
    load=N_("Load the exports “Claims”, “Partners” and “Funds” on the Upload page; the figures appear here."),
)
