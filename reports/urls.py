"""Addresses of the week, `/reports/2026-W47/`, and of what leaves line by line."""

from django.urls import path, register_converter

from reports.views import exports, weeks


class WeekConverter:
    """Four digits, a W, two digits; whether the year has that week is the view's to say."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(WeekConverter, "week")

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
    path("<week:week>/", weeks.week, name="week"),
    path("<week:week>/changes/", weeks.week_changes, name="week_changes"),
    path("<week:week>/validate/", weeks.freeze_week, name="freeze_week"),
    path("<week:week>/week.xlsx", weeks.week_xlsx, name="week_xlsx"),
    path("<week:week>/week.csv", weeks.week_csv, name="week_csv"),
]
