"""Roles and permissions written to FAB's tables from the rules in memory, by ``relais upgrade`` alone.

A permission is a word on a model: FAB's permission ``write`` on the view menu ``zones.zone``. What the rules no longer
say is taken away. Accounts keep the roles that an add-on declares, even switched off: such a role opens nothing, and
everything again once its add-on is back.
"""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from app.access.accounts import Permission, PermissionView, Role, ViewMenu, permission_roles, user_roles
from app.access.rules import declared_roles
from app.database import session
from app.kernel import Kernel
from app.models.description import named


def permissions(kernel: Kernel) -> None:
    """Make FAB's tables say exactly what the rules of ``kernel`` say. Runs as the system, flushes, never commits."""
    rules = kernel.rules
    wanted = {
        (grant.role.code, word, named(model))
        for model in rules.models
        for grant in rules.grants(model)
        for word in grant.words
    }
    roles = _rows(Role, rules.roles)
    words = _rows(Permission, {word for _role, word, _model in wanted})
    models = _rows(ViewMenu, {model for _role, _word, model in wanted})
    pairs = _pairs({(words[word], models[model]) for _role, word, model in wanted})
    connection = session().connection()
    connection.execute(delete(permission_roles))
    rows = [
        {"permission_view_id": pairs[words[word], models[model]], "role_id": roles[role]}
        for role, word, model in sorted(wanted)
    ]
    if rows:
        connection.execute(insert(permission_roles), rows)
    _forget_roles({role.code for role in declared_roles(kernel.addons)})


def _rows(entity: type[Role] | type[Permission] | type[ViewMenu], names: Iterable[str]) -> dict[str, int]:
    """Ids by name, missing rows added."""
    wanted = set(names)
    found = {row.name: row for row in session().scalars(select(entity).where(entity.name.in_(wanted)))}
    for name in sorted(wanted - found.keys()):
        found[name] = entity(name=name)
        session.add(found[name])
    session.flush()
    return {name: row.id for name, row in found.items()}


def _pairs(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Ids of FAB's permission-on-view rows, missing ones added."""
    found = {(row.permission_id, row.view_menu_id): row for row in session().scalars(select(PermissionView))}
    for pair in sorted(wanted - found.keys()):
        found[pair] = PermissionView(permission_id=pair[0], view_menu_id=pair[1])
        session.add(found[pair])
    session.flush()
    return {pair: row.id for pair, row in found.items()}


def _forget_roles(known: set[str]) -> None:
    """Remove the roles no add-on declares any more, and take them from the accounts that had them."""
    connection = session().connection()
    gone = select(Role.id).where(Role.name.not_in(known))
    connection.execute(delete(user_roles).where(user_roles.c.role_id.in_(gone)))
    connection.execute(delete(Role.__table__).where(Role.name.not_in(known)))
