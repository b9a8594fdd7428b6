"""What the invented centre has found out of its partners: hours, contacts, whom they receive.

Every number is of those kept for fiction (01 99 00), every address of example.org.
"""

import datetime
from dataclasses import dataclass, field

from cases import actions
from cases.choices import PartnerAccepts
from cases.models import Partner, PartnerContact

A = PartnerAccepts
OFFICE = "09:00", "17:00"
MORNING = "09:00", "12:30"
AFTERNOON = "13:30", "17:30"
WEEKDAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Found:
    """`week` is (days, (opens, closes)), a contact (role, telephone, e-mail)."""

    week: list[tuple[tuple[int, ...], tuple[str, str]]]
    contacts: list[tuple[str, str, str]]
    languages: list[str] = field(default_factory=lambda: ["fr"])
    accepts: list[str] = field(default_factory=list)
    note: str = ""  # on which conditions


FOUND = {
    "AMNA Paris (France terre d’asile)": Found(
        [((1, 2, 3, 4, 5, 6), ("09:00", "18:00"))],
        [("Accueil", "01 99 00 10 01", "accueil.amna@example.org")],
        ["fr", "en", "ar", "prs"], [A.MINORS, A.ALONE, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
        "Se présenter le matin",
    ),
    "ADJIE": Found(
        [((1,), ("18:30", "20:30")), ((6,), ("10:00", "13:00"))],
        [("Permanence", "", "permanence.adjie@example.org")],
        ["fr", "en"], [A.MINORS, A.ALONE, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
        "Apporter la décision et son enveloppe",
    ),
    "Antenne des mineurs (barreau de Paris)": Found(
        [(WEEKDAYS, AFTERNOON)],
        [("Secrétariat", "01 99 00 10 03", "antenne@example.org")],
        accepts=[A.MINORS, A.WITHOUT_PAPERS],
    ),
    "Barreau de Bobigny, groupe mineurs": Found(
        [((2, 4), MORNING)],
        [("Avocat de permanence", "01 99 00 10 04", "")],
        accepts=[A.MINORS, A.WITHOUT_PAPERS],
    ),
    "COMEDE": Found(
        [((1, 2, 4, 5), OFFICE)],
        [
            ("Rendez-vous psychologue", "01 99 00 10 05", ""),
            ("Permanence droits à la santé", "01 99 00 10 06", "droits.comede@example.org"),
        ],
        ["fr", "en", "ar", "ps", "bn"], [A.MINORS, A.ADULTS, A.WITHOUT_PAPERS],
        "Sur rendez-vous, interprète à demander",
    ),
    "PASS Hôtel-Dieu": Found(
        [(WEEKDAYS, ("08:30", "16:30"))],
        [("Assistante sociale", "01 99 00 10 07", "pass.hd@example.org")],
        ["fr", "en"], [A.MINORS, A.ADULTS, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
        "À partir de 15 ans et 3 mois",
    ),
    "PASS Avicenne": Found(
        [((1, 2, 3, 4), MORNING)],
        [("Infirmière", "01 99 00 10 08", "")],
        accepts=[A.MINORS, A.ADULTS, A.WITHOUT_PAPERS],
    ),
    "CLAT 93": Found(
        [(WEEKDAYS, OFFICE)],
        [("Secrétariat", "01 99 00 10 09", "clat93@example.org")],
        accepts=[A.MINORS, A.ADULTS, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
    ),
    "CeGIDD Paris": Found(
        [((1, 3, 5), AFTERNOON)],
        [("Accueil", "01 99 00 10 10", "")],
        ["fr", "en"], [A.MINORS, A.ADULTS, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
        "Gratuit, anonyme si on le demande",
    ),
    "CASNAV de Paris": Found(
        [((1, 2, 4, 5), MORNING)],
        [("Inscription aux tests", "01 99 00 10 11", "tests.casnav@example.org")],
        accepts=[A.MINORS, A.WITHOUT_PAPERS],
    ),
    "CPAM 93": Found(
        [(WEEKDAYS, OFFICE)],
        [("Correspondant des associations", "01 99 00 10 12", "associations.cpam@example.org")],
        accepts=[A.MINORS, A.ADULTS, A.ALONE],
        note="Dossier complet seulement",
    ),
    "CCAS de Pantin": Found(
        [((1, 2, 4, 5), OFFICE)],
        [("Domiciliation", "01 99 00 10 13", "")],
        accepts=[A.MINORS, A.ADULTS, A.ALONE, A.WITHOUT_PAPERS],
    ),
    "Utopia 56": Found(
        [((1, 2, 3, 4, 5, 6, 7), ("18:00", "23:00"))],
        [("Maraude du soir", "01 99 00 10 14", "soir.utopia@example.org")],
        ["fr", "en"], [A.MINORS, A.ALONE, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
    ),
    "Les Midis du MIE": Found(
        [((4, 5, 6, 7), ("12:00", "14:00"))],
        [],
        accepts=[A.MINORS, A.ALONE, A.WITHOUT_PAPERS, A.WITHOUT_APPOINTMENT],
    ),
}  # fmt: skip


def fill_directory() -> None:
    """Write down what was found out; these partners are checked, the others still wait."""
    partners = {partner.name: partner for partner in Partner.objects.filter(name__in=FOUND)}
    for name, found in FOUND.items():
        partner = partners[name]
        partner.languages, partner.accepts = found.languages, found.accepts
        partner.accepts_note, partner.is_confirmed = found.note, True
        actions.edit_partner(
            by=None,
            partner=partner,
            hours={
                day: (datetime.time.fromisoformat(opens), datetime.time.fromisoformat(closes))
                for days, (opens, closes) in found.week
                for day in days
            },
            contacts=[
                PartnerContact(role=role, phone=phone, email=email)
                for role, phone, email in found.contacts
            ],
        )
