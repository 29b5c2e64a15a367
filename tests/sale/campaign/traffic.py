"""What goes on meanwhile: agents publish, professionals buy, and one process after the other is killed."""

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from sqlalchemy import Engine, text

from tests.sale.house import House, wait_for
from tests.sale.scene import Program, Scene, decide

#: Under way at each kill, at least: baskets that stand, and outbox rows due or in flight.
SALES, ROWS = 8, 20
#: Requests on sale that agents keep in stock.
STOCK = 40
#: Seconds: how long a program insists on one request, how long the killer waits for enough traffic.
INSISTS, THIN = 90.0, 20.0
VICTIMS = ("web", "portal", "worker")
CHOICES = {"pay": 78, "twice": 10, "refuse": 6, "later": 6}
BASKETS = "select count(*) from orders_reservation where released_at is null and expires_at > now()"
#: What a worker has yet to do, and could do now.
DUE = "state = 'waiting' and (due_at <= now() or lease_until is not null)"


class GaveUp(Exception):
    """A program insisted for long enough."""


@dataclass
class Patient(Program):
    """A program that asks again, under the same key, while a process is away; ``note`` is told each time."""

    note: Callable[[str], None] = print

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers, limit = {"Idempotency-Key": secrets.token_hex(16)}, time.monotonic() + INSISTS
        why = ""
        while time.monotonic() < limit:
            try:
                answer = super().send(method, path, headers=headers, **more)
            except httpx.TransportError as error:
                why = type(error).__name__
            else:
                if answer.status_code < 500:
                    return answer
                why = f"HTTP {answer.status_code}"
            self.note(f"asked again: {why}")
            time.sleep(0.3)
        raise GaveUp(f"{path}: {why}")


@dataclass
class Market:
    """Requests that were published, and what became of those who wanted them."""

    scene: Scene
    seen: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    leads: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _persons: "count[int]" = field(default_factory=lambda: count(1))

    def note(self, what: str) -> None:
        with self._lock:
            self.seen[what] += 1

    def patient(self, program: Program) -> Patient:
        """The same person's program, which does not give up."""
        return Patient(program.base, program.token, note=self.note)

    def publish_until_the_end(self, agent: Patient) -> None:
        """Call after call, as long as the professionals keep up."""
        while not self.stop.is_set():
            if len(self.leads) >= STOCK:
                time.sleep(0.1)
                continue
            try:
                lead = self.scene.publish(agent, self._person())
            except (GaveUp, AssertionError) as error:
                if "stale_version" in str(error):
                    # The answer to a PATCH was lost: a program reads again, this one lets the call go.
                    self.note("calls given up after a lost answer")
                else:
                    self._surprise("publish", error)
            else:
                self.note("published")
                with self._lock:
                    self.leads.append(lead)

    def buy_until_the_end(self, buyer: Patient) -> None:
        """Sale after sale, with the time that people take; a sale that is begun is finished."""
        while not self.stop.is_set():
            if (lead := self._take()) is None:
                time.sleep(0.2)
                continue
            try:
                self.note(self._buy(buyer, lead))
            except (GaveUp, AssertionError) as error:
                self._surprise("buy", error)

    def _buy(self, buyer: Patient, lead: dict[str, Any]) -> str:
        seen = {"price_seen_ht": lead["price_ht"]}
        claimed = self._ask(buyer, f"requests/{lead['id']}/claim", **seen, available=True)
        if claimed is None:
            return "claims lost to another"
        order = claimed["order"]
        _think()
        if self._ask(buyer, f"orders/{order}/confirm", **seen) is None:
            return "too late to confirm"
        if (opened := self._ask(buyer, f"orders/{order}/pay")) is None:
            return "too late to pay"
        _think()
        [choice] = random.choices(list(CHOICES), list(CHOICES.values()))
        decide(opened["url"], choice)
        return f"bank: {choice}"

    def _ask(self, buyer: Patient, path: str, **body: Any) -> Any:
        """The answer, None for a refusal, which is noted."""
        answer = buyer.send("POST", f"/api/v1/portal/{path}", json=body)
        if answer.is_success:
            return answer.json()
        self.note(f"refused {path.rpartition('/')[2]}: {answer.status_code} {answer.text[:60]}")
        return None

    def _take(self) -> dict[str, Any] | None:
        """One of the requests; one time in five somebody else is given the same."""
        with self._lock:
            if not self.leads:
                return None
            place = random.randrange(len(self.leads))
            return self.leads[place] if random.random() < 0.2 else self.leads.pop(place)

    def _person(self) -> dict[str, str]:
        number = next(self._persons)
        return {
            "civility": "Mme",
            "first_name": "Colette",
            "last_name": "Vasseur " + "".join(chr(97 + int(digit)) for digit in str(number)),
            "phone": f"06 39 98 {number // 100 % 100:02} {number % 100:02}",
            "street": f"{number} rue des Lauriers",
        }

    def _surprise(self, where: str, what: Exception) -> None:
        with self._lock:
            self.surprises.append(f"{where}: {what!s:.300}")


def _think() -> None:
    time.sleep(random.uniform(1.0, 3.5))


@dataclass(frozen=True)
class Cut:
    """One kill: who, when, and what was under way."""

    victim: str
    at: float
    sales: int
    rows: int


@dataclass
class Killer:
    """Kills one process after the other, each while it works, and starts it again at once."""

    house: House
    owner: Engine
    pace: float
    cuts: list[Cut] = field(default_factory=list)
    rows_seen: set[int] = field(default_factory=set)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(len(VICTIMS)))
    _back: "dict[str, Future[None]]" = field(default_factory=dict)

    def run(self, kills: int) -> None:
        while len(self.cuts) < kills:
            time.sleep(random.uniform(0.5, 1.5) * self.pace)
            # Each lives a while between two kills: nothing is under way in a process that only starts.
            up = [name for name in VICTIMS if name not in self._back or self._back[name].done()]
            if up:
                self._cut(random.choice(up))

    def finish(self) -> None:
        """Everything is up again. Raises what kept a process from coming back."""
        self._pool.shutdown()
        for coming_back in self._back.values():
            coming_back.result()

    def _cut(self, victim: str) -> None:
        if victim in self._back:
            self._back[victim].result()
        limit = time.monotonic() + THIN
        sales, rows = self._under_way()
        while (sales < SALES or len(rows) < ROWS) and time.monotonic() < limit:
            time.sleep(0.05)
            sales, rows = self._under_way()
        self.house.kill(victim)
        self.cuts.append(Cut(victim, time.monotonic(), sales, len(rows)))
        self.rows_seen |= rows
        self._back[victim] = self._pool.submit(self._start, victim)

    def _start(self, name: str) -> None:
        """Returns once it has worked a while; a worker says that it does by its beat."""
        with self.owner.connect() as connection:
            known = set(connection.scalars(text("select name from worker_beat")))
        self.house.start(name)
        if name == "worker":
            wait_for("a worker", lambda: self._beats() - known)
        time.sleep(random.uniform(0.3, 3.0))

    def _beats(self) -> set[str]:
        with self.owner.connect() as connection:
            return set(connection.scalars(text("select name from worker_beat")))

    def _under_way(self) -> tuple[int, set[int]]:
        with self.owner.connect() as connection:
            sales = connection.scalar(text(BASKETS)) or 0
            return sales, set(connection.scalars(text(f"select id from outbox_row where {DUE}")))
