"""The referent of a young person at a desk; what somebody leaves, given to a colleague."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases import permissions, referents
from cases.choices import DeskKind
from cases.forms.minors import pick
from cases.forms.tasks import ColleagueField, words
from cases.models import ReferentStep, Task
from staff.form_parts import helper
from staff.models import User


class NameReferentForm(forms.Form):
    desk_kind = forms.ChoiceField(label=_("Desk"))
    colleague = ColleagueField(label=_("Referent"))
    why = words(_("Why"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kinds = permissions.referent_kinds(user)
        super().__init__(*args, **kwargs)
        self.fields["desk_kind"].initial = kinds[0]
        self.fields["desk_kind"].choices = [(kind, DeskKind(kind).label) for kind in kinds]
        self.fields["colleague"].offer(None, kinds, nobody=_("Nobody any more"))
        self.helper = helper(
            Field("desk_kind", wrapper_class="field-medium"),
            Field("colleague", wrapper_class="field-medium"),
            "why",
        )

    def clean_colleague(self) -> User | None:
        if not self.data.get(self.add_prefix("colleague")):
            raise forms.ValidationError(_("Choose who the referent is, or nobody any more."))
        colleague: User | None = self.cleaned_data["colleague"]
        return colleague


class HandOverForm(forms.Form):
    """To whom; all of it, or what is ticked."""

    to = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose to whom.")},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    task = forms.ModelMultipleChoiceField(queryset=Task.objects.none(), required=False)
    minor = forms.ModelMultipleChoiceField(queryset=ReferentStep.objects.none(), required=False)
    is_all = forms.BooleanField(label=_("All of it"), required=False)

    def __init__(self, *args: Any, person: User, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takers = referents.takers(kind)
        self.fields["to"].queryset = User.objects.filter(pk__in=[pk for pk, _name in takers])
        self.fields["to"].choices = pick(_("Choose"), takers)
        self.fields["task"].queryset = referents.tasks_of(person, kind)
        self.fields["minor"].queryset = referents.minors_of(person, kind)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_all"):
            data["task"] = self.fields["task"].queryset
            data["minor"] = self.fields["minor"].queryset
        elif not data.get("task") and not data.get("minor"):
            raise forms.ValidationError(_("Tick what is to be handed over, or all of it."))
        return data
