"""Addresses of the referrals and of the procedures."""

from django.urls import path

from referrals.views import deadlines, entitlements, papers, procedures, referrals, situations

app_name = "referrals"
urlpatterns = [
    path("referrals/", referrals.awaiting, name="awaiting"),
    path("cases/<reference:reference>/referrals/", referrals.referrals, name="referrals"),
    path(
        "cases/<reference:reference>/referrals/new/", referrals.make_referral, name="make_referral"
    ),
    path("cases/<reference:reference>/referrals/<int:pk>/", referrals.referral, name="referral"),
    path("referrals/silence/", referrals.set_silence, name="set_silence"),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/step/",
        referrals.record_step,
        name="record_step",
    ),
    path("hearings/", procedures.hearings, name="hearings"),
    path("hearings/<int:pk>/call/", procedures.record_hearing_call, name="record_hearing_call"),
    path("cases/<reference:reference>/procedures/", procedures.procedures, name="procedures"),
    path(
        "cases/<reference:reference>/procedures/new/",
        procedures.choose_procedure,
        name="choose_procedure",
    ),
    path(
        "cases/<reference:reference>/procedures/new/<slug:kind>/",
        procedures.open_procedure,
        name="open_procedure",
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/", procedures.procedure, name="procedure"
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/edit/",
        procedures.edit_procedure,
        name="edit_procedure",
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/event/",
        procedures.record_event,
        name="record_event",
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/event/<int:event>/take-back/",
        procedures.take_back_event,
        name="take_back_event",
    ),
    # Deadlines.
    path("deadlines/", deadlines.due_deadlines, name="due_deadlines"),
    path("deadlines/rules/", deadlines.deadline_rules, name="deadline_rules"),
    path(
        "deadlines/rules/<slug:code>/<int:version>/",
        deadlines.validate_rule,
        name="validate_rule",
    ),
    path("cases/<reference:reference>/deadlines/", deadlines.deadlines, name="deadlines"),
    path(
        "cases/<reference:reference>/deadlines/new/",
        deadlines.choose_deadline_rule,
        name="choose_deadline_rule",
    ),
    path(
        "cases/<reference:reference>/deadlines/new/<slug:code>/<int:version>/",
        deadlines.start_deadline,
        name="start_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/",
        deadlines.deadline,
        name="deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/correct/",
        deadlines.correct_deadline,
        name="correct_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/stop/",
        deadlines.stop_deadline,
        name="stop_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/resume/",
        deadlines.resume_deadline,
        name="resume_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/call/",
        deadlines.call_lawyer,
        name="call_lawyer",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/done/",
        deadlines.end_deadline,
        name="end_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/drop/",
        deadlines.drop_deadline,
        name="drop_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/undo/",
        deadlines.undo_deadline_step,
        name="undo_deadline_step",
    ),
    path("cases/<reference:reference>/referrals/<int:pk>/chase/", referrals.chase, name="chase"),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheet/",
        referrals.hand_over_sheet,
        name="hand_over_sheet",
    ),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheets/<int:sheet>/",
        referrals.sheet_pdf,
        name="sheet_pdf",
    ),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheets/<int:sheet>/letter/",
        referrals.letter_pdf,
        name="letter_pdf",
    ),
    # Entitlements.
    path("entitlements/", entitlements.due_entitlements, name="due_entitlements"),
    path("entitlements/<int:pk>/renew/", entitlements.renew_entitlement, name="renew_entitlement"),
    path(
        "cases/<reference:reference>/entitlements/", entitlements.entitlements, name="entitlements"
    ),
    path(
        "cases/<reference:reference>/entitlements/new/",
        entitlements.open_entitlement,
        name="open_entitlement",
    ),
    path(
        "cases/<reference:reference>/entitlements/<int:pk>/record/",
        entitlements.record_entitlement_step,
        name="record_entitlement_step",
    ),
    # Papers of the legal file, and what they serve.
    path("cases/<reference:reference>/papers/new/", papers.record_paper, name="record_paper"),
    path("cases/<reference:reference>/papers/<int:pk>/", papers.paper, name="paper"),
    path("cases/<reference:reference>/papers/<int:pk>/edit/", papers.edit_paper, name="edit_paper"),
    path("cases/<reference:reference>/papers/<int:pk>/move/", papers.move_paper, name="move_paper"),
    path("cases/<reference:reference>/papers/<int:pk>/scan/", papers.add_scan, name="add_scan"),
    path(
        "cases/<reference:reference>/papers/<int:pk>/withdraw/",
        papers.withdraw_paper,
        name="withdraw_paper",
    ),
    path(
        "cases/<reference:reference>/papers/<int:pk>/restore/",
        papers.restore_paper,
        name="restore_paper",
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/papers/<int:paper>/tie/",
        papers.tie_paper,
        name="tie_paper",
    ),
    path(
        "cases/<reference:reference>/procedures/<int:pk>/papers/<int:paper>/untie/",
        papers.untie_paper,
        name="untie_paper",
    ),
    # Outside any procedure.
    path(
        "cases/<reference:reference>/situations/new/",
        situations.record_situation,
        name="record_situation",
    ),
    path(
        "cases/<reference:reference>/situations/<int:pk>/take-back/",
        situations.take_back_situation,
        name="take_back_situation",
    ),
]
