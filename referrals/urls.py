"""Addresses of the referrals and of the procedures."""

from django.urls import path

from referrals.views import procedures, referrals

app_name = "referrals"
urlpatterns = [
    path("referrals/", referrals.awaiting, name="awaiting"),
    path("cases/<reference:reference>/referrals/", referrals.referrals, name="referrals"),
    path(
        "cases/<reference:reference>/referrals/new/", referrals.make_referral, name="make_referral"
    ),
    path("cases/<reference:reference>/referrals/<int:pk>/", referrals.referral, name="referral"),
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
]
