"""Every address of the house, the bare view, and the file whose opening is not recorded."""

from django.urls import path

from benchmarks import views
from config.urls import *  # noqa: F403 - the house's addresses and error pages
from config.urls import urlpatterns as pages_of_the_house

urlpatterns = [
    *pages_of_the_house,
    path("bare/", views.bare, name="bare"),
    path("unrecorded/<reference:reference>/", views.unrecorded_case, name="unrecorded_case"),
]
