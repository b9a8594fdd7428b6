"""The files that one report can be had as: a line each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import dhis2, documents, exports, hxl
from reports.weekly import Report


@dataclass(frozen=True)
class Format:
    """`ending` ends the address and the name of the file; `write` makes its bytes.

    `write` raises ValidationError where this report cannot be such a file. `tells_sites_apart`: it
    reads `Report.by_site`. `is_mapped`: it holds what the DHIS2 mapping names, and no more.
    `has_words`: it has room for the period in words (Report.words).
    """

    ending: str
    label: str | Promise
    content_type: str
    write: Callable[[Report], bytes]
    tells_sites_apart: bool = False
    is_mapped: bool = False
    has_words: bool = False


FORMATS = {
    one.ending: one
    for one in (
        Format("xlsx", _("Spreadsheet"),
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               exports.as_xlsx),
        Format("csv", "CSV", "text/csv; charset=utf-8", exports.as_csv),
        Format("pdf", "PDF", "application/pdf", documents.as_pdf, has_words=True),
        Format("hxl.csv", _("CSV with HXL tags"), "text/csv; charset=utf-8", hxl.as_csv),
        Format("dhis2.json", _("DHIS2, JSON"), "application/json", dhis2.as_json,
               tells_sites_apart=True, is_mapped=True),
        Format("dhis2.csv", _("DHIS2, CSV"), "application/csv", dhis2.as_csv,
               tells_sites_apart=True, is_mapped=True),
    )
}  # fmt: skip
