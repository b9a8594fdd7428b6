"""The French catalogue: `python -m config.translations update | check [FOLDER]`.

Texts in the code are English; locale/fr holds the French ones. Babel reads Python and writes the
catalogue, Django turns a template into something Babel reads: no gettext program is needed.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = "fr"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_READ = {"tests", "benchmarks", "migrations", "var", "static", "docs", "node_modules"}
HEADERS = ("Project-Id-Version", "Language:", "MIME-Version", "Content-", "Plural-Forms")
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*\}")


def sources(root: Path) -> Iterator[Path]:
    """Yield the Python files and templates of `root` that people may read on screen."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        is_read = not NOT_READ.intersection(parts) and not any(p.startswith(".") for p in parts)
        if is_read and path.suffix in {".py", ".html", ".txt"} and "requirements" not in path.name:
            yield path


def as_python(path: Path) -> bytes:
    """Return the file as Python calls of gettext; a template loses its text and indentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        calls = templatize(text, origin=str(path))
        text = "\n".join(line.strip() for line in calls.splitlines())
    return text.encode()


def collect(root: Path) -> Catalog:
    """Return every message of the sources in `root`, without translations."""
    catalog = Catalog()
    for path in sources(root):
        source = io.BytesIO(as_python(path))
        name = path.relative_to(root).as_posix()
        for line, text, comments, context in extract(
            "python", source, KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
        ):
            catalog.add(text, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def catalogue(root: Path) -> Path:
    """Return the path of the French catalogue of `root`."""
    return root / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read(root: Path) -> Catalog:
    """Return the French catalogue, empty if there is none yet."""
    path = catalogue(root)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def update(root: Path) -> None:
    """Write the catalogue anew: new messages empty, known ones kept, vanished ones dropped."""
    catalog = read(root)
    catalog.project, catalog.version = "Escale", ""
    catalog.update(collect(root), no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(
        written, catalog, width=96, sort_by_file=True, include_lineno=False, ignore_obsolete=True
    )
    path = catalogue(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_without_dates(written.getvalue().decode()), encoding="utf-8")


def _without_dates(text: str) -> str:
    """Keep of the header what a program reads: dates and names would change at every run."""
    header, blank, messages = text.lstrip("\n").partition("\n\n")
    lines = [
        line
        for line in header.splitlines()
        if not line.startswith(("#", '"')) or line[1:].startswith(HEADERS)
    ]
    return "\n".join(lines) + blank + messages


def problems(root: Path) -> list[str]:
    """Return what is wrong with the catalogue, a line each; empty when it is complete."""
    catalog, wanted = read(root), collect(root)
    found = []
    for message in wanted:
        translation = catalog.get(message.id, message.context) if message.id else None
        if message.id and translation is None:
            found.append(f"missing: {_name(message)}")
        elif translation is not None:
            found += _problems_of(translation, is_plural=message.pluralizable)
    kept = {(m.context, _first(m)) for m in wanted}
    found += [f"obsolete: {_name(m)}" for m in catalog if (m.context, _first(m)) not in kept]
    return found + [f"obsolete: {_name(m)}" for m in catalog.obsolete.values()]


def _problems_of(message: Message, *, is_plural: bool) -> list[str]:
    strings = _as_list(message.string)
    if message.fuzzy:
        return [f"fuzzy: {_name(message)}"]
    if is_plural and not message.pluralizable:
        return [f"has no plural: {_name(message)}"]
    if not all(string.strip() for string in strings):
        return [f"untranslated: {_name(message)}"]
    ids = _as_list(message.id)
    allowed = _placeholders(*ids)
    # "One child" may leave its number out; the plural form, and a text without plural, may not.
    is_right = _placeholders(strings[-1]) == _placeholders(ids[-1]) and all(
        _placeholders(string) <= allowed for string in strings
    )
    return [] if is_right else [f"other placeholders: {_name(message)}"]


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)} - {"%%"}


def _as_list(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return list(text) if isinstance(text, (list, tuple)) else [text or ""]


def _first(message: Message) -> str:
    return _as_list(message.id)[0]


def _name(message: Message) -> str:
    context = f" (context {message.context})" if message.context else ""
    files = sorted({name for name, _ in message.locations})
    return f"{_first(message)!r}{context} {' '.join(files)}".rstrip()


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="config.translations", description=__doc__)
    parser.add_argument("command", choices=["update", "check"])
    parser.add_argument("folder", nargs="?", type=Path, default=Path())
    options = parser.parse_args(arguments)
    if options.command == "update":
        update(options.folder)
        return 0
    found = problems(options.folder)
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    settings.configure()  # Django's reader of templates looks up a few defaults
    sys.exit(main())
