"""The house's own files, as the lints of this folder read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = [app for app in settings.INSTALLED_APPS if (ROOT / app / "__init__.py").is_file()]


@cache
def python_files() -> dict[str, str]:
    """Return {path from the root: text} of the apps' modules, their migrations left out."""
    found = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if "migrations" not in path.relative_to(ROOT).parts
    }


@cache
def templates() -> dict[str, str]:
    """Return {name: text} of every template."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_in(path: str, layer: str) -> bool:
    """Whether a file is the `layer` of its app: cases/views.py, or a file of cases/views/."""
    parts = path.removesuffix(".py").split("/")
    return len(parts) > 1 and parts[1] == layer


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
