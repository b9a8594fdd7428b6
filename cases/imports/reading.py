"""What somebody uploads becomes a table of texts, or is refused with a sentence.

A spreadsheet from outside is as dangerous as a PDF: its bytes go to a process of its own, without
a key, counted in memory and time (cases.imports.parser), and nothing of them touches a disk.
"""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PARSER = Path(__file__).with_name("parser.py")
MAX_ROWS = 20_000
ABOVE = 50  # rows of titles, headings and empty lines beside them
LIMITS = {
    "rows": MAX_ROWS + ABOVE,
    "columns": 100,
    "cell": 500,  # characters kept: more than any column takes, which is then said
    "characters": 12_000_000,  # of all cells
    "expanded": 150 * 1024 * 1024,  # bytes of XML that an XLSX unfolds into
    "memory": 1024 * 1024 * 1024,  # bytes of address space
    "seconds": 8,  # of work: 20,000 rows take one or two
}
CLOCK = 12  # seconds, on a busy machine; a page's transaction may be idle for 15

SENTENCES: dict[str, str | Promise] = {
    "empty": _("This file holds no row. Choose another one."),
    "old": _(
        "This spreadsheet is in the old format, or locked by a password. Open it, and save it as "
        "“Excel workbook (.xlsx)” or CSV, without a password."
    ),
    "unknown": _("This is neither a spreadsheet (XLSX) nor a text with separators (CSV)."),
    "damaged": _("This file is damaged or incomplete. Save it again from the spreadsheet program."),
    "unfolds": _(
        "This file is not safe to open: it is far larger than it looks. Copy the rows into a new "
        "spreadsheet."
    ),
    "too_many_rows": _("More than 20,000 rows. Split the file in several."),
    "too_many_columns": _("More than 100 columns. Keep those that are to be imported."),
    "quotes": _(
        "A quotation mark is opened and never closed in this CSV. Save it again from the "
        "spreadsheet program."
    ),
    "encoding": _(
        "The letters of this CSV cannot be read. Save it again as “CSV UTF-8”, or as XLSX."
    ),
}


class Refused(Exception):
    """The file is not taken; `code` is one of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code])


@dataclass(frozen=True)
class Table:
    """The rows that hold something: (number as the user sees it, cells).

    `flags` says what is odd about a cell: {row number: {place of the column: code}}.
    """

    rows: list[tuple[int, list[str]]]
    flags: dict[int, dict[int, str]]

    def as_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "flags": self.flags}

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> "Table":
        return cls(
            [(number, cells) for number, cells in found["rows"]],
            {
                int(row): {int(column): code for column, code in cells.items()}
                for row, cells in found["flags"].items()
            },
        )


def read(content: bytes) -> Table:
    """Return the table of an XLSX or a CSV; raises Refused."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PARSER)],
            input=json.dumps(LIMITS).encode() + b"\n" + content,
            capture_output=True,
            timeout=CLOCK,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("unfolds") from error
    if done.returncode:  # stopped by the system, or by a fault of a library
        logger.error("the reader of spreadsheets ended with code %s", done.returncode)
        raise Refused("unfolds" if done.returncode < 0 else "damaged")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return Table.of_json(answer)
