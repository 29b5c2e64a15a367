"""Several processes at once, and one killed at the worst moment: no gap, no double, nothing lost."""

import multiprocessing
import signal
from datetime import timedelta

import pytest
from sqlalchemy import text

from addons.invoicing.proof import verify
from addons.invoicing.tests.issuing_process import die_after_rendering, issue_all
from app.effects.delivery import claim, deliver

PROCESSES = 8
EACH = 6


@pytest.mark.real_roles
@pytest.mark.rule("CGV-6.1")
def test_eight_processes_leave_one_unbroken_chain(committed):
    sales = committed(PROCESSES * EACH, issued=False)
    context = multiprocessing.get_context("spawn")
    shares = [sales[rank::PROCESSES] for rank in range(PROCESSES)]
    processes = [context.Process(target=issue_all, args=(committed.site.settings, share)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    with committed.acting():
        verdict = verify()
    assert verdict.sound, str(verdict)
    assert [chain.held for chain in verdict.chains] == [len(sales)]


@pytest.mark.real_roles
def test_killed_between_the_rendering_and_its_commit_the_document_is_written_once(committed):
    committed(1)
    lent = timedelta(seconds=1)
    process = multiprocessing.get_context("spawn").Process(
        target=die_after_rendering, args=(committed.site.settings, lent)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    engine = committed.site.engines["owner"]
    with engine.begin() as connection:
        assert connection.scalar(text("select count(*) from invoicing_document")) == 0
        connection.execute(text("select pg_sleep(greatest(0, extract(epoch from max(lease_until) - now()) + 0.1))"
                                " from outbox_row where state = 'waiting'"))  # fmt: skip
    with committed.acting():
        taken = claim(10, timedelta(seconds=30))
    assert len(taken) == 1
    with committed.acting():
        deliver(taken[0], timedelta(seconds=30))
    with engine.connect() as connection:
        rows = connection.execute(text("select state, attempts from outbox_row")).all()
        assert connection.scalar(text("select count(*) from invoicing_document")) == 1
    assert [tuple(row) for row in rows] == [("done", 2)]
