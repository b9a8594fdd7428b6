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
]
