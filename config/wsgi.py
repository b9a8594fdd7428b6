"""The WSGI entry point that gunicorn loads."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database.keep_to_time(settings.DATABASES)
application = get_wsgi_application()

from config import keys_first  # noqa: E402 - once the apps are loaded
from staff import keyring  # noqa: E402 - the same

try:
    keys_first.check_at_start()  # nothing is served without those the database was written with
except keyring.KeyFileError as error:
    sys.exit(str(error))
