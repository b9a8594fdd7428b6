"""Every app's addresses. The file of a minor has one page a compartment, each in its own app."""

from django.urls import include, path

urlpatterns = [
    path("", include("staff.urls")),
    path("", include("cases.urls")),
    path("", include("clinics.urls")),
    path("", include("referrals.urls")),
    path("reports/", include("reports.urls")),
]

# A refusal says who can help.
handler403 = "cases.views.access.refused"
# The database away is not a page that broke.
handler400 = "config.away.bad_request"
handler500 = "config.away.server_error"
