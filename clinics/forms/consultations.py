"""The consultation, in the order a nurse works."""

import datetime
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases import choices as case_choices
from cases import queries
from cases.models import Arrival, Minor, Partner
from clinics import episodes, problems, signed_protocols
from clinics.choices import CareAct, Episode, MedicineBasis, Motif, SexualHealthMotif, Teller
from clinics.forms.given import GivenForm
from clinics.forms.parts import Fold, ProblemChoices, Suggested
from clinics.forms.vitals import VITAL_CLASSES, VITAL_WIDGETS, VitalsForm, vitals_boxes
from clinics.models import (
    VITAL_BOUNDS,
    AnyConsultation,
    Consultation,
    Lot,
    SexualHealthConsultation,
)
from referrals.choices import Agreement, ReferralKind
from referrals.models import NOT_THERE, Referral
from staff.choices import Role
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User
from staff.templatetags.escale import short_day

MEDICINES = ["medicines", "medicine_basis", "medicine_authority"]
INTERPRETER = ["interpreting", "interpreter_language", "interpreter_minutes"]
PILLS = ["motif", "told_by", "episode", "medicine_basis", "interpreting"]
REFERRAL = ["partner", "referral_reason", "referral_agreement"]


TWICE = _(
    "You signed a consultation with this motif today. If this is the same one, correct that one; "
    "if not, tick this box."
)


