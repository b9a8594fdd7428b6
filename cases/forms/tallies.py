"""The counts of a day, all at once: to correct them, or to copy a sheet of paper."""

import datetime
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import MOST_A_DAY, Service
from cases.tallies import Tally
from staff.form_parts import DateInput, helper
from staff.models import Site


def shown_name(service: str) -> str:
    return f"shown-{service}"


class CorrectTalliesForm(forms.Form):
    """One number a service; empty says that nobody counted. It remembers what it showed."""

    def __init__(self, *args: Any, tallies: list[Tally], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tally in tallies:
            self.fields[tally.service] = forms.IntegerField(
                label=tally.service.label,
                initial=tally.total,
                required=False,
                min_value=0,
                max_value=MOST_A_DAY,
                error_messages={
                    "invalid": _("Write a whole number, 0 if there was none."),
                    "min_value": _("A count does not fall below zero. Write 0 if there was none."),
                    "max_value": _("This is more than a site hands out in a day."),
                },
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.fields[shown_name(tally.service)] = forms.IntegerField(
                initial=tally.total, required=False, widget=forms.HiddenInput
            )
        self.helper = helper(*(Field(name, wrapper_class="field-short") for name in Service))

    @property
    def wanted(self) -> dict[Service, int | None]:
        return {service: self.cleaned_data[service] for service in Service}

    @property
    def shown(self) -> dict[Service, int | None]:
        return {service: self.cleaned_data[shown_name(service)] for service in Service}

    def ask_again(self, error: ValidationError, tallies: list[Tally]) -> None:
        """Say what a colleague changed; what this person did not touch shows what holds now."""
        typed, shown = self.wanted, self.shown
        self.data = self.data.copy()
        for tally in tallies:
            now = "" if tally.total is None else str(tally.total)
            self.data[shown_name(tally.service)] = now
            if typed[tally.service] == shown[tally.service]:
                self.data[tally.service] = now
        self.add_error(None, error)


class TallyDayForm(forms.Form):
    """Which day to look at."""

    day = forms.DateField(label=_("Day"), widget=DateInput(attrs={"class": "form-control"}))

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        today = timezone.localdate()
        self.fields["day"].widget.attrs |= {
            "max": today.isoformat(),
            "min": site.valid_from.isoformat(),
        }

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet. Here is today."))
        if day < self.site.valid_from:
            raise ValidationError(_("The site was not open yet. Here is today."))
        return day
