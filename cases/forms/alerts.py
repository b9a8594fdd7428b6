"""Raising an alert in a few taps, and what is written down of it after."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import alerts, protocols, queries
from cases.choices import (
    AlertAction,
    AlertKind,
    AlertLevel,
    AlertStepKind,
    IsInformed,
    usual_level,
)
from cases.models import Alert, AlertStep, Minor
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import Site, User
from staff.templatetags.escale import long_day

DAYS_BACK = 5
END_OF_DAY = datetime.time(18)


def days_back() -> list[tuple[str, str]]:
    """Return today and the days before, as one chooses them: their number, their name."""
    today = timezone.localdate()
    names = {0: _("Today"), 1: _("Yesterday")}
    days = [
        (str(back), str(names.get(back) or long_day(today - datetime.timedelta(days=back))))
        for back in range(DAYS_BACK + 1)
    ]
    return [*days, ("", str(pgettext_lazy("day", "Longer ago, or not known")))]


def _known_as(minor: Minor) -> str:
    return f"{minor.display_name or _('(no name)')} ({minor.reference})"


class RaiseAlertForm(RowForm):
    """Nothing is asked that could keep an alert from being raised: each box may stay empty."""

    filled_by_page = frozenset({"kind", "happened_on"})

    who = forms.ChoiceField(label=_("Who is in danger"), required=False)
    reference = forms.CharField(
        label=_("Or the reference of the file"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "reference"}),
    )
    days_ago = forms.ChoiceField(
        label=_("When it happened"), required=False, widget=forms.RadioSelect
    )
    reached = forms.CharField(
        label=_("Who has been reached already"),
        max_length=200,
        required=False,
        help_text=_("The name of somebody who answered: a colleague, a doctor, the 119."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.ModelChoiceField(
        label=_("Who takes it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("The coordination decides"),
    )

    class Meta:
        model = Alert
        fields = ["first_level", "facts", "happened_time", "is_informed", "about"]
        widgets = {
            "first_level": forms.RadioSelect,
            "facts": forms.Textarea(attrs={"rows": 4}),
            "happened_time": TimeInput(),
            "is_informed": forms.RadioSelect,
        }
        help_texts = {
            "facts": _("Her words or what you saw, in short. No more than you know."),
            "about": _("She is told nothing and never sees it."),
        }

    def __init__(
        self, *args: Any, kind: AlertKind, site: Site, user: User, minor: Minor | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.user, self.minor = user, minor
        self.instance.kind, self.instance.site, self.instance.minor = kind, site, minor
        self.instance.first_level = usual_level(kind)
        for name in ("first_level", "is_informed"):
            self.fields[name].required = False  # untouched, it is as usual
        self._offer_people(site)
        self.fields["days_ago"].choices = days_back()
        self.fields["first_level"].choices = AlertLevel.choices
        self.initial["first_level"] = self.instance.first_level
        self.fields["is_informed"].choices = IsInformed.choices
        self.fields["owner"].queryset = alerts.colleagues()
        self.fields["about"].queryset = User.objects.visible_to(user).filter(is_active=True)
        first = ["days_ago", "happened_time"] if protocols.protocol_of(kind).clocks else []
        if kind == AlertKind.COLLEAGUE:
            first = ["about"]
        then = ["facts", "first_level", "reached", "owner", "is_informed"]
        then += [name for name in ("days_ago", "happened_time", "about") if name not in first]
        whom = [] if minor else [Div("who", "reference", css_class="form-pair")]
        self.helper = helper(*whom, *(self._laid_out(name) for name in (*first, *then)))

    def _laid_out(self, name: str) -> Any:
        pills = {"first_level", "days_ago", "is_informed"}
        if name in pills:
            return Field(name, wrapper_class="choice-pills")
        return Field(name, wrapper_class="field-short") if name == "happened_time" else name

    def _offer_people(self, site: Site) -> None:
        """Those who came today; somebody else by her reference, or nobody in particular."""
        if self.minor is not None:
            del self.fields["who"], self.fields["reference"]
            return
        here = queries.who_came(self.user, site, timezone.localdate())
        nobody = ("", _("Nobody in particular"))
        self.fields["who"].choices = [nobody, *((m.reference, _known_as(m)) for m in here)]

    def clean_reference(self) -> Minor | None:
        typed = self.cleaned_data["reference"].strip()
        if not typed:
            return None
        found = queries.file_of(typed)
        if found is None:
            raise ValidationError(_("No file has this reference. Check it, or leave it empty."))
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.minor is None:
            chosen = Minor.objects.filter(reference=data.get("who") or None).first()
            self.instance.minor = data.get("reference") or chosen
        back = data.get("days_ago")
        if back:
            day = timezone.localdate() - datetime.timedelta(days=int(back))
            self.instance.happened_on = day
        self._check_owner(data)
        return data

    def _check_owner(self, data: dict[str, Any]) -> None:
        """The coordination is not asked about itself: somebody else takes it."""
        about, owner = data.get("about"), data.get("owner")
        if owner is not None and owner == about:
            self.add_error("owner", _("The alert is about this colleague: choose somebody else."))
        if about and owner is None and alerts.is_coordination_concerned(about):
            self.add_error("owner", _("Nobody else of the coordination is here: say who takes it."))


FIELDS_OF = {
    AlertStepKind.OWNER: ["owner"],
    AlertStepKind.REACHED: ["text"],
    AlertStepKind.DONE: ["action", "done_on", "text"],
    AlertStepKind.NEXT: ["text", "due_on", "due_time"],
    AlertStepKind.LEVEL: ["level", "text"],
    AlertStepKind.CLOSED: ["text"],
    AlertStepKind.REOPENED: ["text"],
}
LABELS = {
    AlertStepKind.REACHED: _("Who was reached, and how"),
    AlertStepKind.NEXT: _("What is done next"),
    AlertStepKind.CLOSED: _("How it ended, and who goes on with her"),
    AlertStepKind.REOPENED: _("Why it is opened again"),
}
LOOKS = {
    "level": "choice-pills",
    "done_on": "field-short",
    "due_on": "field-short",
    "due_time": "field-short",
}


class AlertStepForm(RowForm):
    filled_by_page = frozenset({"kind", "due_at"})

    due_on = forms.DateField(label=_("Before"), widget=DateInput())
    due_time = forms.TimeField(
        label=_("at"), required=False, initial=END_OF_DAY, widget=TimeInput()
    )

    class Meta:
        model = AlertStep
        fields = ["owner", "level", "action", "done_on", "text"]
        widgets = {
            "level": forms.RadioSelect,
            "action": forms.RadioSelect,
            "done_on": DateInput(),
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, alert: Alert, kind: AlertStepKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.alert, self.instance.kind = alert, kind
        wanted = FIELDS_OF[kind]
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        optional = {"due_time"} if kind in LABELS else {"due_time", "text"}
        for name in wanted:
            self.fields[name].required = name not in optional
        for name in {"done_on", "due_on"} & set(wanted):
            self.fields[name].initial = timezone.localdate()
        for name, choices in (("action", AlertAction.choices), ("level", AlertLevel.choices)):
            if name in wanted:
                self.fields[name].choices = choices
        if "owner" in wanted:
            self.fields["owner"].queryset = alerts.owners(alert)
        if kind in LABELS:
            self.fields["text"].label = LABELS[kind]
        self.helper = helper(*(Field(name, wrapper_class=LOOKS.get(name, "")) for name in wanted))

    def clean_done_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This date has not come yet. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("due_on"):
            time = data.get("due_time") or END_OF_DAY
            naive = datetime.datetime.combine(data["due_on"], time)
            self.instance.due_at = timezone.make_aware(naive)
        return data

    def refuse(self, error: ValidationError) -> None:
        """Say beside their boxes what the action found."""
        found = getattr(error, "error_dict", None)
        if found and "due_at" in found:
            found["due_on"] = found.pop("due_at")
        self.add_error(None, error)
