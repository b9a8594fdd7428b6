"""Vaccinations: several lines of a booklet at once, what is given here, what is answered."""

import datetime
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import births
from cases.births import NotABirth
from cases.choices import Precision
from cases.models import Minor
from clinics import signed_protocols
from clinics.choices.vaccination import (
    ANSWERS,
    QUESTIONS,
    VALENCES,
    BodySite,
    Reaction,
    Route,
    VaccinationDate,
    VaccinationKind,
    VaccinationSource,
)
from clinics.forms.parts import Suggested
from clinics.models import Vaccination, VaccinationRuleCheck
from clinics.vaccination.answers import Answer
from clinics.vaccination.planner import MOST
from clinics.vaccination.rules import Rule
from clinics.vaccination.vaccines import Live, Valence, brands_with, vaccines
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site

LINES = 8  # of a booklet, on one page
UNBRANDED = "="  # what begins a choice that names no brand
_DTP = (Valence.DIPHTHERIA, Valence.TETANUS, Valence.POLIO)
_MMR = (Valence.MEASLES, Valence.MUMPS, Valence.RUBELLA)
# What is written in booklets without a brand: several at once, else one.
TOGETHER: tuple[tuple[str | Promise, tuple[Valence, ...]], ...] = (
    (_("DTP"), _DTP),
    (_("DTP, whooping cough"), (*_DTP, Valence.PERTUSSIS)),
    (_("DTP, whooping cough, hepatitis B"), (*_DTP, Valence.PERTUSSIS, Valence.HEPATITIS_B)),
    (_("MMR"), _MMR),
)
ALONE = [
    (str(Valence(code)), label)
    for code, label in VALENCES.items()
    if code not in {Valence.DIPHTHERIA, Valence.PERTUSSIS, Valence.MUMPS, Valence.RUBELLA}
]


def vaccine_choices() -> list[Any]:
    """Return what may stand in a booklet: first without a brand, then each brand."""
    groups = [(UNBRANDED + " ".join(valences), str(label)) for label, valences in TOGETHER]
    groups += [(UNBRANDED + code, str(label)) for code, label in ALONE]
    brands = sorted(
        ((vaccine.code, vaccine.name) for vaccine in vaccines().values()),
        key=lambda pair: pair[1].casefold(),
    )
    return [("", "–"), (gettext("Brand unknown"), groups), (gettext("Brand"), brands)]


def chosen(text: str) -> tuple[str, list[str]]:
    """Return the brand, "" when it is unknown, and the valences of a choice."""
    if text.startswith(UNBRANDED):
        return "", text[len(UNBRANDED) :].split()
    return text, sorted(vaccines()[text].valences)


def date_said(text: str) -> tuple[datetime.date | None, str]:
    """Return the first possible day and the precision; raises ValidationError with a sentence."""
    if not text.strip():
        return None, VaccinationDate.UNKNOWN
    try:
        birth = births.parse(text, today=timezone.localdate())
    except NotABirth as error:
        raise forms.ValidationError(str(error)) from error
    if birth.precision == Precision.AGE:
        raise forms.ValidationError(_("Type a year (2015), a month (03/2015) or a date."))
    return birth.born_on, birth.precision


class _Lines(forms.Form):
    """Several vaccines, a line each; an empty line says nothing."""

    count: int

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minor, self.site = minor, site
        for number in range(self.count):
            for name, field in self.line_fields(number).items():
                is_list = isinstance(field, forms.ChoiceField)
                field.widget.attrs["class"] = "form-select" if is_list else "form-control"
                self.fields[f"{name}_{number}"] = field

    def line_fields(self, number: int) -> dict[str, forms.Field]:
        """Return the boxes of a line; each form says its own."""
        raise NotImplementedError

    def lines(self) -> list[dict[str, forms.BoundField]]:
        """Return the boxes of each line, for the page."""
        return [
            {name: self[f"{name}_{number}"] for name in self.line_fields(number)}
            for number in range(self.count)
        ]

    def said(self, number: int) -> dict[str, Any]:
        """Return what was typed on a line."""
        return {n: self.cleaned_data.get(f"{n}_{number}") for n in self.line_fields(number)}


