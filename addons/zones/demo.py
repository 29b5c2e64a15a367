"""Zones of the demonstration: around Nîmes, around Montpellier, around Paris."""

from sqlalchemy import select

from addons.base.models import Operator
from addons.zones.models import Commune, Department, Zone, ZoneLine
from app.database import session

#: Zone: its départements, then its communes, by INSEE codes.
DRAWN: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "monsieur-boris": {
        "Grand Nîmes": ((), ("30189", "30060", "30075", "30125", "30156", "30169", "30211", "30047")),
        "Montpellier et littoral": ((), ("34172", "34057", "34077", "34129", "34192", "34270")),
        "Gard et Hérault": (("30", "34"), ()),
    },
    "mgreen": {"Petite couronne": (("92", "93", "94"), ()), "Grand Paris": (("92", "93", "94"), ("75056",))},
}


def load() -> None:
    """Draw the zones of each operator."""
    for operator in session().scalars(select(Operator).where(Operator.code.in_(DRAWN))):
        for name, (departments, communes) in DRAWN[operator.code].items():
            lines = [
                ZoneLine(operator=operator, department=found)
                for found in session().scalars(select(Department).where(Department.code.in_(departments)))
            ]
            lines += [
                ZoneLine(operator=operator, commune=found)
                for found in session().scalars(select(Commune).where(Commune.code.in_(communes)))
            ]
            session().add(Zone(operator=operator, name=name, places=lines))
    session().flush()
