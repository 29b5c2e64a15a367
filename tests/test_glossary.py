"""One word per thing: every model, enumeration and role of the project stands in the glossary."""

import re
from pathlib import Path

import pytest

from app.kernel import kernel_of
from app.models.base import Base
from app.models.choices import Choice

GLOSSARY = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
IDENTIFIERS = re.compile(r"`([^`]+)`")


@pytest.fixture(scope="module")
def explained() -> set[str]:
    """Every identifier the table names; ``operator.Purpose`` names ``Purpose``."""
    rows = [line.split(" | ") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {part for row in rows for name in IDENTIFIERS.findall(row[1]) for part in name.split(".")}


def ours(classes) -> set[str]:
    return {made.__name__ for made in classes if made.__module__.startswith(("app.", "addons."))}


@pytest.mark.parametrize("family", [Base, Choice])
def test_every_model_and_enumeration_is_explained(app, explained, family):
    assert ours(family.__subclasses__()) - explained == set()


def test_every_role_is_explained(app, explained):
    assert {role.code for role in kernel_of(app).rules.roles.values()} - explained == set()


def test_words_stand_once():
    words = [line.split("|")[1].strip() for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "|" in line]
    assert len(words) == len(set(words))
