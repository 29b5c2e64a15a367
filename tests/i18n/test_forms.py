"""What WTForms would say by itself: the fields our forms are made of have no sentence of their own, and stay so."""

import ast
import inspect
import re
from pathlib import Path

import wtforms
from wtforms import FieldList, FormField
from wtforms.form import BaseForm

import app
from app.screens.forms.fields import FIELD_CLASSES, HiddenField, KindField
from app.screens.forms.record_form import LinesField, RecordForm

OURS = {KindField, HiddenField, LinesField, RecordForm, *FIELD_CLASSES.values()}
CODE = Path(app.__file__).resolve().parents[1]
#: What carries a sentence to the person in WTForms.
SPEAKING = {"gettext", "ngettext", "ValueError", "ValidationError", "StopValidation"}


def theirs() -> set[type]:
    """Every class of WTForms that one of our forms runs."""
    return {base for made in (*OURS, FormField) for base in made.__mro__ if base.__module__.startswith("wtforms.")}


def said_by(made: type) -> set[str]:
    """The sentences, written in its code, that a class of WTForms may show."""
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(made))) if isinstance(node, ast.Call))
    speaking = (call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in SPEAKING)
    texts = (text for call in speaking for text in ast.walk(call) if isinstance(text, ast.Constant))
    return {text.value for text in texts if isinstance(text.value, str) and re.search(r"[A-Za-z]{3} ", text.value)}


def test_the_scan_finds_what_other_fields_say():
    assert said_by(wtforms.IntegerField) == {"Not a valid integer value."}


def test_the_fields_our_forms_are_made_of_say_nothing_by_themselves():
    assert {BaseForm, FieldList, FormField, wtforms.Field} <= theirs()
    assert {made.__name__: said for made in theirs() if (said := said_by(made))} == {}


def test_nothing_else_of_wtforms_is_used():
    """Neither its validators nor its other fields, all of which speak English; nor the forms of Flask-WTF."""
    known = {
        "Field",
        "ValidationError",
        "FieldList",
        "FormField",
        "BaseForm",
        "CSRFProtect",
        "CSRFError",
        "generate_csrf",
    }
    used = set()
    for path in (*CODE.glob("app/**/*.py"), *CODE.glob("addons/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and re.match(r"(wtforms|flask_wtf)\b", node.module or ""):
                used |= {name.name for name in node.names}
            elif isinstance(node, ast.Import):
                assert not [name for name in node.names if re.match(r"(wtforms|flask_wtf)\b", name.name)], path
    assert used <= known
