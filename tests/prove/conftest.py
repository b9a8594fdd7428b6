"""What the endurance tests measured is kept in docs/endurance.md, a section a run."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "endurance.md"
HEADING = "# Endurance\n\nWritten by `make prove`; the newest run is the last.\n"


@pytest.fixture
def keep_figures() -> Callable[[str, dict[str, str]], None]:
    """Return a function that prints figures and adds them, under a title, to the document."""

    def keep(title: str, figures: dict[str, str]) -> None:
        lines = "\n".join(f"- {what}: {figure}" for what, figure in figures.items())
        today = datetime.datetime.now(tz=datetime.UTC).date()
        section = f"\n## {today}: {title}\n\n{lines}\n"
        print(section)  # noqa: T201 - the figures are what the run is for
        if not FIGURES.exists():
            FIGURES.write_text(HEADING, encoding="utf-8")
        with FIGURES.open("a", encoding="utf-8") as document:
            document.write(section)

    return keep
