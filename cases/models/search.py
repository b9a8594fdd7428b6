"""What the search reads: the words of all names, and one row a file that says which it bears.

Both are written by the database itself (`cases_search_refresh`, a trigger of each table they are
made from), so that nothing that adds, moves or erases a name can forget them.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cases.models.minors import MAX_KEY, Minor
from staff.choices import Erasure
from staff.permissions import Compartment


class SearchWord(models.Model):
    """One word that some file bears in one of its names, folded (cases.names.fold).

    A particle is there alone and one with the word after it ("N Diaye", "El Hadj"). A word that
    no file bears any more is deleted.
    """

    database_grants = "SELECT"
    compartment = Compartment.IDENTITY

    id = models.AutoField(primary_key=True)
    text = models.CharField(max_length=MAX_KEY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text"], name="cases_searchword_once")]

    def __str__(self) -> str:
        return str(self.pk)


class SearchRow(models.Model):
    """A file as the search sees it; none for a file withdrawn."""

    database_grants = "SELECT"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(
        ["words", "parts", "births", "country", "language"], Erasure.ROW
    )
    impersonal_fields = ("is_archived", "written_in")

    minor = models.OneToOneField(
        Minor, on_delete=models.PROTECT, primary_key=True, related_name="search_row"
    )
    words = ArrayField(models.IntegerField())  # SearchWord.id, those of every name
    parts = models.PositiveSmallIntegerField()  # how many words the name as said has
    # 20090312 a day, 200903 a month, 2009 a year; an age gives both years it may mean.
    births = ArrayField(models.IntegerField())
    country = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    is_archived = models.BooleanField()
    # The transaction that wrote it (pg_current_xact_id): what the processes that keep the words in
    # memory have not read yet.
    written_in = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="cases_search_bearers"),  # who bears a word still?
            models.Index(fields=["written_in"], name="cases_search_written"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
