"""``python -m tests.sale.campaign --kills 50``: SIGKILL in the middle of sales, then an account. Exit 1 if it is wrong.

Agents publish through the staff's API and professionals buy through theirs, at the sandbox bank, while web, portal and
worker are killed and started again.
"""

import argparse
import random
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
import uuid
from itertools import pairwise
from pathlib import Path

from sqlalchemy import create_engine

from addons.orders.parameters import BASKET_MINUTES, BASKET_MINUTES_URGENT
from app.models.parameters import set_value
from app.upgrade import upgrade
from tests.sale.campaign.account import counted, is_quiet, violations
from tests.sale.campaign.traffic import ROWS, SALES, STOCK, Cut, Killer, Market
from tests.sale.house import House, a_house, wait_for
from tests.sale.scene import build
from tests.support.server import TestServer


def main() -> int:
    """Run one campaign and print its account."""
    parser = argparse.ArgumentParser(prog="tests.sale.campaign", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pace", type=float, default=0.4, help="seconds between kills, about")
    parser.add_argument("--buyers", type=int, default=14)
    parser.add_argument("--settle", type=float, default=200.0, help="seconds it may take to become quiet, at most")
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    # Told to end, it ends its processes first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    random.seed(options.seed)
    server = TestServer()
    folder = Path(tempfile.mkdtemp(prefix="relais-campaign-"))
    try:
        server.databases.build_template(lambda name: upgrade(server.databases.settings(name, folder)))
        with a_house(server.databases, f"campaign_{uuid.uuid4().hex[:8]}", folder) as house:
            return _campaign(house, options)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _campaign(house: House, options: argparse.Namespace) -> int:
    house.start()
    scene = build(house)
    with house.within():
        for duration in (BASKET_MINUTES, BASKET_MINUTES_URGENT):
            set_value(duration, scene.operator_id, 2)
    market, owner = Market(scene), create_engine(house.settings.database_url)
    killer = Killer(house, owner, options.pace)
    took = _rush(market, killer, options.kills, options.buyers)
    stopped, quiet = time.monotonic(), False
    while not quiet and time.monotonic() < stopped + options.settle:
        time.sleep(1)
        with owner.connect() as connection:
            quiet = is_quiet(connection)
    _say(f"killing {took:.0f} s, settling {time.monotonic() - stopped:.0f} s, quiet: {quiet}")
    _tell(killer.cuts)
    for what, number in sorted(market.seen.items()):
        _say(f"  {number:6}  {what}")
    for surprise in market.surprises:
        _say(f"  surprise: {surprise}")
    with owner.connect() as connection:
        for what, number in counted(connection):
            _say(f"  {number:6}  {what}")
        broken = 0
        for what, number, where in violations(house, connection, killer.rows_seen):
            broken += number
            _say(f"  {number:6}  {what}{f' — {where}' if number else ''}")
    owner.dispose()
    thin = sum(cut.sales < SALES or cut.rows < ROWS for cut in killer.cuts)
    _say(f"violations: {broken}; kills with too little under way: {thin}; surprises: {len(market.surprises)}")
    return int(bool(broken or thin or market.surprises or not quiet))


def _rush(market: Market, killer: Killer, kills: int, buyers: int) -> float:
    """Everybody at work until the last kill; returns, once the begun sales are finished, the seconds of killing."""
    scene = market.scene
    agents = [market.patient(scene.staff("AGENT")) for _ in range(3)]
    shoppers = [market.patient(scene.professional()) for _ in range(buyers)]
    selling = [threading.Thread(target=market.publish_until_the_end, args=(each,)) for each in agents]
    buying = [threading.Thread(target=market.buy_until_the_end, args=(each,)) for each in shoppers]
    begun: list[threading.Thread] = []
    try:
        _begin(selling, begun)
        wait_for("requests to buy", lambda: len(market.leads) >= STOCK // 2 or None)
        _begin(buying, begun)
        began = time.monotonic()
        killer.run(kills)
        return time.monotonic() - began
    finally:
        market.stop.set()
        killer.finish()
        for thread in begun:
            thread.join()


def _begin(threads: list[threading.Thread], begun: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
        begun.append(thread)


def _tell(cuts: list[Cut]) -> None:
    gaps = [after.at - before.at for before, after in pairwise(cuts)]
    each = {name: sum(cut.victim == name for cut in cuts) for name in ("web", "portal", "worker")}
    sales, rows = [cut.sales for cut in cuts], [cut.rows for cut in cuts]
    _say(f"kills: {len(cuts)} {each}; between two: median {statistics.median(gaps):.1f} s, least {min(gaps):.1f} s")
    _say(f"sales under way at the kills: least {min(sales)}, median {statistics.median(sales):.0f}, most {max(sales)}")
    _say(f"outbox rows due or in flight: least {min(rows)}, median {statistics.median(rows):.0f}, most {max(rows)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
