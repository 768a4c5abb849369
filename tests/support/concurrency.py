"""Clients that begin together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

CLIENTS = 20

Result = TypeVar("Result")
Job = Callable[[Any], Any]  # what a client does on its connection


def at_once(clients: int, work: Callable[[int], Result]) -> list[Result]:
    """Runs `work(0)` … `work(clients - 1)`, each in a thread of its own, let go together; their results in that order."""
    barrier = threading.Barrier(clients)

    def one(n: int) -> Result:
        barrier.wait()
        return work(n)

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, range(clients)))


def share_out(connect: Any, jobs: list[Job]) -> list[Any]:
    """Runs each `job(connection)`, shared out among CLIENTS clients (or one a job) with a connection each, let go together."""
    clients = min(CLIENTS, len(jobs))
    connections = [connect() for _ in range(clients)]
    return [
        a for answers in at_once(clients, lambda n: [job(connections[n]) for job in jobs[n::clients]]) for a in answers
    ]


def service(as_user: Any, function: str, *arguments: Any) -> Job:
    """The job of calling public.`function` as service_role."""

    def job(conn: Any) -> Any:
        with as_user(conn, role="service_role"):
            marks = ", ".join(["%s"] * len(arguments))
            return conn.execute(f"select public.{function}({marks})", arguments).fetchone()[0]

    return job
