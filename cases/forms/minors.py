"""What reception asks of somebody new, and what is corrected or added later."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import births, calendars, choices, phones
from cases.births import Birth, NotABirth
from cases.choices import Calendar, FamilyNameStatus, NameKind, NameSource, Need, Precision
from cases.family_names import without_stand_ins
from cases.models import ClaimRetention, Minor, MinorName
from cases.models.phones import ONE_NUMBER
from staff.form_parts import RowForm, helper


def pick(text: Any, options: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the options behind an empty first one, which asks for a choice."""
    return [("", text), *options]


def clean_phone(text: str, *, minor: Minor | None = None) -> str:
    """Return the number in its international form; "" stays ""."""
    if not text:
        return ""
    try:
        number = phones.international(text)
    except ValueError as error:
        raise forms.ValidationError(ONE_NUMBER) from error
    if minor and _is_in_the_file(number, minor):
        raise forms.ValidationError(_("This number is already in the file."))
    return number


def _is_in_the_file(number: str, minor: Minor) -> bool:
    """Compared without opening what is there: it may no longer open."""
    fingerprint = phones.fingerprint(phones.search_key(), number)
    return any(phone.fingerprint == fingerprint for phone in minor.phones.all())


class BirthMixin(forms.Form):
    """One box for an age, a year, a month or a day, in the calendar in which it is said.

    Asked back: 1 January and 31 December, and what another calendar leaves open.
    """

    birth = forms.CharField(
        label=_("Age, year or date of birth"),
        required=False,
        max_length=20,
        help_text=_("16, 2009 or 12/03/2009"),
    )
    birth_calendar = forms.ChoiceField(
        label=_("Calendar of this date"),
        required=False,
        choices=Calendar,
        initial=Calendar.GREGORIAN,
    )
    birth_unknown = forms.BooleanField(label=_("Does not know, or not asked"), required=False)
    birth_is_year_only = forms.ChoiceField(
        label=_("1 January and 31 December often mean that only the year is known."),
        required=False,
        choices=[("year", _("Year only")), ("day", _("This exact day"))],
        widget=forms.RadioSelect,
    )
    # Its choices are what the date may be in our calendar: see `_from_another_calendar`.
    birth_converted = forms.CharField(
        label=_("In our calendar, this is"), required=False, widget=forms.RadioSelect
    )

    def read_birth(self, data: dict[str, Any]) -> None:
        """Put what was understood into `cleaned_data["as_birth"]`, or an error beside the box."""
        text = data.get("birth", "")
        if data.get("birth_unknown"):
            if text:
                self.add_error("birth", _("Empty this box, or untick “does not know”."))
            data["as_birth"] = Birth(Precision.UNKNOWN)
            return
        if "birth_calendar" in self.errors:
            return
        if not text:
            if "birth" not in self.errors:
                self.add_error(
                    "birth", _("Type an age or a year, or tick “does not know, or not asked”.")
                )
            return
        calendar = data.get("birth_calendar") or Calendar.GREGORIAN
        try:
            if calendar != Calendar.GREGORIAN and births.age_said(text) is None:
                data["as_birth"] = self._from_another_calendar(text, Calendar(calendar), data)
                return
            birth = births.parse(text, today=timezone.localdate())
        except NotABirth as error:
            self.add_error("birth", str(error))
            return
        answer = data.get("birth_is_year_only")
        if birth.may_be_year_only and not answer:
            self.add_error("birth_is_year_only", _("Is it this exact day, or the year only?"))
            self.initial["birth_is_year_only"] = "year"
            self.data = self.data.copy()
            self.data["birth_is_year_only"] = "year"
        if birth.may_be_year_only and answer != "day":
            birth = birth.year_only()
        data["as_birth"] = birth

    def _from_another_calendar(self, text: str, calendar: Calendar, data: dict[str, Any]) -> Birth:
        """Return the date in our calendar, asking which when it may be two; raises NotABirth."""
        possible = calendars.possible(text, calendar, today=timezone.localdate())
        coded = {f"{birth.precision}:{birth.born_on}": birth for birth in possible}
        self.fields["birth_converted"].widget.choices = [
            (code, birth.in_words) for code, birth in coded.items()
        ]
        chosen = coded.get(data.get("birth_converted", ""))
        if chosen is None and len(possible) > 1:
            self.add_error("birth_converted", _("It may be one or the other: choose."))
        if chosen is None:
            self.data = self.data.copy()
            self.data["birth_converted"] = next(iter(coded))
        return chosen or possible[0]

    def birth_questions(self) -> list[Field]:
        """Return the questions that what was typed raises, for the page."""
        asked = [
            name
            for name in ("birth_is_year_only", "birth_converted")
            if name in self.errors or self._offers(name)
        ]
        return [Field(name, wrapper_class="choice-pills") for name in asked]

    def _offers(self, name: str) -> bool:
        has_choices = bool(self.fields[name].widget.choices)
        return has_choices and bool(self.data.get(name))


