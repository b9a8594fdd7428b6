"""What the reports keep: validated weeks, their words, what the figures are called elsewhere."""

from reports.models.dhis2 import DHIS2_CODE, DHIS2_CODE_LENGTH, NOT_A_CODE, Dhis2Code
from reports.models.exports import KEPT, ExportJob, ExportStep
from reports.models.frozen import DEFINITIONS, FrozenWeek
from reports.models.layouts import Layout, TableColumn
from reports.models.notes import WeekNote

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
    "TableColumn",
    "WeekNote",
]
