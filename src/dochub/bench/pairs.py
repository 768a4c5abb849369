r"""The files of bench/pairs, and the pgbench scripts that are made of them.

A file is a sentence, then sections that begin with `-- @name`: `role` and `method` of the request, `each` (the \set
lines of every side), `define NAME` (a query whose text is a variable), `needs phones`, `prepare` (SQL, once), `rises N`
(a query whose number rises by N with each call of ours and of `same`), `expect SIDES` (what holds of :body; of ours by
default). Every other section is a side.

In a side, `-- transaction` begins one in the settings of a request; `-- call FUNCTION [-> PREFIX]` is PostgREST's call
of an API function, with the SQL after it as the body; `-- read TABLE COLUMN VALUE` its read of a row. A side with none
is taken as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dochub.bench import request
from dochub.errors import Problem

ORDER = (  # handshakes first: what a user buys later makes their cookies old
    *("pre_request", "handshake_unchanged", "handshake_one_file", "handshake_first", "handshake_cold"),
    *("own_rows", "credit_balance", "my_entitlements", "deduct", "reserve_commit"),
    *("validate", "redeem_hot", "redeem_spread", "plays", "log", "log_plain"),
    *("store_event_3", "store_event_300", "publish"),
)
SIDES = ("ours", "same", "double_entry", "bare")
LIMIT_ROLE = "bench_sql"

# What a phone's HTTP library sends, with a token of usual length.
HEADERS = (
    '{"host": "api.example.com", "content-type": "application/json", "accept": "*/*", "content-length": "96", '
    '"user-agent": "DocHub/1.4.2 CFNetwork/1568 Darwin/24.1.0", "authorization": "Bearer ' + "x" * 380 + '", '
    '"accept-encoding": "gzip, deflate, br", "accept-language": "en-GB", "connection": "keep-alive", '
    '"x-forwarded-for": "192.0.2.17", "x-forwarded-proto": "https"}'
)
_USER = "md5('u' || :user)::uuid"
_CLAIMS = {
    "authenticated": '\'{"aud": "authenticated", "email": "u\' || :user || \'@example.com", "email_verified": true, '
    f'"exp": 1800000000, "iat": 1700000000, "role": "authenticated", "sub": "\' || {_USER} || \'"}}\'',
    "service_role": '\'{"exp": 1800000000, "iat": 1700000000, "role": "service_role"}\'',
}
_TIMEOUTS = {"authenticated": ("4s", "5s"), "service_role": ("10s", "60s")}
_STEP = re.compile(r"(?m)^-- (transaction|call|read)\b *(.*)\n")

Signatures = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Pair:
    """One operation: ours, and the limits that it is measured against."""

    name: str
    says: str
    role: str
    read_only: bool
    each: str
    needs_phones: bool
    prepare: str
    defines: Mapping[str, str]
    sides: Mapping[str, str]
    rises: tuple[int, str] | None
    expect: Mapping[str, str]


def read(folder: Path, only: list[str] | None = None) -> list[Pair]:
    """The pairs of `folder` in the order in which they run, or those named. Problem: no folder, or no such pair."""
    if not folder.is_dir():
        raise Problem(f"no {folder}", "the pairs are not in the wheel: run from a checkout, or set DOCHUB_ROOT to one")
    if unknown := [name for name in only or [] if name not in ORDER]:
        raise Problem(f"no pair {unknown[0]}", f"there are {', '.join(ORDER)}")
    return [_parse(name, (folder / f"{name}.sql").read_text()) for name in ORDER if not only or name in only]


def _parse(name: str, text: str) -> Pair:
    head, *parts = re.split(r"(?m)^-- @", text)
    sections = [(part.partition("\n")[0].split(), part.partition("\n")[2]) for part in parts]
    by_name = {words[0]: (words[1:], body) for words, body in sections if words[0] != "define"}
    rises = by_name.get("rises")
    expect = by_name.get("expect", ([], ""))
    return Pair(
        name=name,
        says=" ".join(line.removeprefix("-- ") for line in head.splitlines()),
        role=by_name["role"][0][0],
        read_only=by_name.get("method", (["POST"], ""))[0] == ["GET"],
        each=by_name.get("each", ([], ""))[1],
        needs_phones=by_name.get("needs", ([], ""))[0] == ["phones"],
        prepare=by_name.get("prepare", ([], ""))[1],
        defines={words[1]: body for words, body in sections if words[0] == "define"},
        sides={side: by_name[side][1] for side in SIDES if side in by_name},
        rises=(int(rises[0][0]), rises[1]) if rises else None,
        expect=dict.fromkeys(expect[0] or ["ours"], expect[1]) if expect[1] else {},
    )


def script(pair: Pair, side: str, signatures: Signatures, *, check: bool = False) -> str:
    """A pgbench script: one call. With `check` it fails where the answer is not as expected."""
    expected = pair.expect.get(side) if check else None
    lines = [pair.each.strip()]
    if ":serial" in pair.each + pair.sides[side]:
        lines.insert(0, "\\set calls :calls + 1\n\\set serial :base + :client_id + :clients * :calls")
    steps = _steps(pair.sides[side])
    if not steps:
        lines.append(pair.sides[side].strip())
    for number, (kind, words, text) in enumerate(steps):
        gset = " \\gset" if expected and number == len(steps) - 1 else ""
        statements = _statements(kind, words, text, signatures, gset)
        role = pair.role if side == "ours" else LIMIT_ROLE
        path = f"/{'' if kind == 'read' else 'rpc/'}{(words or [pair.name])[0]}"
        transaction = request.envelope(
            statements, _settings(pair, role, path), read_only=pair.read_only, pre_request="without" not in words
        )
        lines += [s if s.endswith(";") or "\\gset" in s.rpartition("\n")[2] else f"{s};" for s in transaction]
    if expected:
        lines.append(f"select 1 / (case when {expected.strip()} then 1 else 0 end);")
    return "\n".join(lines) + "\n"


def calls(pair: Pair) -> list[tuple[str, str]]:
    """The function, or table, of each request of ours, and the SQL of its body (a value, for a table)."""
    found = []
    for kind, words, text in _steps(pair.sides["ours"]):
        if kind != "transaction":
            found.append((words[0], text.strip() if kind == "call" else " ".join(words[2:])))
    return found


def transactions(pair: Pair, side: str) -> int:
    """How many transactions one call is."""
    return len(_steps(pair.sides[side])) or 1


def arguments(signature: Mapping[str, str], body: str) -> dict[str, str]:
    """Those of a function's arguments that are in a body, in the function's order."""
    return {name: type_ for name, type_ in signature.items() if f'"{name}"' in body or f"'{name}'" in body}


def _steps(side: str) -> list[tuple[str, list[str], str]]:
    parts = _STEP.split(side)[1:]
    return [(parts[n], parts[n + 1].split(), parts[n + 2]) for n in range(0, len(parts), 3)]


def _statements(kind: str, words: list[str], text: str, signatures: Signatures, gset: str) -> list[str]:
    page = {"limit": ":page_limit", "offset": ":page_offset"}
    if kind == "call":
        body = text.strip()
        # A semicolon would be part of the text that a function sees, and PostgREST sends none.
        ending = f" \\gset {words[2]}" if len(words) > 2 else " \\gset"
        named = arguments(signatures[words[0]], body)
        return [request.call(words[0], named, f"({body})::json", **page) + ending]
    if kind == "read":
        return [request.read(words[0], words[1], " ".join(words[2:]), **page) + " \\gset"]
    text = text.strip()
    if gset and text:
        text = text.removesuffix(";") + gset
    return [text] if text else []


def _settings(pair: Pair, role: str, path: str) -> str:
    lock, statement = _TIMEOUTS[pair.role]
    return request.SETTINGS.format(
        search_path='\'"public", ""\'',
        lock="'lock_timeout'",
        lock_value=f"'{lock}'",
        statement="'statement_timeout'",
        statement_value=f"'{statement}'",
        role=f"'{role}'",
        claims=_CLAIMS[pair.role],
        method="'GET'" if pair.read_only else "'POST'",
        path=f"'{path}'",
        headers=":headers",
        cookies="'{}'",
    )
