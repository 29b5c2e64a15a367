"""Coverage: which professionals validated a territory that holds a place."""

import pytest
from sqlalchemy import select

from addons.professionals.models import CoverageLine, Professional
from addons.professionals.services import covering
from addons.zones.models import Area, Department, Zone, ZoneLine


def covering_nimes(db, nimes, postal_code="30000"):
    return db.scalars(select(Professional.id).where(covering(nimes, postal_code))).all()


@pytest.fixture
def works_in(file, operator):
    """``works_in(postal_code="30000")``: a professional of one territory."""

    def make(validated=True, **place):
        return file(coverage=[CoverageLine(operator=operator, validated=validated, **place)])

    return make


@pytest.mark.rule("CGV-3.13")
def test_a_department_covers_its_communes(db, works_in, gard, nimes, stored):
    professional = works_in(department=gard)
    assert covering_nimes(db, nimes) == [professional.id]
    herault = stored(Department, code="34", values={"name": "Hérault", "area": Area.METROPOLITAN})
    professional.coverage[0].department = herault
    db.flush()
    assert covering_nimes(db, nimes) == []


@pytest.mark.rule("CGV-3.13")
def test_a_commune_covers_all_its_postal_codes(db, works_in, nimes):
    professional = works_in(commune=nimes)
    assert covering_nimes(db, nimes, "30900") == [professional.id]


@pytest.mark.rule("CGV-3.13")
def test_a_postal_code_covers_itself_alone(db, works_in, nimes):
    professional = works_in(postal_code="30900")
    assert covering_nimes(db, nimes, "30900") == [professional.id]
    assert covering_nimes(db, nimes, "30000") == []


@pytest.mark.rule("CGV-3.13")
def test_a_zone_covers_what_it_is_made_of(db, works_in, operator, nimes):
    zone = Zone(operator=operator, name="Grand Nîmes", places=[ZoneLine(operator=operator, commune=nimes)])
    professional = works_in(zone=zone)
    assert covering_nimes(db, nimes) == [professional.id]
    zone.places.clear()
    db.flush()
    assert covering_nimes(db, nimes) == []


@pytest.mark.rule("CGV-4.3")
def test_a_territory_nobody_validated_covers_nothing(db, works_in, nimes):
    works_in(commune=nimes, validated=False)
    assert covering_nimes(db, nimes) == []
