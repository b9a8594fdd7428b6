"""A paper or its photo, and what is said of it."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices, document_queries
from cases.document_field import DocumentField
from cases.models import DOCUMENTS, Document, Minor
from staff.choices import Compartment
from staff.form_parts import DateInput, helper
from staff.models import User

TITLE = Document._meta.get_field("title")


class AddDocumentForm(forms.Form):
    """The file is cleaned here: what it becomes is `cleaned_data["file"]`."""

    file = DocumentField(
        error_messages={"required": _("Choose a file, or take a photo of the paper.")}
    )
    kind = forms.ChoiceField(
        label=_("Kind of paper"), choices=[("", _("Choose")), *choices.DocumentKind.choices]
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=TITLE.max_length,
        help_text=_("Optional: what will be looked for in the list."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    said_on = forms.DateField(
        label=_("Date on the paper"),
        required=False,
        widget=DateInput(),
        help_text=_("Leave empty if there is none."),
    )
    original = forms.ChoiceField(
        label=_("Where is the original?"),
        choices=choices.OriginalPlace,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say where the original is, or “unknown”.")},
    )
    compartment = forms.ChoiceField(
        label=_("Filed under"),
        widget=forms.RadioSelect,
        help_text=_("Only those who may read this part of the file will open it."),
        error_messages={"required": _("Choose the part of the file it belongs to.")},
    )

    def __init__(
        self, *args: Any, minor: Minor, user: User, is_too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.minor = minor
        mine = document_queries.writable_compartments(minor, user)
        self.fields["compartment"].choices = [(c.value, c.label) for c in mine]
        if len(mine) == 1:
            self.fields["compartment"].initial = mine[0].value
        self.fields["file"].describe(is_too_large=is_too_large)
        self.helper = helper(
            "file",
            "kind",
            "title",
            Field("said_on", wrapper_class="field-medium"),
            Field("original", wrapper_class="choice-pills"),
            Div(Field("compartment", wrapper_class="choice-pills")),
        )

    def clean_said_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["said_on"]
        if day and not (day.year >= 1900 and day <= timezone.localdate()):
            raise forms.ValidationError(_("This date cannot be that of a paper seen today."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors and "file" in data:
            self.add_error("file", _("Choose the file again: a browser does not keep it."))
        return data

    def document(self) -> Document:
        """Return the unsaved document that the form describes."""
        data = self.cleaned_data
        model = DOCUMENTS[Compartment(data["compartment"])]
        return model(
            minor=self.minor,
            title=" ".join(data["title"].split()),
            kind=data["kind"],
            said_on=data["said_on"],
            original=data["original"],
        )
