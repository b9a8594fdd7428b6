"""Addresses of the health pages of a case file, and of its psychologists."""

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
    path("cases/<reference:reference>/psychology/", views.psychology, name="psychology"),
    path("cases/<reference:reference>/psychology/follow/", views.follow_case, name="follow_case"),
    path(
        "cases/<reference:reference>/psychology/team/new/",
        views.add_psychologist,
        name="add_psychologist",
    ),
    path(
        "cases/<reference:reference>/psychology/leave/",
        views.stop_following,
        name="stop_following",
    ),
]
