"""The command ``relais``: reads the settings, calls one function of one room, says refusals in one sentence.

Alembic alone is imported by the command that needs it: it takes half a second.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app import create_app, database, logs
from app.access.administration import invite
from app.access.identity import System, acting_as
from app.addons import AddonError, discover, enabled, ordered
from app.demonstration import SIZES, NotEmpty, UnknownSize, load
from app.effects import worker
from app.embedded.account import NoAccount
from app.embedded.cluster import ClusterError
from app.embedded.use import at_hand
from app.errors import DomainError
from app.processes import Process
from app.proof import proofs
from app.proof.verifier import verify
from app.settings import SettingsError, described, load_settings
from app.supervisor import CannotServe, Supervisor
from app.var_lock import VarInUse

REFUSALS = (
    SettingsError,
    AddonError,
    NoAccount,
    ClusterError,
    CannotServe,
    VarInUse,
    NotEmpty,
    UnknownSize,
    DomainError,
)


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command, run with its ``arguments``. Returns the exit status: 0, or 1 when what was checked is wrong."""

    help: str
    run: Callable[..., int]
    arguments: Mapping[str, str] = field(default_factory=dict)
    #: Default and meaning of what may be left out.
    options: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``relais <command>``; the exit status is 2 for a refusal, whose sentence goes to the standard error."""
    parser = argparse.ArgumentParser(prog="relais", description="Relais, back-office modulaire.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="commande")
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.help, description=command.help)
        for argument, meaning in command.arguments.items():
            added.add_argument(argument, help=meaning)
        for option, (default, meaning) in command.options.items():
            added.add_argument(f"--{option}", default=default, help=meaning)
    given = vars(parser.parse_args(argv))
    chosen = COMMANDS[given.pop("command")]
    logs.configure()
    try:
        return chosen.run(**given)
    except REFUSALS as refusal:
        sys.stderr.write(f"{refusal.message if isinstance(refusal, DomainError) else refusal}\n")
        return 2


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _serve() -> int:
    Supervisor(load_settings()).run()
    return 0


def _upgrade() -> int:
    from app.upgrade import upgrade  # noqa: PLC0415

    settings = load_settings(process=Process.OWNER)
    with at_hand(settings):
        upgrade(settings, say=_say)
    return 0


def _demo(size: str) -> int:
    if size not in SIZES:
        raise UnknownSize(f"Taille inconnue : {size}. Tailles connues : {', '.join(SIZES)}.")
    settings = load_settings(process=Process.OWNER)
    with at_hand(settings):
        load(create_app(settings))
    return 0


def _worker() -> int:
    worker.run(create_app(load_settings(process=Process.WORKER)))
    return 0


def _invite(email: str, first_name: str, last_name: str, roles: str) -> int:
    settings = load_settings(process=Process.WORKER)
    app = create_app(settings)
    with at_hand(settings), app.app_context(), acting_as(System("relais invite")):
        invite(email=email, first_name=first_name, last_name=last_name, roles=roles.split(","))
        database.commit()
    return 0


def _revision(owner: str, message: str) -> int:
    from app import revision  # noqa: PLC0415
    from app.upgrade import upgrade  # noqa: PLC0415

    settings = load_settings(process=Process.OWNER)
    with at_hand(settings):
        upgrade(settings, say=_say)  # Alembic compares the models with a database that stands at the last revision
        _say(str(revision.write(settings, owner, message)))
    return 0


def _check() -> int:
    from app.check import check  # noqa: PLC0415

    settings = load_settings(process=Process.WORKER)
    with at_hand(settings):
        problems = check(create_app(settings))
    for problem in problems:
        _say(problem)
    _say(f"Problèmes : {len(problems)}." if problems else "Tout est en règle.")
    return 1 if problems else 0


def _verify() -> int:
    settings = load_settings(process=Process.WORKER)
    with at_hand(settings), database.connect("staff", settings.staff_database_url).connect() as connection:
        verdicts: list[proofs.Verdict] = [verify(connection)]
        with acting_as(System("relais verify")):
            verdicts += (check() for check in proofs.of_addons(ordered(discover())))
    for verdict in verdicts:
        _say(str(verdict))
    return 0 if all(verdict.sound for verdict in verdicts) else 1


def _addons() -> int:
    every = ordered(discover())
    active = enabled(every, load_settings(process=Process.CODE).addons)
    for addon in every:
        state = "allumé" if addon in active else "éteint"
        _say(f"{addon.name:<16} {state:<8} {', '.join(addon.depends) or '·':<32} {addon.summary}")
    return 0


def _settings() -> int:
    for name, default, meaning in described():
        _say(f"{name}\n    {meaning}\n    par défaut : {default}")
    return 0


COMMANDS = {
    "serve": Command("met la base à jour puis sert tout, jusqu’à Ctrl-C", _serve),
    "upgrade": Command("met la base à jour : schéma, rôles, droits, données de référence", _upgrade),
    "demo": Command(
        "charge la démonstration dans une base vide",
        _demo,
        options={"size": ("small", "taille : small, un petit opérateur")},
    ),
    "worker": Command("exécute les tâches et les envois", _worker),
    "invite": Command(
        "ouvre un compte et envoie à son titulaire un lien pour choisir son mot de passe",
        _invite,
        {
            "email": "son adresse, qui sera aussi son nom d’utilisateur",
            "first_name": "prénom",
            "last_name": "nom",
            "roles": "codes de ses rôles, séparés par des virgules",
        },
    ),
    "revision": Command(
        "met la base à jour, puis écrit la révision qui lui manque pour suivre les modèles d’un add-on",
        _revision,
        {"owner": "l’add-on, ou « kernel »", "message": "ce qui change, en quelques mots"},
    ),
    "check": Command("contrôle ce que le code déclare : données personnelles, droits, écrans", _check),
    "verify": Command("contrôle les chaînes de preuve : le journal, puis ce que les add-ons enchaînent", _verify),
    "addons": Command("montre les add-ons, dans l’ordre de leurs dépendances", _addons),
    "settings": Command("montre tous les réglages, leur sens et leur valeur par défaut", _settings),
}


if __name__ == "__main__":
    raise SystemExit(main())
