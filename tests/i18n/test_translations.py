"""Catalogues follow the code: nothing is lost, nothing is forgotten, nothing changes without reason."""

import gettext
from io import StringIO

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from app.translations import SOURCE, compile_catalogues, extract, parts, sentences

CODE = """
from app.i18n import _, _l, lazy_ngettext, lazy_pgettext, ngettext
TITLE = _l("Demandes")
COUNT = lazy_ngettext("%(num)d demande", "%(num)d demandes", 0)
STATE = lazy_pgettext("état d’une porte", "Ouverte")
def tell():
    return _("Bonjour") + ngettext("une ligne", "des lignes", 2)
"""


@pytest.fixture
def project(tmp_path):
    for folder in ("app/templates", "app/tests", "addons/leads"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "app/code.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "app/templates/page.html").write_text("<p>{{ _('Au revoir') }}</p>", encoding="utf-8")
    (tmp_path / "app/tests/test_code.py").write_text("_('Dans un test')", encoding="utf-8")
    (tmp_path / "addons/leads/__init__.py").write_text("label = _l('Appels')", encoding="utf-8")
    return tmp_path


def catalogue(project, language, folder="translations"):
    return project / folder / language / "LC_MESSAGES" / "messages.po"


def test_sentences_of_code_and_templates_are_collected_with_plurals_and_contexts(project):
    extract(project)
    english = catalogue(project, "en").read_text(encoding="utf-8")
    for sentence in ("Demandes", "%(num)d demande", "Ouverte", "Bonjour", "une ligne", "Au revoir"):
        assert f'msgid "{sentence}"' in english
    assert "Dans un test" not in english


def test_each_add_on_has_its_own_catalogue(project):
    extract(project)
    assert 'msgid "Appels"' in catalogue(project, "en", "addons/leads/translations").read_text(encoding="utf-8")
    assert "Appels" not in catalogue(project, "en").read_text(encoding="utf-8")


def test_french_holds_only_plurals_and_contexts_already_filled(project):
    extract(project)
    french = catalogue(project, "fr").read_text(encoding="utf-8")
    assert 'msgstr[1] "%(num)d demandes"' in french
    assert 'msgctxt "état d’une porte"\nmsgid "Ouverte"\nmsgstr "Ouverte"' in french
    assert "Bonjour" not in french
    assert not catalogue(project, "fr", "addons/leads/translations").exists()


def test_extracting_again_keeps_translations_and_changes_no_byte(project):
    extract(project)
    path = catalogue(project, "en")
    translated = path.read_text(encoding="utf-8").replace(
        'msgid "Bonjour"\nmsgstr ""', 'msgid "Bonjour"\nmsgstr "Hello"'
    )
    path.write_text(translated, encoding="utf-8")
    extract(project)
    first = path.read_bytes()
    assert b'msgstr "Hello"' in first
    extract(project)
    assert path.read_bytes() == first


def test_a_sentence_that_is_gone_leaves_the_catalogue(project):
    extract(project)
    (project / "app/templates/page.html").write_text("", encoding="utf-8")
    extract(project)
    assert "Au revoir" not in catalogue(project, "en").read_text(encoding="utf-8")


def test_only_catalogues_that_changed_are_compiled(project):
    extract(project)
    assert compile_catalogues(project) == 3
    assert compile_catalogues(project) == 0
    with catalogue(project, "fr").with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.ngettext("%(num)d demande", "%(num)d demandes", 0) == "%(num)d demande"
    assert french.pgettext("état d’une porte", "Ouverte") == "Ouverte"


@pytest.mark.parametrize("part", list(parts()), ids=lambda part: part.code.name)
def test_every_plural_and_context_of_the_code_stands_in_its_french_catalogue(part):
    path = part.catalogue(SOURCE)
    known = read_po(StringIO(path.read_text(encoding="utf-8"))) if path.exists() else Catalog()
    missing = [
        message.id
        for message in sentences(part)
        if message.id and (message.pluralizable or message.context)
        if known.get(message.id, message.context) is None
    ]
    assert missing == [], "make translations"


@pytest.mark.parametrize("part", list(parts()), ids=lambda part: part.code.name)
def test_every_part_has_its_english_catalogue(part):
    assert part.catalogue("en").exists() or not len(sentences(part))
