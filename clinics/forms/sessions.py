"""Opening a clinic session, its team, closing it."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.actions.sessions import IS_IT_ZERO
from clinics.models import ClinicSession
from staff.choices import Role
from staff.form_parts import RowForm, helper
from staff.models import Posting, Site, User, valid_on

CARE_TEAM = [Role.NURSE, Role.DOCTOR, Role.MIDWIFE]


def care_team_at(site: Site, user: User) -> list[User]:
    """Return who may care at this site today, this person first."""
    today = Posting.objects.filter(valid_on(timezone.localdate()), role__in=CARE_TEAM)
    here = today.filter(Q(site=site) | Q(site__isnull=True)).values("user")
    found = User.objects.filter(is_active=True, pk__in=here).exclude(pk=user.pk)
    return [user, *found.order_by("full_name", "pk")]


class _TeamForm(forms.Form):
    """Who works there, as ticks."""

    def offer_team(self, people: list[User]) -> None:
        self.people = {str(colleague.pk): colleague for colleague in people}
        self.fields["team"].choices = [(pk, one.full_name) for pk, one in self.people.items()]

    @property
    def members(self) -> list[User]:
        return [self.people[pk] for pk in self.cleaned_data["team"]]


class OpenSessionForm(_TeamForm, RowForm):
    class Meta:
        model = ClinicSession
        fields = ["kind"]
        widgets = {"kind": forms.RadioSelect}

    team = forms.MultipleChoiceField(
        label=_("Team"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one colleague.")},
    )

    def __init__(self, *args: Any, site: Site, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        self.fields["kind"].choices = self.fields["kind"].choices[1:]
        self.fields["kind"].initial = site.kind
        self.offer_team(care_team_at(site, user))
        self.fields["team"].initial = [str(user.pk)]
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Field("team", wrapper_class="choice-pills"),
        )


class AddToTeamForm(_TeamForm):
    """Those who are not in the team yet."""

    team = forms.MultipleChoiceField(
        label=_("They join the team"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one colleague.")},
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_team(people)
        self.helper = helper(Field("team", wrapper_class="choice-pills"))


class CloseSessionForm(forms.Form):
    """Nothing to fill in, unless nothing was recorded: zero is said, never guessed."""

    is_zero = forms.BooleanField(label=_("There was no consultation: report zero"), required=False)

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count
        if count:
            del self.fields["is_zero"]
        self.helper = helper(*self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.count and not data.get("is_zero"):
            self.add_error("is_zero", IS_IT_ZERO)
        return data
