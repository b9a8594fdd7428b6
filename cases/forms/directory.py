"""Partners and desks."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models import Desk, Partner
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User


class PartnerForm(RowForm):
    class Meta:
        model = Partner
        fields = [
            "name", "kind", "neutral_label", "place", "phone", "hours", "note", "is_confirmed",
            "valid_from", "valid_to",
        ]  # fmt: skip
        widgets = {
            "valid_from": DateInput(),
            "valid_to": DateInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Div("name", "kind", css_class="form-pair"),
            "neutral_label",
            Div("place", "phone", css_class="form-pair"),
            "hours",
            "note",
            Div("valid_from", "valid_to", css_class="form-pair"),
            "is_confirmed",
        )


class PartnerFilterForm(forms.Form):
    """The filter bar of the directory; anything unknown in it filters nothing."""

    q = forms.CharField(label=_("Name or place"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *choices.PartnerKind.choices],
    )


class DeskForm(RowForm):
    class Meta:
        model = Desk
        fields = ["name", "kind", "site", "position", "valid_from", "valid_to"]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_sites = Site.objects.visible_to(user).open_on(timezone.localdate())
        self.fields["site"].queryset = open_sites.order_by("pk")
        self.fields["site"].label = _("Site")
        self.helper = helper(
            Div("name", "kind", css_class="form-pair"),
            Div("site", "position", css_class="form-pair"),
            Div("valid_from", "valid_to", css_class="form-pair"),
        )
