"""What is noted of somebody who asks whether a young person is here."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import EnquiryChannel
from cases.models import Enquiry
from staff.form_parts import RowForm, helper
from staff.models import Site


class RecordEnquiryForm(RowForm):
    class Meta:
        model = Enquiry
        fields = ["channel", "who", "phone", "asked_for", "said", "is_threat"]
        widgets = {
            "channel": forms.RadioSelect,
            "who": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
            "asked_for": forms.TextInput(attrs={"autocomplete": "off"}),
            "said": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "who": _("Name, tie, organisation, as they say it."),
            "asked_for": _("As they say it, if they say it. It is not looked up."),
            "said": _("Their words, what they want, what you saw."),
        }

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        self.fields["channel"].choices = EnquiryChannel.choices
        self.helper = helper(
            Field("channel", wrapper_class="choice-pills"),
            Div("who", "phone", css_class="form-pair"),
            "asked_for",
            "said",
            "is_threat",
        )
