"""The account of everything once it is quiet: each statement below finds what must never be."""

import sqlite3
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, text

from addons.invoicing.proof import verify
from tests.sale.campaign.traffic import DUE
from tests.sale.house import House
from tests.support.site_process import environment, relais

#: Baskets are looked at every minute; a payment that nobody decided keeps its basket.
_OVER = """
    select r.id from orders_reservation r where r.released_at is null and r.expires_at < now() - interval '100 seconds'
    and not exists (select 1 from payments_payment p where p.order_id = r.id and p.state in ('initiated', 'pending'))"""
NEVER = {
    "captured, neither delivered and invoiced nor refunded": """
        select p.id from payments_payment p join orders_order o on o.id = p.order_id
        where p.state in ('captured', 'quarantined', 'refunded')
        and not exists (select 1 from payments_refund r where r.payment_id = p.id)
        and not (p.state = 'captured' and o.state = 'fulfilled'
            and exists (select 1 from invoicing_invoice i where i.order_id = o.id and i.payment_id = p.id))""",
    "order captured twice": """
        select order_id from payments_payment where state = 'captured' group by 1 having count(*) > 1""",
    "line revealed without captured payment": """
        select l.id from orders_line l where l.revealed_at is not null
        and not exists (select 1 from payments_payment p where p.order_id = l.order_id and p.state = 'captured')""",
    "fulfilled order with a line not revealed": """
        select l.id from orders_line l join orders_order o on o.id = l.order_id
        where o.state = 'fulfilled' and l.revealed_at is null""",
    "sealed copy without revealed line": """
        select s.id from orders_sealed_contact s join orders_line l on l.id = s.line_id where l.revealed_at is null""",
    "revealed line without sealed copy": """
        select l.id from orders_line l where l.revealed_at is not null and l.masked_at is null
        and not exists (select 1 from orders_sealed_contact s where s.line_id = l.id)""",
    "request revealed twice": """
        select l.lead_id from orders_line l join orders_order o on o.id = l.order_id
        where l.revealed_at is not null or o.state in ('paid', 'fulfilled') group by 1 having count(*) > 1""",
    "request whose state is not that of its basket": """
        select d.id from leads_lead d where (d.state = 'reserved') <>
        exists (select 1 from orders_reservation r where r.lead_id = d.id and r.released_at is null)""",
    "invoice of an order that was not captured": """
        select i.id from invoicing_invoice i join orders_order o on o.id = i.order_id where o.state <> 'fulfilled'""",
    "invoice ranks with a gap": """
        select operator_id from invoicing_invoice group by operator_id, series, year
        having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*)""",
    "invoice without its document": """
        select i.id from invoicing_invoice i
        where not exists (select 1 from invoicing_document d where d.invoice_id = i.id)""",
    "outbox row stuck": f"select id from outbox_row where ({DUE}) and kind not like 'schedule%'",
    "message that was decided and did not end": """
        select id from notifications_message where state = 'queued' and created_at < now() - interval '10 seconds'""",
    "message decided twice": """
        select min(id) from notifications_message
        group by template, channel, recipient_model, recipient_id, subject_model, subject_id having count(*) > 1""",
    "basket past its time": _OVER,
}
COUNTED = {
    "requests published": "select count(*) from leads_lead where published_at is not null",
    "baskets": "select count(*) from orders_reservation",
    "orders": "select 'orders ' || state, count(*) from orders_order group by 1",
    "payments": "select 'payments ' || state, count(*) from payments_payment group by 1",
    "refunds": "select 'refunds ' || cause || ' ' || state, count(*) from payments_refund group by 1",
    "provider events": "select 'events ' || outcome, count(*) from payments_provider_event group by 1",
    "lines revealed": "select count(*) from orders_line where revealed_at is not null",
    "invoices": "select count(*) from invoicing_invoice",
    "outbox": "select 'outbox ' || state || case when state = 'waiting' then ', not due yet' else '' end, count(*)"
    " from outbox_row group by 1 ",
    "outbox tried more than once": "select count(*) from outbox_row where attempts > 1",
    "outbox errors": "select 'outbox error ' || kind || ' ' || error || ' ' || state, count(*) from outbox_row"
    " where error is not null group by 1",
    "messages": "select 'messages ' || channel || ' ' || state, count(*) from notifications_message group by 1",
}


def is_quiet(connection: Connection) -> bool:
    """Nothing is due, in flight, waiting for another attempt, or about to be given back."""
    left = f"select 1 from outbox_row where state = 'waiting' and (({DUE}) or attempts > 0)"
    undecided = "select 1 from payments_payment where state = 'pending'"
    baskets = """select 1 from orders_reservation r where released_at is null
        and not exists (select 1 from payments_payment p where p.order_id = r.id and p.state = 'initiated')"""
    return not any(connection.execute(text(f"{each} limit 1")).first() for each in (left, undecided, baskets))


def counted(connection: Connection) -> Iterator[tuple[str, int]]:
    """What there is."""
    for name, statement in COUNTED.items():
        for row in connection.execute(text(statement)):
            yield (name, row[0]) if len(row) == 1 else (row[0], row[1])


def violations(house: House, connection: Connection, rows_seen: set[int]) -> Iterator[tuple[str, int, str]]:
    """Every promise with how often it was broken, and where."""
    for name, statement in NEVER.items():
        ids = connection.scalars(text(statement)).all()
        yield name, len(ids), str(ids[:5])
    kept = set(connection.scalars(text("select id from outbox_row")))
    yield "outbox row lost", len(rows_seen - kept), str(sorted(rows_seen - kept)[:5])
    yield from _bank(house, connection)
    yield from _posted(house, connection)
    with house.within():
        verdict = verify()
    yield "invoices as their proof tells", int(not verdict.sound), str(verdict)
    told = relais(environment(house.settings), "verify")
    yield "relais verify", told.returncode, (told.stdout + told.stderr)[-600:]


def _bank(house: House, connection: Connection) -> Iterator[tuple[str, int, str]]:
    with sqlite3.connect(house.settings.var_dir / "sandbox.sqlite") as bank:
        taken = {key for (key,) in bank.execute("select key from payment where state = 'captured'")}
        [(untold,)] = bank.execute("select count(*) from event where delivered_at is null")
    ours = text("select key from payments_payment where captured_at is not null")
    unknown = taken ^ set(connection.scalars(ours))
    yield "captured on one side only, bank or house", len(unknown), str(sorted(unknown)[:3])
    yield "bank event never taken", untold, ""


def _posted(house: House, connection: Connection) -> Iterator[tuple[str, int, str]]:
    """One file for each message that was sent, and nothing else; no message has the words of another."""
    for channel, kept in (("email", "mail/*.eml"), ("sms", "sms/*.json")):
        files = len(list(house.settings.var_dir.glob(kept)))
        sent = text("select count(*) from notifications_message where channel = :channel and state = 'sent'")
        noted = connection.scalar(sent, {"channel": channel}) or 0
        yield f"{channel}: sent twice or never", abs(files - noted), f"{files} files, {noted} noted"
    keys = Counter(connection.scalars(text("select key from stored_mail")))
    twice = sum(number - 1 for number in keys.values()) + abs(
        len(keys) - len(list(house.settings.var_dir.glob("mail/*.eml")))
    )
    yield "provider key of a message taken twice", twice, ""
