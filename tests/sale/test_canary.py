"""A canary in every field of a client: where no payment was captured it sings nowhere, whoever asks and however.

One story is lived once, and everything that anybody was sent is kept; each test looks at one part of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html import unescape
from urllib.parse import unquote

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.sale.house import House, wait_for
from tests.sale.scene import Buyer, Program, Scene, Telephone, decide

CLIENT = {
    "civility": "Mme",
    "first_name": "Zéphyrinne",
    "last_name": "Qanariflore",
    "company_name": "Xylocanari Toitures",
    "phone": "06 39 98 47 11",
    "second_phone": "01 99 00 48 22",
    "email": "qanari.flore@example.org",
    "street": "77 rue du Qanariquux",
    "floor": "étage qanarivolt",
    "access": "code qanarikey9",
}
NOTE = "Rappeler après la qanarisieste."
#: As it may be written: without spaces, in lower case. A phone is known by its last digits.
NEEDLES = [
    *("zéphyrinne", "z\\u00e9phyrinne", "qanari", "xylocanari", "639984711", "199004822"),
    *("qanari.flore", "77ruedu"),
]


def songs(heard: list[bytes]) -> set[str]:
    """The needles in what was heard, through escapes, percent signs and the encodings of mails."""
    found = set()
    for raw in heard:
        plain = raw.decode(errors="replace") + "".join(_parts(raw))
        squeezed = re.sub(r"[\s\u202f\u00a0.-]+", "", unquote(unescape(plain))).lower()
        found |= {needle for needle in NEEDLES if re.sub(r"[.-]", "", needle) in squeezed}
    return found


def _parts(raw: bytes) -> Iterator[str]:
    """The texts of an e-mail, decoded."""
    message = message_from_bytes(raw, policy=policy.default)
    if message["From"]:
        for part in message.walk():
            if not part.is_multipart() and part.get_content_maintype() == "text":
                yield part.get_content()


@dataclass
class Story:
    """Everything that was sent to each, by the moment of the sale."""

    before: dict[str, list[bytes]] = field(default_factory=dict)
    messages_before: list[bytes] = field(default_factory=list)
    tables_before: dict[str, list[bytes]] = field(default_factory=dict)
    paid: dict[str, list[bytes]] = field(default_factory=dict)
    masked: list[bytes] = field(default_factory=list)
    tables_after: dict[str, list[bytes]] = field(default_factory=dict)


class Eyes:
    """Whatever one professional can look at: program, browser and the portal's own database login."""

    def __init__(self, house: House, buyer: Buyer):
        self.house, self.buyer = house, buyer
        self.phone = Telephone.of(house.settings.portal_url, buyer.username)

    def look(self, lead: int, order: int) -> list[bytes]:
        """Ask for everything, rightly and wrongly; what came."""
        self.buyer.heard.clear()
        self.phone.heard.clear()
        for path in ("/demandes/", f"/demandes/{lead}", f"/achats/panier/{order}", "/achats/", f"/achats/{order}"):
            self.phone.open(path)
        for path in ("/factures/", "/compte/", "/compte/conditions", "/demandes/0", f"/demandes/{lead}?q=Nîmes"):
            self.phone.open(path)
        for path in ("/demandes/liste", f"/achats/{order}/etat"):
            self.phone.open(path, fragment=True)
        self.phone.send(f"/demandes/{lead}/prendre", price_seen_ht="0", proximity="moon")
        self.phone.send(f"/achats/{order}/suite", outcome="maybe")
        self.phone.browser.post(f"/achats/{order}/contacte")  # a form that is not ours
        for path in ("requests/", f"requests/{lead}", "orders/", f"orders/{order}", f"orders/{order}/contact"):
            self.buyer.send("GET", f"/api/v1/portal/{path}")
        for path in (f"orders/{order}/documents", f"requests/{lead}?sort=last_name", "_openapi"):
            self.buyer.send("GET", f"/api/v1/portal/{path}")
        for path, body in (
            (f"requests/{lead}/claim", {"price_seen_ht": "0.01", "available": True}),
            (f"requests/{lead}/claim", {"client": 1}),
            (f"orders/{order}/confirm", {"price_seen_ht": "x"}),
            (f"orders/{order}/contact", {"answered": "no"}),
        ):
            self.buyer.send("POST", f"/api/v1/portal/{path}", json=body)
        return [*self.buyer.heard, *self.phone.heard]

    def read_tables(self, token: str | None = None) -> dict[str, list[str]]:
        """Every row that the portal's login may read with this token, by table."""
        engine = create_engine(self.house.settings.portal_database_url)
        columns = text(
            "select table_name, string_agg(quote_ident(column_name), ', ') from information_schema.column_privileges "
            "where grantee = current_user and privilege_type = 'SELECT' and table_schema = 'public' group by 1"
        )
        found = {}
        with engine.begin() as connection:
            told = {"token": self.buyer.token if token is None else token}
            connection.execute(text("select set_config('relais.token', :token, true)"), told)
            for table, names in connection.execute(columns).all():
                statement = f"select to_jsonb(row)::text from (select {names} from {table}) row"
                found[table] = list(connection.execute(text(statement)).scalars())
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def eyes(house: House, scene: Scene) -> Iterator[tuple[Eyes, Eyes]]:
    """The buyer's, then those of a colleague whom the same request was offered to."""
    pair = Eyes(house, scene.professional()), Eyes(house, scene.professional())
    yield pair
    for each in pair:
        each.phone.browser.close()


