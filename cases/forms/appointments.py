"""Planning an appointment, moving it, saying that it took place."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import appointments, choices, permissions, queries
from cases.choices import LONGEST, SHORTEST, UNKNOWN, DeskKind, InterpreterNeed
from cases.forms.minors import pick
from cases.models import Appointment, Minor, Partner
from staff import openings
from staff.form_parts import DateInput, TimeInput, helper
from staff.models import Posting, Site, User, valid_on
from staff.templatetags.escale import clock

OUT_OF_RANGE = _("Between 5 minutes and 8 hours (480 minutes).")
INTERPRETED = _("Between 1 minute and 8 hours (480 minutes), or empty if nobody interpreted.")


class SlotForm(forms.Form):
    """A day and a time that a minor can come, at a site that is open."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    time = forms.TimeField(label=_("Time"), widget=TimeInput())
    all_the_same = forms.BooleanField(label=_("Plan it all the same"), required=False)

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minor, self.site = minor, site
        self.fields["day"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a day to come."))
        return day

    def check_open(self) -> None:
        """The site receives nobody on a day when it is closed."""
        day = self.cleaned_data.get("day")
        if day is not None and not openings.open_days([self.site], day, day):
            self.add_error(
                "day",
                _("%(site)s is closed on this day, according to its hours. Choose another one.")
                % {"site": self.site.name},
            )

    def ask_back(self, minutes: int, *, besides: Appointment | None = None) -> None:
        """Two appointments at once may be right: it is asked, not refused."""
        data = self.cleaned_data
        if self.errors or data.get("all_the_same"):
            return
        found = appointments.clashes(
            self.minor, data["day"], data["time"], minutes, besides=besides
        )
        if found:
            times = ", ".join(clock(time) for time in found)
            said = gettext("There is another appointment at that time (%(times)s).")
            self.add_error("all_the_same", said % {"times": times})

    def slot_fields(self) -> list[Any]:
        asks = "all_the_same" in self.errors or bool(self.data.get("all_the_same"))
        slot = Div("day", "time", css_class="form-pair")
        return [slot, "all_the_same"] if asks else [slot]


class PlanAppointmentForm(SlotForm):
    """Where nothing is said of a place, it is at the centre."""

    desk_kind = forms.ChoiceField(label=_("Desk"), widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Length, in minutes"),
        initial=choices.USUAL,
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages={
            "invalid": OUT_OF_RANGE,
            "min_value": OUT_OF_RANGE,
            "max_value": OUT_OF_RANGE,
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    partner = forms.ChoiceField(label=_("Where"), required=False)
    place = forms.CharField(
        label=_("Elsewhere, in a few words"),
        max_length=120,
        required=False,
        help_text=_("When it is neither at the centre nor at a partner of the directory."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    interpreter = forms.ChoiceField(
        label=_("Interpreter"), choices=InterpreterNeed, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language"))
    wants_woman = forms.BooleanField(label=_("A woman if possible"), required=False)
    interpreter_mode = forms.ChoiceField(
        label=_("How the interpreter is wished"),
        choices=pick(_("Either"), choices.InterpreterMode.choices),
        required=False,
    )
    companion = forms.ChoiceField(
        label=_("Who goes along"),
        required=False,
        error_messages={
            "invalid_choice": _("This colleague no longer works here. Choose somebody else."),
        },
    )
    companion_word = forms.CharField(
        label=_("Somebody else who goes along"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    subject = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        required=False,
        help_text=_("Read by those only who read what your desk writes. Never on the slip."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, minor: Minor, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, minor=minor, site=site, **kwargs)
        kinds = permissions.planning_kinds(user)
        desk = self.fields["desk_kind"]
        desk.choices = [(kind.value, kind.label) for kind in kinds]
        desk.initial = kinds[0]
        desk.disabled = len(kinds) == 1
        self.has_one_desk = len(kinds) == 1
        self.fields["partner"].choices = pick(_("At the centre"), queries.partner_groups(user))
        self.fields["companion"].choices = [("", _("Nobody")), *queries.colleagues()]
        self.fields["language"].choices = choices.language_choices()
        self.fields["language"].initial = minor.language
        needed = InterpreterNeed.NEEDED if minor.needs_interpreter else InterpreterNeed.NOT_NEEDED
        self.fields["interpreter"].initial = needed
        self.partners = Partner.objects.visible_to(user)

    @property
    def helper(self) -> FormHelper:
        desk = [] if self.has_one_desk else [Field("desk_kind", wrapper_class="choice-pills")]
        return helper(
            *desk,
            *self.slot_fields(),
            Field("minutes", wrapper_class="field-short"),
            Field("interpreter", wrapper_class="choice-pills"),
            Div("language", "interpreter_mode", css_class="form-pair"),
            "wants_woman",
            Div("partner", "place", css_class="form-pair"),
            Div("companion", "companion_word", css_class="form-pair"),
            "subject",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("partner") and data.get("place"):
            self.add_error("place", _("Empty this box: the partner is named above."))
        if data.get("companion") and data.get("companion_word"):
            self.add_error("companion_word", _("Empty this box: a colleague is named above."))
        self._check_companion(data)
        self._check_interpreter(data)
        if not data.get("partner") and not data.get("place"):
            self.check_open()
        self.ask_back(data.get("minutes") or choices.USUAL)
        return data

    def _check_companion(self, data: dict[str, Any]) -> None:
        """Whoever goes along works here still on that day."""
        companion, day = data.get("companion"), data.get("day")
        if not companion or day is None:
            return
        if not Posting.objects.filter(valid_on(day), user=companion).exists():
            self.add_error(
                "companion", _("This colleague no longer works here on that day. Choose another.")
            )

    def _check_interpreter(self, data: dict[str, Any]) -> None:
        is_needed = data.get("interpreter") == InterpreterNeed.NEEDED
        if is_needed and data.get("language") == UNKNOWN:
            self.add_error("language", _("Say which language is to be interpreted."))
        wishes = data.get("wants_woman") or data.get("interpreter_mode")
        if wishes and not is_needed and "interpreter" not in self.errors:
            self.add_error("interpreter", _("Say that an interpreter is needed, or wish for none."))

    def answered(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "all_the_same"}
        partner, companion = data.pop("partner"), data.pop("companion")
        return {
            **data,
            "desk_kind": DeskKind(data["desk_kind"]),
            "is_outside": bool(partner or data["place"]),
            "partner": self.partners.get(pk=partner) if partner else None,
            "companion_id": int(companion) if companion else None,
        }


class MoveAppointmentForm(SlotForm):
    """Another day or time; what the page showed says whether a colleague moved it meanwhile."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, minor=appointment.minor, site=appointment.site, **kwargs)
        self.appointment = appointment
        self.fields["day"].initial = appointment.day
        self.fields["time"].initial = appointment.time
        self.fields["shown"].initial = self._now()

    @property
    def helper(self) -> FormHelper:
        return helper(*self.slot_fields())

    def _now(self) -> str:
        return f"{self.appointment.day} {self.appointment.time:%H:%M}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("shown") != self._now():
            self._show_anew()
            return data
        slot = (data.get("day"), data.get("time"))
        if slot == (self.appointment.day, self.appointment.time):
            self.add_error("time", _("It is on this day and at this time already."))
        elif not self.appointment.is_outside:
            self.check_open()
        self.ask_back(self.appointment.minutes, besides=self.appointment)
        return data

    def _show_anew(self) -> None:
        """What is typed stays in its boxes; saved again, it is decided knowingly."""
        self.data = self.data.copy()
        self.data["shown"] = self._now()
        self.add_error(
            "day",
            _("A colleague has moved it meanwhile to %(day)s, %(time)s. Check, then save again.")
            % {
                "day": self.appointment.day.strftime("%d/%m/%Y"),
                "time": clock(self.appointment.time),
            },
        )


class RecordPresenceForm(forms.Form):
    """How long somebody interpreted; empty: nobody did."""

    interpreter_minutes = forms.IntegerField(
        label=_("Minutes interpreted"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        error_messages={
            "invalid": INTERPRETED,
            "min_value": INTERPRETED,
            "max_value": INTERPRETED,
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interpreter_minutes"].initial = appointment.minutes
        self.helper = helper(Field("interpreter_minutes", wrapper_class="field-short"))


class AppointmentDayForm(forms.Form):
    """Which day to look at, and whose."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=DateInput(attrs={"class": "form-control"}),
        error_messages={"invalid": _("This is no day. Here is today.")},
    )
    only_mine = forms.BooleanField(label=_("My desk only"), required=False)
