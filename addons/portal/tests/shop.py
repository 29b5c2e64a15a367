"""Ada and Bob at their telephones, a request offered to both, and the bank: both applications of one installation."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from addons.invoicing.models import Invoice
from addons.invoicing.tasks import InvoiceIssued, write_document
from addons.leads.models import Lead
from addons.legal.services import terms_in_force
from addons.orders.tests.sale import Market
from addons.orders.tests.street import Street
from addons.payments import adapters
from addons.payments.sandbox.adapter import Sandbox
from addons.payments.sandbox.delivery import state_of
from addons.payments.sandbox.signature import HEADER, sign
from addons.payments.sandbox.store import Store
from addons.payments.sandbox.web import make_web
from addons.professionals.models import Professional
from app import database
from app.addons import discover
from tests.support.database import Site
from tests.support.portal import Sides, both_sides, serving

KEY = "the secret of a provider in tests"


def said(answer: TestResponse) -> str:
    """The text of an answer, its narrow and unbreakable spaces being spaces."""
    return answer.get_data(as_text=True).translate({0x202F: " ", 0xA0: " "})


@dataclass
class Shop:
    """One installation, and what each of its people does."""

    sides: Sides
    street: Street
    store: Store
    bank: str
    pages: dict[str, FlaskClient] = field(default_factory=dict)

    def page(self, who: str, path: str, status: int = 200) -> str:
        """The text of a page, as somebody sees it."""
        answer = self.client(who).get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return said(answer)

    def post(self, who: str, path: str, **form: str) -> TestResponse:
        """Send a form of ours."""
        client = self.client(who)
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/achats/").get_data(as_text=True))
        assert token
        return client.post(path, data={"csrf_token": token[1], **form})

    def api(self, who: str, method: str, path: str, /, key: str | None = None, **body: object) -> TestResponse:
        """Ask as a program does."""
        headers = {"Authorization": f"Bearer {self.street.tokens[who]}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        sent = {"json": body} if method == "POST" else {}
        client = self.sides.portal.test_client(use_cookies=False)
        return client.open(f"/api/v1/portal/{path}", method=method, headers=headers, **sent)

    def client(self, who: str) -> FlaskClient:
        """The browser of Ada or Bob, signed in."""
        if who not in self.pages:
            self.pages[who] = self.sides.client(who)
        return self.pages[who]

    def request(self, **changes: object) -> int:
        """Another request offered to both, for 29,90 €."""
        with self.street.staff():
            session = database.session
            first = session.get_one(Lead, self.street.lead)
            terms = terms_in_force(first.operator_id)
            market = Market(first.operator, first.trade, first.need, first.commune, first.site, terms)
            buyers = [session.get_one(Professional, self.street.ids[name]) for name in ("ada", "bob")]
            lead = market.request(session, *buyers, **changes)
            id_ = lead.id
            database.commit()
        return id_

    def take(self, who: str, lead_id: int) -> int:
        """Put a request in the basket; the id of the order to come."""
        answer = self.api(who, "POST", f"requests/{lead_id}/claim", price_seen_ht=self.street.price, available=True)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()["order"]

    def begin(self, who: str, lead_id: int) -> int:
        """Claim, confirm and open the payment; the id of the order."""
        id_ = self.take(who, lead_id)
        self.api(who, "POST", f"orders/{id_}/confirm", price_seen_ht=self.street.price)
        opened = self.api(who, "POST", f"orders/{id_}/pay")
        assert opened.status_code == 200, opened.get_json()
        return id_

    def buy(self, who: str, lead_id: int) -> int:
        """Begin, and have the bank say yes; the id of the order."""
        id_ = self.begin(who, lead_id)
        self.tell(self.api(who, "POST", f"orders/{id_}/pay").get_json()["url"], "captured")
        return id_

    def tell(self, url: str, what: str) -> None:
        """Have the bank decide about the payment of that page, and say so to the back office."""
        ref = url.rpartition("/")[2]
        self.store.decide(ref, what)
        payment = self.store.find(ref, None)
        body = json.dumps(state_of(payment) | {"id": f"evt-{ref}-{what}", "type": what}).encode()
        headers = {HEADER: sign(KEY, body), "Content-Type": "application/json"}
        back_office = self.sides.staff.test_client(use_cookies=False)
        answer = back_office.post("/webhooks/payments/sandbox", data=body, headers=headers)
        assert answer.get_json() == {"outcome": "applied"}

    def write_invoice(self, order_id: int) -> int:
        """Produce the document of an order, as the tasks do; the id of its invoice."""
        with self.street.staff():
            id_ = database.session.scalars(select(Invoice.id).where(Invoice.order_id == order_id)).one()
            write_document(InvoiceIssued(id_))
            database.commit()
        return id_

    @contextmanager
    def change(self, who: str) -> Iterator[Professional]:
        """Change somebody's file, committed at the end."""
        with self.street.staff():
            yield database.session.get_one(Professional, self.street.ids[who])
            database.commit()


@contextmanager
def open_shop(site: Site, folder: Path) -> Iterator[Shop]:
    """A shop inside the block; the desk and the bank are real servers on loopback."""
    store = Store(folder / "sandbox.sqlite")
    before = adapters._builds["sandbox"]
    with serving(make_web(store, KEY, "http://bank.example.org")) as bank:
        adapter = Sandbox(bank, KEY)
        adapters._builds["sandbox"] = lambda settings: adapter
        try:
            with both_sides(site, discover()) as sides:
                yield Shop(sides, Street(sides), store, bank)
        finally:
            adapters._builds["sandbox"] = before
            store.close()
