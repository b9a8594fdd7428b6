"""Who follows a file as a psychologist."""

from typing import Any

from cases.models import Minor
from clinics.models import (
    CaseTeam,
)
from staff.choices import Role
from staff.form_parts import RowForm, helper
from staff.models import User


class AddPsychologistForm(RowForm):
    filled_by_page = frozenset({"minor", "ended_at"})

    class Meta:
        model = CaseTeam
        fields = ["user"]

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        colleagues = User.objects.visible_to(user).working_as(Role.PSYCHOLOGIST)
        self.fields["user"].queryset = colleagues.exclude(pk=user.pk)
        self.helper = helper("user")
