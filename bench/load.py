"""A small closed-loop HTTP client: each client waits for its answer before it asks again."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Call:
    """One request: method, path, body, headers, and what its answer must hold to count."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expect: int = 200
    holds: bytes = b""


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds at the median and at 95 %, answers per second, mean bytes."""

    p50: float
    p95: float
    per_second: float
    bytes: int
    count: int


class WrongAnswer(AssertionError):
    """An answer had another status or did not hold what it must: the figure would be worth nothing."""


def measure(base: str, calls: Callable[[int], Iterator[Call]], *, clients: int, seconds: float) -> Figure:
    """Run ``clients`` closed loops for ``seconds``; ``calls(n)`` gives the endless requests of client ``n``."""
    host, port = urlsplit(base).hostname or "127.0.0.1", urlsplit(base).port
    times: list[float] = []
    sizes: list[int] = []
    failures: list[BaseException] = []
    stop = time.perf_counter() + seconds

    def loop(number: int) -> None:
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            for call in calls(number):
                begin = time.perf_counter()
                if begin > stop:
                    return
                connection.request(call.method, call.path, call.body, dict(call.headers))
                answer = connection.getresponse()
                body = answer.read()
                times.append((time.perf_counter() - begin) * 1000)
                sizes.append(len(body))
                if answer.status != call.expect or call.holds not in body:
                    raise WrongAnswer(f"{call.method} {call.path}: {answer.status} {body[:300]!r}")
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=loop, args=(number,)) for number in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    elapsed = time.perf_counter() - begin
    return Figure(
        p50=round(statistics.median(times), 2),
        p95=round(statistics.quantiles(times, n=20)[-1], 2) if len(times) > 1 else round(times[0], 2),
        per_second=round(len(times) / elapsed, 1),
        bytes=round(statistics.mean(sizes)),
        count=len(times),
    )
