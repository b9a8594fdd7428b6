"""Forms about accounts, sites and hours. A form saves nothing."""

import datetime
from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import audit_chain, audit_queries
from staff.choices import Role, Weekday
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import OpeningException, Posting, Site, User, valid_on


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocapitalize"] = "none"
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.helper = helper("login", "password")


class ChangePasswordForm(AllauthChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.helper = helper(*labels)


class PostingForm(RowForm):
    filled_by_page = frozenset({"user"})

    class Meta:
        model = Posting
        fields = ["role", "site", "valid_from", "valid_to"]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}

    def __init__(self, *args: Any, user: User, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user
        prepare_posting_fields(self, giver)
        self.helper = helper("role", "site", "valid_from", "valid_to")


def prepare_posting_fields(form: forms.BaseForm, giver: User) -> None:
    """Offer the sites of whoever gives the role; all at once only to the whole mission's people."""
    sites = Site.objects.visible_to(giver).open_on(timezone.localdate())
    form.fields["site"].queryset = sites.order_by("pk")
    form.fields["site"].empty_label = _("All sites") if giver.is_mission_wide else _("Choose")
    form.fields["site"].required = not giver.is_mission_wide
    form.fields["site"].label = _("Site")
    form.fields["valid_to"].help_text = _("Volunteers: always. Others: if known.")


class CreateAccountForm(RowForm):
    role = forms.ChoiceField(label=_("Role"), choices=[("", ""), *Role.choices])
    site = forms.ModelChoiceField(queryset=Site.objects.none(), required=False)
    valid_to = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    class Meta:
        model = User
        fields = ["full_name", "username"]

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_posting_fields(self, giver)
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["username"].help_text = _("For example: fatou.k")
        self.helper = helper("full_name", "username", "role", "site", "valid_to")

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("role") == Role.VOLUNTEER and not data.get("valid_to"):
            self.add_error("valid_to", _("A volunteer's account needs a last day."))
        if data.get("valid_to") and data["valid_to"] < timezone.localdate():
            self.add_error("valid_to", _("The last day is already past: choose a later one."))
        return data


class EditAccountForm(RowForm):
    class Meta:
        model = User
        fields = ["full_name", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("full_name", "is_active")


class SiteForm(RowForm):
    class Meta:
        model = Site
        fields = ["name", "kind", "valid_from", "valid_to"]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "kind", "valid_from", "valid_to")


class OpeningHoursForm(forms.Form):
    """The seven days of a site: both hours, or none when it is closed."""

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {h.weekday: h for h in site.opening_hours.filter(valid_on(timezone.localdate()))}
        for day in Weekday:
            hours = kept.get(day)
            for end, label in (("opens", _("%(day)s, from")), ("closes", _("%(day)s, until"))):
                self.fields[f"{end}_{day.value}"] = forms.TimeField(
                    label=label % {"day": day.label},
                    required=False,
                    widget=TimeInput(),
                    initial=getattr(hours, f"{end}_at", None),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for day in Weekday:
            opens, closes = data.get(f"opens_{day.value}"), data.get(f"closes_{day.value}")
            if f"opens_{day.value}" in self.errors or f"closes_{day.value}" in self.errors:
                continue
            if (opens is None) != (closes is None):
                self.add_error(
                    f"closes_{day.value}", _("Give both hours, or none when it is closed.")
                )
            elif opens and closes <= opens:
                self.add_error(f"closes_{day.value}", _("Closing time comes before opening time."))
        return data

    def hours(self) -> dict[int, tuple[datetime.time, datetime.time] | None]:
        """Return {weekday: (opens, closes) or None} once the form is valid."""
        data = self.cleaned_data
        return {
            day.value: (data[f"opens_{day.value}"], data[f"closes_{day.value}"])
            if data[f"opens_{day.value}"]
            else None
            for day in Weekday
        }

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return (day, opening box, closing box) for the table of the page."""
        return [
            (str(day.label), self[f"opens_{day.value}"], self[f"closes_{day.value}"])
            for day in Weekday
        ]


class OpeningExceptionForm(RowForm):
    filled_by_page = frozenset({"site"})

    class Meta:
        model = OpeningException
        fields = ["day", "is_open", "opens_at", "closes_at", "note"]
        widgets = {"day": DateInput(), "opens_at": TimeInput(), "closes_at": TimeInput()}

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        self.helper = helper("day", "note", "is_open", "opens_at", "closes_at")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hours = [data.get("opens_at"), data.get("closes_at")]
        if data.get("is_open") != all(hours) or any(hours) != all(hours):
            self.add_error(
                "opens_at",
                _("Give the hours when the site is open, and none when it is closed."),
            )
        return data


class CheckHeadForm(forms.Form):
    """The head on a printed day sheet, compared with the trail."""

    LONGEST = 200_000  # entries that a page may walk along: some months

    head = forms.CharField(
        label=_("Line under the code of the last printed day sheet"),
        help_text=_("For example: 1234:a1b2 c3d4 e5f6 0718 293a"),
        max_length=120,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].widget.attrs["autocomplete"] = "off"
        self.helper = helper("head")

    def clean_head(self) -> audit_chain.Head:
        try:
            given = audit_chain.parse(self.cleaned_data["head"])
        except ValueError:
            raise forms.ValidationError(
                _("Copy the whole line: a number, a colon, then groups of letters and digits.")
            ) from None
        if audit_queries.head().position - given.position > self.LONGEST:
            raise forms.ValidationError(
                _("This sheet is too old for this page: ask for `manage.py audit_verify`.")
            )
        return given
