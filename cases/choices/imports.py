"""Files from a spreadsheet."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportStep(models.TextChoices):
    """Where a spreadsheet is on its way in."""

    COLUMNS = "columns", _("Columns to match")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    GIVEN_UP = "given_up", _("Given up")

    @classmethod
    def working(cls) -> frozenset["ImportStep"]:
        """Those during which a command of its own is at work."""
        return frozenset({cls.CHECKING, cls.IMPORTING, cls.UNDOING})

    @classmethod
    def over(cls) -> frozenset["ImportStep"]:
        """Those at which no row of the spreadsheet is kept any more, and files were opened."""
        return frozenset({cls.DONE, cls.UNDOING, cls.UNDONE})


class RowAnswer(models.TextChoices):
    """What somebody says of a row that looks like a file that exists, or like another row."""

    LEAVE_OUT = "leave_out", _("Same person: leave out this row")
    IMPORT = "import", _("Another person: import")


class ImportField(models.TextChoices):
    """The columns of a spreadsheet of young people; the values are those of `import_minors`."""

    GIVEN_NAMES = "given_names", _("Given names")
    FAMILY_NAME = "family_name", _("Family name")
    OTHER_NAMES = "other_names", _("Other names")
    SEX = "sex", _("Sex")
    BIRTH = "birth", _("Age, year or date of birth")
    COUNTRY = "country", _("Country (declared)")
    LANGUAGES = "languages", _("Languages")
    PHONE = "phone", _("Telephone")
    FIRST_SEEN_ON = "first_seen_on", _("First seen on")
