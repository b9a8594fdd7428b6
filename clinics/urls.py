"""Addresses of the health pages of a case file, of its psychologists, of the sessions."""

from django.urls import path

from clinics.views import consultations, psychology, sessions

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
        "cases/<reference:reference>/health/<int:pk>/correct/",
        consultations.correct_consultation,
        name="correct_consultation",
    ),
    path(
        "cases/<reference:reference>/health/<int:pk>/add/",
        consultations.add_to_consultation,
        name="add_to_consultation",
    ),
    path(
        "cases/<reference:reference>/sexual-health/<int:pk>/correct/",
        consultations.correct_sexual_health,
        name="correct_sexual_health",
    ),
    path(
        "cases/<reference:reference>/sexual-health/<int:pk>/add/",
        consultations.add_to_sexual_health,
        name="add_to_sexual_health",
    ),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/open/", sessions.open_session, name="open_session"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/join/", sessions.join_session, name="join_session"),
    path("sessions/<int:pk>/team/", sessions.add_to_team, name="add_to_team"),
    path("sessions/<int:pk>/close/", sessions.close_session, name="close_session"),
    path("sessions/<int:pk>/reopen/", sessions.reopen_session, name="reopen_session"),
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
