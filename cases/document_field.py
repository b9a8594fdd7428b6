"""The field by which a photo or a PDF comes in, for every form that takes one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import document_cleaning
from cases.document_cleaning import Cleaned

# Said one by one: a telephone then sends its photos in a format that is read here.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class DocumentField(forms.FileField):
    """What a form holds of it is the content that the cleaning made (Cleaned), or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Photo or PDF"),
            allow_empty_file=True,  # refused below, with our own sentence
            widget=forms.FileInput(attrs={"accept": ACCEPTED}),
            **kwargs,
        )

    def describe(self, *, is_too_large: bool) -> None:
        """Say in the language of the page what is taken; `is_too_large`: it was not even read."""
        self.help_text = gettext(
            "JPEG, PNG, WebP or PDF, %(size)s and %(pages)s pages at most. Where and with what "
            "a photo was taken is removed from it."
        ) % _limits()  # fmt: skip
        if is_too_large:
            self.error_messages["required"] = too_large()

    def clean(self, data: Any, initial: Any = None) -> Cleaned | None:
        file: UploadedFile | None = super().clean(data, initial)
        if not file:
            return None
        if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(too_large())
        try:
            return document_cleaning.clean(file.read())
        except document_cleaning.Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused


def is_too_large(request: HttpRequest) -> bool:
    """Whether the files of this request were left unread (settings.FILE_UPLOAD_HANDLERS)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _limits() -> dict[str, str]:
    return {
        "size": filesizeformat(settings.DOCUMENT_MAX_BYTES),
        "pages": str(settings.DOCUMENT_MAX_PAGES),
    }


def too_large() -> str:
    """Return what is said of a file that is larger than the house keeps."""
    return gettext("This file is larger than %(size)s. Send a smaller one.") % _limits()
