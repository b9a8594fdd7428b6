"""Settings of the tests: the same house, with quicker passwords and unhashed static files."""

from config.settings import *  # noqa: F403 - the tests run on the real settings, a few changed

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
SECRET_KEY = "only-for-tests"  # noqa: S105 - not a secret
KEYS_DIR = VAR_DIR / "test-keys"  # noqa: F405
ERASURE_LEDGER = VAR_DIR / "test-erasures.ledger"  # noqa: F405
EXPORTS_DIR = VAR_DIR / "test-exports"  # noqa: F405
BACKUPS_DIR = BACKUP_RECIPIENTS = ""
STARTS_PROCESSES = False  # it would work on the database of the house
