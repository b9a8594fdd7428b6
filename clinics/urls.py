"""Addresses of the health pages of a case file, and of its psychologists."""

from django.urls import path

from clinics.views import consultations, health_facts, psychology

app_name = "clinics"
urlpatterns = [
    path("cases/<reference:reference>/health/", consultations.health, name="health"),
    path(
        "cases/<reference:reference>/health/new/",
        consultations.log_consultation,
        name="log_consultation",
    ),
    path(
        "cases/<reference:reference>/health/<int:pk>/",
        consultations.consultation,
        name="consultation",
    ),
    path(
        "cases/<reference:reference>/health/facts/<slug:kind>/new/",
        health_facts.record_health_fact,
        name="record_health_fact",
    ),
    path(
        "cases/<reference:reference>/health/facts/<int:pk>/end/",
        health_facts.end_health_fact,
        name="end_health_fact",
    ),
    path(
        "cases/<reference:reference>/sexual-health/",
        consultations.sexual_health,
        name="sexual_health",
    ),
    path(
        "cases/<reference:reference>/sexual-health/new/",
        consultations.log_sexual_health,
        name="log_sexual_health",
    ),
    path(
        "cases/<reference:reference>/sexual-health/<int:pk>/",
        consultations.sexual_health_consultation,
        name="sexual_health_consultation",
    ),
    path("cases/<reference:reference>/psychology/", psychology.psychology, name="psychology"),
    path(
        "cases/<reference:reference>/psychology/follow/", psychology.follow_case, name="follow_case"
    ),
    path(
        "cases/<reference:reference>/psychology/team/new/",
        psychology.add_psychologist,
        name="add_psychologist",
    ),
    path(
        "cases/<reference:reference>/psychology/leave/",
        psychology.stop_following,
        name="stop_following",
    ),
]
