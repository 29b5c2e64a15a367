"""Processes that work side by side while a sale is measured: agents who take requests, professionals who want one."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import Any

from addons.base.models import Site
from addons.calls.models import Call
from addons.calls.services import accept_recording, give_notice, open_call
from addons.leads.models import Lead, Need
from addons.leads.services import announce_transfer, qualify, set_client, start_lead
from addons.orders.errors import AlreadyTaken
from addons.zones.models import Commune
from app import create_app, database
from app.access.identity import System, acting_as
from app.portal import desk
from app.settings import Settings
from bench.sale_ground import PRICE, Buyer, agent_account, person
from tests.sale.scene import POSTAL_CODE, Scene

PATIENCE = 180.0


def together(
    work: Callable[..., None], settings: Settings, shares: list[tuple[Any, ...]], rounds: int = 1
) -> tuple[float, list[Any]]:
    """What each process tells, and the seconds from the last common start to the last one's word.

    They wait for one another ``rounds`` times. Raises RuntimeError when one of them ends without a word.
    """
    context = multiprocessing.get_context("spawn")
    told, start = context.Queue(), context.Barrier(len(shares) + 1)
    processes = [context.Process(target=work, args=(settings, *share, start, told), daemon=True) for share in shares]
    for process in processes:
        process.start()
    try:
        for _ in range(rounds):
            start.wait(PATIENCE)
        begun = time.perf_counter()
        found = [_word(told, processes) for _ in processes]
        seconds = time.perf_counter() - begun
    finally:
        for process in processes:
            process.join(10)
            process.kill()
    return seconds, found


def _word(told: Any, processes: list[SpawnProcess]) -> Any:
    while told.empty():
        if any(process.exitcode for process in processes):
            raise RuntimeError("a client ended without a word")
        time.sleep(0.002)
    return told.get()


class Desk:
    """What an agent's requests are filled with."""

    def __init__(self, scene: tuple[int, int, int]) -> None:
        self.site_id, self.need_id, self.commune_id = scene

    @classmethod
    def of(cls, scene: Scene) -> tuple[int, int, int]:
        """What another process needs to know of the scene."""
        return scene.site_id, scene.need_id, scene.commune_id

    def call(self) -> Call:
        """A call whose recording was announced and accepted."""
        call = open_call(database.session.get(Site, self.site_id))
        give_notice(call)
        accept_recording(call)
        return call

    def request(self, call: Call, number: int) -> Lead:
        """The draft, filled, its client kept after the look for a close request, the transfer told and journaled."""
        lead = start_lead(call)
        need = database.session.get(Need, self.need_id)
        with database.session.no_autoflush:  # as a form: what the need brings is seen while it is being changed
            lead.need, lead.postal_code, lead.public_description = need, POSTAL_CODE, "Évier bouché."
            lead.check()
        set_client(lead, person(number), database.session.get(Commune, self.commune_id))
        announce_transfer(lead, accepted=True)
        return lead


def take_requests(  # noqa: PLR0917  # arguments of a process
    settings: Settings, who: tuple[int, int], scene: tuple[int, int, int], first: int, count: int, whole: bool,
    start: Any, told: Any,
) -> None:  # fmt: skip
    """One agent's process: ``count`` requests under the staff's login, each a transaction; tells seconds and ids.

    Calls are taken before the common start, unless ``whole``: each transaction then goes from the call to «Qualifiée».
    """
    work, waiting = Desk(scene), []
    app = create_app(settings)
    with app.app_context(), acting_as(agent_account(*who)):
        for _ in range(0 if whole else count):
            waiting.append(work.call().id)
            database.commit()
            database.session.remove()
        work.request(work.call(), first + count).check()
        database.session.rollback()
        database.session.remove()
        start.wait(PATIENCE)
        took, ids = [], []
        for rank in range(count):
            begun = time.perf_counter()
            call = work.call() if whole else database.session.get_one(Call, waiting[rank])
            lead = work.request(call, first + rank)
            if whole:
                qualify(lead)
            database.commit()
            took.append(time.perf_counter() - begun)
            ids.append(lead.id)
            database.session.remove()
        told.put((took, ids))


def claim_all(settings: Settings, leads: list[int], buyers: list[Buyer], start: Any, told: Any) -> None:
    """A process of professionals, one thread each: all want each request at once; tells seconds and winners by request.

    The desk's command in a transaction of its own, behind the pool of connections of the back office.
    """
    app = create_app(settings)
    command = desk.find("orders.claim")
    assert command is not None
    ready = threading.Barrier(len(buyers))
    found: list[tuple[int, float, int | None]] = []
    wrong: list[BaseException] = []

    def one(rank: int, buyer: Buyer) -> None:
        try:
            with app.app_context():
                for lead_id in leads:
                    if ready.wait(PATIENCE) == 0:
                        start.wait(PATIENCE)
                    ready.wait(PATIENCE)
                    begun = time.perf_counter()
                    won = _claim(command, buyer, lead_id)
                    found.append((lead_id, time.perf_counter() - begun, buyer.professional_id if won else None))
        except BaseException as error:
            wrong.append(error)
            ready.abort()
            start.abort()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    told.put(found)


def _claim(command: desk.Command, buyer: Buyer, lead_id: int) -> bool:
    me = buyer.account()
    asked: dict[str, desk.Scalar] = {
        "lead_id": lead_id, "price_seen_ht": str(PRICE), "proximity": "today", "available": True,
    }  # fmt: skip
    try:
        with acting_as(System("guichet : mesures", me)):
            command(asked, me)
            database.commit()
    except AlreadyTaken:
        database.session.rollback()
        return False
    finally:
        database.session.remove()
    return True
