"""The first page of an empty database."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from staff.choices import SiteKind
from staff.form_parts import helper
from staff.models import User


class OpenCentreForm(forms.Form):
    """The centre's name, up to three sites, the first coordinator."""

    name = forms.CharField(label=_("Name of the centre"), max_length=100)
    site_1 = forms.CharField(label=_("First site"), max_length=80)
    kind_1 = forms.ChoiceField(label=_("Kind"), choices=SiteKind)
    site_2 = forms.CharField(label=_("Second site, if any"), max_length=80, required=False)
    kind_2 = forms.ChoiceField(label=_("Kind"), choices=SiteKind, initial=SiteKind.MOBILE)
    site_3 = forms.CharField(label=_("Third site, if any"), max_length=80, required=False)
    kind_3 = forms.ChoiceField(label=_("Kind"), choices=SiteKind, initial=SiteKind.BORDER)
    full_name = forms.CharField(label=_("Coordinator's name"), max_length=100)
    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=r"^[a-z0-9][a-z0-9._-]+$",
        max_length=40,
        error_messages={
            "invalid": _("Use small letters, digits, dots and dashes, two characters at least.")
        },
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Twelve characters at least; four words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "name",
            *(Div(f"site_{i}", f"kind_{i}", css_class="form-pair") for i in (1, 2, 3)),
            Div("full_name", "username", css_class="form-pair"),
            Div("password", "password_again", css_class="form-pair"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password = data.get("password")
        if password and data.get("password_again") not in (None, password):
            self.add_error("password_again", _("The two passwords differ: type them again."))
        if password:
            try:
                validate_password(password, User(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        typed = [name.casefold() for name, _kind in self.sites(data)]
        if len(set(typed)) < len(typed):
            self.add_error("site_2", _("Two sites bear the same name: change one."))
        return data

    def sites(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """Return (name, kind) of the sites typed."""
        pairs = ((data.get(f"site_{i}", ""), data.get(f"kind_{i}", "")) for i in (1, 2, 3))
        return [(name, kind) for name, kind in pairs if name]
