"""`python -m tests.releases NAME`: keep the present state as a release (see this package)."""

import os
import sys
import tempfile
from pathlib import Path

import django


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    from django.core.management import call_command
    from django.test import override_settings

    from tests import releases
    from tests.releases.scene import populate
    from tests.scratch import scratch_database

    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(KEYS_DIR=Path(folder) / "keys", DOCUMENTS_DIR=Path(folder) / "documents"),
        scratch_database() as owner,
    ):
        call_command("migrate", verbosity=0)
        populate()
        path = releases.write(releases.dump(owner, name))
    sys.stdout.write(f"{path}: {path.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1])
