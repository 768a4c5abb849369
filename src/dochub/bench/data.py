"""Users by the thousand, as months of use leave them: set-based SQL, side by side on two connections.

Keys and triggers are off while it loads (tests/bench proves that every key holds); CHECKs are on.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from psycopg import sql

from dochub import libpq

POOL = 10_000  # users who play 20 files and whose phones have synced; all of them in smaller databases
VETERANS = 200  # users with 299 store events
LOADERS = 2  # connections


@dataclass(frozen=True)
class Sizes:
    """How many users there are, and how many of them are more than that."""

    users: int

    @property
    def pool(self) -> int:
        return min(self.users, POOL)

    @property
    def veterans(self) -> int:
        return max(min(self.users // 20, VETERANS), 1)


def load(dsn: str, folder: Path, sizes: Sizes, progress: Callable[[str], None] = lambda _: None) -> None:
    """Fills a deployed, empty database from `folder`'s catalog.sql, people.sql and users.sql, as superuser."""
    with libpq.connect(dsn) as conn:
        row = conn.execute("select now()::timestamptz(0)").fetchone()
        assert row
        values: dict[str, sql.Composable | int] = {
            "at": sql.Literal(row[0]),
            "users": sizes.users,
            "pool": sizes.pool,
            "veterans": sizes.veterans,
        }
        for name in ("catalog.sql", "people.sql"):
            progress(name)
            conn.execute(_filled((folder / name).read_text(), values).as_bytes(conn))
        conn.execute("vacuum analyze bench.users")
    # The longest first, so that neither connection ends long before the other.
    statements = [s for s in re.split(r";\n", (folder / "users.sql").read_text()) if s.strip()]
    statements.sort(key=lambda s: ("bench.events" not in s, "generate_series" not in s and "credit_ledger" not in s))
    done, lock = 0, Lock()

    def one(statement: str) -> None:
        nonlocal done
        with libpq.connect(dsn, options="-c session_replication_role=replica -c work_mem=256MB") as conn:
            conn.execute(_filled(statement, values).as_bytes(conn))
        with lock:
            done += 1
            progress(f"table {done}/{len(statements)}")

    with ThreadPoolExecutor(LOADERS) as loaders:
        list(loaders.map(one, statements))
    progress("vacuum")
    with libpq.connect(dsn) as conn:
        conn.execute("vacuum (analyze)")


def _filled(script: str, values: dict[str, sql.Composable | int]) -> sql.Composed:
    """The script with each `:name` as a literal; `::type` stays."""
    parts = re.split(r"(?<!:):(\w+)\b(?!:)", re.sub(r"(?m)^\s*--.*$", "", script))
    known = {name: v if isinstance(v, sql.Composable) else sql.Literal(v) for name, v in values.items()}
    return sql.Composed(known.get(p, sql.SQL(f":{p}")) if n % 2 else sql.SQL(p) for n, p in enumerate(parts))  # type: ignore[arg-type]
