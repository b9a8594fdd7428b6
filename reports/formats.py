"""The files that one report can be had as: a line each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import documents, exports
from reports.weekly import Report


@dataclass(frozen=True)
class Format:
    """`ending` ends the address and the name of the file; `write` makes its bytes."""

    ending: str
    label: str | Promise
    content_type: str
    write: Callable[[Report], bytes]


FORMATS = {
    one.ending: one
    for one in (
        Format("xlsx", _("Spreadsheet"),
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               exports.as_xlsx),
        Format("csv", "CSV", "text/csv; charset=utf-8", exports.as_csv),
        Format("pdf", "PDF", "application/pdf", documents.as_pdf),
    )
}  # fmt: skip
