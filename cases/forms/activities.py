"""A new activity of a day."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import permissions
from cases.choices import ActivityKind
from cases.models import Activity
from staff.form_parts import RowForm, TimeInput, helper
from staff.models import Posting, Site, User, valid_on

USUAL_LENGTH = datetime.timedelta(hours=1)


class HoldActivityForm(RowForm):
    """What, when, with whom; who takes part is ticked on the next page."""

    class Meta:
        model = Activity
        fields = ["kind", "starts_at", "ends_at"]
        widgets = {"kind": forms.RadioSelect, "starts_at": TimeInput(), "ends_at": TimeInput()}
        help_texts = {"ends_at": _("For an outing: when they are expected back.")}

    led_by = forms.MultipleChoiceField(
        label=_("Led or accompanied by"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one colleague.")},
    )

    def __init__(
        self, *args: Any, site: Site, day: datetime.date, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site, self.instance.day = site, day
        self.fields["kind"].choices = [
            (kind.value, kind.label)
            for kind in ActivityKind
            if permissions.can_know_kind(user, kind)
        ]
        self.people = {str(colleague.pk): colleague for colleague in colleagues_at(site, user)}
        self.fields["led_by"].choices = [(pk, one.full_name) for pk, one in self.people.items()]
        self.fields["led_by"].initial = [str(user.pk)]
        now = timezone.localtime()
        self.fields["starts_at"].initial = now.strftime("%H:00")
        self.fields["ends_at"].initial = (now + USUAL_LENGTH).strftime("%H:00")
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Div("starts_at", "ends_at", css_class="form-pair"),
            Field("led_by", wrapper_class="choice-pills"),
        )

    @property
    def leaders(self) -> list[User]:
        return [self.people[pk] for pk in self.cleaned_data["led_by"]]


def colleagues_at(site: Site, user: User) -> list[User]:
    """Return who may work at this site today, this person first."""
    today = Posting.objects.filter(valid_on(timezone.localdate()))
    here = today.filter(Q(site=site) | Q(site__isnull=True)).values("user")
    found = User.objects.filter(is_active=True, pk__in=here).exclude(pk=user.pk)
    return [user, *found.order_by("full_name", "pk")]
