"""The components every page is built from, and how dates and times read.

The library is a builtin of the template engine: no `{% load %}`. A page writes no component of
its own; what is missing here is added here. `/styleguide/` shows each in every state.
A tag marked "block" wraps its free part and is always closed: `{% panel … %}…{% endpanel %}`.

Words and pictures
  icon name [size]         `{% icon "person" %}`, `{% icon "warning" "lg" %}`. Decorative: always
                           beside a word. Names: the ids of static/icons/icons.svg; a name that
                           is not there raises.
  status kind text [icon]  `{% status "waiting" _("Waiting for the nurse") %}`. Kinds: present,
                           waiting, urgent, progress, done, neutral, danger. Icon by kind.

Heading and boxes
  page_heading title [lead] [back_url] [back_label] [level]                       block: the actions
      {% page_heading _("Today") lead=today|long_day %}
        <a class="btn btn-primary" href="…">{% icon "person-add" %} {% translate "New" %}</a>
      {% endpage_heading %}
      The page's only h1; `level=2` under the heading of a case file. One `btn-primary` a
      page; the others are `btn-outline-secondary`.
  panel [title] [icon] [count] [url] [url_label] [id] [flush]               block: the body
      {% panel _("Waiting") icon="wait" count=queue|length flush=True %}…{% endpanel %}
      `url` puts a quiet link at the end of the heading. `flush` is for a table or `rows` inside.
  notice kind [title] [icon]                                                block: the text
      {% notice "waiting" _("Hearing in 2 days") %}<p>…</p>{% endnotice %}   Kinds of status.
  blank_state icon title [text]                                             block: the action
      {% blank_state "people" _("No one yet") text=_("…") %}<a …>…</a>{% endblank_state %}
  figure value label [note] [url] [beside] a number to read from afar; several in `.figures`.

Layout (classes)
  .columns (3 to 2; one column when narrow), .columns-even, .stack (panels one under the other),
  .figures, .rows, .reading (70 characters), .number (th, td), .panel-flush, .btn-sm, .btn-lg.
  `data-print` on a link or button prints the page.

People
  person_line person [url]                                                  block: its status
      {% person_line person url=person.url %}{% status "present" … %}{% endperson_line %}
      Reads display_name, reference, declared_age_text, language_text; any may be empty.
  facts / fact label value       {% facts %}{% fact _("Language") "Bambara" %}{% endfacts %}
                                 An empty value reads "Not recorded"; 0 and False are values.
  timeline / timeline_entry when title [icon] [by]                          blocks: entries; text
      {% timeline %}{% timeline_entry note.written_at _("Note") icon="chat" by=note.author %}
        <p>…</p>{% endtimeline_entry %}{% endtimeline %}
  <ul class="rows"><li>…</li></ul>   a list with hairlines; `.row-end` in a li goes to its end.

Lists
  data_table caption [show_caption] [stack] [dense]                         block: thead, tbody
      {% data_table _("Arrivals of today") %}<thead>…</thead><tbody>…</tbody>{% enddata_table %}
      On a phone a row becomes a card: give each td `data-label="…"` (or `stack=False` to scroll).
      Numbers: `class="number"` on th and td.
  pager page_obj                 Keeps the query string. Shows nothing when all fits in one page.
  filter_bar [url] [target] [reset_url]                                     block: its fields
      {% filter_bar reset_url="?" %}<div>label + select.form-select</div>{% endfilter_bar %}
      A GET form. `target="#list"` makes htmx refresh that element at each change.
  search_box url [id] [label] [placeholder] [value] [target] [autofocus] [is_main]
      {% search_box house.search_url target="#found" autofocus=True is_main=True %}
      Posts `q`: a name never stands in an address. `target` is the element that htmx fills as
      one types; `is_main` is the large one.
  search_list id [label] / search_item                                      blocks
      {% search_list "found" %}{% for person in people %}{% search_item %}
        {% person_line person %}{% endperson_line %}
        <form method="post" …>{% csrf_token %}<button data-search-main …>…</button></form>
      {% endsearch_item %}{% endfor %}{% endsearch_list %}
      Arrows choose an item while the cursor stays in the box, Enter presses its
      `data-search-main` link or button, Escape clears. The answer to the box is what goes inside
      its target: the items, or, when the target is an element around the list, the list too.
      `HX-Trigger: searchDone` empties the box and gives it the focus back.

Going somewhere
  tabs items label               items: objects with url, label, is_current, and if any icon, badge.
  stepper steps current          `{% stepper steps 2 %}`: the words of each step, current from 1.
  progress done total label      long work.
  dialog id title                                                           block: the body
      <a href="{% url … %}" data-dialog-open="close-case">…</a>
      {% dialog "close-case" _("Close this case?") %}<form method="post" …>…
        <div class="form-actions"><button class="btn btn-danger">…</button>
        <button type="button" class="btn btn-outline-secondary" data-dialog-close>…</button></div>
      {% enddialog %}
      The opener is a real link to a page with the same form: it works without JavaScript.
  toast kind text [undo_url] [undo_label]     base.html makes them from Django's messages and
      `house.undo`. After an htmx swap: {% include "components/toasts.html" with oob=True %}.

Forms
  `{% crispy form %}` is enough: labels above, errors beside the field, and the summary of errors at
  the top (templates/bootstrap5/errors.html). A form without crispy: {% error_summary form %}.
  Field("sex", wrapper_class="choice-pills") for radio buttons and checkboxes as large pills;
  AppendedText("temperature", "°C", wrapper_class="field-short") for a unit;
  wrapper_class="field-short" or "field-medium" for an answer of a few characters or words.
  <div class="form-actions"> holds the buttons, the main one first.

Dates and times (filters; an empty value gives an empty text)
  day|long_day    jeudi 19 novembre (the year is said when it is not this one)
  day|short_day   19 nov.
  instant|clock   9 h 12 (en: 9:12)
  instant|ago     il y a 12 min, hier à 18 h 05, il y a 3 jours, 4 nov.
  waiting|minutes 12 min, 1 h 05 (a timedelta or a number of minutes)
"""