@pytest.fixture(scope="module")
def story(house: House, scene: Scene, agent: Program, eyes) -> Story:
    """The sale of the canary, from the call to the end of the work."""
    told, (mine, other) = Story(), eyes
    lead = _publish(scene, agent)
    wait_for("the offers", lambda: len([raw for raw in house.posted() if lead["reference"].encode() in raw]) >= 2)

    order, page = mine.buyer.begin(lead)
    told.before = {"buyer": mine.look(lead["id"], order), "other": other.look(lead["id"], order)}
    told.messages_before = house.posted()
    told.tables_before = {name: _bytes(each.read_tables()) for name, each in (("buyer", mine), ("other", other))}

    decide(page, "pay")
    mine.buyer.wait(order, "fulfilled")
    wait_for("the invoice", lambda: mine.buyer.get(f"portal/orders/{order}/documents")["items"][0]["url"])
    told.paid = {"buyer": mine.look(lead["id"], order), "other": other.look(lead["id"], order)}

    mine.buyer.post(f"portal/orders/{order}/outcome", outcome="won")
    told.masked = mine.look(lead["id"], order)
    told.tables_after = {name: _bytes(each.read_tables()) for name, each in (("buyer", mine), ("other", other))}
    return told


def _publish(scene: Scene, agent: Program) -> dict:
    """A request whose client was mistyped once; the note is the staff's."""
    lead = scene.begin(agent)
    agent.patch(f"leads/{lead['id']}", version=lead["version"], internal_note=NOTE)
    agent.post(f"leads/{lead['id']}/identify", 422, commune=scene.commune_id, **CLIENT | {"email": "qanari@@flore"})
    agent.post(f"leads/{lead['id']}/identify", commune=scene.commune_id, **CLIENT)
    return scene.finish(agent, lead["id"])


def _bytes(tables: dict[str, list[str]]) -> list[bytes]:
    return [row.encode() for rows in tables.values() for row in rows]


def test_the_needles_are_found_where_they_are(story: Story):
    """What hears nothing proves nothing: the buyer's own page, once paid, holds every field."""
    missing = set(NEEDLES) - songs(story.paid["buyer"]) - {"z\\u00e9phyrinne"}
    assert missing == set()
    assert len(story.before["buyer"]) > 20 and len(story.messages_before) >= 2
    assert len(story.tables_before["buyer"]) > 5


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.12")
@pytest.mark.parametrize("who", ["buyer", "other"])
def test_before_the_capture_nothing_of_the_client_is_sent(story: Story, who: str):
    assert songs(story.before[who]) == set()


