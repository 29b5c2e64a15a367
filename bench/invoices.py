"""``python -m bench.invoices [--clients N] [--invoices N] [--smoke]``: paid orders invoiced by several processes.

One invoice is one transaction, as the capture of a payment makes it: the order read, parties and mentions copied,
lines, history, journal, outbox, then number, place and hash. Each client is a process, on a server that writes to disk.
Aim: 300 a second with 8 clients, none refused. ``--smoke`` checks the chain of a few; its figures mean nothing.
"""

import argparse
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from addons.invoicing.models import Invoice
from addons.invoicing.proof import verify
from addons.invoicing.rendering import pdf
from addons.invoicing.services import issue
from addons.invoicing.tests.issuing_process import prepare
from addons.invoicing.tests.scene import shop
from addons.orders.models import Order
from addons.payments.models import Payment
from app.access.identity import System, acting_as
from app.children import Lifeline
from app.database import commit, session
from app.embedded import use
from app.settings import Settings, load_settings
from app.upgrade import upgrade
from bench.servers import free_port

AIM = 300
#: Orders committed together while the ground is prepared.
AT_ONCE = 100


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.invoices", description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--invoices", type=int, default=2_400)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if options.smoke:
        options.clients, options.invoices = 2, 20
    with _installation() as settings:
        prepare(settings)
        sales = _sold(options.invoices)
        seconds, took, busy = _issued(settings, sales, options.clients)
        with acting_as(System("mesure")):
            verdict = verify()
            document = _document()
            session.remove()
    took.sort()
    sys.stdout.write(
        f"{len(took)} invoices, {options.clients} clients: {len(took) / seconds:.0f}/s (aim {AIM}), "
        f"p50 {1000 * statistics.median(took):.1f} ms, p95 {1000 * took[int(len(took) * 0.95)]:.1f} ms, "
        f"{1000 * busy / len(took):.1f} ms of processor each beside the server's\n"
        f"document: {document:.1f} ms\n{verdict}\n"
    )
    return 0 if verdict.sound and len(took) == len(sales) else 1


@contextmanager
def _installation() -> Iterator[Settings]:
    """A throw-away installation with reference data alone."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bench-"))
    settings = load_settings({"RELAIS_VAR_DIR": str(folder), "RELAIS_WEB_PORT": str(free_port())})
    server = use.start(settings, Lifeline())
    try:
        upgrade(settings)
        yield settings
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _sold(count: int) -> list[int]:
    """That many paid orders, committed; the ids of their payments."""
    with acting_as(System("mesure")):
        sell = shop()
        found = []
        for rank in range(1, count + 1):
            _order, payment = sell("49.99")
            found.append(payment.id)
            if rank % AT_ONCE == 0 or rank == count:
                commit()
        session.remove()
    return found


def _issued(settings: Settings, sales: list[int], clients: int) -> tuple[float, list[float], float]:
    """Seconds from the first invoice to the last, how long each took, and the processor time of the clients.

    Clients start together.
    """
    context = multiprocessing.get_context("spawn")
    told, start = context.Queue(), context.Barrier(clients + 1)
    shares = [sales[rank::clients] for rank in range(clients)]
    processes = [context.Process(target=_client, args=(settings, share, start, told)) for share in shares]
    for process in processes:
        process.start()
    start.wait()
    begun = time.perf_counter()
    answers = [told.get() for _ in processes]
    seconds = time.perf_counter() - begun
    for process in processes:
        process.join()
    return seconds, [each for took, _busy in answers for each in took], sum(busy for _took, busy in answers)


def _client(settings: Settings, sales: list[int], start: Any, told: Any) -> None:
    """One process: the invoices of its sales, one transaction each."""
    prepare(settings)
    took = []
    wanted = select(Order, Payment).join_from(Payment, Order).where(Payment.id == bindparam("payment_id"))
    with acting_as(System("mesure")):
        session.execute(wanted, {"payment_id": 0}).all()  # the connection is open, the mappings are made
        session.rollback()
        start.wait()
        busy = time.process_time()
        for payment_id in sales:
            begun = time.perf_counter()
            issue(*session.execute(wanted, {"payment_id": payment_id}).one())
            commit()
            session.remove()
            took.append(time.perf_counter() - begun)
    told.put((took, time.process_time() - busy))


def _document() -> float:
    """Milliseconds for a document, at the median of a hundred."""
    invoices = session.scalars(select(Invoice).limit(100)).all()
    pdf(invoices[0])
    took = []
    for invoice in invoices:
        begun = time.perf_counter()
        pdf(invoice)
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


if __name__ == "__main__":
    raise SystemExit(main())
