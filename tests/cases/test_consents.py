"""What a minor agrees to: her last word holds, at once, for every recipient, purpose and part."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions
from cases.choices import (
    ConsentAnswer,
    OppositionKind,
    Part,
    PartnerKind,
    Purpose,
    RecipientKind,
)
from cases.consents import Recipient, may_share
from cases.models import Consent, ConsentWithdrawal, Minor, Opposition, Partner
from referrals import actions as referral_actions
from referrals.choices import ReferralKind, ReferralStatus
from referrals.models import ReferralStep
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
LAWYER = Recipient(kind=RecipientKind.LAWYER)


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=social.user, site=site)[0]


def address(minor: Minor, rest: str = "") -> str:
    return f"/cases/{minor.reference}/consents/{rest}"


TYPED = {
    "who": "kind:lawyer",
    "purpose": "legal",
    "parts": ["identity", "legal_headline"],
    "answer": "agreed",
    "said_how": "oral",
    "given_on": TODAY.isoformat(),
    "language": "ff",
    "interpreting": "phone",
}


def allowed(minor: Minor, part: str = Part.IDENTITY, **to: object) -> bool:
    to = to or {"recipient_kind": RecipientKind.LAWYER}
    return may_share(minor, part=part, **to)


# --- recording --------------------------------------------------------------------------------


def test_an_answer_is_kept_a_row_a_compartment(social: Client, minor: Minor) -> None:
    start = last_entry()
    response = social.post(address(minor, "new/"), {**TYPED, "who_exactly": "Maître Canari"})
    assert response.url == address(minor)
    rows = {row.compartment: row for row in minor.consents.all()}
    assert {c: row.parts for c, row in rows.items()} == {
        Compartment.IDENTITY: ["identity"],
        Compartment.LEGAL: ["legal_headline"],
    }
    row = rows[Compartment.LEGAL]
    assert (row.recipient_name, row.interpreting, row.language) == ("Maître Canari", "phone", "ff")
    assert row.recorded_by == social.user
    assert actions_since(start, minor_id=minor.pk) == ["record_consent", "record_consent"]


def test_who_exactly_is_sealed(social: Client, minor: Minor) -> None:
    to = Recipient(kind=RecipientKind.OTHER, name="Canari Zzyzx")
    row = factories.make_consent(minor, by=social.user, to=to)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient_name FROM cases_consent WHERE id = %s", [row.pk])
        kept = bytes(cursor.fetchone()[0])
    assert kept
    assert b"Canari" not in kept
    assert Consent.objects.get(pk=row.pk).recipient_name == "Canari Zzyzx"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"who": ""}, "who"),
        ({"who": "partner:999999"}, "who"),
        ({"who": "kind:other"}, "who_exactly"),
        ({"parts": []}, "parts"),
        ({"parts": ["psychology"]}, "parts"),  # not for a social worker to ask about
        ({"answer": ""}, "answer"),
        ({"said_how": ""}, "said_how"),
        ({"given_on": (TODAY + DAY).isoformat()}, "given_on"),
        ({"given_on": "demain"}, "given_on"),
        ({"language": "klingon"}, "language"),
        ({"purpose": "other thing"}, "purpose"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    social: Client, minor: Minor, typed: dict[str, object], said: str
) -> None:
    response = social.post(address(minor, "new/"), {**TYPED, **typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [said]
    assert not minor.consents.exists()


def test_a_partner_of_the_directory_takes_no_other_name(social: Client, minor: Minor) -> None:
    partner = factories.make_partner()
    typed = {**TYPED, "who": f"partner:{partner.pk}", "who_exactly": "Canari"}
    response = social.post(address(minor, "new/"), typed)
    assert list(response.context["form"].errors) == ["who_exactly"]
    assert b'value="Canari"' in response.content


def test_not_asked_needs_no_how(social: Client, minor: Minor) -> None:
    response = social.post(address(minor, "new/"), {**TYPED, "answer": "not_asked", "said_how": ""})
    assert response.status_code == 302
    assert not allowed(minor)


# --- who reads --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.NURSE, {"identity", "health_summary", "sexual_health"}),
        (Role.MIDWIFE, {"identity", "health_summary", "sexual_health"}),
        (Role.PSYCHOLOGIST, {"identity", "psychology"}),
        (Role.SOCIAL, {"identity", "legal_headline"}),
        (Role.JURIST, {"identity", "legal_headline"}),
        (Role.COORDINATOR, {"identity"}),
    ],
)
def test_an_agreement_is_read_with_its_part_of_the_file(
    as_role: Callable[..., Client], person: Callable[..., User], role: str, seen: set[str]
) -> None:
    author = person(Role.DOCTOR, username="auteur")
    minor, _arrival = factories.make_minor()
    parts = ["identity", "legal_headline", "health_summary", "sexual_health", "psychology"]
    for part in parts:
        factories.make_consent(minor, by=author, parts=[part])
    response = as_role(role).get(address(minor))
    found = {line.consent.parts[0] for line in response.context["consents"]}
    assert found == seen


def test_a_partner_that_tells_the_reason_hides_what_is_plain_elsewhere(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    cegidd = factories.make_partner("CeGIDD Paris", kind=PartnerKind.SEXUAL_HEALTH)
    row = factories.make_consent(minor, by=as_role(Role.NURSE).user, to=Recipient(cegidd))
    assert row.compartment == Compartment.SEXUAL_HEALTH
    assert b"CeGIDD" not in social.get(address(minor)).content
    assert b"CeGIDD" in as_role(Role.MIDWIFE).get(address(minor)).content


def test_what_one_wrote_one_reads(social: Client, minor: Minor) -> None:
    cmp = factories.make_partner("CMP de Pantin", kind=PartnerKind.MENTAL_HEALTH)
    factories.make_consent(minor, by=social.user, to=Recipient(cmp))
    assert b"CMP de Pantin" in social.get(address(minor)).content


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.VOLUNTEER, Role.DIRECTOR])
def test_the_page_is_not_the_door_s(
    as_role: Callable[..., Client], minor: Minor, role: str
) -> None:
    assert as_role(role).get(address(minor)).status_code == 403


# --- the last word ----------------------------------------------------------------------------


def test_nothing_is_shared_without_a_word(minor: Minor) -> None:
    assert not allowed(minor)


def test_only_what_was_said_to_whom_and_what_for(social: Client, minor: Minor) -> None:
    factories.make_consent(minor, by=social.user)
    assert allowed(minor)
    assert allowed(minor, recipient_kind=RecipientKind.LAWYER, purpose=Purpose.LEGAL)
    assert not allowed(minor, Part.LANGUAGE)
    assert not allowed(minor, recipient_kind=RecipientKind.SCHOOL)
    assert not allowed(minor, recipient_kind=RecipientKind.LAWYER, purpose=Purpose.CARE)


def test_without_a_purpose_one_refusal_is_enough(social: Client, minor: Minor) -> None:
    factories.make_consent(minor, by=social.user)
    factories.make_consent(
        minor, by=social.user, purpose=Purpose.CARE, answer=ConsentAnswer.REFUSED
    )
    assert not allowed(minor)
    assert allowed(minor, recipient_kind=RecipientKind.LAWYER, purpose=Purpose.LEGAL)


def test_an_agreement_written_late_does_not_undo_what_she_said_since(
    social: Client, minor: Minor
) -> None:
    first = factories.make_consent(minor, by=social.user, given_on=TODAY - 2 * DAY)
    actions.withdraw_consent(by=social.user, consent=first)
    factories.make_consent(minor, by=social.user, given_on=TODAY - DAY)
    assert not allowed(minor)
    factories.make_consent(minor, by=social.user)
    assert allowed(minor)


def test_the_school_in_general_closes_a_school_and_never_opens_it(
    social: Client, minor: Minor
) -> None:
    casnav = factories.make_partner("CASNAV", kind=PartnerKind.SCHOOL)
    school = Recipient(kind=RecipientKind.SCHOOL)
    factories.make_consent(minor, by=social.user, to=school, purpose=Purpose.SCHOOL)
    assert not allowed(minor, partner=casnav)
    factories.make_consent(minor, by=social.user, to=Recipient(casnav), purpose=Purpose.SCHOOL)
    assert allowed(minor, partner=casnav)
    factories.make_consent(
        minor, by=social.user, to=school, purpose=Purpose.SCHOOL, answer=ConsentAnswer.REFUSED
    )
    assert not allowed(minor, partner=casnav)


def test_a_named_relative_and_the_family(social: Client, minor: Minor) -> None:
    def asked(name: str) -> bool:
        return allowed(minor, recipient_kind=RecipientKind.FAMILY, recipient_name=name)

    mother = Recipient(kind=RecipientKind.FAMILY, name="Sa mère")
    factories.make_consent(minor, by=social.user, to=mother)
    assert asked("sa  MERE")
    assert not asked("Un oncle")
    assert not asked("")


def test_taking_back_is_effective_at_once_in_another_session(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    consent = factories.make_consent(minor, by=social.user)
    nurse = as_role(Role.NURSE)
    sharing = f"/cases/{minor.reference}/sharings/new/"
    typed = {
        "who": "kind:lawyer", "purpose": "legal", "parts": ["identity"], "channel": "phone",
        "shared_on": TODAY.isoformat(),
    }  # fmt: skip
    assert nurse.get(sharing).status_code == 200  # her page is open
    start = last_entry()
    response = social.post(address(minor, f"{consent.pk}/withdraw/"))
    assert response.url == address(minor)
    assert not allowed(minor)
    response = nurse.post(sharing, typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["exception"]
    assert not minor.sharings.exists()
    assert "withdraw_consent" in actions_since(start, by=social.user)


def test_it_is_taken_back_once(social: Client, minor: Minor) -> None:
    consent = factories.make_consent(minor, by=social.user)
    social.post(address(minor, f"{consent.pk}/withdraw/"))
    first = ConsentWithdrawal.objects.get()
    social.post(address(minor, f"{consent.pk}/withdraw/"))
    assert ConsentWithdrawal.objects.get().withdrawn_at == first.withdrawn_at
    assert AuditEntry.objects.filter(action="withdraw_consent").count() == 1


def test_a_refusal_is_not_taken_back(social: Client, minor: Minor) -> None:
    refused = factories.make_consent(minor, by=social.user, answer=ConsentAnswer.REFUSED)
    response = social.post(address(minor, f"{refused.pk}/withdraw/"), follow=True)
    assert response.status_code == 200
    assert not ConsentWithdrawal.objects.exists()


def test_what_one_may_not_read_one_does_not_take_back(
    as_role: Callable[..., Client], social: Client, minor: Minor
) -> None:
    kept = factories.make_consent(minor, by=as_role(Role.NURSE).user, parts=["health_summary"])
    assert social.post(address(minor, f"{kept.pk}/withdraw/")).status_code == 404
    other, _arrival = factories.make_minor("Autre", by=social.user)
    mine = factories.make_consent(other, by=social.user)
    assert social.post(address(minor, f"{mine.pk}/withdraw/")).status_code == 404


def test_the_page_says_what_still_holds(social: Client, minor: Minor) -> None:
    factories.make_consent(minor, by=social.user, parts=["identity", "language"])
    factories.make_consent(minor, by=social.user, parts=["language"], answer=ConsentAnswer.REFUSED)
    refused, agreed = social.get(address(minor)).context["consents"]
    assert agreed.parts_in_force == ["identity"]
    assert agreed.is_partly_replaced
    assert not refused.is_in_force


# Words in any order, on any day: each is (what, day before today, purpose, parts).
PARTS = [Part.IDENTITY, Part.LEGAL_HEADLINE]
PURPOSES = [Purpose.LEGAL, Purpose.CARE]
ANSWERS = st.tuples(
    st.sampled_from([*ConsentAnswer]),
    st.integers(0, 3),
    st.sampled_from(PURPOSES),
    st.sets(st.sampled_from(PARTS), min_size=1),
)
WORDS = st.lists(
    st.one_of(
        ANSWERS,
        st.tuples(st.just("take back"), st.integers(0, 9)),
        st.sampled_from([("oppose",), ("lift",)]),
    ),
    max_size=9,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_whatever_she_says_her_last_word_holds(
    person: Callable[..., User], words: list[tuple[object, ...]]
) -> None:
    by = User.objects.filter(username="qui-note").first() or person(
        Role.JURIST, username="qui-note"
    )
    minor, _arrival = factories.make_minor(by=by)
    partner = factories.make_partner("Barreau", kind=PartnerKind.LAWYER)
    last: dict[tuple[str, str], tuple[datetime.date, int, bool]] = {}
    opposed = False
    for order, (what, *said) in enumerate(words):
        if what == "oppose":
            factories.make_opposition(minor, by=by, kind=OppositionKind.PARTNER, partner=partner)
            opposed = True
        elif what == "lift":
            for row in minor.oppositions.all():
                actions.lift_opposition(by=by, opposition=row)
            opposed = False
        elif what == "take back":
            agreed = list(minor.consents.filter(answer="agreed", withdrawal=None).order_by("pk"))
            if agreed:
                taken = agreed[said[0] % len(agreed)]
                actions.withdraw_consent(by=by, consent=taken)
                for part in taken.parts:
                    last[taken.purpose, part] = (TODAY, order, False)
        else:
            ago, purpose, parts = said
            day = timezone.localdate() - ago * DAY
            actions.record_consent(
                by=by, minor=minor, recipient=Recipient(partner), purpose=purpose,
                parts=sorted(parts), answer=what, given_on=day, said_how="oral", language="fr",
                interpreting="none",
            )  # fmt: skip
            for part in parts:
                before = last.get((purpose, part), (day, -1, False))
                last[purpose, part] = max(before, (day, order, what == "agreed"))
    for part in PARTS:
        for purpose in PURPOSES:
            expected = last.get((purpose, part), (None, 0, False))[2] and not opposed
            assert may_share(minor, part=part, partner=partner, purpose=purpose) == expected
        spoken = [word[2] for (_purpose, of), word in last.items() if of == part]
        expected = bool(spoken) and all(spoken) and not opposed
        assert may_share(minor, part=part, partner=partner) == expected


# --- referrals ask ----------------------------------------------------------------------------


@pytest.fixture
def partner(db: None) -> Partner:
    return factories.make_partner("CASNAV", kind=PartnerKind.SCHOOL)


def hand_over(client: Client, minor: Minor, partner: Partner, status: str = "handed_over") -> int:
    referral = minor.referrals.first() or factories.make_referral(
        minor, by=client.user, site=factories.make_site(), partner=partner, kind=ReferralKind.SCHOOL
    )
    typed = {"status": status, "happened_on": TODAY.isoformat()}
    path = f"/cases/{minor.reference}/referrals/{referral.pk}/"
    assert client.get(path).status_code == 200
    return client.post(f"{path}step/", typed).status_code


def test_nothing_is_handed_over_against_her_last_word(
    social: Client, minor: Minor, partner: Partner
) -> None:
    consent = factories.make_consent(
        minor, by=social.user, to=Recipient(partner), purpose=Purpose.SCHOOL
    )
    actions.withdraw_consent(by=social.user, consent=consent)
    assert hand_over(social, minor, partner) == 422
    assert hand_over(social, minor, partner, "seen") == 302
    factories.make_consent(minor, by=social.user, to=Recipient(partner), purpose=Purpose.SCHOOL)
    assert hand_over(social, minor, partner) == 302
    referral = minor.referrals.get()
    assert list(referral.steps.order_by("pk").values_list("status", flat=True)) == [
        "written", "seen", "handed_over",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["refused", "opposed", "not asked", "other purpose"])
def test_what_blocks_a_referral_and_what_does_not(
    social: Client, minor: Minor, partner: Partner, kind: str
) -> None:
    if kind == "opposed":
        opposition = Opposition(minor=minor, kind=OppositionKind.PARTNER, partner=partner)
        actions.record_opposition(by=social.user, opposition=opposition)
    else:
        factories.make_consent(
            minor,
            by=social.user,
            to=Recipient(partner),
            purpose=Purpose.CARE if kind == "other purpose" else Purpose.SCHOOL,
            answer="not_asked" if kind == "not asked" else "refused",
        )
    blocked = kind in ("refused", "opposed")
    assert hand_over(social, minor, partner) == (422 if blocked else 302)
    referral = minor.referrals.get()
    page = social.get(f"/cases/{minor.reference}/referrals/{referral.pk}/")
    assert bool(page.context["refusal"]) == blocked


def test_the_action_itself_refuses(social: Client, minor: Minor, partner: Partner) -> None:
    referral = factories.make_referral(
        minor, by=social.user, site=factories.make_site(), partner=partner, kind=ReferralKind.SCHOOL
    )
    factories.make_opposition(minor, by=social.user, kind=OppositionKind.PARTNER, partner=partner)
    step = ReferralStep(referral=referral, status=ReferralStatus.HANDED_OVER)
    with pytest.raises(ValidationError):
        referral_actions.record_step(by=social.user, step=step)
