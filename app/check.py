"""``relais check``: what can be wrong in declarations, found without waiting for somebody to fall on it.

Each room tells its own problems; this page lists the rooms. Wrong grants and screens are not here: they refuse to
start.
"""

from collections.abc import Callable, Iterator

from flask import Flask

from app import revision
from app.access.identity import System, acting_as
from app.database import session
from app.effects import schedule
from app.kernel import Kernel, kernel_of
from app.models import reachable
from app.models.base import Base
from app.models.workflow import SYSTEM_ONLY, transitions
from app.privacy import data_map


def _personal_data(kernel: Kernel) -> Iterator[str]:
    return data_map.problems()


def _workflows(kernel: Kernel) -> Iterator[str]:
    """Of the add-ons: the kernel's own task rows move by statements of the worker, not by transitions."""
    packages = tuple(f"{addon.package}." for addon in kernel.addons)
    found = (mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(packages))
    return reachable.problems(sorted(found, key=lambda model: model.__tablename__))


def _rights(kernel: Kernel) -> Iterator[str]:
    """Transitions of granted models that nobody may perform."""
    for model in kernel.rules.models:
        for item in transitions(model).values() if issubclass(model, Base) else ():
            if item.may != SYSTEM_ONLY and not kernel.rules.is_granted(item.may, model):
                yield f"{model.__name__}.{item.name} demande le droit « {item.may} », que personne n’a"


def _schedules(kernel: Kernel) -> Iterator[str]:
    return schedule.problems(kernel)


def _schema(kernel: Kernel) -> Iterator[str]:
    return revision.problems(kernel.settings)


CHECKS: tuple[Callable[[Kernel], Iterator[str]], ...] = (_personal_data, _workflows, _rights, _schedules, _schema)


def check(app: Flask) -> list[str]:
    """Every problem of the application and of its database, one French sentence each, room by room."""
    kernel = kernel_of(app)
    with app.app_context(), acting_as(System("relais check")):
        try:
            return [problem for problems in CHECKS for problem in problems(kernel)]
        finally:
            session.remove()
