"""What somebody asks to have line by line: which list, which days, which sites, which columns."""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy

from reports import line_lists, permissions, statistics_file, tables
from reports.choices import FileFormat, ListKind
from reports.line_facts import Asked
from reports.models import ExportJob
from reports.tables import Table
from staff.models import Site, User

# Made while the page waits; more lines become a job. A list is read at some 10,000 lines a second,
# consultations, which are opened one by one, at a quarter of that.
AT_ONCE = 5_000
# With names they are encrypted in memory and never lie on a disk in clear.
MOST_WITH_NAMES = 20_000
# What a sheet holds below its headings (Excel, specifications and limits).
MOST_IN_A_SHEET = 1_048_575
LONGEST_LIST = 366 * 3  # days
LONGEST_STATISTICS = 366 * 20

TOO_MANY_NAMES = gettext_lazy(
    "A list with names holds 20,000 lines at most: choose fewer days, or one site."
)
NO_LINE = gettext_lazy("There is no line at these sites on these days: no file was made.")
TOO_LONG_A_SHEET = gettext_lazy("A spreadsheet holds 1,048,575 lines: choose CSV, or fewer days.")


@dataclass(frozen=True)
class Wanted:
    """`site` is None for all those that this person sees; `columns` are names of columns."""

    user: User
    kind: ListKind
    first_day: datetime.date
    last_day: datetime.date
    site: Site | None
    columns: Sequence[str]
    file_format: FileFormat
    with_names: bool = False

    def asked(self) -> Asked:
        sites = Site.objects.visible_to(self.user).order_by("pk")
        if self.site is not None:
            sites = sites.filter(pk=self.site.pk)
        return Asked(self.user, self.first_day, self.last_day, list(sites))

    @property
    def is_statistics(self) -> bool:
        return self.kind == ListKind.STATISTICS

    def chosen(self) -> list[str]:
        """Return the names of the columns, in their order; of those only she may have today."""
        may_have = permissions.columns_for(self.user, self.kind, with_names=self.with_names)
        return [column.name for column in may_have if column.name in self.columns]

    def count(self) -> int:
        """Return how many lines it has."""
        if self.is_statistics:
            return statistics_file.count(self.asked())
        rows = line_lists.rows_of(self.kind, self.asked(), with_names=self.with_names)
        return rows.count()

    def why_not(self, count: int) -> str:
        """Return why no file is made of so many lines; "" when one is."""
        if not count:
            return str(NO_LINE)
        if self.with_names and count > MOST_WITH_NAMES:
            return str(TOO_MANY_NAMES)
        is_sheet = self.file_format == FileFormat.XLSX
        return str(TOO_LONG_A_SHEET) if is_sheet and count > MOST_IN_A_SHEET else ""

    def table(self) -> Table:
        if self.is_statistics:
            return statistics_file.table(self.asked(), self.chosen())
        return line_lists.table(self.kind, self.asked(), self.chosen(), with_names=self.with_names)

    @property
    def filename(self) -> str:
        return f"escale-{self.kind}-{self.first_day}-{self.last_day}.{self.file_format}"


def of_job(job: ExportJob) -> Wanted:
    return Wanted(
        job.asked_by,
        ListKind(job.kind),
        job.first_day,
        job.last_day,
        job.site,
        job.columns,
        FileFormat(job.file_format),
        job.has_names,
    )


def as_bytes(wanted: Wanted) -> bytes:
    """Return the whole file, made in memory: for a list that is known to be small."""
    if wanted.file_format == FileFormat.CSV:
        return b"".join(tables.as_csv(wanted.table()))
    buffer = io.BytesIO()
    tables.write_xlsx(wanted.table(), buffer)
    return buffer.getvalue()


def write(wanted: Wanted, file: tables.Sink, progress: Callable[[int], object]) -> None:
    """Write the file piece by piece, at constant memory, saying how many lines are done."""
    table = wanted.table()
    table = replace(table, batches=_told(table.batches, progress))
    if wanted.file_format == FileFormat.XLSX:
        tables.write_xlsx(table, file)
        return
    for piece in tables.as_csv(table):
        file.write(piece)


def _told(
    batches: Iterable[Sequence[Sequence[tables.Cell]]], progress: Callable[[int], object]
) -> Iterator[Sequence[Sequence[tables.Cell]]]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        progress(done)


def longest(kind: ListKind) -> int:
    """Return how many days a file of this kind may span."""
    return LONGEST_STATISTICS if kind == ListKind.STATISTICS else LONGEST_LIST
