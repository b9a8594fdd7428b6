"""Recording vaccinations and what was answered; validating the rules of the catch-up."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Minor
from clinics import vaccination_rows
from clinics.choices.vaccination import VaccinationDate, VaccinationKind
from clinics.models import Vaccination, VaccinationAnswer, VaccinationRuleCheck
from clinics.vaccination import rules
from clinics.vaccination.rules import Series
from staff import audit, second_factor
from staff.models import Site, User


@transaction.atomic
def record_vaccinations(*, by: User, vaccinations: Iterable[Vaccination]) -> list[Vaccination]:
    """Keep several doses and refusals of one file, all or none; raises ValidationError."""
    kept = []
    for row in vaccinations:
        row.recorded_by = by
        row.full_clean()
        row.save()
        kept.append(row)
    for row in kept:
        audit.record(
            by=by,
            action="record_vaccination",
            subject=row,
            minor_id=row.minor_id,
            site_id=row.site_id,
        )
    return kept


@transaction.atomic
def take_back_vaccination(*, by: User, vaccination: Vaccination, site: Site) -> Vaccination:
    """It was a slip: another row says so, and both stay. Raises ValidationError the second time."""
    Minor.objects.select_for_update(no_key=True).get(pk=vaccination.minor_id)
    if not Vaccination.objects.standing().filter(pk=vaccination.pk).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    row = Vaccination(
        minor=vaccination.minor,
        site=site,
        kind=VaccinationKind.TAKEN_BACK,
        given_on=timezone.localdate(),
        precision=VaccinationDate.DAY,
        takes_back=vaccination,
        recorded_by=by,
    )
    row.full_clean()
    row.save()
    audit.record(
        by=by, action="take_back_vaccination", subject=vaccination, minor_id=vaccination.minor_id
    )
    return row


@transaction.atomic
def answer_vaccination(*, by: User, minor: Minor, answers: Mapping[str, str]) -> int:
    """Add what differs from the last answers; return how many. Raises ValidationError."""
    Minor.objects.select_for_update(no_key=True).get(pk=minor.pk)
    known = vaccination_rows.answers_of(minor)
    changed = {name: said for name, said in answers.items() if known.get(name, "") != said}
    for question, said in changed.items():
        row = VaccinationAnswer(minor=minor, question=question, answer=said, by=by)
        row.full_clean()
        row.save()
        audit.record(by=by, action="answer_vaccination", subject=row, minor_id=minor.pk)
    return len(changed)


@transaction.atomic
def validate_vaccination_rules(
    *, by: User, series: Series, check: VaccinationRuleCheck
) -> list[VaccinationRuleCheck]:
    """Keep what a doctor says of every rule of a series; raises ValidationError."""
    is_demonstration = second_factor.is_demonstration()
    kept = []
    for rule in series.rules:
        row = VaccinationRuleCheck(
            rule_code=rule.code,
            rule_version=rule.version,
            digest=vaccination_rows.digest_of(rules.rows()[rule.key]),
            is_right=check.is_right,
            validated_on=check.validated_on,
            note=check.note,
            is_demonstration=is_demonstration,
            by=by,
        )
        row.full_clean()
        row.save()
        audit.record(by=by, action="validate_vaccination_rules", subject=row)
        kept.append(row)
    return kept
