"""Addresses of the referrals."""

from django.urls import path

from referrals import deadline_views, views

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
    # Deadlines.
    path("deadlines/", deadline_views.due_deadlines, name="due_deadlines"),
    path("deadlines/rules/", deadline_views.deadline_rules, name="deadline_rules"),
    path(
        "deadlines/rules/<slug:code>/<int:version>/",
        deadline_views.validate_rule,
        name="validate_rule",
    ),
    path("cases/<reference:reference>/deadlines/", deadline_views.deadlines, name="deadlines"),
    path(
        "cases/<reference:reference>/deadlines/new/",
        deadline_views.choose_deadline_rule,
        name="choose_deadline_rule",
    ),
    path(
        "cases/<reference:reference>/deadlines/new/<slug:code>/<int:version>/",
        deadline_views.start_deadline,
        name="start_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/",
        deadline_views.deadline,
        name="deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/correct/",
        deadline_views.correct_deadline,
        name="correct_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/stop/",
        deadline_views.stop_deadline,
        name="stop_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/resume/",
        deadline_views.resume_deadline,
        name="resume_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/call/",
        deadline_views.call_lawyer,
        name="call_lawyer",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/done/",
        deadline_views.end_deadline,
        name="end_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/drop/",
        deadline_views.drop_deadline,
        name="drop_deadline",
    ),
    path(
        "cases/<reference:reference>/deadlines/<int:pk>/undo/",
        deadline_views.undo_deadline_step,
        name="undo_deadline_step",
    ),
]
