"""Addresses of the week: `/reports/2026-W47/`."""

from django.urls import path, register_converter

from reports import views


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


register_converter(WeekConverter, "week")
register_converter(EndingConverter, "ending")

app_name = "reports"
urlpatterns = [
    path("", views.this_week, name="this_week"),
    path("<week:week>/", views.week, name="week"),
    path("<week:week>/audience/", views.week_audience, name="week_audience"),
    path("<week:week>/changes/", views.week_changes, name="week_changes"),
    path("<week:week>/validate/", views.freeze_week, name="freeze_week"),
    path("<week:week>/week.<ending:ending>", views.week_file, name="week_file"),
]
