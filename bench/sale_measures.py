"""What is measured of a sale, each against its aim; every measure checks its answers."""

import re
import statistics
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import func, select

from addons.leads.models import Lead, State
from addons.leads.services import publish
from addons.notifications.models import Channel, Delivery, Message
from addons.orders.models import Order, Proximity, Reservation
from addons.orders.services import claim, confirm
from addons.payments.adapters import Fact, Told
from addons.payments.models import EventOutcome, Method, Payment
from addons.payments.services import apply_event, open_payment
from addons.portal.contact import open_contact
from addons.professionals.models import Professional
from app import database
from app.access.identity import acting_as
from app.models import clock
from app.privacy.vault import Contact
from app.settings import Settings
from bench import load
from bench.pages import Visitor
from bench.sale_clients import Desk, claim_all, take_requests, together
from bench.sale_ground import PRICE, Buyer, agent_account, on_sale, person, priced
from bench.statements import per_page
from tests.sale.house import House, wait_for
from tests.sale.scene import Scene

LIST = "/demandes/"
CLAIMERS = 4


@dataclass(frozen=True)
class Line:
    """One figure: milliseconds by percentile, its aim, what else is known of it."""

    name: str
    aim: str
    ms: Mapping[str, float]
    more: Mapping[str, Any] = field(default_factory=dict)


