"""Addresses of the week, `/reports/2026-W47/`, and of what leaves line by line."""

from django.urls import path, register_converter

from reports.views import exports, mapping, weeks


class WeekConverter:
    """Four digits, a W, two digits; whether the year has that week is the view's to say."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class EndingConverter(WeekConverter):
    """How the name of a file ends; whether there is such a format is the view's to say."""

    regex = r"[a-z0-9]+(?:\.[a-z0-9]+)?"


class CodeConverter(WeekConverter):
    """Three letters or digits: W01, REF."""

    regex = r"[A-Z0-9]{3}"


register_converter(CodeConverter, "code")
register_converter(WeekConverter, "week")
register_converter(EndingConverter, "ending")

app_name = "reports"
urlpatterns = [
    path("lists/", exports.lists, name="lists"),
    path("lists/<slug:kind>/", exports.line_list, name="line_list"),
    path("lists/<slug:kind>/names/", exports.named_list, name="named_list"),
    path("statistics/", exports.statistics, name="statistics"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/file/", exports.fetch_export, name="fetch_export"),
    path("exports/<int:pk>/again/", exports.begin_again, name="begin_again"),
    path("", weeks.this_week, name="this_week"),
    path("dhis2/", mapping.dhis2_mapping, name="dhis2_mapping"),
    path("dhis2/check/", mapping.dhis2_check, name="dhis2_check"),
    path("dhis2/check/take-out/", mapping.take_out_lost_codes, name="take_out_lost_codes"),
    path("dhis2/import/", mapping.import_mapping, name="import_mapping"),
    path("dhis2/mapping.csv", mapping.export_mapping, name="export_mapping"),
    path("dhis2/lines/<slug:group>/", mapping.dhis2_lines, name="dhis2_lines"),
    path("<week:week>/", weeks.week, name="week"),
    path("<week:week>/lines/<code:code>/<slug:name>/", weeks.lines, name="lines"),
    path(
        "<week:week>/lines/<code:code>/<slug:name>/<str:part>/", weeks.lines, name="lines_of_part"
    ),
    path("<week:week>/audience/", weeks.week_audience, name="week_audience"),
    path("<week:week>/changes/", weeks.week_changes, name="week_changes"),
    path("<week:week>/validate/", weeks.freeze_week, name="freeze_week"),
    path("<week:week>/words/", weeks.write_week, name="write_week"),
    path("<week:week>/week.<ending:ending>", weeks.week_file, name="week_file"),
]
