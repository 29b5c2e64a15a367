"""Two plumbers with an account each and a request offered to both, under the real logins."""

import json

from sqlalchemy import select, text

from addons.orders.models import Order
from addons.orders.services import pay
from addons.orders.tests.sale import found_market
from addons.professionals.models import ProfessionalAccount
from app import database
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.models import clock
from app.portal.signature import HEADER, sign


class Street:
    """Ada and Bob, plumbers with an account each, and a request offered to both."""

    def __init__(self, sides):
        self.sides, self.tokens, self.ids = sides, {}, {}
        users = {name: sides.account("PROFESSIONAL", username=name) for name in ("ada", "bob")}
        with self.staff():
            session = database.session
            market = found_market(session)
            plumbers = []
            for name, siren in (("ada", "732829320"), ("bob", "552100554")):
                plumber = market.plumber(session, siren=siren, business_name=name)
                user_id = session.scalars(select(User.id).where(User.username == users[name])).one()
                session.add(ProfessionalAccount(operator=market.operator, professional=plumber, user_id=user_id))
                self.tokens[name] = open_session(user_id, SessionKind.BROWSER).token
                self.ids[name] = plumber.id
                plumbers.append(plumber)
            lead = market.request(session, *plumbers)
            self.lead, self.price = lead.id, str(lead.price_ht)
            database.commit()

    def staff(self):
        """Act as the system in the back office."""
        return _within(self.sides.staff)

    def ask(self, who, command, **parameters):
        """What the desk answers to a professional."""
        path = f"/_desk/{command}"
        asked = {"token": self.tokens[who], "key": None, "parameters": parameters}
        body = json.dumps(asked).encode()
        key = self.sides.site.settings.desk_key
        answer = self.sides.staff.test_client(use_cookies=False).post(
            path, data=body, headers={HEADER: sign(key, path, body), "Content-Type": "application/json"}
        )
        return answer.status_code, answer.get_json()

    def claim(self, who, **changes):
        asked = {"lead_id": self.lead, "price_seen_ht": self.price, "proximity": "today", "available": True}
        return self.ask(who, "orders.claim", **asked | changes)

    def order(self, who):
        """Claim and confirm; the id of the order."""
        reservation = self.claim(who)[1]["answer"]["reservation"]
        return self.ask(who, "orders.confirm", reservation_id=reservation, price_seen_ht=self.price)[1]["answer"][
            "order"
        ]

    def sell(self, who):
        """Claim, confirm and capture; the id of the line."""
        order_id = self.order(who)
        with self.staff():
            order = database.session.get_one(Order, order_id)
            pay(order, paid_at=clock.now())
            line_id = order.lines[0].id
            database.commit()
        return line_id

    def portal(self, who, statement, **values):
        """What raw SQL sees on the portal's connection, with somebody's token."""
        with self.sides.site.engines["portal"].begin() as connection:
            connection.execute(text("select set_config('relais.token', :token, true)"), {"token": self.tokens[who]})
            return connection.execute(text(statement), values).all()

    def open_box(self, who, line_id):
        return self.portal(who, "select uid, box from orders_open_box(:line)", line=line_id)


class _within:
    def __init__(self, app):
        self.app, self.who = app, acting_as(System("test"))

    def __enter__(self):
        self.context = self.app.app_context()
        self.context.__enter__()
        self.who.__enter__()

    def __exit__(self, *error):
        self.who.__exit__(*error)
        database.session.remove()
        self.context.__exit__(*error)
