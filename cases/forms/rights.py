"""Holding a file back, asking for it, answering for a part of it."""

from typing import Any

import pyrage
from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import PartAnswer
from cases.models import LegalHold, Minor
from staff.form_parts import RowForm, helper


class PlaceHoldForm(RowForm):
    filled_by_page = frozenset({"minor", "lifted_at"})

    class Meta:
        model = LegalHold
        fields = ["reason"]
        widgets = {"reason": forms.RadioSelect}

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.fields["reason"].choices = self.fields["reason"].choices[1:]
        self.helper = helper(Field("reason", wrapper_class="choice-pills"))


class AskAccessForm(forms.Form):
    recipient = forms.CharField(
        label=_("Public key (age), if the young person or her lawyer has one"),
        help_text=_("It begins with age1. Without a key, a passphrase is shown to you once."),
        required=False,
        max_length=80,
    )
    # A form sent with nothing in it is still a request: this says that it is meant.
    is_meant = forms.BooleanField(
        label=_("The young person asks for everything we keep about her or him"),
        error_messages={"required": _("Tick this box: the request must come from her or him.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("is_meant", "recipient")

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
        data = super().clean() or self.cleaned_data
        data.pop("is_meant", None)
        return data


class AnswerAccessPartForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[c for c in PartAnswer.choices if c[0] != PartAnswer.WAITING],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why it is withheld"),
        help_text=_("The young person reads this sentence."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("answer", wrapper_class="choice-pills"), "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == PartAnswer.WITHHELD and not data.get("reason"):
            self.add_error("reason", _("Say why this part is withheld."))
        return data
