"""What reception asks of somebody new, and what is corrected or added later."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import choices, phones
from cases.births import Birth, NotABirth, parse
from cases.choices import FamilyNameStatus, NameKind, Need, Precision
from cases.models import Minor, MinorName
from cases.models.phones import ONE_NUMBER
from cases.names import fold
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
    """One box for an age, a year, a month or a day; 1 January and 31 December asked back."""

    birth = forms.CharField(
        label=_("Age, year or date of birth"),
        required=False,
        max_length=20,
        help_text=_("16, 2009 or 12/03/2009"),
    )
    birth_unknown = forms.BooleanField(label=_("Does not know, or not asked"), required=False)
    birth_is_year_only = forms.ChoiceField(
        label=_("1 January and 31 December often mean that only the year is known."),
        required=False,
        choices=[("year", _("Year only")), ("day", _("This exact day"))],
        widget=forms.RadioSelect,
    )

    def read_birth(self, data: dict[str, Any]) -> None:
        """Put what was understood into `cleaned_data["as_birth"]`, or an error beside the box."""
        text = data.get("birth", "")
        if data.get("birth_unknown"):
            if text:
                self.add_error("birth", _("Empty this box, or untick “does not know”."))
            data["as_birth"] = Birth(Precision.UNKNOWN)
            return
        if not text:
            if "birth" not in self.errors:
                self.add_error(
                    "birth", _("Type an age or a year, or tick “does not know, or not asked”.")
                )
            return
        try:
            birth = parse(text, today=timezone.localdate())
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

    @property
    def asks_year_only(self) -> bool:
        """Whether the question about 1 January belongs on the page."""
        return "birth_is_year_only" in self.errors or bool(self.data.get("birth_is_year_only"))


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
        "birth", "birth_unknown", "birth_is_year_only", "sex", "needs", "phone",
    ]  # fmt: skip

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = pick(_("Choose"), choices.country_choices())
        self.fields["language"].choices = languages_for(country or self.data.get("country", ""))
        year_only = [Field("birth_is_year_only", wrapper_class="choice-pills")]
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
                Div("birth", "birth_unknown", *(year_only if self.asks_year_only else [])),
                Field("interpreter", wrapper_class="choice-pills"),
                css_class="form-pair",
            ),
            Field("needs", wrapper_class="choice-pills"),
            Field("sex", wrapper_class="choice-pills"),
            Div("phone", css_class="form-pair"),
        )

    def clean_family_name(self) -> str:
        text = self.cleaned_data["family_name"]
        if fold(text) in choices.NOT_NAMES:
            raise forms.ValidationError(_("Tick “no family name” and leave this box empty."))
        return text

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
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
        fields = ["text", "kind"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.helper = helper("text", Field("kind", wrapper_class="choice-pills"))

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


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
        year_only = [Field("birth_is_year_only", wrapper_class="choice-pills")]
        self.helper = helper(
            "birth",
            "birth_unknown",
            *(year_only if self.asks_year_only else []),
            Field("source", wrapper_class="choice-pills"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.read_birth(data)
        return data