class ConvertBirthForm(BirthMixin):
    """The box alone, while a longer form is filled: what a date of another calendar is in ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Div(*self.birth_questions()))
        self.helper.form_show_errors = False  # nothing is sent yet

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("birth"):
            self.read_birth(data)
        for name in ("birth_is_year_only", "birth_converted"):
            self._errors.pop(name, None)  # asked, not refused
        return data


def calendar_attrs() -> dict[str, str]:
    """The calendar's box shows at once what the date beside it is in ours."""
    return {
        "hx_post": reverse("cases:convert_birth"),
        "hx_target": "#birth-questions",
        "hx_trigger": "change, change from:#id_birth",
    }


def birth_boxes(form: BirthMixin) -> list[Any]:
    return [
        "birth",
        "birth_unknown",
        Field("birth_calendar", **calendar_attrs()),
        Div(*form.birth_questions(), css_id="birth-questions", aria_live="polite"),
    ]


class RegisterMinorForm(BirthMixin):
    """The six fields of the first meeting, sex asked once, a telephone if there is one."""

    name = forms.CharField(
        label=_("Name as said"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    no_name = forms.BooleanField(label=_("No name given"), required=False)
    family_name = forms.CharField(
        label=_("Family name, if apart"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    no_family_name = forms.BooleanField(label=_("No family name"), required=False)
    country = forms.ChoiceField(label=_("Country (declared)"))
    language = forms.ChoiceField(label=_("Language to speak now"))
    interpreter = forms.ChoiceField(
        label=_("Interpreter"), choices=choices.Interpreter, widget=forms.RadioSelect
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=choices.Sex, widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label=_("Urgent need today?"),
        choices=Need,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is urgent, or “nothing urgent”.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    field_order = [
        "name", "no_name", "family_name", "no_family_name", "country", "language", "interpreter",
        "birth", "birth_unknown", "birth_calendar", "birth_is_year_only", "birth_converted", "sex",
        "needs", "phone",
    ]  # fmt: skip

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = pick(_("Choose"), choices.country_choices())
        self.fields["language"].choices = languages_for(country or self.data.get("country", ""))
        self.helper = helper(
            Div(
                Div("name", "no_name"), Div("family_name", "no_family_name"), css_class="form-pair"
            ),
            Div(
                Field("country", **country_attrs()),
                Div("language", css_id="language-box"),
                css_class="form-pair",
            ),
            Div(
                Div(*birth_boxes(self)),
                Field("interpreter", wrapper_class="choice-pills"),
                css_class="form-pair",
            ),
            Field("needs", wrapper_class="choice-pills"),
            Field("sex", wrapper_class="choice-pills"),
            Div("phone", css_class="form-pair"),
        )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.has_stand_ins = self._turn_into_statuses(data)
        named = bool(data.get("name") or data.get("family_name"))
        if not named and not data.get("no_name"):
            self.add_error("name", _("Type a name, or tick “no name given”."))
        if named and data.get("no_name"):
            self.add_error("no_name", _("A name is typed: untick, or empty the box."))
        if data.get("family_name") and data.get("no_family_name"):
            self.add_error("no_family_name", _("A family name is typed: untick, or empty the box."))
        needs = data.get("needs", [])
        if Need.NOTHING in needs and len(needs) > 1:
            self.add_error("needs", _("“Nothing urgent” goes with no other need."))
        self.read_birth(data)
        return data

    def said_so_far(self) -> dict[str, Any]:
        """Return what is filled in, whether the form is right or not yet, as the search asks."""

        def value(name: str) -> str:
            return str(self[name].value() or "").strip()

        return {
            "text": f"{value('name')} {value('family_name')}",
            "birth": born_as_typed(value("birth"), value("birth_calendar")),
            "country": value("country"),
            "phone": value("phone"),
            "language": value("language"),
        }

    @staticmethod
    def _turn_into_statuses(data: dict[str, Any]) -> bool:
        """Tick “no name” in the place of "SNU", "XXX", "sans nom"; return if there were some."""
        found = False
        for box in ("family_name", "name"):
            typed = " ".join(data.get(box, "").split())
            left = without_stand_ins(typed)
            if left == typed:
                continue
            found = True
            data[box] = left
            is_named = bool(left or data.get("family_name"))
            if box == "name" and not is_named:
                data["no_name"] = True
            elif not data.get("family_name"):
                data["no_family_name"] = True
        return found

    def minor(self) -> Minor:
        """Return the unsaved minor that the form describes."""
        data = self.cleaned_data
        status = FamilyNameStatus.NOT_ASKED
        if data["no_family_name"]:
            status = FamilyNameStatus.NONE
        elif data["family_name"]:
            status = FamilyNameStatus.KNOWN
        return Minor(
            country=data["country"],
            language=data["language"],
            interpreter=data["interpreter"],
            sex=data["sex"],
            family_name_status=status,
        )

    def names(self) -> dict[str, str]:
        data = self.cleaned_data
        return {NameKind.AS_SAID: data["name"], NameKind.FAMILY: data["family_name"]}


def born_as_typed(text: str, calendar: str) -> Birth | None:
    """Return the birth that is being typed, the likeliest in our calendar; None for none yet."""
    today = timezone.localdate()
    is_ours = calendar not in Calendar.values or calendar == Calendar.GREGORIAN
    try:
        if is_ours or births.age_said(text) is not None:
            return births.parse(text, today=today)
        return next(iter(calendars.possible(text, Calendar(calendar), today=today)), None)
    except NotABirth:
        return None


def country_attrs() -> dict[str, str]:
    """The country's box asks for the languages spoken there as soon as it changes."""
    return {
        "hx_post": reverse("cases:language_options"),
        "hx_target": "#language-box",
        "hx_trigger": "change",
    }


def languages_for(country: str) -> list[tuple[str, Any]]:
    """Return the languages, those of the country first."""
    first = choices.LANGUAGES_OF_COUNTRY.get(country, [])
    everything = choices.language_choices()
    if not first:
        return pick(_("Choose"), everything)
    likely = [(code, choices.language_name(code)) for code in first]
    return pick(
        _("Choose"),
        [
            (gettext("Often spoken there"), likely),
            (gettext("All languages"), [pair for pair in everything if pair[0] not in first]),
        ],
    )


class EditIdentityForm(RowForm):
    class Meta:
        model = Minor
        fields = ["country", "language", "interpreter", "sex", "family_name_status"]
        widgets = {"interpreter": forms.RadioSelect, "sex": forms.RadioSelect,
                   "family_name_status": forms.RadioSelect}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (
            ("country", choices.country_choices()),
            ("language", choices.language_choices()),
        ):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=options)
        self.helper = helper(
            Div("country", "language", css_class="form-pair"),
            Field("interpreter", wrapper_class="choice-pills"),
            Field("sex", wrapper_class="choice-pills"),
            Field("family_name_status", wrapper_class="choice-pills"),
        )


class AddNameForm(RowForm):
    filled_by_page = frozenset({"minor"})

    class Meta:
        model = MinorName
        fields = ["text", "kind", "source"]
        widgets = {"kind": forms.RadioSelect, "source": forms.RadioSelect}

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.fields["source"].choices = NameSource.choices
        self.helper = helper(
            "text",
            Field("kind", wrapper_class="choice-pills"),
            Field("source", wrapper_class="choice-pills"),
        )

    def clean_text(self) -> str:
        left = without_stand_ins(self.cleaned_data["text"])
        if not left:
            raise forms.ValidationError(
                _(
                    "This is what papers print when there is no name. Under “Correct”, the file "
                    "says “no family name”."
                )
            )
        return left


class AddPhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    may_call = forms.BooleanField(label=_("May be called"), required=False, initial=True)

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minor = minor
        self.helper = helper("phone", "may_call")

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"], minor=self.minor)


class ClaimBirthForm(BirthMixin):
    source = forms.ChoiceField(
        label=_("Source"), choices=choices.ClaimSource, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*birth_boxes(self), Field("source", wrapper_class="choice-pills"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.read_birth(data)
        return data


NO_CLAIM = "none"


class RetainClaimForm(RowForm):
    """Which of the dates side by side the defence uses."""

    filled_by_page = frozenset({"minor"})

    class Meta:
        model = ClaimRetention
        fields = ["claim", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        dated = (claim for claim in minor.claims_in_order if claim.precision != Precision.UNKNOWN)
        claims = list(dated)
        self.claims = {claim.pk: claim for claim in claims}
        self.retained = next((claim for claim in claims if claim.is_retained), None)
        self.fields["claim"] = forms.ChoiceField(
            label=self.fields["claim"].label,
            choices=[
                *((claim.pk, f"{claim.said_text} · {claim.source_text}") for claim in claims),
                (NO_CLAIM, _("None: the one said first")),
            ],
            widget=forms.RadioSelect,
        )
        self.helper = helper(Field("claim", wrapper_class="choice-pills"), "reason")

    def clean_claim(self) -> Any:
        chosen = self.cleaned_data["claim"]
        found = None if chosen == NO_CLAIM else self.claims[int(chosen)]
        if found == self.retained:
            raise forms.ValidationError(_("This is what counts already."))
        return found
