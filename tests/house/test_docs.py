"""The documents name files that are there."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

DOCUMENTS = sorted(
    path
    for path in [*settings.BASE_DIR.glob("*.md"), *settings.BASE_DIR.glob("docs/**/*.md")]
    if path.is_file()
)
ROOMS = "tests|docs|staff|cases|clinics|referrals|reports|config|templates"
IN_CODE = re.compile(rf"`((?:{ROOMS})/[\w./]+)`")
SCHEDULED = re.compile(r"^ExecStart=\S+/python manage\.py (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def named(text: str) -> list[tuple[str, bool]]:
    """Return (path, whether it starts at the document's own folder), as the text names them."""
    return [*((path, False) for path in IN_CODE.findall(text)),
            *((path, True) for path in LINK.findall(text))]  # fmt: skip


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(path) -> None:
    for name, is_relative in named(path.read_text()):
        start = path.parent if is_relative else settings.BASE_DIR
        assert (start / name).exists(), f"{path.name} names {name}"


def test_a_name_is_found() -> None:
    assert named("`tests/no/such.py` and [this](docs/gone.md)") == [
        ("tests/no/such.py", False),
        ("docs/gone.md", True),
    ]


# Nobody is there at night to see that one is missing.
NIGHTLY = {
    "backup",
    "retention --forget",
    "retention --apply",
    "retention --preview",
    "find_duplicates",
}


def test_what_runs_at_night_is_scheduled_and_exists() -> None:
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    found = SCHEDULED.findall(text)
    assert set(found) == NIGHTLY
    for line in found:
        name, *options = line.split()
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)
