"""Settings, read from the environment; without any, a machine of its own with its own database.

Whether a database is a demonstration is no setting: it is written in the database (staff.Centre).
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import environ
import pghistory
from django.core.exceptions import ImproperlyConfigured

from config import database

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("ESCALE_VAR_DIR", default=str(BASE_DIR / "var")))


def local_secret(path: Path) -> str:
    """Return the secret kept in `path`, made at the first start (50 random bytes, mode 600).

    Raises ImproperlyConfigured when the folder cannot be used.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            made, own = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(made, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(own, path)  # of two processes that start at once, one makes it
            os.unlink(own)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path.parent} cannot be used ({error.strerror}): give this user the right to read "
            "and write it, or set ESCALE_VAR_DIR to another folder."
        ) from error


# The folder of the master keys: on a server, outside what its backup copies.
KEYS_DIR = Path(env.str("ESCALE_KEYS", default=str(VAR_DIR / "keys")))

# What was erased, kept outside the database and its backup: it is erased again after a restore.
ERASURE_LEDGER = Path(env.str("ESCALE_ERASURES", default=str(VAR_DIR / "erasures.ledger")))
# The papers of the files, encrypted: immutable, each named by its hash, copied apart from the rest.
DOCUMENTS_DIR = Path(env.str("ESCALE_DOCUMENTS", default=str(VAR_DIR / "documents")))
DOCUMENT_MAX_BYTES = 10 * 1024 * 1024
DOCUMENT_MAX_PAGES = 200
# Exports made apart from a page, sealed, for a day: no backup keeps them.
EXPORTS_DIR = Path(env.str("ESCALE_EXPORTS", default=str(VAR_DIR / "exports")))

# Where `manage.py backup` writes, on another machine's disk if it can be, and for whom: a public
# age key or a file of some. The secret key is never on this machine, but for a trial restore.
BACKUPS_DIR = env.str("ESCALE_BACKUPS", default="")
BACKUP_RECIPIENTS = env.str("ESCALE_BACKUP_RECIPIENTS", default="")

# Nothing of an upload touches the disk before it is encrypted: memory only, and what is larger
# than a document with its form is left unread.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DOCUMENT_MAX_BYTES + 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# Long work is done by a process of its own (staff.background).
STARTS_PROCESSES = True

SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(VAR_DIR / "secret_key")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Behind TLS every cookie is Secure and the browser is told to stay on HTTPS. On the loopback
# address of one machine there is no TLS to insist on.
IS_BEHIND_TLS = env.bool("ESCALE_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_BEHIND_TLS
SECURE_SSL_REDIRECT = IS_BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if IS_BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "staff.views.resume.csrf_failure"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a long shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "config",
    "reports",
    "outreach",
    "clinics",
    "referrals",
    "cases",
    "staff",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]
if not env.bool("ESCALE_DEV_TOOLS", default=database.has_module("django_linear_migrations")):
    INSTALLED_APPS.remove("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.plain_text.PlainTextMiddleware",
    "config.keys_first.KeysFirstMiddleware",
    "cases.waiting.WaitingMiddleware",
    "staff.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "staff.middleware.GateMiddleware",
    "staff.middleware.HistoryMiddleware",
    "staff.middleware.OnceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["staff.templatetags.escale", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "staff.context_processors.house",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "config.form_rendering.Renderer"

# Two database roles: `owner` owns the tables and runs migrations, `default` (the application)
# owns nothing and holds only what staff.grants gives it.
DATABASES = database.settings(env, VAR_DIR)
DATABASE_ROUTERS = ["staff.grants.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Field history (staff.history): nobody changes it, and its foreign keys are looked up by nobody.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # not the start of the transaction
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_cache",
    }
}

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["staff.backends.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:home"
# How many proxies of ours stand in front: the throttle counts addresses behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ESCALE_PROXIES", default=int(IS_BEHIND_TLS))
ACCOUNT_ADAPTER = "staff.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "staff.forms.SignInForm",
    "change_password": "staff.forms.ChangePasswordForm",
    "reauthenticate": "staff.forms.PasswordAgainForm",
}
# Wrong passwords are counted by staff.adapter; this is only what one address may send at all, and
# a whole centre signs in from one address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip"}
MFA_ADAPTER = "staff.second_factor.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Escale"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock is rarely right; a code serves once all the same
MFA_FORMS = {
    "authenticate": "staff.forms.CodeForm",
    "activate_totp": "staff.forms.AddTotpForm",
    "add_webauthn": "staff.forms.AddPasskeyForm",
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "escale_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # Escale sends no mail

# Nothing that somebody typed and no address reaches a log: config.logs. The loggers that Django
# would give handlers of their own (a mail, a line of its development server) use ours.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "nameless": {
            "()": "config.logs.NamelessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "nameless"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # A refusal is in the audit trail; a page that fails is here.
        "django.request": {"level": "ERROR"},
        # Each statement is logged with its values at DEBUG, whatever the settings say.
        "django.db.backends": {"level": "INFO"},
    },
}
