"""What these runs measured is kept in docs/, a section a run."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEADING = "# {title}\n\nWritten by `make prove`; the newest run is the last.\n"


@pytest.fixture
def keep_figures() -> Callable[..., None]:
    """Return a function that prints figures and adds them, under a title, to a document."""

    def keep(title: str, figures: dict[str, str], *, document: str = "endurance") -> None:
        lines = "\n".join(f"- {what}: {figure}" for what, figure in figures.items())
        today = datetime.datetime.now(tz=datetime.UTC).date()
        section = f"\n## {today}: {title}\n\n{lines}\n"
        print(section)  # noqa: T201 - the figures are what the run is for
        path = DOCS / f"{document}.md"
        if not path.exists():
            path.write_text(HEADING.format(title=document.capitalize()), encoding="utf-8")
        with path.open("a", encoding="utf-8") as file:
            file.write(section)

    return keep
