"""Outreach: the teams that go out. Its room is built by a later step; the ladder has its rung."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
