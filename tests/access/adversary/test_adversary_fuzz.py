"""Query strings that nobody thought of."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
LONG = os.environ.get("DOCHUB_LONG") == "1"

OPERATORS = ["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "in", "is", "isdistinct", "fts", "plfts", "phfts", "wfts", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj",
             "not.eq", "not.is", "like(any)", "eq(any)", "gt(all)", "fts(english)"]  # fmt: skip
VALUES = [
    ADA,
    BEN,
    "null",
    "true",
    "unknown",
    "zq7*",
    "*",
    "%",
    "(1,2)",
    "{a,b}",
    "0",
    "-1",
    "99999999999999999999",
    "2031-07-07",
    '"x"',
    "calm",
    "{}",
    '{"m": 1}',
    "[1,2)",
    "(",
    "\\",
    "x,y",
    "",
    "1.5",
    "NaN",
    "infinity",
]
CASTS = [
    "",
    "::text",
    "::jsonb",
    "::int",
    "::uuid[]",
    "::regclass",
    "::nosuch",
    "->m",
    "->>m",
    "->0",
    "->>m::int",
    ".count()",
    ".max()",
]


@st.composite
def queries(draw: Any, columns: dict[str, list[str]], embeds: list[tuple[str, str]]) -> str:
    table = draw(st.sampled_from(sorted(columns)))
    names = [*columns[table], "nosuch", "*"]

    def column() -> str:
        return draw(st.sampled_from(names)) + draw(st.sampled_from(CASTS))

    def condition() -> tuple[str, str]:
        return draw(st.sampled_from(names)) + draw(
            st.sampled_from(["", "", "->m", "->>m"])
        ), f"{draw(st.sampled_from(OPERATORS))}.{draw(st.sampled_from(VALUES))}"

    def tree(depth: int) -> str:
        if depth == 0 or draw(st.booleans()):
            return ".".join(condition())
        inner = ",".join(tree(depth - 1) for _ in range(draw(st.integers(1, 3))))
        return f"{draw(st.sampled_from(['and', 'or', 'not.and', 'not.or']))}({inner})"

    parts = []
    selected = [draw(st.sampled_from(["", "a:"])) + column() for _ in range(draw(st.integers(0, 3)))]
    for near, far in embeds:
        if near == table and draw(st.integers(0, 4)) == 0:
            hint, inner = (
                draw(st.sampled_from(["", "!inner", "!left"])),
                draw(st.sampled_from(["*", "", "count", "user_id", "nosuch"])),
            )
            selected.append(f"{draw(st.sampled_from(['', 'e:', '...']))}{far}{hint}({inner})")
            parts += draw(
                st.sampled_from(
                    [
                        [],
                        [f"{far}=not.is.null"],
                        [f"{far}.user_id=eq.{BEN}"],
                        [f"{far}.order=user_id"],
                        [f"{far}.limit=1"],
                    ]
                )
            )
    if selected:
        parts.append("select=" + ",".join(selected))
    parts += ["=".join(condition()) for _ in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(["or", "and", "not.or", "not.and"])) + f"=({tree(3)})")
    if draw(st.booleans()):
        parts.append(
            "order="
            + ",".join(
                column() + draw(st.sampled_from(["", ".desc", ".asc.nullslast", ".desc.nullsfirst", ".x"]))
                for _ in range(draw(st.integers(1, 2)))
            )
        )
    parts += draw(
        st.lists(
            st.sampled_from(["limit=1", "limit=0", "offset=1", "columns=user_id", "limit=-1", "&&", "offset=x"]),
            max_size=2,
        )
    )
    return f"/{table}?{'&'.join(parts)}"


def test_query_strings(attacker: Any, shape: Any) -> None:
    columns = {table: [c.name for c in columns] for table, columns in shape.columns.items()}
    embeds = [(k.table, k.target) for k in shape.keys] + [(k.target, k.table) for k in shape.keys]

    @settings(
        max_examples=20_000 if LONG else 400,
        deadline=None,
        database=None,
        derandomize=not LONG,
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(columns, embeds), st.sampled_from(["ada", "ada", "without sub", None]), st.sampled_from(["GET", "GET", "GET", "HEAD", "DELETE", "PATCH"]),
           st.sampled_from(["", "count=exact", "return=representation", "return=representation, count=exact, tx=rollback", "handling=strict"]))  # fmt: skip
    def attack(path: str, who: str | None, method: str, preference: str) -> None:
        if method in ("DELETE", "PATCH"):  # on others' rows only
            path += f"{'&' if '?' in path else '?'}user_id=neq.{ADA}"
        more = {"json": {"voice": "fuzzed"}} if method == "PATCH" else {}
        answer = attacker.send(method, path, who, headers={"Prefer": preference} if preference else {}, **more)
        assert method not in ("DELETE", "PATCH") or answer.status_code >= 400 or answer.text in ("", "[]")
        assert not attacker.faults, attacker.faults

    attack()
    assert attacker.statuses[200] > 20
    assert attacker.statuses[400] > 20
