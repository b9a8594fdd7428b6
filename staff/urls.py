"""Addresses about oneself, the team and the sites."""

from allauth.account import views as allauth_views
from django.urls import include, path

from staff.views import audit, own, sites, team

staff_patterns = (
    [
        path("", own.home, name="home"),
        path("language/", own.set_language, name="set_language"),
        path("site/", own.choose_site, name="choose_site"),
        path("account/", own.account, name="account"),
        path("account/reads/", audit.own_reads, name="own_reads"),
        path("audit/", audit.digest_now, name="digest_now"),
        path("audit/week/<str:week>/", audit.digest, name="digest"),
        path("audit/week/<str:week>/read/", audit.confirm_digest, name="confirm_digest"),
        path("audit/check/", audit.check_head, name="check_head"),
        path("rights/", own.rights, name="rights"),
        path("styleguide/", own.styleguide, name="styleguide"),
        path("team/", team.team, name="team"),
        path("team/new/", team.create_account, name="create_account"),
        path("team/<int:pk>/", team.edit_account, name="edit_account"),
        path("team/<int:pk>/password/", team.reset_password, name="reset_password"),
        path("team/<int:pk>/roles/new/", team.add_posting, name="add_posting"),
        path("team/<int:pk>/roles/<int:posting_pk>/end/", team.end_posting, name="end_posting"),
        path("sites/", sites.sites, name="sites"),
        path("sites/new/", sites.create_site, name="create_site"),
        path("sites/<int:pk>/", sites.edit_site, name="edit_site"),
        path("sites/<int:pk>/hours/", sites.edit_opening_hours, name="edit_opening_hours"),
        path(
            "sites/<int:pk>/dates/new/", sites.add_opening_exception, name="add_opening_exception"
        ),
        path(
            "sites/<int:pk>/dates/<int:exception_pk>/remove/",
            sites.remove_opening_exception,
            name="remove_opening_exception",
        ),
    ],
    "staff",
)

# allauth looks its own pages up by these names. Only the ones Escale offers are here.
urlpatterns = [
    path("", include(staff_patterns)),
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("closed-account/", allauth_views.account_inactive, name="account_inactive"),
    path("account/password/", allauth_views.password_change, name="account_change_password"),
]
