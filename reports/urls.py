"""Addresses of the periods: `/reports/2026-W47/`, `/reports/2026-11/`."""

from django.urls import path, register_converter

from reports import layout_views, views


class WeekConverter:
    """Four digits, a W, two digits; whether the year has that week is the view's to say."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class PeriodConverter(WeekConverter):
    """A week, 2026-11, 2026-Q4, 2026 or two days; whether there is such a period is not said."""

    regex = r"(?:\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2}|\d{4}(?:-W\d{2}|-Q\d|-\d{2})?)"


class EndingConverter(WeekConverter):
    """How the name of a file ends; whether there is such a format is the view's to say."""

    regex = r"[a-z0-9]+(?:\.[a-z0-9]+)?"


register_converter(WeekConverter, "week")
register_converter(PeriodConverter, "period")
register_converter(EndingConverter, "ending")

app_name = "reports"
urlpatterns = [
    path("", views.this_week, name="this_week"),
    path("tables/", layout_views.saved_tables, name="layouts"),
    path("tables/new/", layout_views.compose_layout, name="compose_layout"),
    path("tables/<int:number>/", layout_views.open_layout, name="open_layout"),
    path("tables/<int:number>/change/", layout_views.change_layout, name="change_layout"),
    path("tables/<int:number>/archive/", layout_views.archive_layout, name="archive_layout"),
    path("tables/<int:number>/restore/", layout_views.restore_layout, name="restore_layout"),
    path("tables/<int:number>/<period:period>/", layout_views.layout, name="layout"),
    path(
        "tables/<int:number>/<period:period>/table.<ending:ending>",
        layout_views.layout_file,
        name="layout_file",
    ),
    path("days/", layout_views.choose_days, name="choose_days"),
    path("<period:period>/", views.week, name="week"),
    path("<week:week>/changes/", views.week_changes, name="week_changes"),
    path("<week:week>/validate/", views.freeze_week, name="freeze_week"),
    path("<period:period>/week.<ending:ending>", views.week_file, name="week_file"),
]
