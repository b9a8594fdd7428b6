"""The French catalogue: everything on screen is found, and nothing can go missing unseen."""

from pathlib import Path

import pytest

from config import translations

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, npgettext
LABEL = _("Close the %(desk)s desk")
LONG = _("Written on "
         "two lines")
COUNT = ngettext("%(n)s child", "%(n)s children", 2)
MONTH = pgettext("calendar", "May")
QUEUE = npgettext("queue", "%(n)s waits", "%(n)s wait", 2)
def gettext(text): return text
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate "Open today's list" %}">l'été {{ x|default:_("nobody") }}</p>
    {% translate "May" context "permission" %}
  {% blocktranslate trimmed with name=minor.name %}
      {{ name }} is
      here, 50 % done
  {% endblocktranslate %}
{% blocktranslate count n=list|length %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}
{% comment %} {% translate "never read" %} {% endcomment %}
"""
FRENCH = {
    "Close the %(desk)s desk": "Fermer le pôle %(desk)s",
    "Written on two lines": "Écrit sur deux lignes",
    "%(n)s child": ("Un jeune", "%(n)s jeunes"),
    ("calendar", "May"): "mai",
    ("queue", "%(n)s waits"): ("%(n)s attend", "%(n)s attendent"),
    "Open today's list": "Ouvrir la liste du jour",
    "nobody": "personne",
    ("permission", "May"): "Peut",
    "%(name)s is here, 50 %% done": "%(name)s est là, 50 %% faits",
    "%(n)s file": ("%(n)s dossier", "%(n)s dossiers"),
}


def key(message: translations.Message) -> str | tuple[str, str]:
    first = translations._first(message)
    return (message.context, first) if message.context else first


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A house of two files whose catalogue is complete."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "views.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('_("not for people")', encoding="utf-8")
    translations.update(tmp_path)
    say(tmp_path, FRENCH)
    return tmp_path


def say(project: Path, french: dict) -> None:
    """Write translations into the catalogue, as a translator does."""
    catalog = translations.read(project)
    for message in catalog:
        if message.id:
            message.string = french.get(key(message), message.string)
    with translations.catalogue(project).open("wb") as file:
        translations.write_po(file, catalog)


def test_every_way_of_marking_a_text_is_found(project: Path) -> None:
    assert {key(message) for message in translations.collect(project) if message.id} == set(FRENCH)


def test_a_complete_catalogue_passes(project: Path) -> None:
    assert translations.problems(project) == []
    assert translations.main(["check", str(project)]) == 0


def test_without_a_catalogue_everything_is_missing(project: Path) -> None:
    translations.catalogue(project).unlink()
    found = translations.problems(project)
    assert len(found) == len(FRENCH)
    assert all(line.startswith("missing: ") for line in found)


def test_an_update_keeps_what_is_translated_and_changes_nothing_else(project: Path) -> None:
    translations.update(project)
    once = translations.catalogue(project).read_text(encoding="utf-8")
    translations.update(project)
    assert translations.catalogue(project).read_text(encoding="utf-8") == once
    assert translations.problems(project) == []
    for noise in ("Date", "EMAIL", ":2", str(project)):
        assert noise not in once


def test_an_update_adds_and_drops(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "cases" / "views.py").write_text('_("New one")', encoding="utf-8")
    (project / "templates" / "page.html").unlink()
    assert any(line.startswith("obsolete: 'nobody'") for line in translations.problems(project))
    translations.update(project)
    assert translations.main(["check", str(project)]) == 1
    assert capsys.readouterr().out == "untranslated: 'New one' cases/views.py\n"


@pytest.mark.parametrize(
    ("msgid", "french", "problem"),
    [
        ("nobody", " ", "untranslated"),
        ("Close the %(desk)s desk", "Fermer le pôle", "other placeholders"),
        ("Close the %(desk)s desk", "Fermer %(pole)s", "other placeholders"),
        ("nobody", "personne %(n)s", "other placeholders"),
        ("%(n)s child", ("Un jeune", ""), "untranslated"),
        ("%(n)s child", ("Un jeune", "Des jeunes"), "other placeholders"),
        ("%(n)s child", ("%(m)s jeune", "%(n)s jeunes"), "other placeholders"),
    ],
)
def test_a_wrong_translation_is_named(project: Path, msgid: str, french: str, problem: str) -> None:
    say(project, {msgid: french})
    (found,) = translations.problems(project)
    assert found.startswith(f"{problem}: {msgid!r}")


def test_a_fuzzy_translation_is_named(project: Path) -> None:
    catalog = translations.read(project)
    catalog["nobody"].flags.add("fuzzy")
    with translations.catalogue(project).open("wb") as file:
        translations.write_po(file, catalog)
    assert translations.problems(project) == ["fuzzy: 'nobody' templates/page.html"]


def test_an_obsolete_message_kept_aside_is_named(project: Path) -> None:
    path = translations.catalogue(project)
    path.write_text(path.read_text() + '\n#~ msgid "Old"\n#~ msgstr "Vieux"\n', encoding="utf-8")
    assert translations.problems(project) == ["obsolete: 'Old'"]
