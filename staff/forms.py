"""Forms about accounts, sites and hours. A form saves nothing."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from crispy_forms.layout import Field
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from staff import audit_chain, audit_queries, passwords
from staff.choices import Role
from staff.edits import EditForm
from staff.form_parts import DateInput, RowForm, TimeInput, WeekForm, helper
from staff.models import Device, OpeningException, Posting, Site, User, valid_on


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


class OpeningHoursForm(WeekForm, EditForm, forms.Form):
    """The seven days of a site: both hours, or none when it is closed."""

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = site.opening_hours.filter(valid_on(timezone.localdate()))
        self.add_week({row.weekday: (row.opens_at, row.closes_at) for row in kept})
        self.begin_edit(site)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.check_week(data)
        return data


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


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_box(self.fields["password"])
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs["autofocus"] = True
        self.helper = helper("password")


def plain_box(field: forms.Field) -> None:
    """allauth repeats the label inside the box, and a link to a page that Escale does not have."""
    field.widget.attrs.pop("placeholder", None)
    field.help_text = ""


CODE_LASTS = 30 * 3  # seconds: a code, the one before it and the one after it


class CodeForm(AuthenticateForm):
    """The second step of a sign-in: six digits of an application, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_box(self.fields["code"])
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}
        self.helper = helper(Field("code", wrapper_class="field-medium"))

    def clean_code(self) -> str:
        """A code serves once, for as long as its number could come back."""
        typed = "".join(self.cleaned_data["code"].split())
        digest = salted_hmac("staff.CodeForm", f"{self.user.pk}:{typed}").hexdigest()
        mark = f"code-used:{digest}"
        adapter = get_mfa_adapter()
        if cache.get(mark):
            raise adapter.validation_error("code_already_used")
        code: str = super().clean_code()
        if not cache.add(mark, True, timeout=CODE_LASTS):
            raise adapter.validation_error("code_already_used")
        return code


class AddTotpForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_box(self.fields["code"])
        self.fields["code"].label = _("The six digits it shows")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        self.helper = helper(Field("code", wrapper_class="field-medium"))


class AddPasskeyForm(AddWebAuthnForm):
    """What the browser made of the key comes in `credential`; the rest is a name for the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = _("For example: my telephone")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "The telephone or the key then asks for a fingerprint, a face or its own code."
        )
        self.helper = helper("name", "passwordless", "credential")


class PinForm(forms.Form):
    """The PIN, twice, and the password: an open page is not enough to set it."""

    pin = forms.CharField(label=_("New PIN, six digits"))
    pin_again = forms.CharField(label=_("The same PIN again"))
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("pin", "pin_again"):
            self.fields[name].widget = pin_box(autocomplete="off")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        self.helper = helper(*[Field(n, wrapper_class="field-medium") for n in self.fields])

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"]
        if not is_pin(pin):
            raise ValidationError(_("A PIN is six digits."))
        if passwords.is_easy_pin(pin):
            raise ValidationError(
                _("Too easy to guess: no repeated digits, no row, no date of birth.")
            )
        return pin

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        adapter = get_account_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("incorrect_password")
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("pin") and data.get("pin_again") and data["pin"] != data["pin_again"]:
            self.add_error("pin_again", _("The two PINs are not the same."))
        return data


def pin_box(**attrs: Any) -> forms.PasswordInput:
    return forms.PasswordInput({"inputmode": "numeric", "maxlength": passwords.PIN_DIGITS, **attrs})


def is_pin(text: str) -> bool:
    return len(text) == passwords.PIN_DIGITS and text.isascii() and text.isdigit()


class ReopenForm(forms.Form):
    """Who takes her place again at a locked PC, and her PIN or her password."""

    person = forms.ModelChoiceField(
        User.objects.none(), empty_label=None, widget=forms.RadioSelect, label=_("Who is there?")
    )

    def __init__(
        self, *args: Any, people: list[User], request: HttpRequest, is_pin: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["person"].queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.fields["person"].choices = [(user.pk, user.full_name) for user in people]
        self.fields["person"].initial = people[0].pk if len(people) == 1 else None
        if is_pin:
            box = pin_box(autocomplete="off", autofocus=True)
            self.fields["pin"] = forms.CharField(label=_("PIN, six digits"), widget=box)
        else:
            self.fields["password"] = forms.CharField(
                label=_("Password"),
                strip=False,
                widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
            )
        secret = "pin" if is_pin else "password"
        self.helper = helper(
            Field("person", wrapper_class="choice-pills"),
            Field(secret, css_class="form-control-lg"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person, password = data.get("person"), data.get("password")
        if person and "pin" in self.fields and not hasattr(person, "pin"):
            self.add_error("pin", _("You have no PIN yet: open with your password."))
        if person and password:
            adapter = get_account_adapter()
            try:
                found = adapter.authenticate(
                    self.request, username=person.username, password=password
                )
            except ValidationError as error:
                self.add_error("password", error)
                return data
            if found != person:
                self.add_error("password", adapter.validation_error("incorrect_password"))
        return data


class DeviceForm(RowForm):
    class Meta:
        model = Device
        fields = ["label", "site"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.visible_to(user).open_on(timezone.localdate())
        self.fields["site"].queryset = sites.order_by("pk")
        self.fields["site"].empty_label = _("Choose")
        self.fields["label"].help_text = _("For example: reception, left-hand PC")
        self.helper = helper("label", "site")
