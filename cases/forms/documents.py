"""A paper or its photo, and what is said of it."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import choices, document_cleaning, document_queries
from cases.document_cleaning import Cleaned
from cases.models import DOCUMENTS, Document, Minor
from staff.choices import Compartment
from staff.form_parts import DateInput, helper
from staff.models import User

# Said one by one: a telephone then sends its photos in a format that is read here.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
TITLE = Document._meta.get_field("title")


class AddDocumentForm(forms.Form):
    """The file is cleaned here: what it becomes is `cleaned_data["file"]`."""

    file = forms.FileField(
        label=_("Photo or PDF"),
        allow_empty_file=True,  # refused below, with our own sentence
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a file, or take a photo of the paper.")},
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
        limits = {
            "size": filesizeformat(settings.DOCUMENT_MAX_BYTES),
            "pages": settings.DOCUMENT_MAX_PAGES,
        }
        self.too_large = gettext("This file is larger than %(size)s. Send a smaller one.") % limits
        self.fields["file"].help_text = gettext(
            "JPEG, PNG, WebP or PDF, %(size)s and %(pages)s pages at most. Where and with what "
            "a photo was taken is removed from it."
        ) % limits  # fmt: skip
        if is_too_large:  # it was not even read
            self.fields["file"].error_messages["required"] = self.too_large
        self.helper = helper(
            "file",
            "kind",
            "title",
            Field("said_on", wrapper_class="field-medium"),
            Field("original", wrapper_class="choice-pills"),
            Div(Field("compartment", wrapper_class="choice-pills")),
        )

    def clean_file(self) -> Cleaned:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(self.too_large)
        try:
            return document_cleaning.clean(file.read())
        except document_cleaning.Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

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
