"""Every address of the house, the bare view, and the file whose opening is not recorded."""

from django.urls import URLPattern, URLResolver, path

from benchmarks import views
from config import urls as house

handler400, handler403, handler500 = house.handler400, house.handler403, house.handler500

urlpatterns: list[URLPattern | URLResolver] = [
    *house.urlpatterns,
    path("bare/", views.bare, name="bare"),
    path("unrecorded/<reference:reference>/", views.unrecorded_case, name="unrecorded_case"),
]
