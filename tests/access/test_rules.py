"""What roles see and type, and what a wrong declaration says at start."""

import pytest
from sqlalchemy import literal, select

from app.access.grants import Audience, Fact, Grant, Role
from app.access.identity import acting_as
from app.access.in_force import enforce
from app.access.rules import RuleError, Rules
from app.database import session
from tests.access.conftest import account
from tests.access.filing.models import Folder, Label, Page
from tests.access.filing.roles import AUDITOR, BINDER, CLERK, ROLES


def test_fields_are_those_of_the_grant(rules):
    auditor, clerk = account("filing_auditor"), account("filing_clerk")
    assert rules.visible_fields(auditor, Folder) == {"name", "state"}
    assert {"name", "secret", "state", "pages"} <= rules.visible_fields(clerk, Folder)
    assert rules.writable_fields(auditor, Folder, "write") == frozenset()
    assert rules.visible_fields(clerk, Label) == frozenset()


def own(me):
    return Folder.person == me.id


def inside(me):
    return Folder.parent_id == me.id


NAMES = ("name", "state")
EVERY_FIELD = {"name", "secret", "state", "person", "parent"}


@pytest.mark.parametrize(
    ("grants", "held"),
    [
        ([{"fields": NAMES}, {"where": own}], set(NAMES)),
        ([{"fields": NAMES}, {"where": own}, {}], EVERY_FIELD),
        ([{"fields": NAMES, "where": own}, {}], EVERY_FIELD),
        ([{"fields": NAMES, "where": own}, {"where": own}], EVERY_FIELD),
        ([{"fields": NAMES, "where": inside}, {"where": own}], set(NAMES)),
        ([{"fields": NAMES}, {"fields": ("secret",), "where": own}], set(NAMES)),
        ([{"fields": NAMES, "where": inside}, {"fields": ("secret", "name"), "where": own}], {"name"}),
        ([{"fields": ("name",)}, {"fields": ("state",)}], set(NAMES)),
    ],
    ids=[
        "wide and few, narrow and all",
        "one opens everything",
        "narrow and few, wide and all",
        "the same rows",
        "other rows",
        "wide and narrow",
        "what both hold",
        "two wide",
    ],
)
@pytest.mark.parametrize("word", ["read", "write", "create"])
def test_no_row_shows_a_field_that_no_grant_holds_for_it(grants, held, word):
    roles = [Role(f"filing_{number}", "Essai") for number, _grant in enumerate(grants)]
    made = [Grant(role, Folder, word, **grant) for role, grant in zip(roles, grants, strict=True)]
    rules, who = Rules(roles, [], made), account(*(role.code for role in roles))
    asked = rules.visible_fields(who, Folder) if word == "read" else rules.writable_fields(who, Folder, word)
    assert asked & EVERY_FIELD == held


def test_words_are_asked_of_roles(rules):
    assert rules.may(account("filing_archivist"), "seal", Folder)
    assert not rules.may(account("filing_clerk"), "seal", Folder)
    assert not rules.may(account(), "read", Folder)
    assert rules.words(Page) == ("create", "delete", "read", "write")


def test_roles_of_both_audiences_open_nothing():
    portal = Role("filing_customer", "Client", Audience.PORTAL)
    rules = Rules([*ROLES, portal], [], [])
    assert rules.audience(["filing_customer"]) is Audience.PORTAL
    assert rules.audience(["filing_clerk", "filing_binder"]) is Audience.STAFF
    assert rules.audience(["filing_clerk", "filing_customer"]) is None
    assert rules.audience([]) is None


def test_an_absent_fact_opens_no_row(cabinet, people):
    """``where`` compares with a parameter: NULL equals nothing, where None would have become IS NULL."""
    fact = Fact("cupboard", select(literal(1)).scalar_subquery())
    inside = Grant(CLERK, Folder, "read", where=lambda me: Folder.parent_id == me.cupboard)
    enforce(Rules([CLERK], [fact], [inside]))
    with acting_as(account("filing_clerk", facts={"cupboard": None})):
        assert session.scalars(select(Folder)).all() == []
    with acting_as(account("filing_clerk", facts={"cupboard": cabinet.ada})):
        assert [folder.id for folder in session.scalars(select(Folder))] == [cabinet.bob]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (lambda: Grant(Role("ghost", "Fantôme"), Folder, "read"), RuleError),
        (lambda: Grant(CLERK, Folder, "read", fields=("nmae",)), RuleError),
        (lambda: Grant(CLERK, Folder, "read", where=lambda me: Folder.person == me.unknown), AttributeError),
        (lambda: Grant(CLERK, Folder, "read", where=lambda me: Folder.id == 1 if me.id else None), TypeError),
    ],
    ids=["undeclared role", "unknown field", "undeclared fact", "python test"],
)
def test_a_wrong_declaration_stops_the_start(rule, problem):
    with pytest.raises(problem):
        Rules([CLERK, AUDITOR, BINDER], [], [rule()])


def test_a_role_is_declared_once():
    with pytest.raises(RuleError):
        Rules([CLERK, Role(CLERK.code, "Autre")], [], [])
