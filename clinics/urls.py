"""Addresses of the health pages of a case file."""

from django.urls import path

from clinics import views

app_name = "clinics"
urlpatterns = [
    path("cases/<reference:reference>/health/", views.health, name="health"),
    path(
        "cases/<reference:reference>/health/new/", views.log_consultation, name="log_consultation"
    ),
    path("cases/<reference:reference>/health/<int:pk>/", views.consultation, name="consultation"),
    path("cases/<reference:reference>/sexual-health/", views.sexual_health, name="sexual_health"),
    path(
        "cases/<reference:reference>/sexual-health/new/",
        views.log_sexual_health,
        name="log_sexual_health",
    ),
    path(
        "cases/<reference:reference>/sexual-health/<int:pk>/",
        views.sexual_health_consultation,
        name="sexual_health_consultation",
    ),
]
