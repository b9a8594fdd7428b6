"""Migrating without drawing the whole house again at each step.

While it migrates, Django keeps a class of each model as it was at that step. After each operation
it makes anew the classes of all models related to the one that changed; here everything leads to
the account of whoever wrote it, so that each of a thousand operations makes the whole house anew: a
minute for an empty database. What an operation changes is its own model: that one alone is made
anew, and the whole before any code of ours runs on the rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.state import ProjectState

_reverse = RunPython.database_backwards


def _itself(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    """Return the model to make anew. Those related to it are late: RunPython sees to them."""
    state.is_delayed = True
    return {(app_label, model_name.lower())}


def _reverse_with_whole_models(
    operation: RunPython, app_label: str, editor: Any, from_state: ProjectState, to_state: Any
) -> None:
    """Django sees to the late ones on the way up only."""
    from_state.clear_delayed_apps_cache()
    _reverse(operation, app_label, editor, from_state, to_state)


_LIGHT = (
    (ProjectState, "_find_reload_model", _itself),
    (RunPython, "database_backwards", _reverse_with_whole_models),
)


@contextmanager
def light_states() -> Iterator[None]:
    """While it lasts, a migration of this process makes anew only the model that it changes."""
    stock = [(of, name, getattr(of, name)) for of, name, _ours in _LIGHT]
    for of, name, ours in _LIGHT:
        setattr(of, name, ours)
    try:
        yield
    finally:
        for of, name, theirs in stock:
            setattr(of, name, theirs)
