"""``relais serve``: the database, the upgrade, the demonstration, the web and the tasks of one installation.

Everything is a child of this process, in a session of its own: Ctrl-C reaches this process alone, which stops web
and tasks, then the database. A child that dies is started again, later and later; none outlives this process.
"""

import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import FrameType

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from app import demonstration, installation
from app.addon_processes import wanted_processes
from app.addons import discover, enabled, ordered
from app.children import Child, Lifeline
from app.embedded import use
from app.embedded.server import Server
from app.kept_alive import Keepable, Service
from app.process_log import ProcessLog
from app.processes import Process
from app.settings import Settings, environment_of
from app.var_lock import hold

TICK = 0.1
#: Where the processes that add-ons bring listen, if they do.
LOOPBACK = "127.0.0.1"


class CannotServe(Exception):
    """The installation cannot start; the message is a French sentence."""


class Stopped(Exception):
    """Somebody asked to stop while the installation was starting."""


class Supervisor:
    """One running installation."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._log = ProcessLog()
        self._lifeline = Lifeline()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Serve until SIGINT, SIGTERM or SIGHUP.

        Raises CannotServe, VarInUse, ClusterError, NoAccount or SettingsError when this installation cannot start.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        self._refuse_taken_ports()
        with ExitStack() as stack:
            stack.enter_context(hold(self.settings.var_dir))
            services = []
            if self.settings.embedded:
                services.append(self._begin(stack, "base", self._database))
            try:
                self._bring_up_to_date()
            except Stopped:
                return
            tasks = self._begin(stack, "tâches", lambda: self._relais("tâches", "worker"))
            web = self._begin(stack, "web", lambda: self._web("web", "application", Process.BACK_OFFICE))
            portal = self._begin(stack, "portail", lambda: self._web("portail", "portal", Process.PORTAL))
            others = [
                self._begin(stack, each.name, partial(self._child, each.name, "-m", each.module))
                for each in wanted_processes(self.settings)
            ]
            self._watch([*services, tasks, web, portal, *others])
            self._log.say("relais", "arrêt")
            for other in others:
                other.ask_to_stop()
            portal.ask_to_stop()
            web.ask_to_stop()
            tasks.ask_to_stop()

    def _begin(self, stack: ExitStack, name: str, launch: Callable[[], Keepable]) -> Service:
        service = Service(name, self._log, launch)
        stack.callback(service.stop)
        return service

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()

    def _refuse_taken_ports(self) -> None:
        wanted = [(f"{side}_port", getattr(self.settings, f"{side}_host")) for side in ("web", "portal")]
        wanted += [(each.port, LOOPBACK) for each in wanted_processes(self.settings) if each.port]
        for setting, host in wanted:
            port = getattr(self.settings, setting)
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError:
                    raise CannotServe(
                        f"Le port {port} est déjà pris sur {host} : donnez-en un autre par RELAIS_{setting.upper()}."
                    ) from None

    def _bring_up_to_date(self) -> None:
        engine = create_engine(self.settings.database_url)
        try:
            with engine.connect() as connection:
                installation.refuse_demonstration_in_production(connection, self.settings)
                found = installation.find(connection)
        except OperationalError:
            raise CannotServe("La base de données de RELAIS_DATABASE_URL ne répond pas.") from None
        finally:
            engine.dispose()
        if not found or found.upgraded_from != installation.fingerprint(self.settings):
            self._log.say("relais", "mise à jour de la base")
            self._run_to_the_end("upgrade")
        if demonstration.is_wanted(self.settings):
            self._log.say("relais", "chargement de la démonstration")
            self._run_to_the_end("demo")

    def _run_to_the_end(self, command: str) -> None:
        child = self._relais("relais", command)
        try:
            while child.alive:
                if self._stopping.wait(TICK):
                    raise Stopped
        finally:
            child.stop()
        if child.process.returncode:
            raise CannotServe(f"« relais {command} » a échoué ; les lignes au-dessus disent pourquoi.")

    def _database(self) -> Server:
        return use.start(self.settings, self._lifeline)

    def _web(self, who: str, served: str, process: Process) -> Child:
        arguments = ("-m", "gunicorn", "--config", "python:app.gunicorn_conf", f"app.web:{served}")
        return self._child(who, *arguments, process=process)

    def _relais(self, who: str, command: str) -> Child:
        return self._child(who, "-m", "app.cli", command)

    def _child(self, who: str, *arguments: str, process: Process = Process.EVERYTHING) -> Child:
        child = Child(
            self._lifeline,
            [sys.executable, *arguments],
            stop=signal.SIGTERM,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment_of(process),
        )
        assert child.process.stdout is not None
        self._log.follow(who, child.process.stdout)
        return child

    def _watch(self, services: list[Service]) -> None:
        ready = False
        while not self._stopping.wait(TICK):
            for service in services:
                service.keep()
            if not ready and all(map(_answers, self._addresses)):
                ready = True
                self._announce()

    @property
    def _addresses(self) -> tuple[str, str]:
        """Of the back office and of the portal."""
        settings = self.settings
        return (
            f"http://{settings.web_host}:{settings.web_port}",
            f"http://{settings.portal_host}:{settings.portal_port}",
        )

    def _announce(self) -> None:
        web, portal = self._addresses
        self._log.say("relais", f"prêt : {web}")
        self._log.say("relais", f"portail des professionnels : {portal}")
        if self.settings.demo:
            for login in demonstration.logins(enabled(ordered(discover()), self.settings.addons)):
                self._log.say("relais", f"  {login.username:<24} {login.password:<24} {login.who}")
        self._log.say("relais", "Ctrl-C pour arrêter")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=1):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
