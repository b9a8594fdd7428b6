"""Addresses about oneself, the team and the sites."""

from allauth.account import views as allauth_views
from django.urls import include, path

from staff import views

staff_patterns = (
    [
        path("", views.home, name="home"),
        path("language/", views.set_language, name="set_language"),
        path("site/", views.choose_site, name="choose_site"),
        path("account/", views.account, name="account"),
        path("rights/", views.rights, name="rights"),
        path("styleguide/", views.styleguide, name="styleguide"),
        path("team/", views.team, name="team"),
        path("team/new/", views.create_account, name="create_account"),
        path("team/<int:pk>/", views.edit_account, name="edit_account"),
        path("team/<int:pk>/password/", views.reset_password, name="reset_password"),
        path("team/<int:pk>/roles/new/", views.add_posting, name="add_posting"),
        path("team/<int:pk>/roles/<int:posting_pk>/end/", views.end_posting, name="end_posting"),
        path("sites/", views.sites, name="sites"),
        path("sites/new/", views.create_site, name="create_site"),
        path("sites/<int:pk>/", views.edit_site, name="edit_site"),
        path("sites/<int:pk>/hours/", views.edit_opening_hours, name="edit_opening_hours"),
        path(
            "sites/<int:pk>/dates/new/", views.add_opening_exception, name="add_opening_exception"
        ),
        path(
            "sites/<int:pk>/dates/<int:exception_pk>/remove/",
            views.remove_opening_exception,
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
