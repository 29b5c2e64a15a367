"""What is measured over HTTP, signed in: each page, the requests that ask for it, and what its answer must hold."""

import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from bench.load import Call
from bench.servers import PASSWORD, USERNAME

Calls = Callable[[int], Iterator[Call]]
PATH = "/mesures/"
#: References of the records that measures create: each is used once in a run, whoever creates it.
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. ``aim``: milliseconds at the median, one client; ``raw``: the raw page to compare with."""

    name: str
    calls: Calls
    aim: float
    raw: str = "list"
    #: The address whose statements are counted; none for what is not a page.
    path: str = ""


class Visitor:
    """Somebody signed in: the cookie and the token that every request carries."""

    def __init__(self, base: str) -> None:
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = opener.open(f"{base}/connexion").read().decode()
        data = {"username": USERNAME, "password": PASSWORD, "csrf_token": _token(page)}
        opener.open(f"{base}/connexion", urllib.parse.urlencode(data).encode())
        self.cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        self._base = base
        self._opener = opener

    def get(self, path: str) -> str:
        """A page, once, outside any measure."""
        body: bytes = self._opener.open(f"{self._base}{path}").read()
        return body.decode()

    def page(self, path: str, holds: str) -> Calls:
        """The same page again and again; each answer must hold ``holds``."""
        call = Call("GET", path, headers={"Cookie": self.cookie}, holds=holds.encode())

        def calls(client: int) -> Iterator[Call]:
            while True:
                yield call

        return calls

    def creations(self) -> Calls:
        """New requests through the API, each with a reference of its own."""
        token = _token(self.get("/connexion") if "csrf" in self.cookie else self.get(PATH))
        headers = {"Cookie": self.cookie, "Content-Type": "application/json", "X-CSRFToken": token}

        def calls(client: int) -> Iterator[Call]:
            for number in _numbers:
                body = (
                    f'{{"reference": "B-{number:09d}", "trade": "plumbing",'
                    ' "urgency": "now", "need": "Fuite sous évier", "postcode": "30000", "town": "Nîmes",'
                    ' "requested_at": "2026-11-21T10:00:00Z", "price_ht": "49.90", "rooms": 2, "zone": 1}'
                )
                yield Call("POST", "/api/v1/bench_requests/", body.encode(), headers, expect=201, holds=b'"id"')

        return calls


def _token(page: str) -> str:
    found = re.search(r'name="csrf(?:_token)?"[^>]*(?:value|content)="([^"]+)"', page)
    return found[1] if found else ""


def far_page(visitor: Visitor, pages: int) -> str:
    """The address of the page ``pages`` further on, walked to by following «Suivant»."""
    path = PATH
    for _page in range(pages):
        found = re.search(r'href="([^"]*after=[^"]+)"', visitor.get(path))
        if found is None:
            raise RuntimeError(f"{path} has no next page")
        path = urllib.parse.urljoin(PATH, found[1].replace("&amp;", "&"))
    return path


def measures(visitor: Visitor, far: str) -> tuple[Measure, ...]:
    """The table of the issue, in its order."""
    search = f"{PATH}?q=nimes"
    filtered = f"{PATH}?state=published&trade=plumbing&sort=price_ht"
    show = f"{PATH}1000"
    return (
        Measure("list", visitor.page(PATH, "DI-"), 10.0, path=PATH),
        Measure("page far", visitor.page(far, "DI-"), 12.0, path=far),
        Measure("search", visitor.page(search, "Nîmes"), 15.0, "search", path=search),
        Measure("filter + sort", visitor.page(filtered, "DI-"), 10.0, path=filtered),
        Measure("show", visitor.page(show, "DI-0001000"), 6.0, "show", path=show),
        Measure("create", visitor.creations(), 6.0, "show"),
    )
