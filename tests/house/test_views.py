"""How the code is written, held by reading it: views, actions, models and comments.

A rule takes (path, text) and yields "line: what is wrong". PLANTED shows each of them a mistake.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator

import pytest
from django.urls import URLResolver, get_resolver

from tests.house import sources

Rule = Callable[[str, str], Iterator[str]]

LONGEST_VIEW = 25  # lines of code
# Unscoped on purpose: {(file, expression): why}. An entry that nothing uses any more fails.
UNSCOPED = {
    ("cases/views/centre.py", "Centre.objects.exists"): "whether there is a centre: of nobody",
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"raw", "save", "delete", "create", "bulk_create", "get_or_create", "update_or_create"}
# Signals are for allauth's sign-ins only.
MAY_USE_SIGNALS = {"staff/apps.py", "staff/sign_ins.py"}
LAYERS_SPOKEN_BY_NAME = {"actions", "forms", "permissions", "queries"}


# --- views ------------------------------------------------------------------------------------


def unscoped_query(path: str, text: str) -> Iterator[str]:
    """In a view, `.objects` goes on with `.visible_to(`: what she may not see is not there."""
    tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            after = parents[node]
            said = ast.unparse(after) if isinstance(after, ast.Attribute) else ast.unparse(node)
            is_called = isinstance(parents.get(after), ast.Call)
            if not (said.endswith(".visible_to") and is_called) and (path, said) not in UNSCOPED:
                yield f"{node.lineno}: {said} is not scoped by visible_to()"
    for call in sources.calls(tree):
        shortcut = ast.unparse(call.func).rpartition(".")[2]
        whole_table = call.args and re.fullmatch(r"[A-Z]\w+", ast.unparse(call.args[0]))
        if whole_table and shortcut in {"get_object_or_404", "get_list_or_404"}:
            yield f"{call.lineno}: {whole_table[0]} is not scoped by visible_to()"


def database_in_a_view(path: str, text: str) -> Iterator[str]:
    """A view asks and actions write: no transaction, no raw SQL, nothing saved in a view."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        modules = [n.name for n in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{name.name}" for name in node.names]
        if any(module.startswith("django.db") for module in modules):
            yield f"{node.lineno}: a view does not speak to the database itself"
    for call in sources.calls(tree):
        owner, _dot, method = ast.unparse(call.func).rpartition(".")
        if method in WRITES and owner and owner not in LAYERS_SPOKEN_BY_NAME:
            yield f"{call.lineno}: {owner}.{method}() belongs in actions"


