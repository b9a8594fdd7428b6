"""Addresses of the referrals."""

from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("referrals/", views.awaiting, name="awaiting"),
    path("referrals/silence/", views.set_silence, name="set_silence"),
    path("cases/<reference:reference>/referrals/", views.referrals, name="referrals"),
    path("cases/<reference:reference>/referrals/new/", views.make_referral, name="make_referral"),
    path("cases/<reference:reference>/referrals/<int:pk>/", views.referral, name="referral"),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/step/",
        views.record_step,
        name="record_step",
    ),
    path("cases/<reference:reference>/referrals/<int:pk>/chase/", views.chase, name="chase"),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheet/",
        views.hand_over_sheet,
        name="hand_over_sheet",
    ),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheets/<int:sheet>/",
        views.sheet_pdf,
        name="sheet_pdf",
    ),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/sheets/<int:sheet>/letter/",
        views.letter_pdf,
        name="letter_pdf",
    ),
]
