"""Identity: what a file refuses to hold, whatever its state."""

import pytest
from sqlalchemy.exc import IntegrityError

from addons.base.errors import InvalidSiret
from addons.professionals import errors
from addons.professionals.models import CoverageLine, NetworkStatus, Professional, State
from addons.zones.errors import PlaceNotChosen, PostalCodeDisagrees, UnknownPostalCode
from app.database import commit


@pytest.mark.rule("CGV-4.2")
@pytest.mark.parametrize(("field", "value"), [("siren", "732829320"), ("email", "arenes@example.org")])
def test_a_second_file_with_the_same_siren_or_email_is_refused(db, file, operator, field, value):
    first = file()
    second = Professional(operator=operator, business_name="Autre", **{field: value})
    with pytest.raises(errors.AlreadyRegistered) as refusal:
        second.check()
    assert refusal.value.status == 409
    assert refusal.value.fields == {field: f"Déjà utilisé par le dossier {first.business_name}."}


@pytest.mark.rule("CGV-4.2")
def test_two_clerks_at_once_still_open_one_file(file):
    file()
    with pytest.raises(IntegrityError):
        file(email="autre@example.org")


@pytest.mark.rule("CGV-4.2")
@pytest.mark.parametrize("closed", [State.TERMINATED, State.ABANDONED])
def test_a_closed_file_frees_its_siren(file, closed):
    file(closed)
    file().check()


def test_another_operator_may_know_the_same_company(file, other_operator):
    file()
    file(operator=other_operator)


@pytest.mark.rule("CGV-8.2")
@pytest.mark.parametrize(
    ("field", "value"), [("siren", "732829320"), ("email", "arenes@example.org"), ("phone", "+33639980001")]
)
def test_who_was_banned_does_not_come_back(file, operator, field, value):
    file(State.TERMINATED, banned=True)
    back = Professional(operator=operator, business_name="De retour", **{field: value})
    with pytest.raises(errors.Banned) as refusal:
        back.check()
    assert refusal.value.fields == {field: "Accès définitivement clos."}


@pytest.mark.rule("CGV-18.4")
def test_an_address_agrees_with_its_commune(file, commune, gard):
    professional = file()
    professional.check()
    professional.commune = commune("30007", "Alès", gard, "30100")
    with pytest.raises(PostalCodeDisagrees):
        professional.check()
    professional.postal_code = "30100"
    professional.check()


@pytest.mark.rule("CGV-18.4")
def test_a_postal_code_of_nowhere_is_refused_even_without_commune(file):
    professional = file(commune=None, postal_code="99999")
    with pytest.raises(UnknownPostalCode):
        professional.check()


@pytest.mark.parametrize("typed", ["732829320", "11111111100001"])
def test_a_siret_follows_its_siren(file, typed):
    with pytest.raises(InvalidSiret):
        file(siret=typed).check()


@pytest.mark.rule("CGV-1.3")
def test_the_main_trade_is_one_of_the_trades(file, locks):
    with pytest.raises(errors.MainTradeNotListed):
        file(main_trade=locks).check()


@pytest.mark.rule("CGV-22.14")
def test_a_validated_account_does_not_pass_to_another_company(db, file, clock):
    professional = file(State.VALIDATED, validated_at=clock())
    professional.business_name = "Nouvelle enseigne"
    professional.check()
    professional.siren = "552081317"
    with pytest.raises(errors.NotTransferable) as refusal:
        professional.check()
    assert refusal.value.message == "Compte non cessible (intuitu personae)."


def test_a_file_takes_the_next_reference_of_its_operator(file):
    first = file()
    second = file(siren=None, email=None, network_status=NetworkStatus.OFF_NETWORK)
    commit()
    assert first.reference == "PRO-000001"
    assert second.reference == "PRO-000002"


@pytest.mark.parametrize("place", [{}, {"postal_code": "30000", "zone_id": 1}])
def test_a_coverage_line_names_one_place_exactly(place):
    with pytest.raises(PlaceNotChosen):
        CoverageLine(**place).check()
    CoverageLine(zone_id=1).check()
