"""Forms of the file, the queues and the directory. A form saves nothing."""

from cases.forms.centre import OpenCentreForm
from cases.forms.directory import DeskForm, PartnerFilterForm, PartnerForm
from cases.forms.documents import AddDocumentForm
from cases.forms.minors import (
    AddNameForm,
    AddPhoneForm,
    ClaimBirthForm,
    EditIdentityForm,
    RegisterMinorForm,
)
from cases.forms.rights import AnswerAccessPartForm, AskAccessForm, PlaceHoldForm

__all__ = [
    "AddDocumentForm",
    "AddNameForm",
    "AddPhoneForm",
    "AnswerAccessPartForm",
    "AskAccessForm",
    "ClaimBirthForm",
    "DeskForm",
    "EditIdentityForm",
    "OpenCentreForm",
    "PartnerFilterForm",
    "PartnerForm",
    "PlaceHoldForm",
    "RegisterMinorForm",
]
