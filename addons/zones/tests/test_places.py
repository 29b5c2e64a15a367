"""Addresses that agree, zones that hold a place, who may draw them."""

import pytest
from sqlalchemy import select

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.zones.errors import PlaceNotChosen, PostalCodeDisagrees, UnknownPostalCode
from addons.zones.models import Area, Commune, Department, Zone, ZoneLine
from addons.zones.models.addresses import check_address, check_postal_code
from addons.zones.services import communes_of, holds
from app.errors import Forbidden
from app.models.words import matches


@pytest.fixture
def paris(commune, stored, system):
    department = stored(Department, code="75", values={"name": "Paris", "area": Area.METROPOLITAN})
    whole = commune("75056", "Paris", department, "75011 75012")
    return {
        "paris": whole,
        "11e": commune("75111", "Paris 11e Arrondissement", department, "75011", parent=whole),
        "12e": commune("75112", "Paris 12e Arrondissement", department, "75012", parent=whole),
    }


@pytest.fixture
def zone(db, operator):
    """``zone(commune=nimes)``: a zone of one place."""

    def make(**place):
        made = Zone(operator=operator, name=str(place), places=[ZoneLine(operator=operator, **place)])
        db.add(made)
        db.flush()
        return made

    return make


def zones_holding(db, commune, postal_code):
    return set(db.scalars(select(ZoneLine.zone_id).where(holds(ZoneLine, commune, postal_code))))


def test_an_address_agrees_with_any_postal_code_of_its_commune(nimes):
    check_address("30000", nimes)
    check_address("30900", nimes)


@pytest.mark.rule("CGV-18.4")
def test_a_postal_code_of_elsewhere_is_refused_with_those_expected(commune, gard, nimes):
    commune("30007", "Alès", gard, "30100")
    with pytest.raises(PostalCodeDisagrees) as refusal:
        check_address("30100", nimes)
    assert refusal.value.fields == {"postal_code": "Le code postal 30100 n’est pas celui de Nîmes (30000, 30900)."}


def test_a_postal_code_of_nowhere_is_refused(nimes):
    with pytest.raises(UnknownPostalCode) as refusal:
        check_postal_code("99999")
    assert refusal.value.fields == {"postal_code": "Aucune commune n’a le code postal 99999 : vérifiez les 5 chiffres."}
    with pytest.raises(UnknownPostalCode):
        check_address("99999", nimes)


def test_a_postal_code_knows_its_communes_by_name(nimes):
    assert [found.name for found in communes_of("30900")] == ["Nîmes"]


@pytest.mark.parametrize("typed", ["nim", "NÎMES", "nîmes", "30000", "309", "30189"])
def test_a_commune_is_found_by_the_start_of_its_name_or_codes(db, nimes, typed):
    found = select(Commune.code).where(matches(Commune, typed, ("name", "postal_codes", "code")))
    assert "30189" in db.scalars(found).all()


@pytest.mark.rule("CGV-3.13")
def test_a_department_holds_its_communes_and_no_other(db, zone, commune, stored, gard, nimes):
    herault = stored(Department, code="34", values={"name": "Hérault", "area": Area.METROPOLITAN})
    montpellier = commune("34172", "Montpellier", herault, "34000")
    drawn = zone(department=gard)
    assert zones_holding(db, nimes, "30000") == {drawn.id}
    assert zones_holding(db, montpellier, "34000") == set()


@pytest.mark.rule("CGV-3.13")
def test_corsica_is_held_by_department_not_by_its_common_postal_prefix(db, zone, commune, stored, system):
    south = stored(Department, code="2A", values={"name": "Corse-du-Sud", "area": Area.METROPOLITAN})
    north = stored(Department, code="2B", values={"name": "Haute-Corse", "area": Area.METROPOLITAN})
    ajaccio = commune("2A004", "Ajaccio", south, "20000")
    bastia = commune("2B033", "Bastia", north, "20200")
    drawn = zone(department=south)
    assert zones_holding(db, ajaccio, "20000") == {drawn.id}
    assert zones_holding(db, bastia, "20200") == set()


@pytest.mark.rule("CGV-3.13")
def test_a_commune_holds_its_arrondissements(db, zone, paris):
    whole, eleventh = zone(commune=paris["paris"]), zone(commune=paris["11e"])
    assert zones_holding(db, paris["11e"], "75011") == {whole.id, eleventh.id}
    assert zones_holding(db, paris["12e"], "75012") == {whole.id}


@pytest.mark.rule("CGV-3.13")
def test_paris_with_a_postal_code_designates_an_arrondissement(db, zone, paris):
    whole, eleventh = zone(commune=paris["paris"]), zone(commune=paris["11e"])
    assert zones_holding(db, paris["paris"], "75011") == {whole.id, eleventh.id}
    assert zones_holding(db, paris["paris"], "75012") == {whole.id}


@pytest.mark.rule("CGV-3.13")
def test_a_postal_code_holds_only_itself(db, zone, nimes):
    drawn = zone(postal_code="30900")
    assert zones_holding(db, nimes, "30900") == {drawn.id}
    assert zones_holding(db, nimes, "30000") == set()


@pytest.mark.parametrize("place", [{}, {"postal_code": "30000", "commune_id": 1}])
def test_a_line_names_one_place_exactly(nimes, place):
    with pytest.raises(PlaceNotChosen):
        ZoneLine(**place).check()
    ZoneLine(postal_code="30000").check()


def test_a_line_names_a_postal_code_that_exists(nimes):
    with pytest.raises(UnknownPostalCode):
        ZoneLine(postal_code="99999").check()


@pytest.mark.parametrize(
    ("role", "may_draw"), [(ADMIN, True), (MANAGER, True), (AGENT, True), (ACCOUNTANT, False), (DPO, False)]
)
def test_who_draws_a_zone(db, acting, account, role, may_draw):
    with acting(account(role)):
        db.add(Zone(name="Grand Nîmes", places=[ZoneLine(postal_code="30000")]))
        if may_draw:
            db.flush()
        else:
            with pytest.raises(Forbidden):
                db.flush()
            db.rollback()


def test_a_zone_of_another_operator_does_not_exist(db, acting, account, other_operator):
    db.add(Zone(operator=other_operator, name="Chez le voisin"))
    with acting(account(MANAGER)):
        assert "Chez le voisin" not in db.scalars(select(Zone.name)).all()


@pytest.mark.parametrize("role", [ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO])
def test_everybody_reads_the_map_and_nobody_changes_it(db, acting, account, nimes, role):
    with acting(account(role)):
        found = db.scalar(select(Commune).where(Commune.code == "30189"))
        found.population = 1
        with pytest.raises(Forbidden):
            db.flush()
        db.rollback()