import datetime
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from django import forms, template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.core.serializers.json import DjangoJSONEncoder
from django.template import loader
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from staff import once
from staff.encryption import SealedRow

register = template.Library()


@register.simple_tag(takes_context=True, name="csrf_token")
def form_tokens(context: Context) -> SafeString:
    """Write what every form of ours carries: that it is ours, and that it is sent once.

    Takes the place of Django's own tag, in the forms of libraries too.
    """
    csrf = context.get("csrf_token")
    if not csrf:  # a page that is drawn without a request has no form to send
        return SafeString("")
    request = context.get("request")
    site = getattr(request, "site", None)
    return format_html(
        '<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">',
        once.CSRF_FIELD,
        csrf,
        once.FIELD,
        once.new_token(getattr(request, "user", None), getattr(site, "pk", None)),
    )


STATUS_ICONS = {
    "present": "check-circle",
    "waiting": "wait",
    "urgent": "warning",
    "progress": "swap",
    "done": "check",
    "neutral": "info",
    "danger": "stop",
}
MESSAGE_KINDS = {"success": "done", "warning": "waiting", "error": "danger"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def _fill(context: Context, component: str, **values: Any) -> SafeString:
    """Render templates/components/<component>.html with these values and no other variable."""
    values |= {"request": context.get("request"), "csrf_token": context.get("csrf_token")}
    found: Any = loader.get_template(f"components/{component}.html")
    return found.template.render(context.new(values))


def _slot(content: str) -> str:
    """The free part of a block tag, or nothing when it is only spaces."""
    return content if content.strip() else ""


# --- words and pictures -----------------------------------------------------------------------


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The ids of the sprite."""
    sprite = Path(str(finders.find("icons/icons.svg"))).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', sprite))


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    if name not in icon_names():
        raise ValueError(f"static/icons/icons.svg has no icon {name!r}")
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        static("icons/icons.svg"),
        name,
    )


@register.filter
def shown(row: SealedRow, name: str) -> Any:
    """A sealed value, or the sentence that says it cannot be read: the rest of the page stands."""
    return row.shown(name)


@register.simple_tag
def status(kind: str, text: str, icon_name: str = "") -> SafeString:
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        kind,
        icon(icon_name or STATUS_ICONS[kind]),
        text,
    )


# --- heading and boxes ------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_heading(
    context: Context,
    content: str,
    title: str,
    lead: str = "",
    back_url: str = "",
    back_label: str = "",
    level: int = 1,
) -> SafeString:
    return _fill(
        context,
        "page_heading",
        level=level,
        title=title,
        lead=lead,
        back_url=back_url,
        back_label=back_label,
        actions=_slot(content),
    )


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context,
    content: str,
    title: str = "",
    icon: str = "",
    count: int | None = None,
    url: str = "",
    url_label: str = "",
    id: str = "",
    flush: bool = False,
) -> SafeString:
    return _fill(
        context,
        "panel",
        title=title,
        icon_name=icon,
        count=count,
        url=url,
        url_label=url_label,
        id=id,
        flush=flush,
        body=content,
    )


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, kind: str, title: str = "", icon: str = ""
) -> SafeString:
    return _fill(
        context,
        "notice",
        kind=kind,
        title=title,
        icon_name=icon or STATUS_ICONS[kind],
        body=_slot(content),
    )


@register.simple_block_tag(takes_context=True)
def blank_state(
    context: Context, content: str, icon: str, title: str, text: str = ""
) -> SafeString:
    return _fill(
        context, "blank_state", icon_name=icon, title=title, text=text, action=_slot(content)
    )


@register.simple_tag(takes_context=True)
def figure(
    context: Context,
    value: Any,
    label: str,
    note: str = "",
    url: str = "",
    beside: str = "",
    lines_url: str = "",
    is_masked: bool = False,
) -> SafeString:
    """Fill a figure: `url` is where its label leads, `lines_url` what its number opens."""
    return _fill(
        context,
        "figure",
        value=value,
        label=label,
        note=note,
        url=url,
        beside=beside,
        lines_url=lines_url,
        is_masked=is_masked,
    )


# --- people -----------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def person_line(context: Context, content: str, person: Any, url: str = "") -> SafeString:
    """Without its link for whoever opens no file."""
    house = context.get("house") or {}
    if not house.get("may_open_files"):
        url = ""
    return _fill(context, "person_line", person=person, url=url, status=_slot(content))


@register.simple_block_tag
def facts(content: str) -> SafeString:
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_tag
def fact(label: str, value: Any = "") -> SafeString:
    if value in (None, ""):
        value = format_html('<span class="absent">{}</span>', _("Not recorded"))
    return format_html("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", label, value)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag(takes_context=True)
def timeline_entry(
    context: Context,
    content: str,
    when: datetime.date | None,
    title: str,
    icon: str = "dots",
    by: Any = "",
) -> SafeString:
    return _fill(
        context,
        "timeline_entry",
        when=when,
        is_instant=isinstance(when, datetime.datetime),
        title=title,
        icon_name=icon,
        by=by,
        body=_slot(content),
    )


# --- lists ------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def data_table(
    context: Context,
    content: str,
    caption: str,
    show_caption: bool = False,
    stack: bool = True,
    dense: bool = False,
) -> SafeString:
    """Fill a table: `stack` makes a card of each row on a phone, `dense` fits many columns."""
    return _fill(
        context,
        "data_table",
        caption=caption,
        show_caption=show_caption,
        stack=stack,
        dense=dense,
        body=content,
    )


@register.simple_tag(takes_context=True)
def pager(context: Context, page_obj: Page) -> SafeString:
    return _fill(context, "pager", page_obj=page_obj)


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context, content: str, url: str = "", target: str = "", reset_url: str = ""
) -> SafeString:
    return _fill(context, "filter_bar", url=url, target=target, reset_url=reset_url, fields=content)


@register.simple_tag(takes_context=True)
def search_box(
    context: Context,
    url: str,
    id: str = "search",
    label: str = "",
    placeholder: str = "",
    value: str = "",
    target: str = "",
    autofocus: bool = False,
    is_main: bool = False,
) -> SafeString:
    return _fill(
        context,
        "search_box",
        url=url,
        id=id,
        label=label or _("Search for a young person"),
        placeholder=placeholder or _("Name or reference"),
        value=value,
        target=target,
        autofocus=autofocus,
        is_main=is_main,
    )


@register.simple_block_tag
def search_list(content: str, id: str, label: str = "") -> SafeString:
    return format_html(
        '<div class="search-list" id="{}" role="list" aria-label="{}" data-search-list>{}</div>',
        id,
        label or _("Search results"),
        _slot(content),
    )


@register.simple_block_tag
def search_item(content: str) -> SafeString:
    return format_html(
        '<div class="search-item" role="listitem" data-search-item><div>{}</div></div>', content
    )


# --- going somewhere --------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def tabs(context: Context, items: Any, label: str) -> SafeString:
    return _fill(context, "tabs", items=items, label=label)


@register.simple_tag(takes_context=True)
def stepper(context: Context, steps: list[str], current: int) -> SafeString:
    return _fill(context, "stepper", steps=steps, current=current)


@register.simple_tag(takes_context=True)
def progress(context: Context, done: int, total: int, label: str) -> SafeString:
    return _fill(context, "progress", done=done, total=total, label=label)


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, title: str) -> SafeString:
    return _fill(context, "dialog", id=id, title=title, body=content)


@register.simple_tag(takes_context=True)
def toast(
    context: Context, kind: str, text: str, undo_url: str = "", undo_label: str = ""
) -> SafeString:
    return _fill(
        context,
        "toast",
        kind=kind,
        icon_name=STATUS_ICONS[kind],
        text=text,
        undo_url=undo_url,
        undo_label=undo_label,
    )


@register.filter
def message_kind(level_tag: str) -> str:
    """The kind of toast for the level of a Django message."""
    return MESSAGE_KINDS.get(level_tag, "neutral")


# --- forms ------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def error_summary(context: Context, form: forms.BaseForm) -> SafeString:
    fields = [field for field in form if field.errors]
    general = form.non_field_errors()
    count = len(general) + len(fields)
    return _fill(
        context,
        "error_summary",
        general=general,
        fields=fields,
        title=ngettext("%(count)d thing to correct", "%(count)d things to correct", count)
        % {"count": count}
        if count
        else "",
    )


# --- data for a script -------------------------------------------------------------------------


@register.filter
def as_json(value: Any) -> str:
    """For a `data-` attribute, where it is escaped like any text: the policy forbids scripts."""
    return json.dumps(value, cls=DjangoJSONEncoder)


# --- dates and times --------------------------------------------------------------------------


def _local(value: Any) -> Any:
    """The same instant on the centre's clock; plain dates and naive values as they are."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day(value: datetime.date) -> datetime.date:
    local = _local(value)
    return local.date() if isinstance(local, datetime.datetime) else local


def _dated(value: datetime.date | None, pattern: str) -> str:
    if not value:
        return ""
    day = _day(value)
    if day.year != timezone.localdate().year:
        pattern += " y"
    language = (get_language() or "fr")[:2]
    text = format_date(day, pattern, locale=language)
    if language == "fr" and day.day == 1:
        text = re.sub(r"\b1\b", "1er", text, count=1)
    return text


@register.filter
def long_day(value: datetime.date | None) -> str:
    return _dated(value, "EEEE d MMMM")


@register.filter
def short_day(value: datetime.date | None) -> str:
    return _dated(value, "d MMM").replace(" ", NO_BREAK_SPACE)


@register.filter
def clock(value: datetime.datetime | datetime.time | None) -> str:
    if value is None or value == "":
        return ""
    local = _local(value)
    separator = f"{NO_BREAK_SPACE}h{NO_BREAK_SPACE}" if get_language() == "fr" else ":"
    return f"{local.hour}{separator}{local.minute:02}"


@register.filter
def minutes(value: datetime.timedelta | int | None) -> str:
    if value is None or value == "":
        return ""
    total = int(value.total_seconds() // 60 if isinstance(value, datetime.timedelta) else value)
    hours, rest = divmod(max(total, 0), 60)
    text = f"{hours} h {rest:02}" if hours else f"{rest} min"
    return text.replace(" ", NO_BREAK_SPACE)


@register.filter
def ago(value: datetime.date | None) -> str:
    if not value:
        return ""
    days = (timezone.localdate() - _day(value)).days
    if isinstance(value, datetime.datetime):
        return _instant_ago(value, days)
    near = {-1: _("tomorrow"), 0: _("today"), 1: _("yesterday")}
    return near.get(days) or _days_ago(value, days)


def _instant_ago(value: datetime.datetime, days: int) -> str:
    passed = (timezone.now() - value).total_seconds() / 60
    if 0 <= passed < 1:
        return _("just now")
    if 1 <= passed < 60:
        return _("%(count)d min ago") % {"count": passed}
    if days == 0 and passed > 0:
        return _("%(count)d h ago") % {"count": passed // 60}
    near = {
        -1: _("tomorrow at %(time)s"),
        0: _("today at %(time)s"),
        1: _("yesterday at %(time)s"),
    }
    return near[days] % {"time": clock(value)} if days in near else _days_ago(value, days)


def _days_ago(value: datetime.date, days: int) -> str:
    if 2 <= days < 7:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    return short_day(value)
