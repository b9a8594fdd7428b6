"""The WSGI entry point that gunicorn loads."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database.keep_to_time(settings.DATABASES)
application = get_wsgi_application()

from staff import keys  # noqa: E402 - once the apps are loaded

try:
    keys.check()  # nothing is served without the keys that the database was written with
except keys.KeyFileError as error:
    sys.exit(str(error))