class AddVaccinationsForm(_Lines):
    """What a booklet or the young person says: a vaccine, and a date as far as it is known."""

    count = LINES

    source = forms.ChoiceField(
        label=_("Source"),
        choices=[
            (VaccinationSource.BOOKLET, VaccinationSource.BOOKLET.label),
            (VaccinationSource.SAID, VaccinationSource.SAID.label),
        ],
        initial=VaccinationSource.BOOKLET,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("source", wrapper_class="choice-pills"))

    def line_fields(self, number: int) -> dict[str, forms.Field]:
        return {
            "vaccine": forms.ChoiceField(
                label=_("Vaccine"), choices=vaccine_choices(), required=False
            ),
            "date": forms.CharField(
                label=_("Date"),
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            ),
            "lot": forms.CharField(
                label=_("Lot"),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            "reaction": forms.ChoiceField(
                label=_("Reaction"),
                required=False,
                choices=Reaction.choices,
                initial=Reaction.NOT_ASKED,
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(self.count):
            line = self.said(number)
            is_said = line["reaction"] not in ("", Reaction.NOT_ASKED)
            if not line["vaccine"] and (line["date"] or line["lot"] or is_said):
                self.add_error(f"vaccine_{number}", _("Choose the vaccine of this line."))
            try:
                data[f"when_{number}"] = date_said(line["date"] or "")
            except forms.ValidationError as error:
                self.add_error(f"date_{number}", error)
        if not self.errors and not any(data[f"vaccine_{n}"] for n in range(self.count)):
            raise forms.ValidationError(_("Fill in one line at least."))
        return data

    def rows(self) -> list[Vaccination]:
        return [self._row(n) for n in range(self.count) if self.cleaned_data[f"vaccine_{n}"]]

    def _row(self, number: int) -> Vaccination:
        line, (given_on, precision) = self.said(number), self.cleaned_data[f"when_{number}"]
        brand, valences = chosen(line["vaccine"])
        return Vaccination(
            minor=self.minor,
            site=self.site,
            source=self.cleaned_data["source"],
            brand=brand,
            valences=valences,
            given_on=given_on,
            precision=precision,
            lot=line["lot"],
            reaction=line["reaction"] or Reaction.NOT_ASKED,
        )


SITES = (BodySite.LEFT_ARM, BodySite.RIGHT_ARM, BodySite.LEFT_THIGH, BodySite.RIGHT_THIGH)
NOT_TODAY = "not_today"


class GiveVaccinesForm(_Lines):
    """What is given today, a line each, prefilled with what was proposed."""

    count = MOST

    is_agreed = forms.BooleanField(label=_("She or he agrees to each vaccine ticked as given"))
    prescriber = forms.CharField(
        label=_("Prescriber or signed protocol"),
        max_length=120,
        widget=Suggested(signed_protocols.names_in_force),
        required=False,
    )

    def __init__(self, *args: Any, proposed: Sequence[Rule] = (), **kwargs: Any) -> None:
        self.proposed = list(proposed)
        super().__init__(*args, **kwargs)
        self.fields["is_agreed"].required = False
        self.helper = helper("is_agreed", "prescriber")

    def line_fields(self, number: int) -> dict[str, forms.Field]:
        found = self.proposed[number] if number < len(self.proposed) else None
        return {
            "vaccine": forms.ChoiceField(
                label=_("Vaccine"),
                choices=vaccine_choices(),
                required=False,
                initial=_nearest(found),
            ),
            "outcome": forms.ChoiceField(
                label=_("What was done"),
                choices=[
                    (VaccinationKind.GIVEN, VaccinationKind.GIVEN.label),
                    (VaccinationKind.REFUSED, VaccinationKind.REFUSED.label),
                    (NOT_TODAY, _("Not today")),
                ],
                initial=VaccinationKind.GIVEN,
                required=False,
            ),
            "lot": forms.CharField(
                label=_("Lot"),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            "body_site": forms.ChoiceField(
                label=_("Where"), choices=BodySite.choices, required=False, initial=SITES[number]
            ),
            "route": forms.ChoiceField(
                label=_("Route"),
                choices=Route.choices,
                required=False,
                initial=_usual_route(found),
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kept = [line for line in map(self.said, range(self.count)) if _is_kept(line)]
        if not self.errors and not kept:
            raise forms.ValidationError(_("Fill in one line at least."))
        if any(line["outcome"] != VaccinationKind.REFUSED for line in kept):
            if not data.get("is_agreed"):
                self.add_error(
                    "is_agreed", _("Without agreement nothing is given: tick it, or “Refused”.")
                )
            if not (data.get("prescriber") or "").strip():
                self.add_error(
                    "prescriber", _("Say who prescribed it, or under which signed protocol.")
                )
        return data

    def rows(self) -> list[Vaccination]:
        return [self._row(line) for line in map(self.said, range(self.count)) if _is_kept(line)]

    def _row(self, line: dict[str, Any]) -> Vaccination:
        brand, valences = chosen(line["vaccine"])
        row = Vaccination(
            minor=self.minor,
            site=self.site,
            kind=line["outcome"] or VaccinationKind.GIVEN,
            source=VaccinationSource.HERE,
            brand=brand,
            valences=valences,
            given_on=timezone.localdate(),
            precision=VaccinationDate.DAY,
        )
        if row.is_given:
            row.lot, row.body_site, row.route = line["lot"], line["body_site"], line["route"]
            row.is_agreed = self.cleaned_data["is_agreed"]
            row.prescriber = self.cleaned_data["prescriber"]
        return row


def _is_kept(line: dict[str, Any]) -> bool:
    return bool(line["vaccine"]) and line["outcome"] != NOT_TODAY


def _usual_route(proposed: Rule | None) -> Route:
    is_bcg = proposed is not None and proposed.live == Live.BACTERIAL
    return Route.INTRADERMAL if is_bcg else Route.INTRAMUSCULAR


def _nearest(proposed: Rule | None) -> str:
    """Return the choice that a proposed line begins with: its nearest brand."""
    if proposed is None:
        return ""
    found = brands_with(proposed.valences)
    return found[0].code if found else ""


class VaccinationAnswersForm(forms.Form):
    """What was asked or measured; what is left empty is not known."""

    def __init__(self, *args: Any, known: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in ANSWERS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(QUESTIONS[name]),
                choices=[("", _("Not asked, not known")), *offered.choices],
                required=False,
                initial=known.get(name, ""),
            )
            # What this page showed: a colleague's answer of meanwhile stays.
            self.fields[f"was_{name}"] = forms.CharField(
                required=False, initial=known.get(name, ""), widget=forms.HiddenInput
            )
        self.helper = helper(*ANSWERS)

    def answers(self) -> dict[str, str]:
        """Return what was changed on this page."""
        said = {name: self.cleaned_data[name] for name in ANSWERS}
        return {name: one for name, one in said.items() if one != self.cleaned_data[f"was_{name}"]}


class PregnancyForm(forms.Form):
    """Asked each time, and written nowhere."""

    pregnancy = forms.ChoiceField(
        label=_("Pregnant, or perhaps"),
        choices=[
            (Answer.NO, _("No")),
            (Answer.YES, _("Yes, or perhaps")),
            (Answer.NOT_ASKED, _("Not asked")),
        ],
        initial=Answer.NOT_ASKED,
        widget=forms.RadioSelect,
        help_text=_("Asked each time for the proposition alone: it is not recorded here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("pregnancy", wrapper_class="choice-pills"))


class ValidateVaccinationRulesForm(RowForm):
    class Meta:
        model = VaccinationRuleCheck
        fields = ["is_right", "validated_on", "note"]
        widgets = {"validated_on": DateInput()}

    def __init__(self, *args: Any, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.rule_code, self.instance.rule_version = rules[0].key
        self.fields["is_right"].help_text = _("Not ticked: nothing is proposed from them any more.")
        self.fields["note"].help_text = _("What was checked, in which text. Name nobody.")
        self.helper = helper("is_right", Field("validated_on", wrapper_class="field-short"), "note")

    def clean_validated_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["validated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day
