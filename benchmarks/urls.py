"""Every address of the house, and the bare view."""

from django.urls import path

from benchmarks import views
from config.urls import *  # noqa: F403 - the house's addresses and error pages
from config.urls import urlpatterns as pages_of_the_house

urlpatterns = [*pages_of_the_house, path("bare/", views.bare, name="bare")]