@pytest.mark.rule("CGV-11.5")
def test_messages_that_leave_before_the_capture_hold_nothing(story: Story):
    assert songs(story.messages_before) == set()


@pytest.mark.rule("CGV-3.8")
def test_whoever_did_not_buy_never_hears_of_him(story: Story):
    assert songs(story.paid["other"]) == set()
    assert songs(story.tables_after["other"]) == set()


@pytest.mark.rule("CGV-19.6")
def test_once_masked_the_buyer_hears_no_more(story: Story):
    assert songs(story.masked) == set()
    assert songs(story.tables_after["buyer"]) == set()


@pytest.mark.rule("CGV-2.5")
@pytest.mark.parametrize("who", ["buyer", "other"])
def test_raw_sql_on_the_portal_s_connection_finds_nothing(story: Story, who: str):
    assert songs(story.tables_before[who]) == set()


@pytest.mark.rule("CGV-3.7")
def test_raw_sql_shows_one_s_own_rows_alone(eyes, story: Story):
    mine, other = eyes
    for table, rows in mine.read_tables().items():
        for row in rows:
            assert f'"professional_id": {other.buyer.professional_id},' not in row, table
    nobody = mine.read_tables("a guessed token")
    open_to_all = {table for table, rows in nobody.items() if rows}
    assert open_to_all == set()


@pytest.mark.rule("CGV-3.7")
@pytest.mark.parametrize(
    "statement",
    [
        "select * from contact",
        "select * from contact_key",
        "select * from orders_sealed_contact",
        "select box from orders_sealed_contact",
        "select * from ab_user",
        "select internal_note from leads_lead",
        "select client_id from leads_lead",
        "select * from calls_call",
        "select * from idempotency_key",
        "select * from effects_outbox",
        "set role relais_test_staff",
        "select set_config('role', 'relais_test_staff', true)",
        "set session authorization relais_test_staff",
        "update leads_lead set price_ht = 1",
        "insert into orders_contact_view (line_id) values (1)",
        "create table loot (a int)",
        "select pg_read_file('/etc/passwd')",
        "select * from orders_open_box((select id from orders_line limit 1) + 1000)",
    ],
)
def test_raw_sql_goes_through_no_other_door(house: House, eyes, story: Story, statement: str):
    engine = create_engine(house.settings.portal_database_url)
    with engine.connect() as connection:
        connection.execute(text("select set_config('relais.token', :token, false)"), {"token": eyes[1].buyer.token})
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(statement)).all()
    engine.dispose()
    assert refused.value.orig.sqlstate in {"42501", "42P01", "42703", "22023"}


@pytest.mark.rule("CGV-3.7")
def test_a_forged_identity_is_nobody(house: House, eyes, story: Story):
    mine = eyes[0].buyer
    engine = create_engine(house.settings.portal_database_url)
    with engine.begin() as connection:
        for setting in ("relais.professional_id", "relais.id", "app.professional_id"):
            forged = {"setting": setting, "id": str(mine.professional_id)}
            connection.execute(text("select set_config(:setting, :id, true)"), forged)
        assert connection.execute(text("select count(*) from orders_order")).scalar_one() == 0
        assert connection.execute(text("select portal_fact_professional_id()")).scalar_one() is None
    engine.dispose()


def test_no_process_ever_writes_it_in_its_log(house: House, story: Story):
    assert songs([house.said()]) == set()


def test_the_bank_knows_an_order_and_an_amount(house: House, story: Story):
    assert songs([path.read_bytes() for path in house.settings.var_dir.glob("sandbox.sqlite*")]) == set()
