"""What leaves the house line by line: which days, sites, columns; with names, what for."""

import datetime
from typing import Any

import pyrage
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reports import line_exports, permissions
from reports.choices import FileFormat, ListKind
from reports.line_exports import Wanted
from reports.models import ExportJob
from staff.form_parts import DateInput, helper
from staff.models import Site, User

OLDEST_DAY = datetime.date(2000, 1, 1)  # no centre of ours is older


class ExportForm(forms.Form):
    """Which days, which sites, which columns, in which format."""

    with_names = False

    first_day = forms.DateField(
        label=pgettext_lazy("first day", "From"),
        widget=DateInput(),
        error_messages={"required": _("Say from which day.")},
    )
    last_day = forms.DateField(
        label=pgettext_lazy("last day", "To"),
        widget=DateInput(),
        error_messages={"required": _("Say to which day.")},
    )
    file_format = forms.ChoiceField(choices=FileFormat.choices, required=False)

    def __init__(self, *args: Any, user: User, kind: ListKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kind = user, kind
        sites = Site.objects.visible_to(user).order_by("pk")
        self.fields["site"] = forms.ModelChoiceField(
            sites,
            label=_("Site"),
            required=False,
            empty_label=gettext("All sites"),
            error_messages={"invalid_choice": _("Choose one of the sites of the list.")},
        )
        columns = permissions.columns_for(user, kind, with_names=self.with_names)
        self.fields["columns"] = forms.MultipleChoiceField(
            label=_("Columns"),
            choices=[(column.name, column.label) for column in columns],
            initial=[column.name for column in columns if column.is_usual],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose one column at least."),
                "invalid_choice": _(
                    "One of these columns is not in this list: choose among those shown."
                ),
            },
        )
        self.helper = helper(
            Div("first_day", "last_day", "site", css_class="form-pair"),
            Field("columns", wrapper_class="choice-pills"),
        )

    def clean_first_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["first_day"]
        if day < OLDEST_DAY:
            raise forms.ValidationError(_("Nothing is that old: choose a day from 2000 on."))
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day comes before the first one."))
            elif (last - first).days >= line_exports.longest(self.kind):
                years = 3 if self.kind != ListKind.STATISTICS else 20
                self.add_error(
                    "last_day",
                    gettext("Too long: %(years)d years at most. Choose a later first day.")
                    % {"years": years},
                )
        return data

    def wanted(self) -> Wanted:
        """Return what is asked, once the form is valid."""
        data = self.cleaned_data
        return Wanted(
            self.user,
            self.kind,
            data["first_day"],
            data["last_day"],
            data["site"],
            data["columns"],
            FileFormat(data["file_format"] or FileFormat.XLSX),
            self.with_names,
        )


class NamedExportForm(ExportForm):
    """The same with names: what it is for, for whom, and the second factor once more.

    That is a code, or the answer of a passkey.
    """

    with_names = True

    def __init__(self, *args: Any, has_code: bool, has_passkey: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["file_format"]
        reason = ExportJob._meta.get_field("reason")
        self.fields["reason"] = forms.CharField(
            label=reason.verbose_name,
            help_text=reason.help_text,
            min_length=10,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={
                "required": _("Say what it is for: a second person decides on it."),
                "min_length": _("Say it in a few more words: a second person decides on it."),
            },
        )
        self.fields["recipient"] = forms.CharField(
            label=_("Public key (age) of whoever will read it, if there is one"),
            help_text=_("It begins with age1. Without a key, a passphrase is shown to you once."),
            required=False,
            max_length=80,
        )
        more = ["reason", "recipient"]
        if has_code:
            self.fields["code"] = forms.CharField(
                label=_("Code of your application, or a recovery code"),
                required=not has_passkey,
                max_length=20,
                widget=forms.TextInput(
                    {"autocomplete": "one-time-code", "inputmode": "text", "class": "field-medium"}
                ),
                error_messages={"required": _("Type the code that you see now.")},
            )
            more.append("code")
        if has_passkey:
            self.fields["credential"] = forms.CharField(required=False, widget=forms.HiddenInput)
            more.append("credential")
        self.helper.layout.fields += more
        self.factor: ReauthenticateForm | ReauthenticateWebAuthnForm | None = None

    def clean_recipient(self) -> str:
        text: str = self.cleaned_data["recipient"].strip()
        if text:
            try:
                pyrage.x25519.Recipient.from_str(text)
            except pyrage.RecipientError:
                raise forms.ValidationError(
                    _("A public age key begins with age1. Copy it whole.")
                ) from None
        return text

    def clean(self) -> dict[str, Any]:
        """The proof comes last: it serves once, and is not spent on a form that is wrong."""
        data = super().clean()
        if not self.errors and {"code", "credential"} & self.fields.keys():
            self._prove(data.get("code", ""), data.get("credential", ""))
        return data

    def _prove(self, code: str, credential: str) -> None:
        if credential:
            self.factor = ReauthenticateWebAuthnForm({"credential": credential}, user=self.user)
            if not _is_valid(self.factor):
                self.add_error(None, _("Your passkey was not recognised: try once more."))
        elif code:
            self.factor = ReauthenticateForm({"code": code}, user=self.user)
            if not self.factor.is_valid():
                self.add_error("code", self.factor.errors["code"].as_data())
        elif "code" in self.fields:
            self.add_error("code", _("Type the code that you see now, or use your passkey."))
        else:
            self.add_error(None, _("Use your passkey: names leave only with it."))

    def wanted(self) -> Wanted:
        self.cleaned_data["file_format"] = FileFormat.CSV
        return super().wanted()


def _is_valid(factor: ReauthenticateWebAuthnForm) -> bool:
    """Whether the passkey answered; JSON nested too deep to be read is no answer."""
    try:
        return bool(factor.is_valid())
    except RecursionError:
        return False
