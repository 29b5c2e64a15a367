"""Operators: published facts, doubtful SIREN, confirmation against the Kbis."""

import pytest

from addons.base import errors
from addons.base.models import Operator, OperatorState, Purpose
from app.formats import format_phone, format_siren
from app.models.kinds import InvalidValue, Siren


@pytest.fixture
def boris(db, system):
    operator = Operator(
        code="boris-essai",
        legal_name="Monsieur Boris",
        legal_form="SASU",
        brand_name="Monsieur Boris",
        siren="942762872",
        rcs_city="Nîmes",
        street="65 avenue Pierre Mendès France",
        postal_code="30000",
        city="Nîmes",
        contact_email="contact@example.org",
        contact_phone="+33199000001",
    )
    db.add(operator)
    db.flush()
    return operator


@pytest.mark.rule("CGV-0.3")
def test_a_siren_whose_key_is_wrong_is_kept_with_a_warning():
    siren = Siren().parse("942 762 872")
    assert siren == "942762872"
    assert str(Siren().doubt(siren)) == "Clé de contrôle SIREN invalide : vérifiez le numéro sur le Kbis."
    assert Siren().doubt("732829320") is None
    assert format_siren(siren).split() == ["942", "762", "872"]


@pytest.mark.rule("CGV-0.3")
@pytest.mark.parametrize("typed", ["94276287", "9427628720", "94276287A"])
def test_a_siren_has_nine_digits(typed):
    with pytest.raises(InvalidValue):
        Siren().parse(typed)


@pytest.mark.rule("CGV-0.3")
@pytest.mark.parametrize("typed", ["942762872", "94276287200", "73282932000074"])
def test_a_siret_has_fourteen_digits_and_starts_with_the_siren(boris, typed):
    boris.siret = typed
    with pytest.raises(errors.InvalidSiret) as refusal:
        boris.check()
    assert refusal.value.fields.keys() == {"siret"}


@pytest.mark.rule("CGV-0.3")
def test_a_siret_is_stored_without_its_spaces(boris):
    boris.siret = "942 762 872 00012"
    boris.check()
    assert boris.siret == "94276287200012"


@pytest.mark.rule("CGV-0.4")
def test_a_french_postal_code_has_five_digits(boris):
    boris.postal_code = "30000"
    boris.check()
    boris.postal_code = "3000"
    with pytest.raises(errors.InvalidPostalCode):
        boris.check()
    boris.country = "Belgique"
    boris.check()


@pytest.mark.rule("CGV-4.7")
def test_a_purpose_without_mailbox_falls_back_to_the_contact(boris):
    assert boris.email_for(Purpose.RECREDIT) == "contact@example.org"
    boris.recredit_email = "recredits@example.org"
    assert boris.email_for(Purpose.RECREDIT) == "recredits@example.org"
    assert boris.email_for(Purpose.GDPR) == "contact@example.org"


@pytest.mark.rule("CGV-4.7")
def test_a_telephone_is_read_in_pairs(boris):
    assert format_phone(boris.contact_phone) == "01 99 00 00 01"


@pytest.mark.rule("CGV-0.2")
def test_an_operator_is_confirmed_once_its_mentions_are_complete(boris, db):
    assert boris.state is OperatorState.UNCONFIRMED
    boris.rcs_city = None
    with pytest.raises(errors.OperatorIncomplete) as refusal:
        boris.confirm()
    assert refusal.value.message == "Complétez d’abord : ville du RCS."
    boris.rcs_city = "Nîmes"
    boris.confirm()
    assert boris.state is OperatorState.CONFIRMED
    assert boris.confirmed_at is not None


@pytest.mark.rule("CGV-0.3")
def test_a_confirmed_identity_cannot_change_silently(boris, db):
    boris.confirm()
    db.flush()
    boris.street = "1 rue Neuve"
    boris.check()
    boris.siren = "732829320"
    with pytest.raises(errors.IdentityConfirmed) as refusal:
        boris.check()
    assert refusal.value.fields.keys() == {"siren"}
    boris.withdraw_confirmation()
    boris.check()
    assert boris.confirmed_at is None


@pytest.mark.rule("CGV-0.2")
@pytest.mark.parametrize(("legal_form", "siren"), [(None, None)])
def test_unknown_mentions_stay_empty_and_are_listed(db, system, legal_form, siren):
    operator = Operator(code="vide", legal_name="Vide", brand_name="Vide", legal_form=legal_form, siren=siren)
    assert [str(label) for label in operator.missing_mentions()] == [
        "forme juridique",
        "SIREN",
        "ville du RCS",
        "adresse du siège",
        "e-mail",
    ]
