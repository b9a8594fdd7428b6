"""An entitlement and how far it is."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from referrals.choices.entitlements import EntitlementKind
from referrals.entitlements import Entitlement, EntitlementStep
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site


class RecordEntitlementForm(RowForm):
    """What became of it."""

    class Meta:
        model = EntitlementStep
        fields = ["status", "happened_on", "valid_until", "note"]
        widgets = {
            "status": forms.RadioSelect,
            "happened_on": DateInput(),
            "valid_until": DateInput(),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, entitlement: Entitlement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.entitlement = entitlement
        self.fields["status"].choices = self.fields["status"].choices[1:]
        self.helper = helper(*self.step_layout)

    @property
    def step_layout(self) -> list[Any]:
        return [
            Field("status", wrapper_class="choice-pills"),
            Div("happened_on", "valid_until", css_class="form-pair"),
            "note",
        ]

    def clean_happened_on(self) -> datetime.date:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day


class OpenEntitlementForm(RecordEntitlementForm):
    """Which one, and how far it is already."""

    kind = forms.ChoiceField(label=_("Entitlement"), widget=forms.RadioSelect)
    reference = forms.CharField(label=_("File number"), max_length=100, required=False)

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        self.entitlement = Entitlement(minor=minor, site=site)
        super().__init__(*args, entitlement=self.entitlement, **kwargs)
        held = set(Entitlement.objects.filter(minor=minor).values_list("kind", flat=True))
        self.fields["kind"].choices = [one for one in EntitlementKind.choices if one[0] not in held]
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            *self.step_layout,
            Div("reference", css_class="form-pair"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.entitlement.kind = data.get("kind", "")
        self.entitlement.reference = data.get("reference", "")
        return data


class RenewEntitlementForm(forms.Form):
    """One line of the list: until when."""

    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput())
