"""What the reports keep: validated weeks, their words, what left, what figures are called."""

from reports.models.dhis2 import DHIS2_CODE, DHIS2_CODE_LENGTH, NOT_A_CODE, Dhis2Code
from reports.models.exports import KEPT, ExportJob, ExportStep
from reports.models.frozen import DEFINITIONS, FrozenWeek
from reports.models.layouts import Layout, TableColumn
from reports.models.notes import WeekNote
from reports.models.sendings import Sending

__all__ = [
    "DEFINITIONS",
    "DHIS2_CODE",
    "DHIS2_CODE_LENGTH",
    "KEPT",
    "NOT_A_CODE",
    "Dhis2Code",
    "ExportJob",
    "ExportStep",
    "FrozenWeek",
    "Layout",
    "Sending",
    "TableColumn",
    "WeekNote",
]
