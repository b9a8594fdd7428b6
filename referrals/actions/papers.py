"""The papers of the legal file: recorded, moved, tied to procedures, withdrawn."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import actions as case_actions
from cases.document_cleaning import Cleaned
from cases.models import LegalDocument, Minor
from referrals.models import LegalPaper, PaperMove, PaperTie, Procedure
from staff import audit
from staff.models import User


@transaction.atomic
def record_paper(
    *, by: User, paper: LegalPaper, move: PaperMove, procedures: Iterable[Procedure] = ()
) -> LegalPaper:
    """Keep a paper, where its original is and what it serves; raises ValidationError."""
    Minor.objects.select_for_update().get(pk=paper.minor_id)
    paper.recorded_by = by
    paper.full_clean()
    paper.save()
    move.paper = paper
    _keep(by, move)
    for procedure in procedures:
        PaperTie.objects.create(paper=paper, procedure=procedure, is_tied=True, by=by)
    audit.record(by=by, action="record_paper", subject=paper, minor_id=paper.minor_id)
    return paper


@transaction.atomic
def edit_paper(*, by: User, paper: LegalPaper) -> LegalPaper:
    """Keep what became known of it; raises ValidationError."""
    paper.full_clean()
    paper.save()
    audit.record(by=by, action="edit_paper", subject=paper, minor_id=paper.minor_id)
    return paper


@transaction.atomic
def move_paper(*, by: User, move: PaperMove) -> PaperMove:
    """The original is somewhere else since a day; raises ValidationError."""
    _keep(by, move)
    audit.record(by=by, action="move_paper", subject=move, minor_id=move.paper.minor_id)
    return move


@transaction.atomic
def add_scan(
    *, by: User, paper: LegalPaper, scan: LegalDocument, cleaned: Cleaned | None = None
) -> LegalPaper:
    """Say which document is the picture of a paper that has none.

    `cleaned`: the content of a scan that is not kept yet. Raises ValidationError where a colleague
    was quicker, with this paper or with this scan.
    """
    paper = _locked(paper)
    if paper.scan_number is not None:
        raise ValidationError(_("A colleague has just done so."))
    if cleaned is not None:
        case_actions.add_document(by=by, document=scan, cleaned=cleaned)
    paper.scan = scan
    paper.full_clean()
    paper.save(update_fields=["scan"])
    audit.record(by=by, action="add_scan", subject=paper, minor_id=paper.minor_id)
    return paper


@transaction.atomic
def tie_paper(*, by: User, paper: LegalPaper, procedure: Procedure) -> PaperTie:
    """The paper serves this procedure too; raises ValidationError when it does already."""
    tie = _tie(by, paper, procedure, is_tied=True)
    audit.record(by=by, action="tie_paper", subject=tie, minor_id=paper.minor_id)
    return tie


@transaction.atomic
def untie_paper(*, by: User, paper: LegalPaper, procedure: Procedure) -> PaperTie:
    """It does not, or no longer; raises ValidationError when it does not already."""
    tie = _tie(by, paper, procedure, is_tied=False)
    audit.record(by=by, action="untie_paper", subject=tie, minor_id=paper.minor_id)
    return tie


@transaction.atomic
def withdraw_paper(*, by: User, paper: LegalPaper) -> LegalPaper:
    """It was recorded by mistake: out of every list. One already withdrawn stays so."""
    paper = _locked(paper)
    if paper.withdrawn_at is None:
        paper.withdrawn_at, paper.withdrawn_by = timezone.now(), by
        paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, action="withdraw_paper", subject=paper, minor_id=paper.minor_id)
    return paper


@transaction.atomic
def restore_paper(*, by: User, paper: LegalPaper) -> LegalPaper:
    """Undo a withdrawal; raises ValidationError when its scan is another paper's meanwhile."""
    paper = _locked(paper)
    paper.withdrawn_at = paper.withdrawn_by = None
    paper.full_clean()
    paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, action="restore_paper", subject=paper, minor_id=paper.minor_id)
    return paper


def _keep(by: User, move: PaperMove) -> None:
    move.recorded_by = by
    move.full_clean()
    move.save()


def _tie(by: User, paper: LegalPaper, procedure: Procedure, *, is_tied: bool) -> PaperTie:
    _locked(paper)
    is_standing = paper.ties.standing().filter(procedure=procedure).exists()
    if is_standing == is_tied:
        raise ValidationError(_("A colleague has just done so."))
    return PaperTie.objects.create(paper=paper, procedure=procedure, is_tied=is_tied, by=by)


def _locked(paper: LegalPaper) -> LegalPaper:
    return LegalPaper.objects.select_for_update().get(pk=paper.pk)
