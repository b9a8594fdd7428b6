"""A nurse goes from the first step of a health assessment to its results handed back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from clinics.models import Assessment, AssessmentTest
from staff.choices import Role
from tests import factories
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"
NEXT = "main .page-heading .btn-primary"


def test_from_the_first_step_to_results_handed_back(
    window: Callable[..., Page], transactional_db: None
) -> None:
    """Seven actions to open and prescribe, four for the results, three to hand them back."""
    site = factories.make_site()
    nurse = factories.make_user(Role.NURSE, site=site)
    minor, _arrival = factories.make_minor("Awa Diallo", by=nurse, site=site, language="ff")
    page = window(nurse)
    page.goto(f"/cases/{minor.reference}/health/")
    with at_most(page, 9, "opening an assessment, two tests agreed to and prescribed"):
        page.locator("main a[href$='/assessment/new/']").click()
        page.locator("label[for=id_interpreting_1]").click()
        page.locator(SUBMIT).click()
        page.locator("main a[href$='/tests/new/']").click()
        page.locator("label[for=id_agree_liver_0]").click()
        page.locator("label[for=id_liver_0]").click()
        page.locator("label[for=id_liver_1]").click()
        page.fill("[name=prescriber]", "Protocole bilan, Dr Roux")
        page.locator(SUBMIT).click()
        page.wait_for_url("**/health/assessment/*/")
    with at_most(page, 2, "both sampled today"):
        page.locator(NEXT).click()
        page.locator(SUBMIT).click()
        page.wait_for_url("**/health/assessment/*/")
    with at_most(page, 4, "both results received"):
        page.locator(NEXT).click()
        one, other = [str(pk) for pk in AssessmentTest.objects.values_list("pk", flat=True)]
        page.locator(f"label[for=id_outcome_{one}_1]").click()
        page.fill(f"[name=result_{one}]", "AgHBs positif")
        page.locator(f"label[for=id_outcome_{other}_0]").click()
        page.locator(SUBMIT).click()
        page.wait_for_url("**/health/assessment/*/")
    page.goto("/desk/")
    with at_most(page, 4, "handed back with an interpreter, from the desk's list"):
        page.locator("#due").get_by_role("link", name="Awa Diallo").first.click()
        page.locator("label[for=id_interpreting_1]").click()
        page.locator("label[for=id_understood_0]").click()
        page.locator(SUBMIT).click()
        page.wait_for_url("**/health/assessment/*/")
    expect(page.locator("main")).to_contain_text("AgHBs positif")
    stages = AssessmentTest.objects.with_stage().values_list("stage", flat=True)
    assert set(stages) == {"handed_back"}
    assert Assessment.objects.get().interpreting == "phone"
    reception = window(factories.make_user(Role.RECEPTION, site=site))
    reception.goto(f"/cases/{minor.reference}/")
    expect(reception.locator("main")).not_to_contain_text("AgHBs")
    expect(reception.locator("main")).not_to_contain_text("bilan de santé")
