"""Partners and desks."""

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.choices.intake import USUAL_LANGUAGES
from cases.models import Desk, Partner, PartnerContact
from staff.form_parts import DateInput, RowForm, WeekForm, helper
from staff.models import Site, User

CONTACTS = 4  # lines of the form


def _languages() -> list[Any]:
    """Return the usual languages, then the others to be opened."""
    named = dict(choices.language_choices())
    del named["unknown"]
    usual = [(code, named.pop(code)) for code in USUAL_LANGUAGES]
    return [*usual, (_("Others"), list(named.items()))]


class PartnerForm(WeekForm, RowForm):
    class Meta:
        model = Partner
        fields = [
            "name", "kind", "other_kinds", "neutral_label", "place", "town", "phone", "hours",
            "languages", "accepts", "accepts_note", "note", "is_confirmed", "valid_from",
            "valid_to",
        ]  # fmt: skip
        widgets = {
            "valid_from": DateInput(),
            "valid_to": DateInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (
            ("other_kinds", choices.PartnerKind.choices),
            ("languages", _languages()),
            ("accepts", choices.PartnerAccepts.choices),
        ):
            self.fields[name] = forms.MultipleChoiceField(
                label=self.fields[name].label,
                choices=offered,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        is_new = self.instance._state.adding
        self._add_contacts([] if is_new else list(self.instance.contacts.order_by("pk")))
        week = [] if is_new else self.instance.week.all()
        self.add_week({row.weekday: (row.opens_at, row.closes_at) for row in week})
        self.helper = helper(*self._boxes())

    def _boxes(self) -> list[Any]:
        return [
            Div("name", "kind", css_class="form-pair"),
            "neutral_label",
            Field("other_kinds", wrapper_class="choice-pills"),
            Fieldset(
                _("Whom it receives"),
                Field("accepts", wrapper_class="choice-pills"),
                "accepts_note",
                Field(
                    "languages",
                    wrapper_class="choice-pills",
                    template="cases/includes/long_choices.html",
                ),
            ),
            Fieldset(
                _("Where, and since when"),
                Div("place", "town", css_class="form-pair"),
                Div("phone", "hours", css_class="form-pair"),
                Div("valid_from", "valid_to", css_class="form-pair"),
                "note",
                "is_confirmed",
            ),
        ]

    def _add_contacts(self, kept: list[PartnerContact]) -> None:
        for number in range(CONTACTS):
            row = kept[number] if number < len(kept) else PartnerContact()
            boxes = {
                "role": forms.CharField(max_length=80, label=_("Whom to ask for")),
                "phone": forms.CharField(max_length=40, label=_("Telephone")),
                "email": forms.EmailField(max_length=120, label=_("E-mail")),
            }
            for column, box in boxes.items():
                box.required, box.initial = False, getattr(row, column)
                box.widget.attrs["class"] = "form-control"
                self.fields[f"{column}_{number}"] = box

    def contact_lines(self) -> list[list[forms.BoundField]]:
        """Return the boxes of the page, a line a contact."""
        return [
            [self[f"{column}_{number}"] for column in ("role", "phone", "email")]
            for number in range(CONTACTS)
        ]

    def contacts(self) -> list[PartnerContact]:
        """Return the lines that say something, once the form is valid."""
        rows = [
            PartnerContact(
                **{c: self.cleaned_data[f"{c}_{number}"] for c in ("role", "phone", "email")}
            )
            for number in range(CONTACTS)
        ]
        return [row for row in rows if row.role]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.check_week(data)
        for number in range(CONTACTS):
            self._check_contact(data, number)
        kind = data.get("kind")
        data["other_kinds"] = [other for other in data.get("other_kinds", []) if other != kind]
        tells = kind in choices.COMPARTMENT_OF_PARTNER
        if tells and "neutral_label" not in self.errors and not data.get("neutral_label"):
            self.add_error(
                "neutral_label",
                _("Such a partner tells the reason: give the words that others see instead."),
            )
        return data

    def _check_contact(self, data: dict[str, Any], number: int) -> None:
        role, phone, email = (f"{column}_{number}" for column in ("role", "phone", "email"))
        reached = data.get(phone) or data.get(email)
        if {role, phone, email} & set(self.errors):
            return
        if reached and not data.get(role):
            self.add_error(role, _("Say whom to ask for: a role, not a name."))
        elif data.get(role) and not reached:
            self.add_error(phone, _("Give a telephone or an e-mail."))


class PartnerFilterForm(forms.Form):
    """The filter bar of the directory; anything unknown in it filters nothing."""

    q = forms.CharField(label=_("Name or place"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Need"),
        required=False,
        choices=[("", _("All needs")), *choices.PartnerKind.choices],
    )
    day = forms.DateField(label=_("Open on"), required=False)


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
