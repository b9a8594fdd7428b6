"""Hypothesis asks whether an answer is right; how long it took on a busy machine is no matter."""

from hypothesis import settings

settings.register_profile("escale", deadline=None)
settings.load_profile("escale")
