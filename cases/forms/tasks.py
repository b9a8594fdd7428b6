"""A task, and what becomes of it: alone or several at once."""

import datetime
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import permissions, references, tasks
from cases.choices import DeskKind
from cases.forms.minors import pick
from cases.models import Minor, Task
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site, User

DESK, WHOLE_DESK = "desk", _("The whole desk")  # nobody in particular
SHORTEST, LONGEST_ABOUT_NOBODY = 3, 120  # characters


def words(label: Any, **more: Any) -> forms.CharField:
    """Return the box of a short word, kept with the step."""
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **more,
    )


class ColleagueField(forms.ModelChoiceField):
    """Somebody of the team, or the whole desk (None).

    It takes any colleague and offers those who work at a desk: whoever has left meanwhile is told
    by name, not as a wrong choice.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        box = forms.Select(attrs={"class": "form-select"})
        super().__init__(queryset=User.objects.all(), widget=box, **kwargs)

    def offer(
        self,
        site: Site | None,
        kinds: Iterable[str] = tuple(DeskKind),
        nobody: Any = WHOLE_DESK,
    ) -> None:
        """Offer those who work at these desks of the site, or wherever; `nobody` names None."""
        groups = tasks.colleagues_by_desk(site, kinds)
        self.choices = pick(_("Choose"), [(DESK, nobody), *groups])

    def to_python(self, value: Any) -> User | None:
        found: User | None = None if value == DESK else super().to_python(value)
        return found


class MakeTaskForm(RowForm):
    """What is to be done, by which desk, for when; about her whose file it is, or about nobody."""

    filled_by_page = frozenset({"minor"})
    reference = forms.CharField(
        label=_("About which file"),
        required=False,
        max_length=20,
        help_text=_("Its reference. Empty: about nobody, then name nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = ColleagueField(label=_("Who"))

    class Meta:
        model = Task
        fields = ["text", "desk_kind", "due_on", "owner", "is_follow_up"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "due_on": DateInput(),
        }

    def __init__(
        self, *args: Any, user: User, site: Site, minor: Minor | None = None, **kwargs: Any
    ) -> None:
        own = permissions.desk_kinds(user)
        kwargs["initial"] = {"desk_kind": own[0] if own else "", "owner": DESK}
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.minor, self.instance.site = minor, site
        self.fields["owner"].offer(site)
        self.fields["text"].help_text = _("Read by the desk it is for, and by you.")
        if minor is not None:
            del self.fields["reference"]
        self.helper = helper(
            "text",
            *([] if minor else [Field("reference", wrapper_class="field-short")]),
            Div("desk_kind", "due_on", css_class="form-pair"),
            Field("owner", wrapper_class="field-medium"),
            "is_follow_up",
        )

    def clean_reference(self) -> str:
        typed = self.cleaned_data["reference"].strip()
        if not typed:
            return ""
        found = references.clean(typed)
        rows = Minor.objects.visible_to(self.user).filter(reference=found)
        self.instance.minor = rows.first() if found else None
        if self.instance.minor is None:
            raise forms.ValidationError(_("No file has this reference. Check it, or search."))
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind, due_on = data.get("desk_kind"), data.get("due_on")
        if kind and due_on:
            refusal = tasks.refusal_of(
                kind=kind, site=self.instance.site, owner=data.get("owner"), due_on=due_on
            )
            if refusal is not None:
                self.add_error(*refusal)
        is_about_nobody = self.instance.minor is None and "reference" not in self.errors
        if is_about_nobody and len(data.get("text", "")) > LONGEST_ABOUT_NOBODY:
            self.add_error("text", _("About nobody, a short line is enough: 120 characters."))
        return data


class EndTaskForm(forms.Form):
    word = words(_("A word, if there is something to say"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("word")


class DropTaskForm(forms.Form):
    word = words(_("Why it is not to be done any more"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("word")

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip()
        if len(word) < SHORTEST:
            raise forms.ValidationError(_("Say why in a few words."))
        return word


class PostponeTaskForm(forms.Form):
    due_on = forms.DateField(label=_("To which day"), widget=DateInput())
    word = words(_("Why"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("due_on", wrapper_class="field-short"), "word")

    def clean_due_on(self) -> datetime.date:
        due_on: datetime.date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over: choose today or later."))
        return due_on


class GiveTaskForm(forms.Form):
    owner = ColleagueField(label=_("To whom"))
    word = words(_("Why"), required=False)

    def __init__(self, *args: Any, site: Site | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(site)
        self.helper = helper(Field("owner", wrapper_class="field-medium"), "word")

    def clean_owner(self) -> User | None:
        if not self.data.get(self.add_prefix("owner")):
            raise forms.ValidationError(_("Choose to whom."))
        owner: User | None = self.cleaned_data["owner"]
        return owner
