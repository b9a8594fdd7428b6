"""Addresses of the health pages of a case file, of its psychologists, of the sessions."""

from django.urls import path

from clinics.views import (
    anonymous,
    assessments,
    certificates,
    consultations,
    health_facts,
    offline,
    protocols,
    psychology,
    scabies,
    screening,
    sessions,
    sexual_health,
    stock,
    tallies,
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
    # --- without network ---
    path("sessions/<int:pk>/offline/", offline.offline_session, name="offline_session"),
    path("sessions/<int:pk>/offline/prepare/", offline.prepare_offline, name="prepare_offline"),
    path("sessions/<int:pk>/offline/<uuid:number>/end/", offline.end_offline, name="end_offline"),
    path("offline/", offline.offline, name="offline"),
    path("offline/worker.js", offline.offline_worker, name="offline_worker"),
    path("offline/<uuid:number>/entries/", offline.receive_entries, name="receive_entries"),
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
    # --- without identity ---
    path(
        "sessions/<int:pk>/anonymous/new/",
        anonymous.log_anonymous_consultation,
        name="log_anonymous_consultation",
    ),
    path(
        "sessions/<int:pk>/anonymous/",
        anonymous.anonymous_consultations,
        name="anonymous_consultations",
    ),
    path("sessions/<int:pk>/tally/", tallies.tally, name="tally"),
    path("sessions/<int:pk>/tally/enter/", tallies.enter_tally, name="enter_tally"),
    path("sessions/<int:pk>/tally/sheet.pdf", tallies.tally_sheet_pdf, name="tally_sheet_pdf"),
    path("sessions/slips/", anonymous.find_slip, name="find_slip"),
    path("anonymous/<int:pk>/", anonymous.anonymous_consultation, name="anonymous_consultation"),
    path(
        "anonymous/<int:pk>/correct/",
        anonymous.correct_anonymous_consultation,
        name="correct_anonymous_consultation",
    ),
    path("anonymous/<int:pk>/attach/", anonymous.attach_to_file, name="attach_to_file"),
    path(
        "cases/<reference:reference>/health/attach/",
        anonymous.attach_consultations,
        name="attach_consultations",
    ),
    path(
        "cases/<reference:reference>/health/attached/<int:pk>/detach/",
        anonymous.detach_consultation,
        name="detach_consultation",
    ),
    # --- sexual health, beside its consultations; signed protocols ---
    path(
        "cases/<reference:reference>/sexual-health/acts/new/",
        sexual_health.record_act,
        name="record_act",
    ),
    path(
        "cases/<reference:reference>/sexual-health/acts/<int:pk>/take-back/",
        sexual_health.take_back_act,
        name="take_back_act",
    ),
    path(
        "cases/<reference:reference>/sexual-health/pregnancy/new/",
        sexual_health.open_pregnancy,
        name="open_pregnancy",
    ),
    path(
        "cases/<reference:reference>/sexual-health/pregnancy/<int:pk>/steps/<slug:code>/done/",
        sexual_health.tick_pregnancy_step,
        name="tick_pregnancy_step",
    ),
    path(
        "cases/<reference:reference>/sexual-health/pregnancy/<int:pk>/steps/<slug:code>/elsewhere/",
        sexual_health.record_done_elsewhere,
        name="record_done_elsewhere",
    ),
    path(
        "cases/<reference:reference>/sexual-health/pregnancy/<int:pk>/ticked/<int:step_pk>/take-back/",
        sexual_health.take_back_pregnancy_step,
        name="take_back_pregnancy_step",
    ),
    path(
        "cases/<reference:reference>/sexual-health/pregnancy/<int:pk>/<slug:kind>/",
        sexual_health.record_pregnancy_step,
        name="record_pregnancy_step",
    ),
    path(
        "cases/<reference:reference>/sexual-health/contraception/new/",
        sexual_health.start_contraception,
        name="start_contraception",
    ),
    path(
        "cases/<reference:reference>/sexual-health/contraception/<int:pk>/<slug:kind>/",
        sexual_health.record_contraception_step,
        name="record_contraception_step",
    ),
    path(
        "cases/<reference:reference>/sexual-health/violence/<slug:kind>/new/",
        sexual_health.record_violence,
        name="record_violence",
    ),
    path(
        "cases/<reference:reference>/sexual-health/violence/<int:pk>/take-back/",
        sexual_health.take_back_violence,
        name="take_back_violence",
    ),
    path("protocols/", protocols.protocols, name="protocols"),
    path("protocols/sign/", protocols.sign_protocol, name="sign_protocol"),
    path("protocols/<int:pk>/replace/", protocols.replace_protocol, name="replace_protocol"),
    path("protocols/<int:pk>/end/", protocols.end_protocol, name="end_protocol"),
    # --- health assessment ---
    path(
        "cases/<reference:reference>/health/assessment/new/",
        assessments.open_assessment,
        name="open_assessment",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/",
        assessments.assessment,
        name="assessment",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/guide/<slug:section>/",
        assessments.fill_assessment,
        name="fill_assessment",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/tests/new/",
        assessments.prescribe_tests,
        name="prescribe_tests",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/tests/sampled/",
        assessments.sample_tests,
        name="sample_tests",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/tests/received/",
        assessments.receive_results,
        name="receive_results",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/tests/handed-back/",
        assessments.hand_back_results,
        name="hand_back_results",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/tests/<int:test>/drop/",
        assessments.drop_test,
        name="drop_test",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/steps/<int:step>/take-back/",
        assessments.take_back_test_step,
        name="take_back_test_step",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/second-step/plan/",
        assessments.plan_second_step,
        name="plan_second_step",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/second-step/",
        assessments.hold_second_step,
        name="hold_second_step",
    ),
    path(
        "cases/<reference:reference>/health/assessment/<int:pk>/booklet/",
        assessments.assessment_booklet_pdf,
        name="assessment_booklet_pdf",
    ),
    path("health-due/<slug:which>/", assessments.due_results, name="due_results"),
    # --- medical certificates ---
    path(
        "cases/<reference:reference>/health/certificates/",
        certificates.medical_certificates,
        name="medical_certificates",
    ),
    path(
        "cases/<reference:reference>/health/certificates/new/<slug:purpose>/",
        certificates.issue_certificate,
        name="issue_certificate",
    ),
    path(
        "cases/<reference:reference>/health/certificates/<int:pk>/",
        certificates.medical_certificate_pdf,
        name="medical_certificate_pdf",
    ),
    path(
        "cases/<reference:reference>/health/certificates/<int:pk>/handed/",
        certificates.hand_certificate,
        name="hand_certificate",
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
        "scabies/<int:pk>/contacts/",
        scabies.find_scabies_contacts,
        name="find_scabies_contacts",
    ),
    path(
        "scabies/<int:pk>/contacts/<reference:reference>/",
        scabies.add_scabies_contact,
        name="add_scabies_contact",
    ),
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
