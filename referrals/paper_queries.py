"""The papers of the legal file as the pages show them."""

from collections.abc import Iterable

from django.urls import reverse

from cases.choices import OriginalPlace
from cases.models import LegalDocument, Minor
from cases.registry import Original, Originals
from referrals import permissions
from referrals.papers import LegalPaper, PaperMove
from referrals.procedures import Procedure
from staff.models import User


def of_minors(minors: Iterable[int], user: User) -> list[LegalPaper]:
    """Return the papers of these files, each knowing where it is and what it serves."""
    rows = LegalPaper.objects.visible_to(user).current().filter(minor__in=minors)
    rows = rows.with_place().with_served().select_related("minor", "scan")
    return list(rows.prefetch_related("minor__keys").order_by("kind", "pk"))


def of_procedure(procedure: Procedure, user: User) -> tuple[list[LegalPaper], list[LegalPaper]]:
    """Return the papers that serve it, and the others on the file."""
    every = of_minors([procedure.minor_id], user)
    serving = [paper for paper in every if paper.serves(procedure)]
    return serving, [paper for paper in every if paper not in serving]


def originals(minor: Minor, user: User) -> Originals:
    """What the page of documents shows of them."""
    papers = [
        Original(
            shown_title=paper.shown_title,
            kind=paper.get_kind_display(),
            original=OriginalPlace(paper.original),
            url=reverse("referrals:paper", args=[minor.reference, paper.pk]),
            document=paper.scan_number,
        )
        for paper in of_minors([minor.pk], user)
    ]
    may_add = permissions.can_keep_papers(user)
    add_url = reverse("referrals:record_paper", args=[minor.reference]) if may_add else ""
    return Originals(papers, add_url)


def free_scans(minor: Minor, user: User) -> list[LegalDocument]:
    """Return the scans of her legal file that are not said to be of a paper yet."""
    of_a_paper = LegalPaper.objects.current().filter(minor=minor, scan__isnull=False)
    rows = LegalDocument.objects.visible_to(user).current().filter(minor=minor)
    rows = rows.exclude(pk__in=of_a_paper.values("scan"))
    rows = rows.select_related("minor").prefetch_related("minor__keys")
    return list(rows.newest_first())


def moves(paper: LegalPaper) -> list[PaperMove]:
    """Return where its original has been, the last place first."""
    rows = paper.moves.select_related("paper__minor", "recorded_by").order_by("-moved_on", "-pk")
    return list(rows.prefetch_related("paper__minor__keys"))


def in_full(paper: LegalPaper, user: User) -> dict[str, object]:
    """Return what the page of one paper shows."""
    ties = paper.ties.standing().select_related("procedure").order_by("pk")
    may_keep = permissions.can_keep_papers(user)
    address = [paper.minor.reference, paper.pk]
    return {
        "paper": paper,
        "moves": moves(paper),
        "procedures": [tie.procedure for tie in ties.filter(procedure__minor=paper.minor_id)],
        "may_keep": may_keep,
        "edit_url": reverse("referrals:edit_paper", args=address) if may_keep else "",
    }
