"""The tables of this app that reach a minor: see cases.registry.Held."""

from django.utils.translation import gettext_lazy as _

from cases.choices import DeskKind
from cases.models import (
    DOCUMENTS,
    Absence,
    AccessPart,
    AccessRequest,
    Arrival,
    BirthClaim,
    Consent,
    ConsentWithdrawal,
    DeskNote,
    EmergencyLine,
    ExceptionalAccess,
    FileMerge,
    LegalHold,
    LikelyPair,
    MergeCheck,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    Opposition,
    PairVerdict,
    ProtectionNote,
    RequisitionHold,
    Sharing,
    SocialNote,
    Ticket,
    TicketStep,
)
from cases.registry import Held, Merge
from staff.choices import Compartment

# Which desk looks at the papers that a joined file brought.
_PAPERS = _("the documents")
DESK_OF_PAPERS = {
    Compartment.SOCIAL: ((DeskKind.SOCIAL, _PAPERS),),
    Compartment.LEGAL: ((DeskKind.LEGAL, _PAPERS),),
    Compartment.NARRATIVE: ((DeskKind.LEGAL, _PAPERS),),
    Compartment.HEALTH: ((DeskKind.NURSE, _PAPERS),),
    Compartment.SEXUAL_HEALTH: ((DeskKind.MIDWIFE, _PAPERS),),
    Compartment.PSYCHOLOGY: ((DeskKind.PSYCHOLOGIST, _PAPERS),),
}

HELD = (
    Held(Minor, "", _("Identity"), Merge.KEEP, contact="registered_at", identity_of_health=True),
    Held(MinorName, "minor", _("Names"), Merge.MOVE, identity_of_health=True),
    Held(
        BirthClaim,
        "minor",
        _("Birth dates and ages"),
        Merge.MOVE,
        identity_of_health=True,
        to_check=((DeskKind.LEGAL, _("the birth dates")),),
    ),
    Held(MinorPhone, "minor", _("Telephones"), Merge.MOVE),
    Held(
        MinorKey,
        "minor",
        _("Keys"),
        Merge.KEEP,
        compartment_path="compartment",
        is_exported=False,
    ),
    Held(Arrival, "minor", _("Arrivals"), Merge.MOVE, contact="day"),
    Held(Absence, "arrival__minor", _("Departures and returns"), Merge.FOLLOW),
    Held(Ticket, "arrival__minor", _("Sent to a desk"), Merge.FOLLOW),
    Held(TicketStep, "ticket__arrival__minor", _("What became of it"), Merge.FOLLOW),
    Held(DeskNote, "minor", _("Notes for the desks"), Merge.MOVE, contact="day"),
    Held(
        SocialNote,
        "minor",
        _("Social notes"),
        Merge.MOVE,
        contact="day",
        to_check=((DeskKind.SOCIAL, _("the notes")),),
    ),
    Held(ProtectionNote, "minor", _("Protection"), Merge.MOVE, contact="day"),
    Held(
        EmergencyLine,
        "minor",
        _("Emergency line"),
        Merge.MOVE,
        to_check=((DeskKind.NURSE, _("the emergency line")),),
    ),
    Held(ExceptionalAccess, "minor", _("Exceptional access"), Merge.MOVE),
    Held(
        Consent,
        "minor",
        _("Agreements"),
        Merge.MOVE,
        compartment_path="compartment",
        to_check=((DeskKind.SOCIAL, _("the agreements")),),
    ),
    Held(
        ConsentWithdrawal,
        "consent__minor",
        _("Agreements taken back"),
        Merge.FOLLOW,
        compartment_path="consent__compartment",
    ),
    Held(
        Opposition,
        "minor",
        _("Oppositions"),
        Merge.MOVE,
        to_check=((DeskKind.SOCIAL, _("the oppositions")),),
    ),
    Held(Sharing, "minor", _("What was shared"), Merge.MOVE, compartment_path="compartment"),
    Held(RequisitionHold, "minor", _("Requisitions"), Merge.MOVE, is_exported=False),
    Held(LegalHold, "minor", _("Reasons to keep the file"), Merge.MOVE),
    Held(AccessRequest, "minor", _("Requests for the file"), Merge.MOVE, is_exported=False),
    Held(
        AccessPart,
        "request__minor",
        _("Answers to these requests"),
        Merge.FOLLOW,
        compartment_path="compartment",
        is_exported=False,
    ),
    *(
        Held(
            model,
            "minor",
            _("Documents"),
            Merge.MOVE,
            to_check=DESK_OF_PAPERS.get(compartment, ()),
        )
        for compartment, model in DOCUMENTS.items()
    ),
    Held(
        PairVerdict,
        "first",
        _("What was said of another file"),
        Merge.KEEP,
        other_paths=("second",),
        is_exported=False,
    ),
    Held(
        LikelyPair,
        "first",
        _("Files that look alike"),
        Merge.KEEP,
        other_paths=("second",),
        is_exported=False,
    ),
    # It stays as long as the medical file does: whose rows they were.
    Held(
        FileMerge,
        "kept",
        _("Joined files"),
        Merge.KEEP,
        other_paths=("gone",),
        is_exported=False,
        identity_of_health=True,
    ),
    Held(
        MergeCheck,
        "merge__kept",
        _("What was checked after joining"),
        Merge.KEEP,
        other_paths=("merge__gone",),
        is_exported=False,
    ),
)
