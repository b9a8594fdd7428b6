"""One consultation of somebody without a file, on a phone: four taps when nothing else is said."""

import uuid
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import choices as case_choices
from cases import joined, references
from cases.choices import Sex
from cases.models import Minor
from clinics import anonymous, problems
from clinics.choices import CareAct, Episode, Motif
from clinics.choices.anonymous import SEXES, TICK_CODE_LENGTH
from clinics.forms.parts import Fold, ProblemChoices
from clinics.models import TICK_CODE_RULES, AnonymousConsultation, ClinicSession
from staff.form_parts import RowForm, helper
from staff.models import User

PILLS = ["motif", "sex", "age_band", "destination", "episode", "interpreting"]
# Of whoever came before, what mostly holds for whoever comes next.
KEPT = ["language", "interpreting"]


class TickCodeField(forms.CharField):
    """The code of a slip as it is kept: capitals, without what separates them."""

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value)).split()).replace("-", "").upper()


class AnonymousConsultationForm(RowForm):
    """Boxes and tiles only: no text, where a name could be typed.

    `token` and `written_at` are hidden: drawn with the page, or where it was written without
    network. Without a token the consultation is a new one.
    """

    class Meta:
        model = AnonymousConsultation
        fields = ["token", "written_at", "motif", "sex", "age_band", "language", "nationality",
                  "tick_code", "problem", "acts", "destination", "episode",
                  "interpreting"]  # fmt: skip
        widgets = dict.fromkeys(PILLS, forms.RadioSelect)
        field_classes = {"tick_code": TickCodeField}

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    written_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    problem = forms.ChoiceField(label=_("Problem found"), required=False, widget=ProblemChoices)
    language = forms.ChoiceField(label=_("Language"), required=False)
    nationality = forms.ChoiceField(label=_("Country, if she says it"), required=False)
    acts = forms.MultipleChoiceField(
        label=_("Care"),
        choices=CareAct.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        session: ClinicSession,
        user: User,
        corrects: AnonymousConsultation | None = None,
        **kwargs: Any,
    ) -> None:
        self.session, self.user, self.corrects = session, user, corrects
        initial = {**self._kept(), "token": uuid.uuid4(), "written_at": None}
        super().__init__(
            *args, initial=initial, held=session if corrects is not None else None, **kwargs
        )
        self._offer()
        self.helper = helper(*self._layout())

    def _kept(self) -> dict[str, Any]:
        """What is filled in beforehand: all of what it corrects, little of the one before."""
        if self.corrects is not None:
            return {name: getattr(self.corrects, name) for name in self._meta.fields or ()}
        last = anonymous.last_of(self.user, self.session)
        return {name: getattr(last, name) for name in KEPT} if last is not None else {}

    def _offer(self) -> None:
        fields = self.fields
        for name in ("motif", "age_band", "interpreting"):
            fields[name].choices = fields[name].choices[1:]
        fields["motif"].required = False  # the tile of the problem stands for it
        fields["sex"].choices = [(one.value, SEXES.get(one, one.label)) for one in Sex]
        fields["problem"].choices = [
            (tile.label, [(line.code, str(line)) for line in found])
            for tile, found in problems.of_book(Motif).items()
        ]
        fields["destination"].choices = [
            ("", pgettext_lazy("orientation", "Nowhere")),
            *fields["destination"].choices[1:],
        ]
        fields["episode"].choices = [("", pgettext_lazy("episode", "As counted")), *Episode.choices]
        fields["language"].choices = self._languages()
        fields["nationality"].choices = [("", ""), *case_choices.country_choices()]
        fields["tick_code"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "size": TICK_CODE_LENGTH,
        }
        fields["tick_code"].help_text = _("Letters and digits, one digit at least.")

    def _languages(self) -> list[tuple[str, Any]]:
        """Those that were spoken in this session come first."""
        spoken = anonymous.languages_of(self.session)
        every = case_choices.language_choices()
        first = [pair for pair in every if pair[0] in spoken]
        rest = [pair for pair in every if pair[0] not in spoken]
        groups = [(_("In this session"), first), (_("Others"), rest)] if first else rest
        return [("", ""), *groups]

    def _layout(self) -> list[Any]:
        return [
            Field("motif", wrapper_class="choice-pills motif-tiles"),
            Field("sex", wrapper_class="choice-pills"),
            Field("age_band", wrapper_class="choice-pills"),
            Div("language", "tick_code", css_class="form-pair"),
            Fold(
                Field("destination", wrapper_class="choice-pills"),
                Field("acts", wrapper_class="choice-pills"),
                legend=_("Care, where she is sent"),
                names=["destination", "acts"],
            ),
            Fold(
                Field("problem", template="clinics/includes/problem_choices.html"),
                Field("episode", wrapper_class="choice-pills"),
                legend=_("Problem found, new or follow-up"),
                names=["problem", "episode"],
            ),
            Fold(
                Field("interpreting", wrapper_class="choice-pills"),
                Field("nationality", wrapper_class="field-medium"),
                legend=_("Interpreter, country"),
                names=["interpreting", "nationality"],
            ),
        ]

    def clean_token(self) -> uuid.UUID:
        token: uuid.UUID | None = self.cleaned_data["token"]
        return token or uuid.uuid4()

    def clean_written_at(self) -> Any:
        """The clock of a phone may be ahead: nothing was written later than now."""
        return min(self.cleaned_data["written_at"] or timezone.now(), timezone.now())

    def clean_acts(self) -> list[str] | None:
        return [act for act in CareAct.values if act in self.cleaned_data["acts"]] or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        line = problems.problems().get(data.get("problem") or "")
        if not data.get("motif") and "motif" not in self.errors:
            if line is None:
                self.add_error("motif", _("Choose why she comes, or the problem found."))
            else:
                data["motif"] = line.tile.value
        if self._is_as_counted(data):
            data["episode"] = ""
        return data

    def _is_as_counted(self, data: dict[str, Any]) -> bool:
        """What was counted of another problem, or of another slip, is counted anew."""
        former = self.corrects
        if former is None or data.get("episode") != former.episode:
            return False
        names = ("problem", "motif", "tick_code")
        return any(data.get(name) != getattr(former, name) for name in names)

    def validate_unique(self) -> None:
        """The same token sent again is no mistake: the action gives back what is kept."""


