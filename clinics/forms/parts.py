"""Parts of the consultation form: what is folded until it is needed, the list of problems."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinics import problems


class Fold(Div):
    """Fields behind one line to open; open already where something is typed or refused."""

    def __init__(self, *fields: Any, legend: str | Promise, names: Sequence[str]) -> None:
        super().__init__(*fields)
        self.legend, self.names = legend, names

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        fields = [pointer.name for pointer in self.get_field_names()]
        is_open = any(form[name].errors for name in fields) or any(
            form[name].value() for name in self.names
        )
        return render_to_string(
            "clinics/includes/fold.html",
            {"legend": self.legend, "inside": inside, "is_open": is_open},
        )


class ProblemChoices(forms.RadioSelect):
    """Each line says by which words it is found, and to which tile it belongs (static/js)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        line = problems.problems().get(str(value))
        if line is not None:
            option["attrs"] |= {"data-said": line.said, "data-tile": line.tile.value}
        return option


class Suggested(forms.TextInput):
    """A box of free text that proposes what `offered` returns when it is shown."""

    def __init__(self, offered: Callable[[], Iterable[str]], attrs: Any = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.offered = offered

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{name}-offered"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join(
            "", '<option value="{}"></option>', ((text,) for text in self.offered())
        )
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)