def percentiles(seconds: Sequence[float], *wanted: int) -> dict[str, float]:
    """Milliseconds at these percentiles, and at the worst."""
    ordered = sorted(1000 * each for each in seconds)
    found = {f"p{each}": round(ordered[min(len(ordered) - 1, len(ordered) * each // 100)], 1) for each in wanted}
    return found | {"max": round(ordered[-1], 1)}


def creation(house: House, scene: Scene, agent_id: int, count: int) -> list[Line]:
    """Requests created by one agent and by two at once, then whole calls; beside the bare rows of one of them."""
    who, lines, first = (agent_id, scene.operator_id), [], 0
    for name, processes, whole in (
        ("create a lead, 1 process", 1, False),
        ("create a lead, 2 processes", 2, False),
        ("call → qualified, 1 process", 1, True),
    ):
        shares = []
        for _ in range(processes):
            shares.append((who, Desk.of(scene), first, count, whole))
            first += count + 1  # one more warms
        seconds, told = together(take_requests, house.settings, shares)
        took, ids = [each for times, _ in told for each in times], [id_ for _, found in told for id_ in found]
        more: dict[str, Any] = {"per_second": round(len(took) / seconds)}
        with house.within() as session:
            kept = select(func.count()).select_from(Lead).join(Lead.client).where(Lead.id.in_(ids))
            assert session.scalar(kept.where(Lead.reference.is_not(None))) == len(took)
            wanted = State.QUALIFIED if whole else State.DRAFT
            assert set(session.scalars(select(Lead.state).where(Lead.id.in_(ids)))) == {wanted}
        median = 1000 * statistics.median(took)
        if processes == 1:
            more["raw_p50"] = round(bare_insert(house.settings, ids[-1], min(count, 200)), 2)
            more["ratio"] = round(median / more["raw_p50"], 1)
        aim = "–" if whole else "≤ 8 ms" if processes == 1 else "≥ 200/s"
        lines.append(Line(name, aim, percentiles(took, 50, 95), more))
    return lines


def bare_insert(settings: Settings, lead_id: int, count: int) -> float:
    """Milliseconds at the median to insert and commit the rows of that request and of its client, nothing else."""
    took, made = [], []
    with psycopg.connect(settings.staff_database_url.replace("+psycopg", "")) as connection:
        lead = _row(connection, Lead.__tablename__, lead_id)
        contact = _row(connection, Contact.__tablename__, lead["client_id"])
        for rank in range(count):
            contact |= {"uid": uuid.uuid4()}
            begun = time.perf_counter()
            client_id = _insert(connection, Contact.__tablename__, contact)
            lead |= {"client_id": client_id, "reference": f"B-{lead_id}-{rank}"}
            made.append((_insert(connection, Lead.__tablename__, lead), client_id))
            connection.commit()
            took.append(time.perf_counter() - begun)
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        connection.execute("delete from leads_lead where id = any(%s)", ([each for each, _ in made],))
        connection.execute("delete from contact where id = any(%s)", ([each for _, each in made],))
    return 1000 * statistics.median(took)


def _row(connection: "psycopg.Connection[Any]", table: str, id_: int) -> dict[str, Any]:
    cursor = connection.execute(sql.SQL("select * from {} where id = %s").format(sql.Identifier(table)), (id_,))
    values = cursor.fetchone()
    assert values is not None and cursor.description is not None
    names = [column.name for column in cursor.description]
    return {name: value for name, value in zip(names, values, strict=True) if name != "id" and value is not None}


def _insert(connection: "psycopg.Connection[Any]", table: str, row: Mapping[str, Any]) -> int:
    statement = sql.SQL("insert into {} ({}) values ({}) returning id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    found = connection.execute(statement, list(row.values())).fetchone()
    assert found is not None
    return int(found[0])


def claims(house: House, scene: Scene, plumbers: list[Buyer], rounds: int, first: int) -> Line:
    """Every plumber claims the same request at the same instant, from four processes; one has it."""
    with house.within() as session:
        leads = [on_sale(session, scene, first + rank, plumbers).id for rank in range(rounds)]
    shares = [(leads, plumbers[rank::CLAIMERS]) for rank in range(CLAIMERS)]
    _seconds, told = together(claim_all, house.settings, shares, rounds)
    answers = [each for process in told for each in process]
    assert len(answers) == rounds * len(plumbers)
    for lead_id in leads:
        winners = [winner for lead, _took, winner in answers if lead == lead_id and winner is not None]
        assert len(winners) == 1, (lead_id, winners)
        with house.within() as session:
            live = select(Reservation.professional_id).where(
                Reservation.lead_id == lead_id, Reservation.released_at.is_(None)
            )
            assert list(session.scalars(live)) == winners
            assert session.get_one(Lead, lead_id).state is State.RESERVED
    won = [took for _lead, took, winner in answers if winner is not None]
    more = {"rounds": rounds, "winners_each": 1, "winner_p50": percentiles(won, 50)["p50"]}
    return Line(
        f"claim, {len(plumbers)} at once", "p99 ≤ 300 ms", percentiles([took for _, took, _ in answers], 50, 99), more
    )


def payments(house: House, scene: Scene, plumbers: list[Buyer], sales: int, first: int) -> Line:
    """From the capture that the provider tells to the contact that the portal's login opens, one sale at a time."""
    took = []
    with house.within() as session:
        database.connect("portal", house.settings.portal_database_url)
        for rank in range(sales):
            buyer = plumbers[rank % len(plumbers)]
            lead = on_sale(session, scene, first + rank, [buyer])
            professional = session.get_one(Professional, buyer.professional_id)
            basket = claim(professional, lead, price_seen_ht=PRICE, proximity=Proximity.TODAY, available=True)
            order_id = confirm(basket, price_seen_ht=PRICE).id
            database.commit()
            payment = open_payment(session.get_one(Order, order_id), Method.CARD)
            database.commit()
            line_id = session.get_one(Order, order_id).lines[0].id
            provider, told = payment.provider, _captured(payment)
            session.remove()
            begun = time.perf_counter()
            assert apply_event(provider, told) is EventOutcome.APPLIED
            database.commit()
            with acting_as(buyer.account()):
                opened = open_contact(line_id)
            took.append(time.perf_counter() - begun)
            assert opened.phone == person(first + rank).phone
            session.remove()
        database.engines.pop("portal").dispose()
    return Line("pay → contact visible", "p95 ≤ 500 ms", percentiles(took, 50, 95), {"sales": sales})


def _captured(payment: Payment) -> Told:
    assert payment.provider_ref is not None
    return Told(f"mesure-{payment.id}", Fact.CAPTURED, payment.provider_ref, clock.now(), amount_ttc=payment.amount_ttc)


def publications(  # noqa: PLR0917  # called by ``note`` alone
    house: House, scene: Scene, agent_id: int, place: tuple[int, int], count: int, first: int
) -> Line:
    """From «Publier» to the first message that the running worker handed over.

    ``place`` is a commune and how many plumbers cover it. Each publication waits until every e-mail of the
    one before has left.
    """
    took, every = [], []
    commune_id, told = place
    for rank in range(count + 1):
        with house.within() as session:
            lead_id = priced(session, scene, first + rank, commune_id).id
        begun = clock.now()
        with house.within() as session, acting_as(agent_account(agent_id, scene.operator_id)):
            publish(session.get(Lead, lead_id))
            database.commit()
        sent = wait_for("the messages of a publication", partial(_handed_over, house, lead_id, told))
        if rank:  # the first one warms the worker
            took.append((sent[0] - begun).total_seconds())
            every.append((sent[-1] - begun).total_seconds())
    more: dict[str, Any] = {"publications": count, "professionals": told, "sent_each": len(sent)}
    more |= {"last_p95": percentiles(every, 95)["p95"]}
    return Line("publish → first message", "p95 ≤ 2000 ms", percentiles(took, 50, 95), more)


def _handed_over(house: House, lead_id: int, told: int) -> list[Any]:
    with house.within() as session:
        mine = select(Message).where(Message.subject_model == Lead.__tablename__, Message.subject_id == lead_id)
        messages = session.scalars(mine).all()
        mails = [each for each in messages if each.channel is Channel.EMAIL]
        assert all(each.state in (Delivery.QUEUED, Delivery.SENT) for each in mails)
        if len(mails) < told or any(each.sent_at is None for each in mails):
            return []
        return sorted(each.sent_at for each in messages if each.sent_at is not None)


def listing(house: House, rows: int, seconds: float) -> Line:
    """The first page of requests with their masked clients, over HTTP, signed in."""
    visitor = Visitor(house.settings.base_url)
    page = visitor.get(LIST)
    assert "DI-" in page and "rue du Canari" not in page and not re.search(r"Canari \d", page)
    calls = visitor.page(LIST, "DI-")
    load.measure(house.settings.base_url, calls, clients=1, seconds=min(seconds, 2.0))
    figure = load.measure(house.settings.base_url, calls, clients=1, seconds=seconds)
    more = {"rows": rows, "per_second": figure.per_second, "bytes": figure.bytes}
    more["queries"] = per_page(house.settings, {"list": LIST})["list"]
    return Line("list of requests, 1st page", "p50 ≤ 10 ms", {"p50": figure.p50, "p95": figure.p95}, more)
