"""The procedure of a judicial requisition, and the hold it puts on a file.

The rules come from the field sheet, section 5.1, and none of them was read in the text of the law
yet: each says so until the jurist has checked it.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Requisition, RequisitionHold


@dataclass(frozen=True)
class ProcedureStep:
    """One step of the procedure. `law` names the article it leans on, if any."""

    title: str | Promise
    text: str | Promise
    law: str | Promise = ""
    is_confirmed: bool = False


PROCEDURE = [
    ProcedureStep(
        _("Say nothing first"),
        _(
            "By telephone, at the door or by mail: “The director answers.” Nobody says whether "
            "somebody is known here, nor when she comes."
        ),
        _("Professional secrecy: article 226-13 of the criminal code"),
    ),
    ProcedureStep(
        _("Ask for the judicial requisition, in writing"),
        _(
            "The police and the prefecture have no other way. Read who signed it, under which "
            "authority, and what exactly it asks for."
        ),
    ),
    ProcedureStep(
        _("Only the director answers"),
        _("Call the centre’s lawyer before answering; tell the coordinator."),
    ),
    ProcedureStep(
        _("A medical file is seized only before a doctor"),
        _("A doctor appointed by the Order is present, or nothing is handed over."),
        _("Medical secrecy: article L.1110-4 of the public health code"),
    ),
    ProcedureStep(
        _("Freeze the file"),
        _("As soon as the requisition is written below, the file it names is no more erased."),
    ),
    ProcedureStep(
        _("Give what is asked and nothing more"),
        _("Hand a copy over against a receipt, keep the list of what was given, write it here."),
    ),
]


def holds() -> QuerySet[RequisitionHold]:
    """Return what freezes a file: the requisitions that name one and are not closed."""
    return RequisitionHold.objects.filter(requisition__in=Requisition.objects.in_force())
