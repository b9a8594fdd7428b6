"""The tests' database: never the real one."""

from typing import Any

from django.db import connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.db.backends.postgresql import creation

from config.postgresql import template


class DatabaseCreation(creation.DatabaseCreation):
    """Makes the original of a mirror even if no test names it.

    The test runner makes the databases of the aliases that the chosen tests name. When they name
    the application's alias alone, its mirror would be the owner's real database.
    """

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        """Make it as a copy of one that is migrated already."""
        self.connection.settings_dict["TEST"]["TEMPLATE"] = template.migrated(self.connection)
        return super().create_test_db(*args, **kwargs)

    def set_as_test_mirror(self, primary_settings_dict: dict[str, Any]) -> None:
        """Work on the test database of the primary, made here if the runner has not."""
        primary = connections[self.connection.settings_dict["TEST"]["MIRROR"]]
        if not primary.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
            primary.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        super().set_as_test_mirror(primary.settings_dict)