class _ConsultationForm(GivenForm, VitalsForm, RowForm):
    """Only the motif is asked for; the tile of a problem is its motif."""

    filled_by_page = frozenset({"corrects"})
    tiles: type[Motif] | type[SexualHealthMotif]

    class Meta:
        fields = ["day", "motif", "problem", "told_by", "episode", *VITAL_BOUNDS, "observation",
                  "care", *MEDICINES, *INTERPRETER, "follow_up_on"]  # fmt: skip
        widgets = {
            "day": DateInput(),
            "follow_up_on": DateInput(),
            **dict.fromkeys(PILLS, forms.RadioSelect),
            "observation": forms.Textarea(attrs={"rows": 3}),
            "care": forms.Textarea(attrs={"rows": 3}),
            "medicines": forms.Textarea(attrs={"rows": 2}),
            "medicine_authority": Suggested(signed_protocols.names_in_force),
            "interpreter_minutes": forms.TextInput(attrs={"inputmode": "numeric"}),
            **VITAL_WIDGETS,
        }
        field_classes = VITAL_CLASSES
        help_texts = {
            "medicines": _("One a line: which, how much, how often."),
            "medicine_authority": _("The doctor’s name, or the protocol’s."),
        }

    problem = forms.ChoiceField(label=_("Problem found"), required=False, widget=ProblemChoices)
    interpreter_language = forms.ChoiceField(label=_("Language"), required=False)
    acts = forms.MultipleChoiceField(
        label=_("Care"),
        choices=CareAct.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        minor: Minor,
        site: Site,
        user: User,
        corrects: AnyConsultation | None = None,
        **kwargs: Any,
    ) -> None:
        if corrects is not None:
            names = [*(self._meta.fields or ()), "acts"]
            kwargs["initial"] = {name: getattr(corrects, name) for name in names}
        super().__init__(*args, held=minor if corrects else None, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.instance.corrects = corrects
        self.user, self.corrects = user, corrects
        self._offer()
        self.offer_lots(site, user)
        self.helper = helper(*self._layout())

    def _offer(self) -> None:
        """Fill the lists that hang on the book, the young person and who is writing."""
        lines = problems.of_book(self.tiles)
        fields = self.fields
        fields["motif"].choices = fields["motif"].choices[1:]
        fields["motif"].required = False  # the tile of the problem stands for it
        fields["problem"].choices = [
            (tile.label, [(line.code, str(line)) for line in found])
            for tile, found in lines.items()
        ]
        for name in ("told_by", "medicine_basis", "interpreting"):
            fields[name].choices = fields[name].choices[1:]
        fields["episode"].choices = [("", pgettext_lazy("episode", "As counted")), *Episode.choices]
        running = episodes.running(self._meta.model, self.instance.minor, timezone.localdate())
        fields["episode"].help_text = self._counted(running)
        fields["interpreter_language"].choices = [("", ""), *case_choices.language_choices()]
        if self.corrects is None:
            fields["told_by"].initial = Teller.DOCTOR if self._is_doctor else Teller.FOUND
            fields["interpreter_language"].initial = self.instance.minor.language

    @property
    def _is_doctor(self) -> bool:
        return Role.DOCTOR in self.user.roles

    @staticmethod
    def _counted(running: dict[str, datetime.date]) -> str:
        if not running:
            return gettext("Nothing of the kind was seen lately: it counts as new.")
        seen = ", ".join(f"{label} ({short_day(day)})" for label, day in running.items())
        return gettext("Counts as a follow-up, if it is: %(seen)s.") % {"seen": seen}

    def _layout(self) -> list[Any]:
        return [
            Field("motif", wrapper_class="choice-pills motif-tiles"),
            Field("problem", template="clinics/includes/problem_choices.html"),
            Fold(
                Field("told_by", wrapper_class="choice-pills"),
                Field("episode", wrapper_class="choice-pills"),
                legend=_("Who says so, new or follow-up"),
                names=["problem"],
            ),
            vitals_boxes(),
            "observation",
            Field("acts", wrapper_class="choice-pills"),
            "care",
            Fold(
                *self.given_boxes(),
                "medicines",
                Field("medicine_basis", wrapper_class="choice-pills"),
                Field("medicine_authority", wrapper_class="field-medium"),
                legend=_("Medicines given"),
                names=[*self.given_lines, *MEDICINES],
            ),
            *self._referral_part(),
            Fold(
                Field("interpreting", wrapper_class="choice-pills"),
                Div("interpreter_language", "interpreter_minutes", css_class="form-pair"),
                legend=_("Interpreter"),
                names=["interpreting", "interpreter_minutes"],
            ),
            Div("follow_up_on", "day", css_class="form-pair"),
            *self._doubt_part(),
        ]

    def _referral_part(self) -> Iterable[Any]:
        return ()

    def _doubt_part(self) -> Iterable[Any]:
        """A box to tick, where it looks like one that is signed already."""
        if self.is_twice:
            self.fields["is_another"] = forms.BooleanField(
                label=_("It is another consultation: sign it too"), required=False
            )
            yield "is_another"

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of care has not come yet."))
        first = Arrival.objects.counted().filter(minor=self.instance.minor).order_by("day").first()
        if first is not None and day < first.day:
            raise forms.ValidationError(
                _("She first came on %(day)s: care was not given here before.")
                % {"day": date_format(first.day)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_motif(data)
        self._clean_what_hangs_together(data)
        self._clean_episode(data)
        self.instance.acts = data.get("acts") or None
        follow_up, day = data.get("follow_up_on"), data.get("day")
        if follow_up and day and follow_up <= day:
            self.add_error("follow_up_on", _("The next visit comes after this one."))
        if self.is_twice and not data.get("is_another"):
            self.add_error("is_another", TWICE)
        return data

    def _clean_episode(self, data: dict[str, Any]) -> None:
        """What was counted of another problem, or of another day, is counted anew."""
        former = self.corrects
        if former is None or data.get("episode") != former.episode:
            return
        if any(data.get(name) != getattr(former, name) for name in ("problem", "motif", "day")):
            data["episode"] = ""

    def _clean_motif(self, data: dict[str, Any]) -> None:
        line = problems.problems().get(data.get("problem") or "")
        if line is None:
            data["told_by"] = ""
        if data.get("motif") or "motif" in self.errors:
            return
        if line is None:
            self.add_error("motif", _("Choose why she comes, or the problem found."))
        else:
            data["motif"] = line.tile.value

    def _clean_what_hangs_together(self, data: dict[str, Any]) -> None:
        """A pill cannot be given up: alone it says nothing. A doctor prescribes herself."""
        self.clean_given(data)
        medicines, authority = data.get("medicines"), data.get("medicine_authority")
        if not medicines and not authority:
            data["medicine_basis"] = ""
        elif self._is_doctor and not data.get("medicine_basis") and not authority:
            data["medicine_basis"] = MedicineBasis.PRESCRIPTION
            data["medicine_authority"] = self.user.full_name
        if not data.get("interpreting"):
            data["interpreter_language"] = ""

    @property
    def given(self) -> list[tuple[Lot, int]]:
        """What is taken out of the cupboard: (lot, how many)."""
        return self.given_in(self.cleaned_data)

    @cached_property
    def is_twice(self) -> bool:
        """Whether she signed one of this motif today: from another window, maybe."""
        today = timezone.localdate()
        if self.corrects is not None or not self.is_bound or self["day"].data != str(today):
            return False
        line = problems.problems().get(self["problem"].data or "")
        typed = self["motif"].data or (line.tile.value if line else "")
        label = dict(self.tiles.choices).get(typed)
        rows = self._meta.model.objects.filter(
            minor=self.instance.minor, recorded_by=self.user, day=today
        )
        return any(row.shown("motif") == label for row in rows)


class LogConsultationForm(_ConsultationForm):
    """A consultation of the health file, and the referral that comes of it."""

    tiles = Motif

    class Meta(_ConsultationForm.Meta):
        model = Consultation

    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False
    )
    referral_reason = forms.CharField(
        label=_("What is asked"),
        required=False,
        max_length=2000,
        help_text=_("Left empty, the motif stands there."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    referral_agreement = forms.ChoiceField(
        label=_("Agreement of the young person"),
        choices=Agreement.choices,
        initial=Agreement.NOT_ASKED,
        required=False,
        widget=forms.RadioSelect,
    )

    def _offer(self) -> None:
        super()._offer()
        if self.corrects is not None:
            for name in REFERRAL:
                del self.fields[name]
            return
        partner = self.fields["partner"]
        partner.queryset = Partner.objects.visible_to(self.user)
        partner.choices = [("", _("None")), *queries.partner_groups(self.user)]

    def _referral_part(self) -> Iterable[Any]:
        if self.corrects is None:
            yield Fold(
                Field("partner", wrapper_class="field-medium"),
                "referral_reason",
                Field("referral_agreement", wrapper_class="choice-pills"),
                legend=_("Refer to a partner"),
                names=["partner", "referral_reason"],
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        partner, day = data.get("partner"), data.get("day")
        if partner is None and (data.get("referral_reason") or "").strip():
            self.add_error("partner", _("Choose the partner, or empty what is asked."))
        if partner is not None and day is not None and not partner.is_active_on(day):
            self.add_error("partner", NOT_THERE)
        return data

    @property
    def referral(self) -> Referral | None:
        """The referral of this act, not saved; None when there is none."""
        data = self.cleaned_data
        if data.get("partner") is None:
            return None
        line = problems.line_of(data["problem"], data["motif"])
        return Referral(
            minor=self.instance.minor,
            site=self.instance.site,
            partner=data["partner"],
            kind=ReferralKind.MEDICAL,
            reason=data["referral_reason"].strip() or str(line),
            agreement=data["referral_agreement"] or Agreement.NOT_ASKED,
            made_on=data["day"],
        )


class LogSexualHealthForm(_ConsultationForm):
    tiles = SexualHealthMotif

    class Meta(_ConsultationForm.Meta):
        model = SexualHealthConsultation
