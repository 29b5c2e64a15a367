"""The embedded server: private, faithful to the rights of its roles, never left behind."""

import os
import stat
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from app.children import Lifeline
from app.embedded import use
from app.embedded.account import NoAccount, choose
from app.embedded.cluster import SUPERUSER, Cluster, binaries
from app.embedded.server import Server, superuser
from app.settings import load_settings
from app.var_lock import VarInUse, hold

PATIENCE = 30


def until(condition) -> None:
    """Wait for what must happen soon; how soon is not what is tested."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path):
    found = Server(Cluster(tmp_path / "postgresql", durable=False), Lifeline())
    yield found
    found.stop()


def processes_of(cluster: Cluster) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if str(cluster.data) in (process.info["cmdline"] or []):
            found.append(process)
    return found


def test_what_was_written_is_there_at_the_second_start(server):
    server.start()
    with superuser(server.cluster) as connection:
        connection.execute("create table kept (id int)")
    server.stop()
    assert processes_of(server.cluster) == []
    server.start()
    with superuser(server.cluster) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_texts_sort_by_their_bytes_in_utf8(server):
    server.start()
    with superuser(server.cluster) as connection:
        found = connection.execute("select datcollate, pg_encoding_to_char(encoding) from pg_database").fetchall()
    assert set(found) == {("C", "UTF8")}


def test_nobody_else_reaches_the_socket(server):
    server.start()
    assert stat.S_IMODE(server.cluster.sockets.stat().st_mode) == 0o700


def test_a_role_enters_with_its_own_password_only(server):
    server.start()
    server.ensure("someone", "right", "place")
    url = server.cluster.url("someone", "right", "place").set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.set(password="another").render_as_string(hide_password=False))


def test_no_password_opens_the_superuser(server):
    server.start()
    server.ensure("someone", "right", "place")
    with superuser(server.cluster) as connection:
        hba = connection.execute("select user_name, auth_method from pg_hba_file_rules order by rule_number").fetchall()
    assert hba == [([SUPERUSER], "peer"), (["all"], "scram-sha-256")]


def test_the_log_never_quotes_what_people_typed(server):
    server.start()
    with superuser(server.cluster) as connection:
        connection.execute("create table person (email text unique)")
        connection.execute("insert into person values ('canari@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into person values ('canari@example.org')")
    server.stop()
    assert "canari" not in server.cluster.log.read_text()


def test_a_folder_too_deep_for_a_socket_gets_a_short_private_one(tmp_path):
    deep = tmp_path.joinpath(*["profondeur" * 4] * 3)
    server = Server(Cluster(deep / "postgresql", durable=False), Lifeline())
    try:
        server.start()
        sockets = server.cluster.sockets
        assert deep not in sockets.parents
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        with superuser(server.cluster) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        server.stop()
        server.cluster.sockets.rmdir()


def test_a_short_folder_of_somebody_else_is_refused(tmp_path, server):
    server.cluster.folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    server.cluster.sockets.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RuntimeError, match="appartient à quelqu’un d’autre"):
        server.start()


OWNER_PROCESS = """
import sys, time
from pathlib import Path
from app.children import Lifeline
from app.embedded.cluster import Cluster
from app.embedded.server import Server
server = Server(Cluster(Path(sys.argv[1]), durable=False), Lifeline())
server.start()
print("ready", flush=True)
time.sleep(600)
"""


def test_a_server_does_not_outlive_a_killed_owner_and_starts_again_at_once(server):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_PROCESS, str(server.cluster.folder)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout.readline() == "ready\n"
    left = processes_of(server.cluster)
    assert left
    owner.kill()
    owner.wait()
    owner.stdout.close()
    server.start()
    with superuser(server.cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    until(lambda: not any(process.is_running() for process in left))


def test_a_number_left_by_a_power_cut_does_not_prevent_the_start(server):
    server.start()
    server.stop()
    (server.cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster.data}\n0\n5432\n")
    server.start()
    assert server.alive


def guards() -> set[psutil.Process]:
    children = (child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE)
    return {child for child in children if "read -r _" in " ".join(child.cmdline())}


def test_a_guard_that_was_killed_is_replaced(server):
    others = guards()
    server.start()
    [first] = guards() - others
    first.kill()
    until(lambda: server.alive and guards() - others and first not in guards())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_runs_it_in_a_user_namespace_or_under_an_existing_account(tmp_path, monkeypatch):
    assert choose(tmp_path, binaries() / "postgres").prefix[0].endswith("unshare")
    monkeypatch.setattr("app.embedded.account._namespace", lambda: None)
    tmp_path.chmod(0o700)
    with pytest.raises(NoAccount, match="compte ordinaire"):
        choose(tmp_path / "postgresql", binaries() / "postgres")


def test_nothing_is_made_outside_its_folder(server, tmp_path):
    before = {path: path.stat().st_mode for path in (tmp_path, tmp_path.parent, tmp_path.parent.parent)}
    server.start()
    assert {path: path.stat().st_mode for path in before} == before
    assert [path.name for path in tmp_path.iterdir()] == ["postgresql"]


def test_one_process_at_a_time_looks_after_a_folder(tmp_path):
    with hold(tmp_path), pytest.raises(VarInUse, match="tourne déjà"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_command_brings_the_server_it_needs_and_takes_it_away(tmp_path):
    settings = load_settings({"RELAIS_VAR_DIR": str(tmp_path / "var")})
    with use.at_hand(settings):
        url = settings.database_url.replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            assert connection.execute("select current_user").fetchone() == ("relais_owner",)
    assert processes_of(settings.cluster) == []
