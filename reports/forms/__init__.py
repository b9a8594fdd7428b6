"""What is typed about figures."""

from reports.forms.exports import ExportForm, NamedExportForm
from reports.forms.mapping import CodesForm, MappingFileForm
from reports.forms.weeks import FreezeWeekForm, WriteWeekForm

__all__ = [
    "CodesForm",
    "ExportForm",
    "FreezeWeekForm",
    "MappingFileForm",
    "NamedExportForm",
    "WriteWeekForm",
]
