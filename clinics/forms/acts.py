"""An act of sexual health, or its refusal: the agreement, the legal basis, by whose right."""

import datetime
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics import sexual_health_page, signed_protocols
from clinics.choices import ActAgreement, ActKind, ActRight
from clinics.forms.parts import Suggested
from clinics.midwifery.lines import legal_bases
from clinics.models import ACTS_BY_HERSELF, SexualHealthAct, Violence
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User
from staff.templatetags.escale import long_day

ACT_BOXES = ("agreement", "basis", "right", "authority")


def month_of(day: datetime.date) -> str:
    return date_format(day, "F Y")


class ViolenceField(forms.ModelChoiceField):
    """One violence of the file, by what it was and when; its words stay in the file."""

    def label_from_instance(self, row: Violence) -> str:
        day = str(_("day unknown"))
        if row.happened_on is not None:
            day = (
                long_day(row.happened_on)
                if row.is_day_known
                else date_format(row.happened_on, "F Y")
            )
        return f"{row.shown('kind')}, {day}"


class ActBoxes(forms.BaseForm):
    """The boxes that every act asks for, in whatever form it is done."""

    def add_act_boxes(self, user: User, minor: Minor, kind: str = "") -> None:
        """Add them; `kind` narrows the legal bases to those proposed for it.

        Which violence it is done for is asked where this file has one, and nowhere else.
        """
        violences = sexual_health_page.violences(minor, user)
        if violences.exists():
            self.fields["violence"] = ViolenceField(
                violences.prefetch_related("minor__keys").select_related("minor"),
                label=_("Because of a violence"),
                required=False,
                empty_label=_("No, or not said"),
            )
        found = [basis for basis in legal_bases().values() if not kind or basis.fits(kind)]
        self.fields["agreement"] = forms.ChoiceField(
            label=_("Agreement of the young person, for this act"),
            choices=ActAgreement.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Say whether she or he agrees.")},
        )
        self.fields["basis"] = forms.ChoiceField(
            label=_("Legal basis"),
            choices=[("", "–"), *((basis.code, str(basis)) for basis in found)],
            required=False,
            help_text=_("To be confirmed by the jurist: no basis of this list has been yet."),
        )
        self.fields["right"] = forms.ChoiceField(
            label=_("By what right"),
            choices=ActRight.choices,
            required=False,
            initial=ActRight.OWN if user.roles & ACTS_BY_HERSELF else None,
            widget=forms.RadioSelect,
            help_text=_("A nurse acts on a prescription or by a signed protocol."),
        )
        self.fields["authority"] = forms.CharField(
            label=_("Prescriber or signed protocol"),
            max_length=200,
            required=False,
            widget=Suggested(signed_protocols.names_in_force),
        )

    def act_boxes(self) -> list[Any]:
        """Return them as a layout places them."""
        return [
            Field("agreement", wrapper_class="choice-pills"),
            "basis",
            Field("right", wrapper_class="choice-pills"),
            "authority",
            *(["violence"] if "violence" in self.fields else []),
        ]

    def forget_right(self, data: dict[str, Any]) -> None:
        """A pill cannot be given up, and a list keeps a line: by a refusal they say nothing."""
        if data.get("agreement") == ActAgreement.NO:
            data["right"] = data["basis"] = ""

    def check_act(self, act: SexualHealthAct) -> None:
        """Say beside its box what an act made by another form lacks."""
        try:
            act.clean()
        except ValidationError as error:
            for name, found in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, found)


class RecordActForm(ActBoxes, RowForm):
    filled_by_page = frozenset({"minor", "site", "recorded_by"})

    class Meta:
        model = SexualHealthAct
        fields = ["kind", *ACT_BOXES, "note", "day"]
        widgets = {
            "kind": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2}),
            "day": DateInput(),
        }

    def __init__(self, *args: Any, minor: Minor, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.instance.recorded_by = user
        self.fields["kind"].choices = ActKind.choices
        self.fields["kind"].required = True
        self.fields["kind"].error_messages["required"] = _("Choose the act.")
        self.add_act_boxes(user, minor)
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            *self.act_boxes(),
            "note",
            Field("day", wrapper_class="field-medium"),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.forget_right(data)
        self.instance.violence = data.get("violence")
        return data
