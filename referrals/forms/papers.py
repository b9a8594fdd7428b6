"""A paper of the legal file, and where its original is."""

import datetime
import uuid
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import document_field
from cases.choices import DocumentKind, OriginalPlace, country_choices
from cases.document_field import DocumentField
from cases.models import LegalDocument
from referrals.choices.papers import Legalisation
from referrals.papers import LegalPaper, PaperMove
from referrals.procedures import Procedure
from staff.form_parts import DateInput, RowForm, helper

HOLDER_HELP = _("The lawyer’s or the office’s name, the day it is to come back.")
ONE_LINE = {"autocomplete": "off"}


class EditPaperForm(RowForm):
    """What is known of a paper."""

    kind = forms.ChoiceField(
        label=_("Kind of paper"), choices=[("", _("Choose")), *DocumentKind.choices]
    )
    country = forms.ChoiceField(label=_("Issuing country"))
    legalisation = forms.ChoiceField(
        label=_("Legalised?"), choices=Legalisation, widget=forms.RadioSelect
    )

    class Meta:
        model = LegalPaper
        fields = [
            "kind", "title", "country", "authority", "number", "said_on", "legalisation", "note",
        ]  # fmt: skip
        widgets = {
            **dict.fromkeys(["title", "authority", "number"], forms.TextInput(ONE_LINE)),
            "said_on": DateInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "title": _("For instance: extract of the register, Conakry."),
            "authority": _("Who issued it: a court, a town hall, a consulate."),
            "said_on": _("Leave empty if there is none."),
            "note": _("Read by those who read the procedures. The narrative is not written here."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()
        self.helper = helper(*self.paper_layout)

    @property
    def paper_layout(self) -> list[Any]:
        return [
            Div("kind", "title", css_class="form-pair"),
            Div("country", "authority", css_class="form-pair"),
            Div("number", "said_on", css_class="form-pair"),
            Field("legalisation", wrapper_class="choice-pills"),
            "note",
        ]

    def clean_said_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["said_on"]
        if day and not (day.year >= 1900 and day <= timezone.localdate()):
            raise forms.ValidationError(_("This date cannot be that of a paper seen today."))
        return day


class RecordPaperForm(EditPaperForm):
    """A paper that exists, scanned or not: where its original is has to be said."""

    place = forms.ChoiceField(
        label=_("Where is the original?"),
        choices=OriginalPlace,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say where the original is, or “unknown”.")},
    )
    holder = forms.CharField(
        label=_("Who has it"), max_length=200, required=False, help_text=HOLDER_HELP
    )
    scan = forms.ChoiceField(label=_("Its scan"), required=False)
    procedures = forms.MultipleChoiceField(
        label=_("What it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        scans: list[LegalDocument],
        serves: list[Procedure],
        **kwargs: Any,
    ) -> None:
        self.scans = {str(scan.number): scan for scan in scans}
        self.serves = {str(procedure.pk): procedure for procedure in serves}
        super().__init__(*args, **kwargs)
        self.fields["scan"].choices = [
            ("", _("Not scanned")), *((n, scan.shown_title) for n, scan in self.scans.items())
        ]  # fmt: skip
        self.fields["procedures"].choices = [
            (n, f"{procedure}, {procedure.stage.label}") for n, procedure in self.serves.items()
        ]

    def begin_from(self, scan: str, procedure: str) -> None:
        """Fill in what the page that led here knows already."""
        chosen = self.scans.get(_whole(scan))
        if chosen is not None:
            self.initial.update(
                scan=str(chosen.number),
                kind=chosen.kind,
                title=chosen.shown("title"),
                said_on=chosen.said_on,
                place=chosen.original,
            )
        self.initial["procedures"] = [procedure]

    @property
    def paper_layout(self) -> list[Any]:
        return [
            *super().paper_layout[:1],
            Field("place", wrapper_class="choice-pills"),
            "holder",
            *super().paper_layout[1:],
            *(["scan"] if self.scans else []),
            *([Field("procedures", wrapper_class="choice-pills")] if self.serves else []),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.instance.scan = self.scans.get(data.get("scan", ""))
        return data

    @property
    def move(self) -> PaperMove:
        """Return where the original is, unsaved."""
        return PaperMove(place=self.cleaned_data["place"], holder=self.cleaned_data["holder"])

    @property
    def chosen(self) -> list[Procedure]:
        return [self.serves[number] for number in self.cleaned_data["procedures"]]


def _whole(number: str) -> str:
    """Return the number of a document as it is written here; "" for anything else."""
    try:
        return str(uuid.UUID(number))
    except ValueError:
        return ""


class AddScanForm(forms.Form):
    """The picture of a paper: a new one, or one that the file holds already."""

    file = DocumentField(required=False)
    scan = forms.ChoiceField(
        label=_("Or a document of the file"), required=False, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        paper: LegalPaper,
        scans: list[LegalDocument],
        is_too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.paper, self.is_too_large = paper, is_too_large
        self.scans = {str(scan.number): scan for scan in scans}
        self.fields["file"].describe(is_too_large=is_too_large)
        self.fields["scan"].choices = [
            ("", _("None of these")), *((n, scan.shown_title) for n, scan in self.scans.items())
        ]  # fmt: skip
        self.helper = helper("file", *(["scan"] if self.scans else []))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_too_large:
            self.add_error("file", document_field.too_large())
        elif not self.errors and bool(data["file"]) == bool(data["scan"]):
            self.add_error("file", _("Choose one file, or one document of the list."))
        return data

    @property
    def chosen(self) -> LegalDocument:
        """Return the document of the file, else a new one, unsaved, that says what the paper is."""
        known = self.scans.get(self.cleaned_data["scan"])
        return known or LegalDocument(
            minor=self.paper.minor,
            kind=self.paper.kind,
            title=self.paper.shown("title"),
            said_on=self.paper.said_on,
            original=self.paper.original,
        )


class MovePaperForm(RowForm):
    """The original is somewhere else."""

    class Meta:
        model = PaperMove
        fields = ["place", "moved_on", "holder"]
        widgets = {
            "place": forms.RadioSelect,
            "moved_on": DateInput(),
            "holder": forms.TextInput(ONE_LINE),
        }
        help_texts = {"holder": HOLDER_HELP}

    def __init__(self, *args: Any, paper: LegalPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.paper = paper
        self.fields["place"].choices = OriginalPlace.choices
        self.fields["place"].error_messages["required"] = _(
            "Say where the original is, or “unknown”."
        )
        self.helper = helper(
            Field("place", wrapper_class="choice-pills"),
            Div("moved_on", "holder", css_class="form-pair"),
        )

    def clean_moved_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["moved_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        if day < self.instance.paper.moved_on:
            raise forms.ValidationError(_("The original has moved since: see its last place."))
        return day
