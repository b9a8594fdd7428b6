"""Addresses of the periods, `/reports/2026-W47/`, `/reports/2026-11/`, and of what leaves."""

from django.urls import path, register_converter

from reports.views import exports, freezing, layouts, lines, mapping, outside, weeks, words


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


class CodeConverter(WeekConverter):
    """Three letters or digits, or four: W01, REF, WAIT."""

    regex = r"[A-Z0-9]{3,4}"


register_converter(CodeConverter, "code")
register_converter(WeekConverter, "week")
register_converter(PeriodConverter, "period")
register_converter(EndingConverter, "ending")

app_name = "reports"
urlpatterns = [
    path("", weeks.this_week, name="this_week"),
    path("lists/", exports.lists, name="lists"),
    path("lists/<slug:kind>/", exports.line_list, name="line_list"),
    path("lists/<slug:kind>/names/", exports.named_list, name="named_list"),
    path("statistics/", exports.statistics, name="statistics"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/file/", exports.fetch_export, name="fetch_export"),
    path("exports/<int:pk>/again/", exports.begin_again, name="begin_again"),
    path("dhis2/", mapping.dhis2_mapping, name="dhis2_mapping"),
    path("dhis2/check/", mapping.dhis2_check, name="dhis2_check"),
    path("dhis2/check/take-out/", mapping.take_out_lost_codes, name="take_out_lost_codes"),
    path("dhis2/import/", mapping.import_mapping, name="import_mapping"),
    path("dhis2/mapping.csv", mapping.export_mapping, name="export_mapping"),
    path("dhis2/lines/<slug:group>/", mapping.dhis2_lines, name="dhis2_lines"),
    path("tables/", layouts.saved_tables, name="layouts"),
    path("tables/new/", layouts.compose_layout, name="compose_layout"),
    path("tables/<int:number>/", layouts.open_layout, name="open_layout"),
    path("tables/<int:number>/change/", layouts.change_layout, name="change_layout"),
    path("tables/<int:number>/archive/", layouts.archive_layout, name="archive_layout"),
    path("tables/<int:number>/restore/", layouts.restore_layout, name="restore_layout"),
    path("tables/<int:number>/<period:period>/", layouts.layout, name="layout"),
    path(
        "tables/<int:number>/<period:period>/table.<ending:ending>",
        layouts.layout_file,
        name="layout_file",
    ),
    path("days/", layouts.choose_days, name="choose_days"),
    path("<period:period>/", weeks.week, name="week"),
    path("<period:period>/lines/<code:code>/<slug:name>/", lines.lines, name="lines"),
    path(
        "<period:period>/lines/<code:code>/<slug:name>/<str:part>/",
        lines.lines,
        name="lines_of_part",
    ),
    path("<period:period>/audience/", outside.week_audience, name="week_audience"),
    path("<week:week>/changes/", freezing.week_changes, name="week_changes"),
    path("<week:week>/validate/", freezing.freeze_week, name="freeze_week"),
    path("<week:week>/words/", words.write_week, name="write_week"),
    path("<period:period>/week.<ending:ending>", weeks.week_file, name="week_file"),
]
