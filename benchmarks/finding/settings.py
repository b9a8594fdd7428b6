"""The benchmark's settings, on a database of its own."""

from benchmarks.settings import *  # noqa: F403
from benchmarks.settings import HOUSE_VAR_DIR, NoEnvironment, database

VAR_DIR = HOUSE_VAR_DIR / "finding"
DATABASES = database.settings(NoEnvironment(), VAR_DIR)
