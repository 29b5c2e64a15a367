"""Every address of the application, by hand: its method, its rule without converters, and the right it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.access_matrix.part import PARTS
from tests.access_matrix.rights import TRANSITIONS, somebody_may, words

SIGNED_IN = "signed in"
NEVER = "never"

#: Screens by address, and the object each one shows.
SCREENS = {
    "/operateurs": "operators",
    "/sites": "sites",
    "/collaborateurs": "staff_profiles",
    "/metiers": "trades",
    "/zones": "zones",
    "/communes": "communes",
    "/departements": "departments",
    "/codes-postaux": "postal_codes",
    "/regions": "regions",
    "/professionnels": "professionals",
    "/sanctions": "sanctions",
    "/taches": "tasks",
    **{path: name for part in PARTS for path, name in part.screens.items()},
}

#: Objects the API serves: all but those of the kernel.
_INTERNAL = {"people", "tasks", "stored_mails", *(name for part in PARTS for name in part.internal)}
RESOURCES = [name for name in words if name not in _INTERNAL]

#: Objects by the code that look-ups know.
CODES = {
    "operators": "base.operator",
    "sites": "base.site",
    "trades": "base.trade",
    "staff_profiles": "base.staff_profile",
    "zones": "zones.zone",
    "zone_lines": "zones.zone_line",
    "regions": "zones.region",
    "departments": "zones.department",
    "communes": "zones.commune",
    "postal_codes": "zones.postal_code",
    "coverage_lines": "professionals.coverage_line",
    "professionals": "professionals.professional",
    "professional_contacts": "professionals.contact_log",
    "professional_documents": "professionals.document",
    "sanctions": "professionals.sanction",
    "people": "ab.user",
    "tasks": "outbox.row",
    "stored_mails": "stored.mail",
    **{name: code for part in PARTS for name, code in part.codes.items()},
}

#: Lists long enough to be asked in part.
LONG = {"communes": "?q=ajaccio", "postal_codes": "?q=20000"}


@dataclass(frozen=True)
class Route:
    """One address under one method. ``public`` holds what it answers to anybody, when nobody need be signed in."""

    method: str
    rule: str
    word: str = SIGNED_IN
    object: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    body: Mapping[str, str] = field(default_factory=dict)
    public: frozenset[int] = frozenset()
    #: What else somebody let in may be answered: a page's script sends JSON, and is told 400 for a form.
    also: frozenset[int] = frozenset()
    #: A bulk action tells its refusal above the list it came from.
    told_beside: bool = False

    def __str__(self) -> str:
        about = [f"{name}={value}" for name, value in self.body.items() if value != "<id>"]
        return " ".join([self.method, self.path("<id>"), *about])

    @property
    def is_of_a_record(self) -> bool:
        return "<id>" in (self.rule + " ".join(self.body.values()))

    @property
    def is_of_the_api(self) -> bool:
        return self.rule.startswith("/api/")

    def path(self, id: object) -> str:
        """The address of a record, everything else filled."""
        path = self.rule
        for name, value in self.filled.items():
            path = path.replace(f"<{name}>", value)
        return path.replace("<id>", str(id)) + self.query

    def typed(self, id: object) -> dict[str, str]:
        """What a person sends."""
        return {name: value.replace("<id>", str(id)) for name, value in self.body.items()}


def _screen(path: str, name: str) -> Iterator[Route]:
    yield Route("GET", f"{path}/", "read", name)
    yield Route("GET", f"{path}/filtres", "read", name)
    yield Route("GET", f"{path}/export.csv", "read", name, query=LONG.get(name, ""))
    yield Route("GET", f"{path}/nouveau", "create", name)
    yield Route("POST", f"{path}/nouveau", "create", name)
    yield Route("GET", f"{path}/<id>", "read", name)
    yield Route("GET", f"{path}/<id>/historique", "read", name)
    yield Route("POST", f"{path}/<id>/note", "write", name, body={"text": "Vu au comptoir."})
    yield Route("GET", f"{path}/<id>/modifier", "write", name)
    yield Route("POST", f"{path}/<id>/modifier", "write", name)
    yield Route("GET", f"{path}/<id>/supprimer", "delete", name)
    yield Route("POST", f"{path}/<id>/supprimer", "delete", name)
    for transition, word in TRANSITIONS.get(name, {"unknown": NEVER}).items():
        yield Route("GET", f"{path}/<id>/action/<name>", word, name, {"name": transition})
        yield Route("POST", f"{path}/<id>/action/<name>", word, name, {"name": transition})
        chosen = {"transition": transition, "id": "<id>"}
        yield Route("POST", f"{path}/actions", word, name, body=chosen, told_beside=True)


def _resource(name: str) -> Iterator[Route]:
    every, one = f"/api/v1/{name}/", f"/api/v1/{name}/<id>"
    served = (
        Route("GET", every, "read", name, query=LONG.get(name, "")),
        Route("POST", every, "create", name),
        Route("GET", one, "read", name),
        Route("PATCH", one, "write", name),
        Route("DELETE", one, "delete", name),
        *(Route("POST", f"{one}/{each}", word, name) for each, word in TRANSITIONS.get(name, {}).items()),
    )
    return (route for route in served if somebody_may(route.word, name))


def _public(method: str, rule: str, *answers: int, **filled: str) -> Route:
    return Route(method, rule, filled=filled, public=frozenset(answers))


OWN_PAGES = (
    Route("GET", "/"),
    Route("GET", "/accueil/nombres"),
    Route("GET", "/compte/"),
    Route("POST", "/compte/mot-de-passe"),
    Route("POST", "/compte/jetons"),
    Route("POST", "/compte/sessions/<id>/fermer", SIGNED_IN, "sessions"),
    Route("POST", "/compte/entreprise", SIGNED_IN, "companies", body={"operator_id": "<id>"}),
    Route("GET", "/api/v1/_openapi"),
)

ADMINISTRATION = (
    Route("GET", "/droits/", "administer", "people"),
    Route("GET", "/comptes/", "administer", "people"),
    Route("GET", "/comptes/nouveau", "administer", "people"),
    Route("POST", "/comptes/nouveau", "administer", "people"),
    Route("GET", "/comptes/<id>", "administer", "people"),
    Route("POST", "/comptes/<id>/roles", "administer", "people"),
    Route("POST", "/comptes/<id>/desactiver", "administer", "people"),
    Route("POST", "/comptes/<id>/reactiver", "administer", "people"),
    Route("POST", "/comptes/<id>/inviter", "administer", "people"),
    Route("POST", "/comptes/<id>/sessions/fermer", "administer", "people"),
    Route("GET", "/courriels/", "read", "stored_mails"),
    Route("GET", "/courriels/<id>", "read", "stored_mails"),
)

LOOK_UPS = (
    *(Route("GET", "/recherche/<code>", "read", name, {"code": code}) for name, code in CODES.items()),
    Route("GET", "/recherche/<code>", NEVER, filled={"code": "base.unknown"}),
)

PUBLIC = (
    _public("GET", "/connexion", 200, 303),
    _public("POST", "/connexion", 401),
    _public("POST", "/deconnexion", 303),
    _public("GET", "/mot-de-passe-oublie", 200),
    _public("POST", "/mot-de-passe-oublie", 200),
    _public("GET", "/mot-de-passe/<signed>", 410, signed="forged"),
    _public("POST", "/mot-de-passe/<signed>", 410, signed="forged"),
    _public("POST", "/api/v1/security/login", 422),
    # The desk hears the portal's process alone: neither a browser nor anybody without the key.
    _public("POST", "/_desk/<name>", 403, name="unknown"),
    _public("GET", "/health/live", 200),
    _public("GET", "/health/ready", 200),
    _public("GET", "/static/<filename>", 404, filename="absent.css"),
    _public("GET", "/static/appbuilder/<filename>", 404, filename="absent.css"),
)

ROUTES: tuple[Route, ...] = (
    *OWN_PAGES,
    *ADMINISTRATION,
    *LOOK_UPS,
    *PUBLIC,
    *(Route(**route) for part in PARTS for route in part.routes),
    *(route for path, name in SCREENS.items() for route in _screen(path, name)),
    *(route for name in RESOURCES for route in _resource(name)),
)
