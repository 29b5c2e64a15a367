"""The rules in force: grants and restrictions of the add-ons switched on, asked by the wall, screens and API.

All answers are about a set of roles and come from memory; conditions are built once per set of roles and bound to the
acting account when a statement runs.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, and_, false, inspect, or_, true
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import True_

from app.access.criteria import Criteria
from app.access.grants import Audience, Fact, Grant, Model, Restrict, Role, Rule
from app.access.identity import Account
from app.access.me import Me
from app.addons import Addon
from app.models.base import Base
from app.models.description import describe, named
from app.models.owned import Owned, restriction

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

#: The fact that lists the operators an account may work for; declared by the add-on that owns operators.
OPERATORS_FACT = "operator_ids"


class RuleError(RuntimeError):
    """A declaration of access is wrong; the message says which and why."""


class Rules:
    """Who may do what. Nothing granted means nothing allowed."""

    def __init__(
        self,
        roles: Iterable[Role],
        facts: Iterable[Fact],
        rules: Iterable[Rule],
        portal_functions: Iterable[str] = (),
    ) -> None:
        self.roles: Mapping[str, Role] = _once(roles, lambda role: role.code)
        #: Names of the database's definer functions that the portal's login may call, beside those of its policies.
        self.portal_functions = frozenset(portal_functions)
        self._facts = _once(facts, lambda fact: (fact.name, fact.audience))
        self._grants: dict[Model, list[Grant]] = defaultdict(list)
        self._restrictions: dict[Model, list[Restrict]] = defaultdict(list)
        for rule in rules:
            (self._grants if isinstance(rule, Grant) else self._restrictions)[rule.model].append(rule)  # type: ignore[arg-type]
        self._me = cast(Account, Me({fact.name: fact.select.type for fact in self.facts}))
        self._conditions: dict[tuple[Any, str, frozenset[str]], ColumnElement[bool]] = {}
        self._criteria: dict[tuple[Any, str, frozenset[str], bool], Criteria] = {}
        self._attached: set[Any] = set()
        self._check()

    @classmethod
    def collect(cls, addons: Iterable[Addon]) -> "Rules":
        """The rules of these add-ons: ``ROLES`` and ``FACTS`` of ``roles.py``, ``ACCESS`` of ``access.py``, and there
        ``PORTAL_FUNCTIONS``.

        Raises RuleError when a condition cannot be built or a role granted something is declared nowhere.
        """
        addons = tuple(addons)
        facts: list[Fact] = []
        rules: list[Rule] = []
        functions: list[str] = []
        for addon in addons:
            facts += getattr(addon.part("roles"), "FACTS", ())
            rules += getattr(addon.part("access"), "ACCESS", ())
            functions += getattr(addon.part("access"), "PORTAL_FUNCTIONS", ())
        return cls(declared_roles(addons), facts, rules, functions)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, of both audiences."""
        return tuple(self._facts.values())

    def facts_of(self, audience: Audience) -> Mapping[str, Fact]:
        """The facts of people of this audience by name: one of their own stands before one of everybody."""
        everybodys = {name: fact for (name, whose), fact in self._facts.items() if whose is None}
        return everybodys | {name: fact for (name, whose), fact in self._facts.items() if whose is audience}

    @property
    def models(self) -> tuple[Model, ...]:
        """Models that something is granted on, in the order of the declarations."""
        return tuple(self._grants)

    def grants(self, model: Model) -> tuple[Grant, ...]:
        """The grants of a model, for the page that shows them."""
        return tuple(self._grants.get(model, ()))

    def restrictions(self, model: Model) -> tuple[Restrict, ...]:
        """What narrows the rows of a model, its company first."""
        return tuple(self._narrowing(model))

    def may(self, account: Account, word: str, model: Model) -> bool:
        """Whether some role of the account carries the word on some rows of the model."""
        return self.roles_may(account.roles, word, model)

    def roles_may(self, roles: frozenset[str], word: str, model: Model) -> bool:
        """Whether one of these role codes carries the word on some rows of the model."""
        return any(True for _grant in self._carrying(roles, word, model))

    def is_granted(self, word: str, model: Model) -> bool:
        """Whether anybody at all carries the word on the model."""
        return any(word in grant.words for grant in self._grants.get(model, ()))

    def words(self, model: Model) -> tuple[str, ...]:
        """Every permission word somebody carries on the model, sorted."""
        return tuple(sorted({word for grant in self._grants.get(model, ()) for word in grant.words}))

    def condition(self, model: Model, word: str, account: Account) -> ColumnElement[bool]:
        """The rows of ``model`` on which an account of these roles carries the word, as an SQL condition.

        Its parameters take the values of the account acting when the statement runs, not those of ``account``.
        """
        return self._condition(
            model, word, frozenset(grant.role.code for grant in self._carrying(account.roles, word, model))
        )

    def criteria(self, model: Model, word: str, account: Account, *, joined: bool = False) -> Criteria:
        """The condition as an option of ORM statements that name the model; made once.

        ``joined`` is for models that an eager join adds: SQLAlchemy looks there for propagating options only.
        """
        key = (model, word, self._carriers(account, word, model), joined)
        found = self._criteria.get(key)
        if found is None:
            found = self._criteria[key] = Criteria(
                model, self.condition(model, word, account), include_aliases=True, propagate_to_loaders=joined
            )
            self._attached.add(found)
        return found

    def are_attached(self, statement: Any) -> bool:
        """Whether the statement already carries criteria of these rules."""
        return any(option in self._attached for option in getattr(statement, "_with_options", ()))

    def is_unconditional(self, model: Model, word: str, account: Account) -> bool:
        """Whether the account carries the word on every row, so that no row needs checking."""
        return isinstance(self.condition(model, word, account), True_)

    def columns_used(self, model: Model, word: str, account: Account) -> frozenset[str]:
        """Names of the model's own columns that the condition reads: changing them may move a row across the wall."""
        table = inspect(model).local_table
        return frozenset(
            element.key
            for element in visitors.iterate(self.condition(model, word, account))
            if isinstance(element, Column) and element.table is table
        )

    def visible_fields(self, account: Account, model: type[Base]) -> frozenset[str]:
        """Fields of ``model`` that the account may see, filter and sort by, on every row it reads."""
        return self._fields(account, model, "read")

    def writable_fields(self, account: Account, model: type[Base], word: str) -> frozenset[str]:
        """Fields of ``model`` that the account may type on every row where it carries ``word``."""
        return self._fields(account, model, word)

    def _fields(self, account: Account, model: type[Base], word: str) -> frozenset[str]:
        """A field counts when each row opened by some grant is also opened by a grant that holds the field.

        Fields are asked of a whole list, with the rows of every grant: a union would show, on the rows of a wide grant
        with few fields, the fields of a narrow one. A grant speaks for another only without ``where`` or with the same.
        """
        declared, grants = frozenset(describe(model)), list(self._carrying(account.roles, word, model))
        held = [
            (grant.where, declared if grant.fields is None else declared.intersection(grant.fields)) for grant in grants
        ]
        on_rows_of_each = [
            frozenset[str]().union(*(fields for where, fields in held if where in (None, rows))) for rows, _ in held
        ]
        return declared.intersection(*on_rows_of_each) if grants else frozenset()

    def audience(self, roles: Iterable[str]) -> Audience | None:
        """The side of the wall of these role codes; None when unknown or of both sides, which opens nothing."""
        sides = {self.roles[code].audience for code in roles if code in self.roles}
        return sides.pop() if len(sides) == 1 else None

    def model_of(self, code: str) -> Model | None:
        """The model whose stable code is ``code`` (``zones.zone``), if something is granted on it."""
        return self._by_code.get(code)

    def _carrying(self, roles: frozenset[str], word: str, model: Model) -> Iterator[Grant]:
        return (grant for grant in self._grants.get(model, ()) if grant.role.code in roles and word in grant.words)

    def _carriers(self, account: Account, word: str, model: Model) -> frozenset[str]:
        return frozenset(grant.role.code for grant in self._carrying(account.roles, word, model))

    def _condition(self, model: Model, word: str, roles: frozenset[str]) -> ColumnElement[bool]:
        key: tuple[Any, str, frozenset[str]] = (model, word, roles)
        found = self._conditions.get(key)
        if found is None:
            found = self._conditions[key] = self._build(model, word, roles)
        return found

    def _build(self, model: Model, word: str, roles: frozenset[str]) -> ColumnElement[bool]:
        grants = list(self._carrying(roles, word, model))
        if not grants:
            return false()
        narrowing = self._narrowing(model)
        if any(grant.where is None for grant in grants):
            return and_(*(narrow.where(self._me) for narrow in narrowing)) if narrowing else true()
        allowed = or_(*(grant.where(self._me) for grant in grants if grant.where))
        return and_(allowed, *(narrow.where(self._me) for narrow in narrowing))

    def _narrowing(self, model: Model) -> list[Restrict]:
        declared = self._restrictions.get(model, [])
        return [restriction(model), *declared] if issubclass(model, Owned) else declared

    def _check(self) -> None:
        self._by_code = {named(model): model for model in self._grants}
        for model, grants in self._grants.items():
            fields = describe(cast(type[Base], model)).keys()
            for grant in grants:
                if grant.role.code not in self.roles:
                    raise RuleError(f"{model.__name__}: le rôle « {grant.role.code} » n’est déclaré nulle part")
                unknown = set(grant.fields or ()) - fields
                if unknown:
                    raise RuleError(f"{model.__name__}: champs inconnus dans un droit : {', '.join(sorted(unknown))}")
                for word in grant.words:
                    self._condition(model, word, frozenset([grant.role.code]))  # a wrong condition fails here, at start


def declared_roles(addons: Iterable[Addon]) -> list[Role]:
    """The roles these add-ons declare, in their order."""
    return [role for addon in addons for role in getattr(addon.part("roles"), "ROLES", ())]


def _once(items: Iterable[T], key: Callable[[T], K]) -> dict[K, T]:
    found: dict[K, T] = {}
    for item in items:
        if found.setdefault(key(item), item) is not item:
            raise RuleError(f"« {key(item)} » est déclaré deux fois")
    return found
