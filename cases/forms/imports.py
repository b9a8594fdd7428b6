"""A spreadsheet, and which of its columns is which."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.choices import ImportField
from cases.imports import columns, reading
from cases.imports.reading import Table
from cases.models import MinorImport
from staff.form_parts import helper
from staff.models import Site

ACCEPTED = ".xlsx,.csv,text/csv"
NAMES = (ImportField.GIVEN_NAMES, ImportField.FAMILY_NAME)
HELP: dict[str, Any] = {
    ImportField.GIVEN_NAMES: _("Or the whole name, when it stands in one column."),
    ImportField.OTHER_NAMES: _("Several are kept, when commas stand between them."),
    ImportField.BIRTH: _("16, 2009 or 12/03/2009; empty when nobody knows."),
    ImportField.LANGUAGES: _("The first one is kept, as the language to speak now."),
    ImportField.PHONE: _("One number a row."),
    ImportField.FIRST_SEEN_ON: _("Becomes an arrival on that day, at the site chosen below."),
}


class ImportFileForm(forms.Form):
    """The file is read here: its rows are `cleaned_data["file"]`."""

    file = forms.FileField(
        label=_("File of the spreadsheet"),
        allow_empty_file=True,  # refused below, with our own sentence
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {
            "size": filesizeformat(settings.DOCUMENT_MAX_BYTES),
            "rows": number_format(reading.MAX_ROWS, force_grouping=True),
        }
        self.too_large = gettext("This file is larger than %(size)s. Split it in several.") % limits
        self.fields["file"].help_text = gettext(
            "XLSX or CSV, one young person a row, the headings of the columns above: %(rows)s rows "
            "and %(size)s at most. Only the first sheet is read."
        ) % limits  # fmt: skip
        if is_too_large:  # it was not even read
            self.fields["file"].error_messages["required"] = self.too_large
        self.helper = helper("file")

    def clean_file(self) -> Table:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(self.too_large)
        try:
            table = reading.read(file.read())
        except reading.Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        if len(table.rows) <= columns.head_of(table) + 1:
            raise forms.ValidationError(reading.Refused("empty").sentence)
        return table


class MatchColumnsForm(forms.Form):
    """A box for each thing that a file may say, with the columns of the spreadsheet in it."""

    site = forms.ChoiceField(
        label=_("Site where these files are opened"),
        error_messages={"required": _("Choose the site.")},
    )
    dates = forms.ChoiceField(
        label=_("1 January and 31 December often mean that only the year is known."),
        choices=[("year", _("Year only")), ("day", _("This exact day"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, of: MinorImport, table: Table, sites: list[Site], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            **{field: str(place) for field, place in of.columns.items()},
            "site": str(of.site_id or (sites[0].pk if len(sites) == 1 else "")),
            "dates": "year" if of.is_year_only else "day",
        }
        super().__init__(*args, **kwargs)
        self.headings = columns.headings(table)
        places = [("", _("Not in this file"))] + [
            (str(heading.place), f"{heading.letter} · {heading.text}".strip(" ·"))
            for heading in self.headings
        ]
        for name, label in ImportField.choices:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=places, required=False, help_text=HELP.get(name, "")
            )
        self.sites = {str(site.pk): site for site in sites}
        self.fields["site"].choices = [("", _("Choose"))] + [(s.pk, s.name) for s in sites]
        self.helper = helper(
            Div(*ImportField.values, css_class="form-pair"),
            Field("dates", wrapper_class="choice-pills"),
            "site",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said: dict[str, str] = {}
        for name in ImportField.values:
            place = data.get(name)
            if place and place in said:
                other = ImportField(said[place]).label
                self.add_error(
                    name, gettext("This column is already matched: %(field)s.") % {"field": other}
                )
            elif place:
                said[place] = name
        if not any(data.get(name) for name in NAMES):
            self.add_error(NAMES[0], _("Say which column holds the names."))
        return data

    def columns(self) -> columns.Columns:
        data = self.cleaned_data
        return {name: int(data[name]) for name in ImportField.values if data[name]}
