"""Receiving, taking, moving and counting medicines."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import MOST_MOVED, TAKEN
from clinics.medicines import by_group
from clinics.models import Lot
from staff.form_parts import DateInput, RowForm, helper
from staff.http import whole_number
from staff.models import Site


class Amount(forms.IntegerField):
    """How many units: at least one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"min_value": 1, "label": _("How many"), **kwargs},
            max_value=MOST_MOVED,
            error_messages={
                "invalid": _("Write a whole number."),
                "min_value": _("Write how many, at least %(limit_value)s."),
                "max_value": _("This is more than a cupboard holds."),
            },
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )


class ReceiveLotForm(RowForm):
    """What came in, as the box says."""

    amount = Amount()

    class Meta:
        model = Lot
        fields = ["medicine", "number", "expires_on", "bag"]
        widgets = {"expires_on": DateInput()}

    def __init__(self, *args: Any, site: Site, bags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        self.fields["medicine"] = forms.ChoiceField(
            label=_("Medicine"), choices=[("", "—"), *by_group()]
        )
        self.fields["bag"].widget.attrs["list"] = "bags"
        self.bags = [bag for bag in bags if bag]
        self.helper = helper(
            "medicine",
            Div("number", "expires_on", css_class="form-pair"),
            Div(Field("amount", wrapper_class="field-short"), "bag", css_class="form-pair"),
        )

    def clean_expires_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["expires_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This lot has expired: it does not go in the cupboard."))
        return day


class TakeFromLotForm(forms.Form):
    """What was given or thrown away."""

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    amount = Amount(initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in TAKEN]
        self.fields["kind"].initial = TAKEN[0].value
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Field("amount", wrapper_class="field-short"),
        )


class MoveLotForm(forms.Form):
    """Into a bag before it goes out, and back."""

    bag = forms.CharField(
        label=_("To which bag"),
        max_length=30,
        required=False,
        help_text=_("Empty: the cupboard of the site."),
        widget=forms.TextInput(attrs={"list": "bags"}),
    )
    amount = Amount()

    def __init__(self, *args: Any, bags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bags = [bag for bag in bags if bag]
        self.helper = helper(
            Div("bag", Field("amount", wrapper_class="field-short"), css_class="form-pair")
        )


def lots_shown(data: QueryDict) -> list[int]:
    """Return the numbers of the lots that the page that was sent has shown."""
    names = (name.removeprefix("shown-") for name in data if name.startswith("shown-"))
    return [number for name in names if (number := whole_number(name))]


class CountStockForm(forms.Form):
    """One number a lot; what nobody counted stays empty. It remembers what it showed."""

    def __init__(self, *args: Any, lots: list[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = lots
        for lot in lots:
            self.fields[f"found-{lot.pk}"] = Amount(
                label=f"{lot.line}, {lot.number}", required=False, min_value=0
            )
            self.fields[f"shown-{lot.pk}"] = forms.IntegerField(
                initial=lot.left, required=False, widget=forms.HiddenInput
            )

    def lines(self) -> list[tuple[Lot, forms.BoundField, forms.BoundField]]:
        return [(lot, self[f"found-{lot.pk}"], self[f"shown-{lot.pk}"]) for lot in self.lots]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.found:
            raise ValidationError(_("Nothing was counted: write at least one number."))
        return data

    @property
    def found(self) -> dict[int, int]:
        """Return {lot: how many}, of those that were counted."""
        numbers = {lot.pk: self.cleaned_data.get(f"found-{lot.pk}") for lot in self.lots}
        return {pk: number for pk, number in numbers.items() if number is not None}

    @property
    def shown(self) -> dict[int, int | None]:
        """Return {lot: what the page said}; None for one that came in since."""
        return {lot.pk: self.cleaned_data.get(f"shown-{lot.pk}") for lot in self.lots}

    def ask_again(self, error: ValidationError, lots: list[Lot]) -> None:
        """Say beside the lot what a colleague changed; what was counted is kept."""
        self.data = self.data.copy()
        for lot in lots:
            self.data[f"shown-{lot.pk}"] = str(lot.left)
        self.add_error(None, error)
