"""A sale through the API, from the call to the invoice: nothing but what programs may ask, and the bank's page."""

from decimal import Decimal

import pytest

from tests.sale.house import wait_for
from tests.sale.scene import Buyer, Program, Scene, decide

PERSON = {
    "civility": "Mme",
    "first_name": "Colette",
    "last_name": "Vasseur",
    "phone": "06 39 98 70 01",
    "second_phone": "01 99 00 70 02",
    "email": "colette.vasseur@example.org",
    "street": "4 rue des Lauriers",
    "floor": "3e étage",
    "access": "Code 12B34",
}


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.9")
@pytest.mark.rule("CGV-5.5")
@pytest.mark.rule("CGV-5.6")
@pytest.mark.rule("CGV-6.5")
def test_a_call_becomes_an_invoice(scene: Scene, agent: Program):
    buyer = scene.professional()
    lead = scene.publish(agent, PERSON)
    assert lead["state"] == "published"
    assert lead["client"]["label"] == "Mme V•••• – 06 •• •• •• 01"

    [offered] = [each for each in buyer.get("portal/requests/")["items"] if each["id"] == lead["id"]]
    assert (offered["reference"], offered["price_ht"]) == (lead["reference"], lead["price_ht"])
    assert offered["order_id"] is None

    claimed = buyer.claim(lead)
    assert buyer.order(claimed["order"])["state"] == "basket"
    confirmed = buyer.confirm(claimed["order"], lead)
    assert (confirmed["id"], confirmed["state"]) == (claimed["order"], "awaiting_payment")
    price, total = Decimal(lead["price_ht"]), Decimal(confirmed["total_ttc"])
    assert total == price + Decimal(confirmed["vat_amount"])
    buyer.get(f"portal/orders/{claimed['order']}/contact", 404)
    assert buyer.get(f"portal/orders/{claimed['order']}/documents") == {"items": []}

    opened = buyer.post(f"portal/orders/{claimed['order']}/pay")
    assert buyer.order(claimed["order"])["payment"] == "initiated"
    decide(opened["url"], "pay")
    paid = buyer.wait(claimed["order"], "fulfilled")
    assert paid["payment"] == "captured"

    told = buyer.get(f"portal/orders/{claimed['order']}/contact")
    assert told == {
        **PERSON,
        "phone": "+33639987001",
        "second_phone": "+33199007002",
        "company_name": None,
    }
    assert buyer.order(claimed["order"])["call_before"] > paid["revealed_at"]
    noted = buyer.post(f"portal/orders/{claimed['order']}/contact", answered=True)
    assert noted["first_viewed_at"] <= noted["first_contact_at"]

    bill, sheet = wait_for("the PDF", lambda: _ready(buyer, claimed["order"]))
    for document in (bill, sheet):
        pdf = buyer.send("GET", document["url"])
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")

    accountant = scene.staff("ACCOUNTANT")
    [order] = accountant.get(f"orders/?q={paid['reference']}")["items"]
    assert (order["state"], order["total_ttc"]) == ("fulfilled", str(total))
    [invoice] = accountant.get(f"invoices/?q={bill['number']}")["items"]
    assert (invoice["number"], invoice["total_ttc"]) == (bill["number"], str(total))
    payments = [
        each for each in accountant.get("payments/?state=captured")["items"] if each["order"]["id"] == order["id"]
    ]
    assert [each["amount_ttc"] for each in payments] == [str(total)]
    assert agent.get(f"leads/{lead['id']}")["state"] == "contacted"


def _ready(buyer: Buyer, order_id: int):
    items = buyer.get(f"portal/orders/{order_id}/documents")["items"]
    return items if items and items[0]["url"] else None
