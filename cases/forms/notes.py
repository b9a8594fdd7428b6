"""A note of any compartment, the emergency line, the reason of an exceptional access."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import DeskNote, EmergencyLine, Minor, Note
from cases.models.access import SHORTEST_REASON
from staff.edits import EditForm
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site

USUAL = datetime.timedelta(days=30)  # how long a note for the desks holds, unless one says so


class NoteForm(RowForm):
    """What the forms of every kind of note share; `note_form` gives it its table."""

    filled_by_page = frozenset({"corrects"})

    def __init__(
        self, *args: Any, minor: Minor, site: Site, corrects: Note | None = None, **kwargs: Any
    ) -> None:
        if corrects is not None:
            kwargs["initial"] = {name: getattr(corrects, name) for name in self._meta.fields or ()}
        super().__init__(*args, held=minor if corrects else None, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.instance.corrects = corrects
        self.helper = helper("text", Div("day", css_class="form-pair"))

    def clean_day(self) -> datetime.date:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day


class DeskNoteForm(NoteForm):
    """An action, until when, and whether the young person agrees."""

    class Meta:
        model = DeskNote
        fields = ["text", "agreement", "despite", "ends_on", "day"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "agreement": forms.RadioSelect,
            "despite": forms.TextInput(attrs={"autocomplete": "off"}),
            "ends_on": DateInput(),
            "day": DateInput(),
        }
        labels = {
            "text": _("What to do"),
            "despite": _("If the answer is no, why it is written all the same"),
            "day": _("Noted on"),
        }
        help_texts = {
            "text": _(
                "An action, never a diagnosis: “Call the nurse at once if she coughs.” "
                "“Do not confirm presence to anyone.”"
            ),
            "ends_on": _("After this day it is no longer shown; it stays with the former ones."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        self.fields["ends_on"].initial = timezone.localdate() + USUAL
        self.helper = helper(
            "text",
            Field("agreement", wrapper_class="choice-pills"),
            "despite",
            Div("day", "ends_on", css_class="form-pair"),
        )


def note_form(model: type[Note]) -> Any:
    """Return the form of one kind of note."""
    if model is DeskNote:
        return DeskNoteForm
    return forms.modelform_factory(
        model,
        form=NoteForm,
        fields=["text", "day"],
        widgets={"text": forms.Textarea(attrs={"rows": 6}), "day": DateInput()},
    )


class EmergencyLineForm(EditForm, forms.Form):
    text = forms.CharField(
        label=_("In an emergency, everybody should know"),
        max_length=200,
        required=False,
        help_text=_(
            "One line that everybody of the centre may read: what may happen, what to do. "
            "Empty, it removes the last one."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, minor: Minor, line: EmergencyLine | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = line.text if line else ""
        self.has_line = line is not None
        self.begin_edit(minor)
        self.helper = helper("text")

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if not text and not self.has_line:
            raise forms.ValidationError(_("There is no line to remove: write one."))
        return text


class BreakGlassForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you need it now"),
        max_length=1000,
        help_text=_("Kept with your name. The coordination reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason")

    def clean_reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        if len(reason) < SHORTEST_REASON:
            raise forms.ValidationError(_("Say why in ten characters at least."))
        return reason
