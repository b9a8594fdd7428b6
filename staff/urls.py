"""Addresses about oneself, the team and the sites."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from django.urls import include, path

from staff.views import (
    approvals,
    audit,
    backups,
    devices,
    drafts,
    lock,
    own,
    resume,
    sign_in,
    sites,
    team,
)

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
        path("account/pin/", sign_in.choose_pin, name="choose_pin"),
        path(
            "account/second-factor/keys/<int:pk>/remove/",
            sign_in.remove_passkey,
            name="remove_passkey",
        ),
        path("lock/", lock.lock, name="lock"),
        path("locked/", lock.locked, name="locked"),
        path("locked/open/", lock.open_fully, name="open_fully"),
        path("draft/", drafts.draft, name="draft"),
        path("resume/", resume.resume, name="resume"),
        path("lock/site/", lock.lock_site, name="lock_site"),
        path("awake/", lock.stay_awake, name="stay_awake"),
        path("devices/", devices.devices, name="devices"),
        path("devices/new/", devices.enrol_device, name="enrol_device"),
        path("devices/<int:pk>/revoke/", devices.revoke_device, name="revoke_device"),
        path("approvals/", approvals.approvals, name="approvals"),
        path("approvals/<int:pk>/approve/", approvals.approve, name="approve"),
        path("approvals/<int:pk>/refuse/", approvals.refuse_approval, name="refuse_approval"),
        path("rights/", own.rights, name="rights"),
        path("styleguide/", own.styleguide, name="styleguide"),
        path("team/", team.team, name="team"),
        path("team/new/", team.create_account, name="create_account"),
        path("team/<int:pk>/", team.edit_account, name="edit_account"),
        path("team/<int:pk>/password/", team.reset_password, name="reset_password"),
        path(
            "team/<int:pk>/second-factor/reset/",
            sign_in.ask_reset_second_factor,
            name="ask_reset_second_factor",
        ),
        path("team/<int:pk>/roles/new/", team.add_posting, name="add_posting"),
        path("team/<int:pk>/roles/<int:posting_pk>/end/", team.end_posting, name="end_posting"),
        path("backups/", backups.backups, name="backups"),
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
    path("account/password/again/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("sign-in/code/", factor_views.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path("account/second-factor/", factor_views.index, name="mfa_index"),
    path("account/second-factor/app/", totp_views.activate_totp, name="mfa_activate_totp"),
    path(
        "account/second-factor/app/remove/",
        totp_views.deactivate_totp,
        name="mfa_deactivate_totp",
    ),
    path("account/second-factor/keys/", passkey_views.add_webauthn, name="mfa_add_webauthn"),
    path(
        "account/second-factor/codes/",
        code_views.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/renew/",
        code_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
