"""Addresses of the referrals."""

from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("referrals/", views.awaiting, name="awaiting"),
    path("cases/<reference:reference>/referrals/", views.referrals, name="referrals"),
    path("cases/<reference:reference>/referrals/new/", views.make_referral, name="make_referral"),
    path("cases/<reference:reference>/referrals/<int:pk>/", views.referral, name="referral"),
    path(
        "cases/<reference:reference>/referrals/<int:pk>/step/",
        views.record_step,
        name="record_step",
    ),
]
