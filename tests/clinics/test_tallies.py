"""The tally sheet of a session: printed, copied, corrected, and set beside the entries."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.test import Client

from clinics import actions, reconciliation, sessions, tally_sheet
from clinics.choices import Motif
from clinics.models import AnonymousConsultation, ClinicSession, TallyReport
from staff.choices import Role, SiteKind
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

BOY, GIRL = "15_17-male", "15_17-female"


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def session(nurse: Client, site: Site) -> ClinicSession:
    return factories.make_session(by=nurse.user, site=site, kind=SiteKind.MOBILE)


def enter(client: Client, session: ClinicSession, **boxes: str) -> Any:
    page = f"/sessions/{session.pk}/tally/enter/"
    form = client.get(page).context["form"]
    typed = {"version": form["version"].value()}
    return client.post(page, typed | {name.replace("__", "-"): n for name, n in boxes.items()})


def kept(session: ClinicSession, motif: str, by: Any) -> None:
    actions.log_anonymous_consultation(
        by=by,
        session=session,
        consultation=AnonymousConsultation(motif=motif, age_band="15_17"),
    )


def said(session: ClinicSession) -> tuple[str, dict[str, str]]:
    compared = reconciliation.reconciliation(session)
    assert compared is not None
    return compared.verdict, {line.motif.value: line.text for line in compared.lines}


def test_it_is_entered_and_entered_anew(nurse: Client, session: ClinicSession) -> None:
    start = last_entry()
    response = enter(
        nurse, session, **{f"scabies-{BOY}": "12", f"fever-{GIRL}": " 3 ", "teeth-not_told": "0"}
    )
    assert (response.status_code, response.url) == (302, f"/sessions/{session.pk}/tally/")
    enter(nurse, session, **{f"scabies-{BOY}": "12", f"fever-{GIRL}": "3"})  # nothing changed
    assert actions_since(start) == ["enter_tally"]
    enter(nurse, session, **{f"scabies-{BOY}": "14", f"fever-{GIRL}": "3"})
    versions = nurse.get(response.url).context["versions"]
    [change] = versions[0].changes
    assert (change.label, change.before, change.after) == ("Gale, Garçon, homme 15–17", 12, 14)
    assert [version.tally.total for version in versions] == [17, 15]
    assert sessions.count_of(session) == 17


def test_bad_input_is_said_beside_its_box(nurse: Client, session: ClinicSession) -> None:
    typed = {"douze": "eyes", "-3": "fever", "99999": "teeth", "1,5": "skin", "7": "scabies"}
    response = enter(nurse, session, **{f"{motif}-{BOY}": n for n, motif in typed.items()})
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {f"{m}-{BOY}" for n, m in typed.items() if n != "7"}
    assert all(form[f"{motif}-{BOY}"].value() == n for n, motif in typed.items())
    assert enter(nurse, session).status_code == 422  # an empty sheet says nothing
    assert not TallyReport.objects.exists()


def test_two_who_copy_it_at_once(
    nurse: Client, as_role: Callable[..., Client], session: ClinicSession
) -> None:
    page = f"/sessions/{session.pk}/tally/enter/"
    as_role(Role.DOCTOR).post(page, {"version": "0", f"scabies-{BOY}": "2"})
    mine = {"version": "0", f"scabies-{BOY}": "3"}
    response = nurse.post(page, mine)
    assert response.status_code == 422
    form = response.context["form"]
    assert (form[f"scabies-{BOY}"].value(), form["version"].value()) == ("3", 1)
    assert nurse.post(page, {**mine, "version": "1"}).status_code == 302
    assert TallyReport.objects.current().get().total == 3


def test_the_sheet_beside_the_entries(nurse: Client, session: ClinicSession) -> None:
    assert reconciliation.reconciliation(session) is None
    enter(nurse, session, **{f"scabies-{BOY}": "2", f"fever-{GIRL}": "1"})
    assert said(session)[0] == "Rien n’a été saisi une par une : la feuille compte."
    kept(session, "scabies", nurse.user)
    minor, _arrival = factories.make_minor("Awa Keita", by=nurse.user, site=session.site)
    factories.make_consultation(minor, by=nurse.user, site=session.site, motif="fever")
    assert said(session) == (
        "1 consultation n’est que sur la feuille.",
        {"scabies": "1 sur la feuille seulement", "fever": "Pareil"},
    )
    summary = sessions.summary_of(session)
    assert (summary.count, summary.on_sheet_only) == (3, 1)
    kept(session, "scabies", nurse.user)
    assert said(session)[0] == "La feuille et les saisies concordent."
    assert sessions.summary_of(session).on_sheet_only == 0
    kept(session, "teeth", nurse.user)
    assert said(session)[0] == "1 consultation saisie de plus que la feuille n’en porte."
    assert sessions.count_of(session) == 4
    page = nurse.get(f"/sessions/{session.pk}/close/").content.decode()
    assert "1 saisie de plus que sur la feuille" in page
    enter(nurse, session, **{f"scabies-{BOY}": "2", f"fever-{GIRL}": "2"})
    assert said(session)[0] == "Les totaux concordent, pas les motifs : les saisies comptent."


def test_a_session_may_have_a_sheet_only(nurse: Client, session: ClinicSession) -> None:
    enter(nurse, session, **{f"scabies-{BOY}": "9"})
    assert nurse.post(f"/sessions/{session.pk}/close/").status_code == 302
    session.refresh_from_db()
    assert session.reported_count == 9
    # Entries that come later are those of the sheet.
    kept(session, "scabies", nurse.user)
    [line] = sessions.lines([session])
    assert (line.count, line.added_count) == (9, 0)


def test_what_stands_on_the_sheet_only_by_motif(nurse: Client, session: ClinicSession) -> None:
    enter(nurse, session, **{f"scabies-{BOY}": "4", f"fever-{GIRL}": "1"})
    kept(session, "scabies", nurse.user)

    def missing() -> dict[str, int]:
        tally = TallyReport.objects.current().get()
        entered = reconciliation.entered_in([session.pk])[session.pk]
        return dict(reconciliation.not_entered(tally, entered))

    assert missing() == {"scabies": 3, "fever": 1}
    kept(session, "eyes", nurse.user)  # the sheet has none: which of its strokes was it?
    assert missing() == {"": 3}


def test_the_empty_sheet_has_every_motif_and_no_name(nurse: Client, session: ClinicSession) -> None:
    data = tally_sheet.sheet(session)
    assert data["rows"] == [str(motif.label) for motif in Motif]
    assert len(data["bands"]) * len(data["sexes"]) + 1 == 13
    assert nurse.user.full_name not in str(data)
    response = nurse.get(f"/sessions/{session.pk}/tally/sheet.pdf")
    assert response.content.startswith(b"%PDF")
    assert len(pikepdf.open(io.BytesIO(response.content)).pages) == 1