def callbacks(resolver: URLResolver) -> Iterator[Callable[..., object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from callbacks(entry)
        else:
            yield entry.callback


def code_lines(text: str, function: ast.FunctionDef) -> int:
    """Count the lines of a function's body that hold code: no docstring, comment or blank."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    first, last = body[0].lineno, body[-1].end_lineno or 0
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent and first <= token.start[0] <= last:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines)


def is_view(function: ast.FunctionDef) -> bool:
    return any("require_" in ast.unparse(decorator) for decorator in function.decorator_list)


def long_view(path: str, text: str) -> Iterator[str]:
    """A view reads straight down, in 25 lines at most."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and is_view(node):
            count = code_lines(text, node)
            if count > LONGEST_VIEW:
                yield f"{node.lineno}: {node.name} has {count} lines of code"


def layer_by_object(path: str, text: str) -> Iterator[str]:
    """`actions.close_case(...)` says which layer speaks; `close_case(...)` does not."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if parts[0] in sources.APPS and LAYERS_SPOKEN_BY_NAME & set(parts[1:2]):
                yield f"{node.lineno}: import the module, not {node.names[0].name}"


# --- actions ----------------------------------------------------------------------------------


def action_names() -> set[str]:
    """Return the public functions of every actions module."""
    return {
        node.name
        for path, text in sources.python_files().items()
        if sources.is_in(path, "actions")
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def loops(function: ast.FunctionDef) -> bool:
    kinds = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return any(isinstance(node, kinds) for node in ast.walk(function))


def careless_action(path: str, text: str) -> Iterator[str]:
    """An action is keyword-only, `by=` first, all or nothing, and leaves its audit row."""
    known = action_names()
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        arguments = node.args
        named = [argument.arg for argument in arguments.kwonlyargs]
        if arguments.args or arguments.posonlyargs or arguments.vararg or named[:1] != ["by"]:
            yield f"{node.lineno}: {node.name} is not keyword-only with by= first"
        called = [ast.unparse(call.func) for call in sources.calls(node)]
        others = [name for name in called if name.rpartition(".")[2] in known - {node.name}]
        records = called.count("audit.record")
        if not records and not others:
            yield f"{node.lineno}: {node.name} leaves no audit row"
        is_atomic = any(ast.unparse(d) == "transaction.atomic" for d in node.decorator_list)
        if not is_atomic and (records + len(others) != 1 or loops(node)):
            yield f"{node.lineno}: {node.name} is not all or nothing: @transaction.atomic"


# --- everywhere -------------------------------------------------------------------------------


def relative_import(path: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{node.lineno}: relative import"


def signal(path: str, text: str) -> Iterator[str]:
    """What happens is written where it happens."""
    if path in MAY_USE_SIGNALS:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            words = {word for name in node.names for word in f"{module}.{name.name}".split(".")}
            if words & {"signals", "dispatch"}:
                yield f"{node.lineno}: signals are for staff.sign_ins only"


def hidden_behaviour(path: str, text: str) -> Iterator[str]:
    """No default order, no save() of its own, no relation to just anything."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}:
                    yield f"{inner.lineno}: {node.name} overrides {inner.name}()"
                targets = [ast.unparse(t) for t in getattr(inner, "targets", [])]
                if node.name == "Meta" and {"ordering", "order_with_respect_to"} & set(targets):
                    yield f"{inner.lineno}: Meta.{targets[0]}"
        said = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.alias) else ""
        if said.rpartition(".")[2] in {"GenericForeignKey", "GenericRelation"}:
            yield f"{node.lineno}: a relation to just anything"


_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\([^)]{8,}\): \S)")


def unexplained_todo(path: str, text: str) -> Iterator[str]:
    """`TODO(until the partner answers): ...`: what is left for later says why."""
    comments = (
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    )
    for line, comment in comments:
        if _LATER.search(comment):
            yield f"{line}: {comment}"


