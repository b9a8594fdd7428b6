"""How every form is drawn: a limit is said before, and never cuts what is pasted."""

from typing import Any

from django.forms import BoundField, PasswordInput, Textarea
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.translation import gettext as _


class LimitedField(BoundField):
    """`maxlength` would cut a pasted text without a word: the limit is said, the server refuses."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        attrs = field.widget.attrs
        if "maxlength" in attrs and not isinstance(field.widget, PasswordInput):
            attrs["data-limit"] = attrs.pop("maxlength")
        limit = attrs.get("data-limit")
        if limit and isinstance(field.widget, Textarea):
            said = _("%(limit)s characters at most.") % {"limit": limit}
            self.help_text = lazystr(f"{self.help_text} {said}".strip())


class Renderer(DjangoTemplates):
    """Django's own, with fields that say their limit."""

    bound_field_class = LimitedField
