"""Contraception is begun, given again, stopped; what is given here is an act."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics.choices import (
    ActAgreement,
    ActKind,
    ContraceptionSource,
    ContraceptionStepKind,
    StopReason,
)
from clinics.forms.acts import ActBoxes
from clinics.midwifery.lines import methods
from clinics.models import Contraception, ContraceptionStep, SexualHealthAct, next_due
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User

SHORT = forms.TextInput(attrs={"autocomplete": "off"})
REFUSED = _("She refuses: nothing was given. Write the refusal alone, as an act.")


class _Given(ActBoxes, RowForm):
    """What is given or prescribed here is an act, with all that an act asks."""

    user: User

    def add_boxes(self, user: User, minor: Minor) -> None:
        self.user = user
        self.add_act_boxes(user, minor, ActKind.CONTRACEPTION)
        self.fields["agreement"].required = False  # had from elsewhere, it is no act of ours
        self.fields["source"].choices = ContraceptionSource.choices
        self.fields["source"].required = True
        self.fields["next_on"].help_text = _(
            "Left empty, it is counted from the method: to be confirmed by the referring doctor."
        )

    def check_given(self, data: dict[str, Any], *, minor: Minor, site: Site, day: Any) -> None:
        """Make the act of what was given, and say what it lacks."""
        self.act: SexualHealthAct | None = None
        if data.get("source") in (None, ContraceptionSource.ELSEWHERE):
            return
        if data.get("agreement") == ActAgreement.NO:
            self.add_error("agreement", REFUSED)
            return
        self.act = SexualHealthAct(
            minor=minor,
            site=site,
            kind=ActKind.CONTRACEPTION,
            recorded_by=self.user,
            violence=data.get("violence"),
            **{name: data.get(name) or "" for name in ("agreement", "basis", "right", "authority")},
        )
        if day is not None:
            self.act.day = day
        self.check_act(self.act)


class StartContraceptionForm(_Given):
    class Meta:
        model = Contraception
        fields = ["method", "source", "since_on", "next_on", "word"]
        widgets = {
            "source": forms.RadioSelect,
            "since_on": DateInput(),
            "next_on": DateInput(),
            "word": SHORT,
        }

    method = forms.ChoiceField(label=_("Method"))

    def __init__(self, *args: Any, minor: Minor, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.fields["method"].choices = [
            ("", "–"),
            *((line.code, str(line)) for line in methods().values()),
        ]
        self.add_boxes(user, minor)
        self.helper = helper(
            "method",
            Field("source", wrapper_class="choice-pills"),
            Div("since_on", "next_on", css_class="form-pair"),
            *self.act_boxes(),
            "word",
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, method = data.get("since_on"), data.get("method")
        if since and method and not data.get("next_on"):
            data["next_on"] = next_due(method, since)
        self.check_given(data, minor=self.instance.minor, site=self.instance.site, day=since)
        return data


class ContraceptionStepForm(_Given):
    filled_by_page = frozenset({"contraception", "kind"})

    class Meta:
        model = ContraceptionStep
        fields = ["source", "reason", "day", "next_on", "word"]
        widgets = {
            "source": forms.RadioSelect,
            "reason": forms.RadioSelect,
            "day": DateInput(),
            "next_on": DateInput(),
            "word": SHORT,
        }

    def __init__(
        self,
        *args: Any,
        contraception: Contraception,
        kind: ContraceptionStepKind,
        site: Site,
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.contraception, self.instance.kind = contraception, kind
        self.site, self.act = site, None
        if kind == ContraceptionStepKind.STOPPED:
            del self.fields["source"], self.fields["next_on"]
            self.fields["reason"].choices = StopReason.choices
            self.fields["reason"].required = True
            pills = Field("reason", wrapper_class="choice-pills")
            self.helper = helper(pills, Field("day", wrapper_class="field-medium"), "word")
            return
        del self.fields["reason"]
        self.add_boxes(user, contraception.minor)
        self.helper = helper(
            Field("source", wrapper_class="choice-pills"),
            Div("day", "next_on", css_class="form-pair"),
            *self.act_boxes(),
            "word",
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.kind == ContraceptionStepKind.STOPPED:
            return data
        row, day = self.instance.contraception, data.get("day")
        if day and not data.get("next_on"):
            data["next_on"] = next_due(row.method, day)
        self.check_given(data, minor=row.minor, site=self.site, day=day)
        return data
