"""One line of a desk's log, and the day that a sheet of paper is of."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import permissions
from cases.choices import LogDesk
from cases.models import DayEntry
from staff.choices import Role
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User


class WriteDayEntryForm(RowForm):
    class Meta:
        model = DayEntry
        fields = ["desk", "text", "day"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "day": DateInput()}
        help_texts = {
            "text": _("No name: a reference at most. Nothing of health or of the procedure."),
        }

    def __init__(self, *args: Any, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        self.fields["desk"].choices = LogDesk.choices
        self.initial.setdefault("desk", desk_of(user))
        self.helper = helper("text", Div("desk", "day", css_class="form-pair"))

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        if day < self.instance.site.valid_from:
            raise ValidationError(_("The site was not open yet."))
        return day


def desk_of(user: User) -> str:
    """Return the desk for which this person most likely writes."""
    kinds = permissions.desk_kinds(user)
    if kinds:
        return kinds[0]
    is_coordinator = Role.COORDINATOR in user.roles
    return LogDesk.COORDINATION if is_coordinator else LogDesk.RECEPTION


class LateDayForm(forms.Form):
    """A day that is over."""

    day = forms.DateField(label=_("Which day is the sheet of?"), widget=DateInput())

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        self.fields["day"].initial = yesterday
        self.fields["day"].widget.attrs |= {
            "max": yesterday.isoformat(),
            "min": site.valid_from.isoformat(),
        }
        self.helper = helper(Field("day", wrapper_class="field-short"))

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day >= timezone.localdate():
            raise ValidationError(_("Today’s arrivals are registered at reception."))
        if day < self.site.valid_from:
            raise ValidationError(_("The site was not open yet."))
        return day