class CorrectAnonymousForm(AnonymousConsultationForm):
    """The same, or that there was no such consultation."""

    class Meta(AnonymousConsultationForm.Meta):
        fields = [*AnonymousConsultationForm.Meta.fields[2:], "is_mistake"]

    token = None  # type: ignore[assignment] # how a form leaves out a field of its base
    written_at = None  # type: ignore[assignment] # the same

    def _layout(self) -> list[Any]:
        return [*super()._layout(), "is_mistake"]


class SlipForm(forms.Form):
    """The code of a slip, to find what was written with it."""

    tick_code = TickCodeField(
        label=_("Code of the slip"),
        max_length=TICK_CODE_LENGTH,
        validators=TICK_CODE_RULES,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("tick_code", wrapper_class="field-short"))


class SlipSearchForm(SlipForm):
    """The same above a list: left empty, the list is that of the last sessions here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tick_code"].required = False


class AttachToFileForm(forms.Form):
    """The reference of a file that this person may see."""

    reference = forms.CharField(
        label=_("Reference of the file"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.minor: Minor
        self.helper = helper(Field("reference", wrapper_class="field-short"))

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"]
        reference = references.clean(typed)
        if reference is None:
            raise forms.ValidationError(_("This is not a reference: six letters and digits."))
        minors = Minor.objects.visible_to(self.user).current()
        found = minors.filter(reference=joined.standing_for(reference)).first()
        if found is None:
            raise forms.ValidationError(_("No file that you may open has this reference."))
        self.minor = found
        return reference


class AttachConsultationsForm(forms.Form):
    """From a file: some of those that are of no file yet. `of_slip` keeps what was searched."""

    of_slip = forms.CharField(required=False, widget=forms.HiddenInput)
    consultations = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one consultation.")},
    )

    def __init__(
        self, *args: Any, rows: list[AnonymousConsultation], code: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.pk): row for row in rows}
        self.fields["consultations"].choices = [(pk, str(row)) for pk, row in self.offered.items()]
        self.fields["of_slip"].initial = code

    @property
    def chosen(self) -> list[AnonymousConsultation]:
        return [self.offered[pk] for pk in self.cleaned_data["consultations"]]
