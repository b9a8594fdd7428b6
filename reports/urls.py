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


register_converter(WeekConverter, "week")

app_name = "reports"
urlpatterns = [
    path("", views.this_week, name="this_week"),
    path("<week:week>/", views.week, name="week"),
    path("<week:week>/changes/", views.week_changes, name="week_changes"),
    path("<week:week>/validate/", views.freeze_week, name="freeze_week"),
    path("<week:week>/week.xlsx", views.week_xlsx, name="week_xlsx"),
    path("<week:week>/week.csv", views.week_csv, name="week_csv"),
]