def unexplained_todo_in_text(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if _LATER.search(line):
            yield f"{number}: {line.strip()}"


IN_VIEWS: list[Rule] = [unscoped_query, database_in_a_view, long_view, layer_by_object]
IN_ACTIONS: list[Rule] = [careless_action]
EVERYWHERE: list[Rule] = [relative_import, signal, hidden_behaviour, unexplained_todo]


def broken(rule: Rule, files: dict[str, str]) -> list[str]:
    return [f"{path}:{wrong}" for path, text in files.items() for wrong in rule(path, text)]


def files_of(layer: str) -> dict[str, str]:
    found = {p: t for p, t in sources.python_files().items() if sources.is_in(p, layer)}
    assert len(found) >= 4, f"the lint no longer finds the {layer}"
    return found


def assert_none(wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)


def methodless(views: dict[str, set[str]], files: dict[str, str]) -> list[str]:
    """Return the functions of {path: names} that no `require_...` decorates."""
    return [
        f"{path}: {node.name}"
        for path, names in views.items()
        for node in ast.parse(files[path]).body
        if isinstance(node, ast.FunctionDef) and node.name in names and not is_view(node)
    ]


def test_every_view_says_its_methods() -> None:
    """Else its length is not looked at either."""
    views: dict[str, set[str]] = {}
    for callback in callbacks(get_resolver()):
        if callback.__module__.split(".")[0] in sources.APPS:
            path = callback.__module__.replace(".", "/") + ".py"
            views.setdefault(path, set()).add(callback.__name__)
    assert sum(map(len, views.values())) > 40
    assert methodless(views, sources.python_files()) == []


@pytest.mark.parametrize("rule", IN_VIEWS, ids=lambda rule: rule.__name__)
def test_views(rule: Rule) -> None:
    assert_none(broken(rule, files_of("views")))


@pytest.mark.parametrize("rule", IN_ACTIONS, ids=lambda rule: rule.__name__)
def test_actions(rule: Rule) -> None:
    assert_none(broken(rule, files_of("actions")))


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_every_module(rule: Rule) -> None:
    assert_none(broken(rule, sources.python_files()))


def test_other_texts_explain_what_is_left_for_later() -> None:
    static = {
        path.relative_to(sources.ROOT).as_posix(): path.read_text(encoding="utf-8")
        for pattern in ("static/js/*.js", "static/css/*.css")
        for path in sources.ROOT.glob(pattern)
    }
    assert len(static) >= 2
    assert broken(unexplained_todo_in_text, sources.templates() | static) == []


def test_every_exception_to_the_scope_still_serves() -> None:
    texts = sources.python_files()
    assert [entry for entry in UNSCOPED if entry[1] not in texts.get(entry[0], "")] == []


# --- the rules can fail -----------------------------------------------------------------------

LONG = "@require_GET\ndef planted(request):\n" + "    # a comment\n    x = 1\n" * 26
PLANTED: list[tuple[Rule, str]] = [
    (unscoped_query, "x = Minor.objects.filter(pk=1)"),
    (unscoped_query, "x = Minor.objects.all().visible_to(user)"),
    (unscoped_query, "x = Minor.objects"),
    (unscoped_query, "get_object_or_404(Minor, pk=1)"),
    (unscoped_query, "x = Minor._default_manager.get(pk=1)"),
    (database_in_a_view, "from django.db import transaction"),
    (database_in_a_view, "form.save()"),
    (database_in_a_view, "person.postings.create(role='nurse')"),
    (long_view, LONG),
    (layer_by_object, "from cases.actions import leave"),
    (layer_by_object, "from cases.actions.arrivals import leave"),
    (careless_action, "@transaction.atomic\ndef planted(by, x):\n    audit.record(by=by)"),
    (careless_action, "@transaction.atomic\ndef planted(*, x, by):\n    audit.record(by=by)"),
    (careless_action, "@transaction.atomic\ndef planted(*, by):\n    pass"),
    (careless_action, "def planted(*, by, x):\n    x.save()\n    leave(by=by)\n    audit.record()"),
    (careless_action, "def planted(*, by, x):\n    return [leave(by=by) for i in x]"),
    (relative_import, "from . import models"),
    (signal, "from django.db.models.signals import post_save"),
    (signal, "from django import dispatch"),
    (signal, "import django.db.models.signals"),
    (hidden_behaviour, "class A(Model):\n    class Meta:\n        ordering = ['name']"),
    (hidden_behaviour, "class A(Model):\n    def save(self):\n        pass"),
    (hidden_behaviour, "class A(Model):\n    x = GenericForeignKey()"),
    (hidden_behaviour, "from django.contrib.contenttypes.fields import GenericForeignKey"),
    (unexplained_todo, "x = 1  # TODO: later"),
    (unexplained_todo, "x = 1  # FIXME"),
    (unexplained_todo_in_text, "{# TODO #}"),
]
SOUND: list[tuple[Rule, str]] = [
    (unscoped_query, "x = Minor.objects.visible_to(user).filter(pk=1)"),
    (long_view, "@require_GET\ndef planted(request):\n    '''Says.'''\n" + "    x = 1\n" * 25),
    (layer_by_object, "from cases import actions"),
    (careless_action, "@transaction.atomic\ndef planted(*, by):\n    audit.record(by=by)"),
    (careless_action, "def planted(*, by):\n    return leave(by=by)"),
    (unexplained_todo, "x = 1  # TODO(until the form exists): read it there"),
]


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_a_mistake_is_found(rule: Rule, text: str) -> None:
    assert broken(rule, {"cases/views/planted.py": text})


@pytest.mark.parametrize(("rule", "text"), SOUND)
def test_what_is_right_is_left_alone(rule: Rule, text: str) -> None:
    assert broken(rule, {"cases/views/planted.py": text}) == []


def test_a_view_without_methods_is_found() -> None:
    text = "@require_GET\ndef said(request): pass\n\n@other\ndef planted(request): pass"
    assert methodless({"a.py": {"said", "planted"}}, {"a.py": text}) == ["a.py: planted"]


def test_no_rule_is_unproven() -> None:
    shown = {rule for rule, _text in PLANTED}
    assert shown == {*IN_VIEWS, *IN_ACTIONS, *EVERYWHERE, unexplained_todo_in_text}
