"""What is done with figures: each changes or takes out, and says so in the audit trail."""

from reports.actions.exports import (
    ask_export,
    ask_named_export,
    begin_again,
    begin_named_export,
    export_lines,
    fail_export,
    fetch_export,
    finish_export,
    forget_exports,
)
from reports.actions.layouts import (
    archive_layout,
    export_layout,
    restore_layout,
    save_layout,
)
from reports.actions.mapping import export_mapping, map_figures
from reports.actions.sendings import send_figures
from reports.actions.weeks import export_week, freeze_week, write_week

__all__ = [
    "archive_layout",
    "ask_export",
    "ask_named_export",
    "begin_again",
    "begin_named_export",
    "export_layout",
    "export_lines",
    "export_mapping",
    "export_week",
    "fail_export",
    "fetch_export",
    "finish_export",
    "forget_exports",
    "freeze_week",
    "map_figures",
    "restore_layout",
    "save_layout",
    "send_figures",
    "write_week",
]
