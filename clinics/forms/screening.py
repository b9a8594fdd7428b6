"""A screen: one question a line, each with "not asked"; where a yes leads."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import queries
from cases.models import Minor, Partner
from clinics.choices import Asked, ScreenResult
from clinics.instruments import TUBERCULOSIS, Instrument
from clinics.models import Screening
from referrals.choices import Agreement, ReferralKind
from referrals.models import Referral
from staff.form_parts import helper
from staff.models import Site, User

# How the centres against tuberculosis are called in the directory.
CLAT = "CLAT"


class ScreeningForm(forms.Form):
    """The questions of an instrument. What was not answered is "not asked", never "no"."""

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        minor: Minor,
        site: Site,
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.minor, self.site, self.user = instrument, minor, site, user
        names = []
        for item in instrument.items:
            names.append(f"item_{item.number}")
            self.fields[names[-1]] = forms.ChoiceField(
                label=str(item),
                choices=instrument.choices.choices,
                initial=Asked.NOT_ASKED,
                widget=forms.RadioSelect,
            )
        pills = [Field(name, wrapper_class="choice-pills") for name in names]
        self.helper = helper(*pills, *self._referral_part())

    def _referral_part(self) -> list[Any]:
        """A positive screen of tuberculosis leads to a CLAT: prefilled, and changed if need be."""
        if self.instrument.code != TUBERCULOSIS:
            return []
        groups = queries.partner_groups(self.user)
        found = Partner.objects.visible_to(self.user).active_on(timezone.localdate())
        first = found.filter(name__istartswith=CLAT).order_by("name").first()
        self.fields["partner"] = forms.ModelChoiceField(
            label=_("If it is positive, refer to"),
            queryset=found,
            required=False,
            initial=first,
            help_text=_("One referral, made with this screen. Nothing is sent if it is negative."),
        )
        self.fields["partner"].choices = [("", _("Nobody for now")), *groups]
        self.fields["agreement"] = forms.ChoiceField(
            label=_("Agreement of the young person"),
            choices=Agreement.choices,
            initial=Agreement.NOT_ASKED,
            widget=forms.RadioSelect,
        )
        return [
            Field("partner", wrapper_class="field-medium"),
            Field("agreement", wrapper_class="choice-pills"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and set(self._answers.values()) == {Asked.NOT_ASKED}:
            raise forms.ValidationError(_("Nothing was asked: there is nothing to keep."))
        return data

    @property
    def _answers(self) -> dict[str, str]:
        return {
            item.number: self.cleaned_data[f"item_{item.number}"] for item in self.instrument.items
        }

    @property
    def screening(self) -> Screening:
        """What was answered, not saved."""
        return Screening(
            minor=self.minor,
            site=self.site,
            instrument=self.instrument.code,
            version=self.instrument.version,
            language=get_language() or "",
            answers=self._answers,
        )

    @property
    def referral(self) -> Referral | None:
        """The referral of this act, not saved; None when there is none."""
        partner = self.cleaned_data.get("partner")
        reading = self.screening.reading
        if partner is None or reading is None or reading.result != ScreenResult.POSITIVE:
            return None
        return Referral(
            minor=self.minor,
            site=self.site,
            partner=partner,
            kind=ReferralKind.MEDICAL,
            reason=str(self.instrument),
            agreement=self.cleaned_data["agreement"],
        )
