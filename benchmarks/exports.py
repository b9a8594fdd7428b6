"""Exports of 100,000 lines: how long, and how much memory, each in a process of its own.

    python -m benchmarks.exports arrivals csv       one of them, as `make bench` starts it

A process keeps the most memory that it has ever held: measured in one that made another file
before, the figure would say nothing of this one.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django

LINES = 100_000
SECONDS, MEGABYTES = 20, 150  # goals
MEASURED = (
    ("arrivals", "csv"), ("arrivals", "xlsx"), ("persons", "csv"), ("consultations", "csv"),
    ("statistics", "csv"), ("statistics", "xlsx"),
)  # fmt: skip


def table() -> str:
    """Return a line an export, measured one after the other. Raises SystemExit when one fails."""
    return "\n".join(_line(*what) for what in MEASURED)


def _line(kind: str, file_format: str) -> str:
    command = [sys.executable, "-m", "benchmarks.exports", kind, file_format]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"No figures: {kind} {file_format} failed.\n{made.stderr}")
    found = json.loads(made.stdout.splitlines()[-1])
    seconds, megabytes = found["seconds"], found["megabytes"]
    scaled = seconds * LINES / found["lines"]
    is_met = scaled < SECONDS and megabytes < MEGABYTES
    return (
        f"{'met' if is_met else 'NOT MET':8}export of {found['lines']:,} lines, {kind} "
        f"{file_format}: {seconds:.1f} s ({scaled:.1f} s per {LINES:,}), {megabytes:.0f} MB (of "
        f"these {found['before']:.0f} before it began), {found['size'] / 1e6:.1f} MB on the disk"
    )


def held() -> float:
    """Return the most memory that this program has held, in MB.

    Not `getrusage`: what it says of a process goes back to the one that it was forked from.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes, *_unit = status.partition("VmHWM:")[2].split()
    return int(kilobytes) / 1024


def measure(kind: str, file_format: str) -> dict[str, float]:
    """Make one file as the process of a job does, sealed on the disk; return what it took."""
    from reports import export_store, line_exports
    from reports.choices import FileFormat, ListKind
    from reports.models import ExportJob

    wanted = line_exports.Wanted(
        _whose(kind), ListKind(kind), *_days(kind), None, _columns(kind), FileFormat(file_format)
    )
    job = ExportJob(file_key=export_store.new_key())
    counted: list[int] = [0]
    before, began = held(), time.perf_counter()
    writer = export_store.Writer(job)
    try:
        line_exports.write(wanted, writer, counted.append)
        size = writer.finish()
    finally:
        writer.give_up()
        export_store.erase(job)
    return {
        "lines": counted[-1],
        "seconds": time.perf_counter() - began,
        "before": before,
        "megabytes": held(),
        "size": size,
    }


def _whose(kind: str):
    """Return who may make it: the nurse reads consultations, the coordinator the rest."""
    from benchmarks import seed

    place = seed.find_place()
    return place.nurse if kind == "consultations" else place.coordinator


def _columns(kind: str) -> list[str]:
    """Return every column that this person may have: the dearest file."""
    from reports import permissions
    from reports.choices import ListKind

    return [column.name for column in permissions.columns_for(_whose(kind), ListKind(kind))]


def _days(kind: str) -> tuple[datetime.date, datetime.date]:
    """Return the last days that hold LINES lines, or all there are."""
    from django.db.models import Count
    from django.utils import timezone

    from cases.models import Arrival
    from clinics.models import Consultation

    today = timezone.localdate()
    first = today - datetime.timedelta(days=3 * 365)
    if kind in ("persons", "statistics"):
        return first, today
    rows = (Consultation if kind == "consultations" else Arrival)._base_manager
    found = 0
    by_day = rows.values_list("day").annotate(count=Count("pk")).order_by("-day")
    for day, count in by_day:
        found += count
        if found >= LINES:
            return day, today
    return first, today


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("kind", choices=sorted({kind for kind, _format in MEASURED}))
    parser.add_argument("file_format", choices=["csv", "xlsx"])
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    print(json.dumps(measure(asked.kind, asked.file_format)))


if __name__ == "__main__":
    main()
