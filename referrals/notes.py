"""What the jurists write: the facts of a procedure, and the narrative that stays among them.

Legal facts and narrative are two tables: a social worker reads the first, nobody else even knows
of the second.
"""

from cases.models import Note
from staff.choices import Compartment


class LegalNote(Note):
    """Facts of the legal procedure."""

    compartment = Compartment.LEGAL


class NarrativeNote(Note):
    """What the young person told of herself, for her defence: between her and the jurists."""

    compartment = Compartment.NARRATIVE
