"""Reading the audit trail in tests: which verbs were written, and never a word of content."""

import re
from typing import Any

from staff.models import AuditEntry


def last_entry() -> int:
    """Return the number of the newest row, to look only at what comes after it."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def actions_since(start: int, **filters: Any) -> list[str]:
    """Return the actions written after `start`, oldest first.

    Fails on a row that could hold a name: an action is a verb, a subject a table and a number.
    """
    rows = list(AuditEntry.objects.filter(pk__gt=start, **filters).order_by("pk"))
    for row in rows:
        assert re.fullmatch(r"[a-z_]+", row.action), row.action
        names_a_row = re.fullmatch(r"([a-z]+\.[a-z]+:\d+)?", row.subject)
        names_a_view = row.action == "refused" and re.fullmatch(r"[a-z_]+(:[a-z_]+)?", row.subject)
        assert names_a_row or names_a_view, row.subject
    return [row.action for row in rows]
