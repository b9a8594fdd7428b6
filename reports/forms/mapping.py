"""Typing the codes of DHIS2 in, a page of lines at a time; or reading them from a file."""

import hashlib
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.imports import reading
from reports.choices import Dhis2Kind
from reports.mapping import Mapping, Target, What, is_code
from reports.mapping_file import Rows
from reports.models import NOT_A_CODE
from staff.edits import EditForm
from staff.form_parts import helper
from staff.models import Centre


class CodeField(forms.CharField):
    """A code of DHIS2. It is not cut at its length: what was typed stays in the box."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_code(value):
            raise forms.ValidationError(NOT_A_CODE)


@dataclass(frozen=True)
class Boxes:
    """One line of the page: how one reads it, and its boxes."""

    label: str
    code: forms.BoundField
    combo: forms.BoundField | None


class CodesForm(EditForm, forms.Form):
    """A box for the code of each of these, and one for the combination of a line of the report.

    `held`: the row under which the mapping changes, so that two people do not overwrite each other.
    """

    def __init__(
        self,
        *args: Any,
        known: Mapping,
        whats: Sequence[tuple[What, str]],
        held: Centre,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.whats = [(what, label, _name_of(what)) for what, label in whats]
        for what, label, name in self.whats:
            stands = known.code_of(what)
            said = gettext("Code in DHIS2 of %(what)s") % {"what": label}
            self.fields[f"code_{name}"] = CodeField(label=said, initial=stands.element)
            if what.kind == Dhis2Kind.FIGURE:
                said = gettext("Combination of %(what)s") % {"what": label}
                self.fields[f"combo_{name}"] = CodeField(label=said, initial=stands.option_combo)
        self.begin_edit(held)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for _what, _label, name in self.whats:
            code, combo = data.get(f"code_{name}"), data.get(f"combo_{name}")
            if combo and code == "":
                self.add_error(f"combo_{name}", gettext("A combination goes with a data element."))
        return data

    def codes(self) -> MappingOf[What, Target]:
        """Return what was typed, once the form is valid."""
        data = self.cleaned_data
        return {
            what: Target(data[f"code_{name}"], data.get(f"combo_{name}", ""))
            for what, _label, name in self.whats
        }

    def boxes(self) -> list[Boxes]:
        return [
            Boxes(
                label,
                self[f"code_{name}"],
                self[f"combo_{name}"] if what.kind == Dhis2Kind.FIGURE else None,
            )
            for what, label, name in self.whats
        ]


def _name_of(what: What) -> str:
    """Return the same short name each time, whatever lines stand on the page beside it."""
    said = "\n".join([what.kind, *what.key, str(what.site or "")])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


class MappingFileForm(forms.Form):
    """The file is read here: its rows are `cleaned_data["file"]`."""

    file = forms.FileField(
        label=_("File of the mapping"),
        allow_empty_file=True,  # refused below, with our own sentence
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_(
            "The file that this page gives, filled in and saved as CSV or XLSX. What it does not "
            "name stays as it is; an empty code takes the line out."
        ),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = gettext("This file is larger than %(size)s.") % {
            "size": filesizeformat(settings.DOCUMENT_MAX_BYTES)
        }
        if is_too_large:  # it was not even read
            self.fields["file"].error_messages["required"] = self.too_large
        self.helper = helper("file")

    def clean_file(self) -> Rows:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(self.too_large)
        try:
            return reading.read(file.read()).rows
        except reading.Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
