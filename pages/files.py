"""Household files: the stages from file to follow-up, where each household stands, the care-gap list."""

from neighborcare.text import N_
from neighborcare.ui import chapter, household_files

TITLE = N_("Household files")
ICON = ":material/folder_shared:"
ORDER = 64
ROLES = ("leader", "analyst", "worker", "presenter")
SECTION = "people"

chapter.show(
    ROLES,
    household_files,
    empty=N_("There are no household files to count yet"),
    load=N_("Load the exports “Key people” and “Claims” on the Upload page; the figures appear here."),
)
