"""What is done with figures: each changes or takes out, and says so in the audit trail."""

from reports.actions.mapping import export_mapping, map_figures
from reports.actions.weeks import export_week, freeze_week, write_week

__all__ = [
    "export_mapping",
    "export_week",
    "freeze_week",
    "map_figures",
    "write_week",
]
