"""Holds every answer that a test gets over HTTP from a function of the API against functions/api.yaml."""

import json
from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg

from dochub import paths
from dochub.api import contract
from dochub.api.answers import Checker
from dochub.demo.table import Check
from dochub.demo.transports import Rpc


@cache
def agreed() -> contract.Contract:
    return contract.contract(paths.root())


_statuses: dict[str, int] = {}


def checker(dsn: str) -> Checker:
    """One that has seen nothing yet; the registry of codes is that of the database, read once."""
    if not _statuses:
        with psycopg.connect(dsn) as conn:
            _statuses.update(conn.execute("select code, http_status from private.error_codes").fetchall())
    return Checker(agreed(), _statuses)


def fault(check: Checker, method: str, url: str, accept: str, status: int, content: bytes) -> str | None:
    """What is wrong with an answer. Not looked at: what PostgREST was asked to filter or to write otherwise."""
    path, query = urlsplit(url).path, urlsplit(url).query
    function = path.rpartition("/rpc/")[2]
    if "/rpc/" not in path or function not in agreed().functions or method not in ("GET", "POST"):
        return None
    if (
        accept not in ("", "*/*", "application/json")
        or not parse_qs(query).keys() <= agreed().functions[function].arguments.keys()
    ):
        return None
    try:
        body = json.loads(content or b"null")
    except ValueError:
        return f"{function} answered {status} {content[:100]!r}"
    return check.fault(function, status, body)


def of_demo(check: Checker) -> Check:
    """The same for the answers of the demo."""
    return lambda request, answer: (
        check.fault(request.function, answer.status, answer.body) if isinstance(request, Rpc) else None
    )


def hook(dsn: str) -> Mapping[str, list]:
    """`event_hooks` of an httpx client."""
    check = checker(dsn)

    def look(response: httpx.Response) -> None:
        response.read()
        request = response.request
        wrong = fault(
            check,
            request.method,
            str(request.url),
            request.headers.get("accept", ""),
            response.status_code,
            response.content,
        )
        assert wrong is None, wrong

    return {"response": [look]}
