"""The house's own settings, on a database of the benchmark's own and with one page more.

The database is always the embedded one, in `bench` under the folder of ESCALE_VAR_DIR: a seed of
invented people must never meet a real centre, so DATABASE_URL is not read.
"""

import environ

from config.settings import *  # noqa: F403 - what is measured is the real thing
from config.settings import VAR_DIR as HOUSE_VAR_DIR
from config.settings import database


class NoEnvironment(environ.Env):
    """Reads nothing: without DATABASE_URL the answer is the embedded database."""

    ENVIRON: dict[str, str] = {}


VAR_DIR = HOUSE_VAR_DIR / "bench"
DATABASES = database.settings(NoEnvironment(), VAR_DIR)
EXPORTS_DIR = VAR_DIR / "exports"
STATIC_ROOT = VAR_DIR / "static"
ROOT_URLCONF = "benchmarks.urls"
DEBUG = False
