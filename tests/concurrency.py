"""Clients that begin together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def at_once(clients: int, work: Callable[[int], Result]) -> list[Result]:
    """Runs `work(0)` … `work(clients - 1)`, each in a thread of its own, let go together; their results in that order."""
    barrier = threading.Barrier(clients)

    def one(n: int) -> Result:
        barrier.wait()
        return work(n)

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, range(clients)))
