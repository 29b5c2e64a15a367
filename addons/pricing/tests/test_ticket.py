"""The ticket proves a price alone, years later."""

import copy
import json
from decimal import Decimal

import pytest

from addons.leads.services import reopen
from addons.pricing.errors import NotPriced
from addons.pricing.models import Criterion
from addons.pricing.services import replay, set_price, ticket
from addons.pricing.tickets import fingerprint


@pytest.fixture
def priced(lead, rule, plumbing, competitor):
    """A request priced 5 € under its proposal."""
    competitor()
    rule("30.00", trade=plumbing, public=True)
    rule("15.00", criterion=Criterion.COMPETITION, competitors_to=2)
    made = lead()
    set_price(made, Decimal("40.00"), "Client régulier : Mme Exemple.")
    return made


@pytest.mark.rule("CGV-6.3")
@pytest.mark.rule("CGV-6.8")
def test_a_ticket_is_computed_again_from_itself(priced):
    proof = json.loads(json.dumps(ticket(priced)))
    assert replay(proof)
    assert (proof["proposed_ht"], proof["final_ht"]) == ("45.00", "40.00")
    assert [line["amount_ht"] for line in proof["lines"]] == ["30.00", "15.00", "-5.00"]
    assert proof["terms"]["version"] == 1


@pytest.mark.rule("CGV-6.9")
def test_later_changes_do_not_alter_it(db, priced, rule, competitor):
    before = ticket(priced)
    for _ in range(3):
        competitor()
    for line in before["rules"]:
        assert line["rule"]
    rule("500.00")
    db.expire_all()
    assert ticket(priced) == before
    assert before["circumstances"]["competitors"] == 1
    assert replay(ticket(priced))


@pytest.mark.rule("CGV-6.3")
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("final_ht",), "39.00"),
        (("proposed_ht",), "44.00"),
        (("lines", 0, "amount_ht"), "31.00"),
        (("rules", 0, "amount_ht"), "31.00"),
        (("rules", 1, "competitors_to"), 0),
        (("circumstances", "competitors"), 3),
        (("terms", "maximum_ht"), "35.00"),
        (("terms", "minimum_ht"), "41.00"),
        (("format",), 2),
        (("lines", 2, "public"), True),
    ],
)
def test_an_altered_ticket_is_told_apart_even_with_a_fresh_hash(priced, path, value):
    forged = copy.deepcopy(ticket(priced))
    *where, last = path
    place = forged
    for step in where:
        place = place[step]
    place[last] = value
    assert not replay(forged)
    assert not replay(forged | {"hash": fingerprint(forged)})


@pytest.mark.rule("CGV-6.3")
@pytest.mark.parametrize("name", ["hash", "lines", "rules", "circumstances", "terms", "final_ht", "format"])
def test_a_ticket_with_a_part_missing_proves_nothing(priced, name):
    proof = ticket(priced)
    del proof[name]
    assert not replay(proof if name == "hash" else proof | {"hash": fingerprint(proof)})
    assert not replay({})


@pytest.mark.rule("CGV-6.11")
def test_a_ticket_names_nobody(priced):
    assert "Exemple" not in json.dumps(ticket(priced), ensure_ascii=False)


@pytest.mark.rule("CGV-6.2")
def test_without_price_there_is_no_ticket(lead, priced):
    with pytest.raises(NotPriced):
        ticket(lead())
    reopen(priced)
    with pytest.raises(NotPriced):
        ticket(priced)
