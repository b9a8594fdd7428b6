"""Addresses of the health pages of a case file, of its psychologists, of the sessions."""

from django.urls import path

from clinics.views import (
    consultations,
    health_facts,
    psychology,
    scabies,
    screening,
    sessions,
    stock,
    vaccination,
    watch,
)

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
    path("stock/", stock.stock, name="stock"),
    path("stock/receive/", stock.receive_lot, name="receive_lot"),
    path("stock/count/", stock.count_stock, name="count_stock"),
    path("stock/<int:pk>/", stock.lot, name="lot"),
    path("stock/<int:pk>/take/", stock.take_from_lot, name="take_from_lot"),
    path("stock/<int:pk>/move/", stock.move_lot, name="move_lot"),
    # --- vaccinations ---
    path("cases/<reference:reference>/vaccination/", vaccination.vaccinations, name="vaccinations"),
    path(
        "cases/<reference:reference>/vaccination/new/",
        vaccination.add_vaccinations,
        name="add_vaccinations",
    ),
    path(
        "cases/<reference:reference>/vaccination/given/",
        vaccination.give_vaccines,
        name="give_vaccines",
    ),
    path(
        "cases/<reference:reference>/vaccination/plan/",
        vaccination.plan_vaccination,
        name="plan_vaccination",
    ),
    path(
        "cases/<reference:reference>/vaccination/answers/",
        vaccination.answer_vaccination,
        name="answer_vaccination",
    ),
    path(
        "cases/<reference:reference>/vaccination/booklet/<str:language>/",
        vaccination.vaccination_booklet_pdf,
        name="vaccination_booklet_pdf",
    ),
    path(
        "cases/<reference:reference>/vaccination/<int:pk>/take-back/",
        vaccination.take_back_vaccination,
        name="take_back_vaccination",
    ),
    path("vaccination-rules/", vaccination.vaccination_rules, name="vaccination_rules"),
    path(
        "vaccination-rules/<slug:series>/",
        vaccination.validate_vaccination_rules,
        name="validate_vaccination_rules",
    ),
    # --- screens ---
    path(
        "cases/<reference:reference>/health/screens/<slug:instrument>/new/",
        screening.screen,
        name="screen",
    ),
    path(
        "cases/<reference:reference>/health/screens/<int:pk>/",
        screening.screening,
        name="screening",
    ),
    path(
        "cases/<reference:reference>/health/screens/<int:pk>/psychologist/",
        screening.ask_psychologist,
        name="ask_psychologist",
    ),
    # --- scabies ---
    path(
        "cases/<reference:reference>/health/scabies/<slug:mark>/",
        scabies.join_scabies,
        name="join_scabies",
    ),
    path("scabies/", scabies.scabies_events, name="scabies_events"),
    path("scabies/<int:pk>/", scabies.scabies_event, name="scabies_event"),
    path(
        "scabies/<int:pk>/people/<reference:reference>/",
        scabies.mark_scabies,
        name="mark_scabies",
    ),
    path(
        "scabies/<int:pk>/marks/<int:row_pk>/take-back/",
        scabies.take_back_scabies_mark,
        name="take_back_scabies_mark",
    ),
    path(
        "scabies/<int:pk>/steps/<int:step_pk>/take-back/",
        scabies.take_back_scabies_step,
        name="take_back_scabies_step",
    ),
    path("scabies/<int:pk>/close/", scabies.close_scabies, name="close_scabies"),
    path("scabies/<int:pk>/reopen/", scabies.reopen_scabies, name="reopen_scabies"),
    # --- the week's signals ---
    path("signals/", watch.this_weeks_signals, name="this_weeks_signals"),
    path("signals/rules/", watch.signal_rules, name="signal_rules"),
    path("signals/rules/<slug:rule>/", watch.change_signal_rule, name="change_signal_rule"),
    path("signals/<int:year>-W<int:number>/", watch.signals, name="signals"),
    path(
        "signals/<int:year>-W<int:number>/<int:site_pk>/<slug:rule>/<slug:about>/",
        watch.signal,
        name="signal",
    ),
]
