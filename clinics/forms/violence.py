"""Violence that was told or seen: below its protocol, and with the alert if one is raised."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import usual_level
from cases.models import Alert, Minor
from clinics.choices import ALERT_OF, DAY_PRECISIONS, ViolenceKind
from clinics.models import Violence
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import Site


class RecordViolenceForm(RowForm):
    filled_by_page = frozenset({"kind"})

    class Meta:
        model = Violence
        fields = [
            "happened_on", "precision", "happened_time", "facts", "is_asked_by_trained",
            "is_alert_raised",
        ]  # fmt: skip
        widgets = {
            "happened_on": DateInput(),
            "precision": forms.RadioSelect,
            "happened_time": TimeInput(),
            "facts": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "happened_time": _("If she or he says it: without it the hours are a span."),
            "facts": _("As they were said, in short. Ask nothing more."),
        }

    alert_facts = forms.CharField(
        label=_("What the alert says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever takes it reads this, what is feared and the day: nothing else."),
    )

    def __init__(
        self, *args: Any, minor: Minor, site: Site, kind: ViolenceKind, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.instance.minor, self.instance.site, self.instance.kind = minor, site, kind
        self.fields["precision"].choices = DAY_PRECISIONS
        self.fields["precision"].required = False  # untouched, it is the day
        if kind != ViolenceKind.MUTILATION:
            del self.fields["is_asked_by_trained"]
        first = ["is_asked_by_trained"] if kind == ViolenceKind.MUTILATION else []
        self.helper = helper(
            *first,
            Field("precision", wrapper_class="choice-pills"),
            Div("happened_on", "happened_time", css_class="form-pair"),
            "facts",
            "is_alert_raised",
            "alert_facts",
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("is_alert_raised") and (data.get("alert_facts") or "").strip():
            self.add_error("is_alert_raised", _("Tick it, or empty what the alert says."))
        return data

    @property
    def alert(self) -> Alert | None:
        """The alert of this act, not saved; None when none is raised."""
        if not self.cleaned_data["is_alert_raised"]:
            return None
        row: Violence = self.instance
        return Alert(
            minor=row.minor,
            site=row.site,
            kind=ALERT_OF[self.kind],
            facts=self.cleaned_data["alert_facts"],
            first_level=usual_level(ALERT_OF[self.kind]),
            happened_on=row.happened_on if row.is_day_known else None,
            happened_time=row.happened_time if row.is_day_known else None,
        )
