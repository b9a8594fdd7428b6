"""A medical certificate: its words, by a doctor; never of an age, never of who did it."""

import re
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics import certificates
from clinics.choices.assessments import CertificatePurpose
from clinics.models import MedicalCertificate
from staff.form_parts import RowForm, helper
from staff.models import Site

# Words by which a certificate would speak of an age.
OF_AN_AGE = re.compile(
    r"\b(âg[eé]|age of|aged|majeure?\b|majorité|mineure?s?\b|minorité|puber|osseu|bone age"
    r"|tanner|greulich|risser|dents? de sagesse)",
    re.IGNORECASE,
)
NOT_OF_AN_AGE = _(
    "A certificate says nothing of an age: take out “%(word)s”. (Of a hand, write “third finger”.)"
)


class IssueCertificateForm(RowForm):
    class Meta:
        model = MedicalCertificate
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(
        self,
        *args: Any,
        minor: Minor,
        site: Site,
        purpose: CertificatePurpose,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"text": certificates.text_of(purpose)})
        super().__init__(*args, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.instance.purpose = purpose
        self.purpose = purpose
        self.helper = helper(Field("text"))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        found = OF_AN_AGE.search(text)
        if found:
            raise forms.ValidationError(NOT_OF_AN_AGE % {"word": found.group()})
        if certificates.BLANK in text:
            raise forms.ValidationError(
                _("Fill in or take out each “%(blank)s”.") % {"blank": certificates.BLANK}
            )
        return text
