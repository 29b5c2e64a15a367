"""Each account reads its language; whatever a library says reaches no screen in English."""

from pathlib import Path

import flask_appbuilder
import flask_login.config
import pytest
from babel.messages.extract import extract_from_dir
from flask_babel import get_locale, gettext, ngettext

from app.access.grants import Audience
from app.access.identity import Account, System, acting_as

FAB = Path(flask_appbuilder.__file__).parent
#: Written the same in both languages.
SAME = {"Permission", "Actions"}


def account(locale):
    return Account(1, "sam", "Sam", "Durand", "sam@example.org", frozenset(), Audience.STAFF, locale=locale)


def fab_sentences():
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    found = {
        message
        for _file, _line, message, *_ in extract_from_dir(FAB, methods, keywords={"_": None, "lazy_gettext": None})
    }
    return sorted(found)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (account("fr"), "fr"),
        (account("en"), "en"),
        (account("xx"), "fr"),
        (account(""), "fr"),
        (System("test"), "fr"),
        (None, "fr"),
    ],
)
def test_a_request_is_in_the_language_of_its_account_else_in_french(app, identity, expected):
    with app.app_context(), acting_as(identity):
        assert str(get_locale()) == expected


def test_no_sentence_of_flask_appbuilder_stays_in_english(app):
    sentences = fab_sentences()
    assert len(sentences) > 100
    with app.app_context(), acting_as(account("fr")):
        left = [sentence for sentence in sentences if gettext(sentence) == sentence]
    assert set(left) <= SAME


def test_no_sentence_of_flask_login_stays_in_english(app):
    with app.app_context(), acting_as(account("fr")):
        for sentence in (flask_login.config.LOGIN_MESSAGE, flask_login.config.REFRESH_MESSAGE):
            assert gettext(sentence) != sentence


def test_the_kernel_has_the_last_word_on_what_flask_appbuilder_translates_badly(app):
    with app.app_context(), acting_as(account("fr")):
        assert gettext("Password Changed") == "Mot de passe modifié."


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 champ à corriger"), (1, "1 champ à corriger"), (2, "2 champs à corriger")]
)
def test_in_french_zero_is_singular(app, number, expected):
    with app.app_context(), acting_as(account("fr")):
        assert ngettext("%(num)d champ à corriger", "%(num)d champs à corriger", number) == expected
