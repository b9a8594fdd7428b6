"""What is typed about figures."""

from reports.forms.exports import ExportForm, NamedExportForm
from reports.forms.layouts import LayoutForm, SpanForm
from reports.forms.mapping import CodesForm, MappingFileForm
from reports.forms.weeks import FreezeWeekForm, WriteWeekForm

__all__ = [
    "CodesForm",
    "ExportForm",
    "FreezeWeekForm",
    "LayoutForm",
    "MappingFileForm",
    "NamedExportForm",
    "SpanForm",
    "WriteWeekForm",
]
