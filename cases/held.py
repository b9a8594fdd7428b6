"""The tables of this app that reach a minor: see cases.registry.Held."""

from django.utils.translation import gettext_lazy as _

from cases import document_store
from cases.models import (
    DOCUMENTS,
    Absence,
    AccessPart,
    AccessRequest,
    Arrival,
    BirthClaim,
    CardStep,
    ClaimRetention,
    Consent,
    ConsentWithdrawal,
    DeskNote,
    EmergencyLine,
    ExceptionalAccess,
    ImportedMinor,
    LegalHold,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    Opposition,
    ProtectionNote,
    RequisitionHold,
    SearchRow,
    Sharing,
    SocialNote,
    Ticket,
    TicketStep,
)
from cases.registry import Held, Merge

HELD = (
    Held(Minor, "", _("Identity"), Merge.KEEP, contact="registered_at", identity_of_health=True),
    Held(MinorName, "minor", _("Names"), Merge.MOVE, identity_of_health=True),
    Held(BirthClaim, "minor", _("Birth dates and ages"), Merge.MOVE, identity_of_health=True),
    Held(SearchRow, "minor", _("Words of the search"), Merge.KEEP, is_exported=False),
    Held(ClaimRetention, "minor", _("Date kept for deadlines"), Merge.RESEAL),
    Held(CardStep, "minor", _("Card"), Merge.MOVE),
    Held(MinorPhone, "minor", _("Telephones"), Merge.RESEAL),
    Held(
        MinorKey,
        "minor",
        _("Keys"),
        Merge.KEEP,
        compartment_path="compartment",
        is_exported=False,
    ),
    Held(Arrival, "minor", _("Arrivals"), Merge.MOVE, contact="day"),
    Held(ImportedMinor, "minor", _("Opened from a spreadsheet"), Merge.KEEP, is_exported=False),
    Held(Absence, "arrival__minor", _("Departures and returns"), Merge.FOLLOW),
    Held(Ticket, "arrival__minor", _("Sent to a desk"), Merge.FOLLOW),
    Held(TicketStep, "ticket__arrival__minor", _("What became of it"), Merge.FOLLOW),
    Held(DeskNote, "minor", _("Notes for the desks"), Merge.RESEAL, contact="day"),
    Held(SocialNote, "minor", _("Social notes"), Merge.RESEAL, contact="day"),
    Held(ProtectionNote, "minor", _("Protection"), Merge.RESEAL, contact="day"),
    Held(EmergencyLine, "minor", _("Emergency line"), Merge.RESEAL),
    Held(ExceptionalAccess, "minor", _("Exceptional access"), Merge.RESEAL),
    Held(Consent, "minor", _("Agreements"), Merge.RESEAL, compartment_path="compartment"),
    Held(
        ConsentWithdrawal,
        "consent__minor",
        _("Agreements taken back"),
        Merge.FOLLOW,
        compartment_path="consent__compartment",
    ),
    Held(Opposition, "minor", _("Oppositions"), Merge.RESEAL),
    Held(Sharing, "minor", _("What was shared"), Merge.RESEAL, compartment_path="compartment"),
    Held(RequisitionHold, "minor", _("Requisitions"), Merge.MOVE, is_exported=False),
    Held(LegalHold, "minor", _("Reasons to keep the file"), Merge.MOVE),
    Held(AccessRequest, "minor", _("Requests for the file"), Merge.RESEAL, is_exported=False),
    Held(
        AccessPart,
        "request__minor",
        _("Answers to these requests"),
        Merge.RESEAL,
        compartment_path="compartment",
        is_exported=False,
    ),
    *(
        Held(model, "minor", _("Documents"), Merge.RESEAL, reseal=document_store.move)
        for model in DOCUMENTS.values()
    ),
)
