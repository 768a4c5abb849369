"""`dochub bench`: every hot API function against the cheapest SQL with the same effect, on a throwaway server.

docs/performance.md tells the method.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from dochub import deploy, libpq, paths, server
from dochub.bench import data
from dochub.bench import stampede as stampedes
from dochub.bench.measure import Bench, configure
from dochub.bench.pairs import HEADERS, Pair, Signatures, read, script, transactions
from dochub.bench.report import Report, line
from dochub.bench.request import PRE_REQUEST
from dochub.bench.result import Result
from dochub.errors import Problem

__all__ = ["GROWTH", "line", "run"]

GROWTH = (10_000, 100_000, 1_000_000)  # users
MINIMUM = 100  # users
CHECKED = 10  # calls a client, whose answers and rows are looked at
START = 8  # calls a client, whose cost is that of beginning: from the sixth on plans are kept
PIECE = 200  # phones that one session syncs
COUNTED = 20  # calls a client, whose statements are counted

Progress = Callable[[str], None]


@contextmanager
def prepared(
    users: int, *, clients: int, major: str = "embedded", progress: Progress = lambda _: None
) -> Iterator[Bench]:
    """A throwaway server with `users` users."""
    sizes = data.Sizes(users)
    if users < MINIMUM:
        raise Problem(f"--users {users} is too few", f"{MINIMUM} is the least: each kind of user has to be there")
    progress("starting Postgres")
    with tempfile.TemporaryDirectory() as scripts, server.throwaway(paths.bindir(major)) as running:
        configure(running)
        server.create_database(running.dsn(), "dochub")
        dsn = running.dsn("dochub")
        deploy.deploy(dsn, verify=False, report=lambda s: progress(f"deploying {s.number}/{s.total}"))
        data.load(dsn, paths.root() / "bench", sizes, lambda what: progress(f"{users:,} users: {what}"))
        with libpq.connect(dsn) as conn:
            conn.execute("create extension pg_stat_statements schema bench")
            conn.execute("set search_path = public, bench")
            page: dict[str, str | int] = {"headers": HEADERS, "page_limit": 1000, "page_offset": 0}
            kinds = {"users": users, "pool": sizes.pool, "veterans": sizes.veterans}
            yield Bench(running, dsn, conn, Path(scripts), clients, page | kinds)


def measured(bench: Bench, chosen: list[Pair], *, seconds: int, rounds: int, progress: Progress) -> Iterator[Result]:
    """Checks each pair, counts its statements and measures it: its sides in turn, round after round."""
    signatures = functions(bench.conn)
    before = _inside_pre_request(bench)
    for pair in chosen:
        progress(f"{pair.name}: preparing")
        if pair.needs_phones:
            sync_phones(bench, progress)
        bench.conn.execute(pair.prepare.encode())
        variables = defined(bench.conn, pair)
        base = check(bench, pair, signatures, variables, progress)
        result = Result(pair)
        scripts = {side: script(pair, side, signatures) for side in pair.sides}
        start = {}
        for side, text in scripts.items():
            progress(f"{pair.name}: counting {side}")
            counted = bench.statements(text, calls=COUNTED, base=base, variables=variables)
            base += bench.clients * (COUNTED + 1)
            outside = before * transactions(pair, side) if pair.name != "pre_request" and PRE_REQUEST in text else 0
            result.statements[side] = counted._replace(own=counted.own - outside)
            if rounds:
                first, second = (
                    bench.run(text, calls=START, base=base + n * bench.clients * (START + 1), variables=variables)
                    for n in range(2)
                )
                base += 2 * bench.clients * (START + 1)
                start[side] = first.least(second)
        for number in range(rounds):
            for side, text in scripts.items():
                progress(f"{pair.name}: round {number + 1}/{rounds}, {side}")
                sample = bench.run(text, seconds=seconds, base=base, variables=variables)
                base += bench.clients * (sample.calls + 1)
                result.samples.setdefault(side, []).append(sample.less(start[side]))
        yield result


def check(
    bench: Bench, pair: Pair, signatures: Signatures, variables: dict[str, str], progress: Progress = lambda _: None
) -> int:
    """Calls each side a few times: the answers must be right, and ours and `same` must leave the rows that they should.

    Returns the first serial number that is free. Problem: they are not.
    """
    base = 0
    for side in pair.sides:
        progress(f"{pair.name}: checking {side}")
        before = _count(bench, pair)
        done = bench.run(script(pair, side, signatures, check=True), calls=CHECKED, base=base, variables=variables)
        base += bench.clients * (CHECKED + 1)
        if pair.rises and side in ("ours", "same"):
            wanted, risen = pair.rises[0] * done.calls, _count(bench, pair) - before
            if risen != wanted:
                raise Problem(f"{pair.name}, {side}: {done.calls} calls made {risen} rows and not {wanted}", code=1)
    return base


def functions(conn: psycopg.Connection[Any]) -> dict[str, dict[str, str]]:
    """Names and types of the arguments of each API function, in order."""
    rows = conn.execute(
        """select p.proname, array_agg(a.name order by a.n), array_agg(format_type(a.type, null) order by a.n)
             from pg_proc as p
            cross join lateral unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, type, n)
            where p.pronamespace = 'public'::regnamespace and a.type is not null
            group by p.proname"""
    ).fetchall()
    none = conn.execute("select proname from pg_proc where pronamespace = 'public'::regnamespace and pronargs = 0")
    return {name: {} for (name,) in none} | {row[0]: dict(zip(row[1], row[2], strict=True)) for row in rows}


def defined(conn: psycopg.Connection[Any], pair: Pair) -> dict[str, str]:
    """The values of a pair's `define` sections."""
    found = {}
    for name, query in pair.defines.items():
        row = conn.execute(query.encode()).fetchone()
        assert row
        found[name] = row[0]
    return found


def sync_phones(bench: Bench, progress: Progress = lambda _: None) -> None:
    """Prepares the handshakes of bench/phones.sql, once."""
    if bench.conn.execute("select to_regclass('bench.phones')").fetchone() != (None,):
        return
    pool = int(bench.variables["pool"])
    bench.conn.execute((paths.root() / "bench" / "phones.sql").read_bytes())
    bench.conn.execute("grant usage on schema bench to authenticated; grant select on bench.phones to authenticated")
    for number in (1, 2):
        with ThreadPoolExecutor(data.LOADERS) as workers:
            pieces = [range(n, min(n + PIECE, pool + 1)) for n in range(1, pool + 1, PIECE)]
            for done, _ in enumerate(workers.map(partial(_sync, bench.dsn, number), pieces)):
                progress(f"phones sync, {number} of 2: {done + 1}/{len(pieces)}")
        if number == 1:
            with bench.conn.transaction():
                bench.conn.execute('set local request.jwt.claims = \'{"role": "service_role"}\'')
                bench.conn.execute("""select public.publish_manifest('news.json', '{"items": ["new"]}')""")
    bench.conn.execute("vacuum analyze bench.phones, bench.heads, bench.bodies, public.cached_handshake_responses")


def _sync(dsn: str, number: int, piece: range) -> None:
    with libpq.connect(dsn) as conn:
        conn.execute("select bench.sync_phones(%s, %s, %s)", [number, piece[0], piece[-1]])


def _inside_pre_request(bench: Bench) -> float:
    """How many statements pre_request runs inside."""
    [pair] = read(paths.root() / "bench" / "pairs", ["pre_request"])
    return bench.statements(script(pair, "ours", {}), calls=COUNTED, base=0, variables={}).own


def _count(bench: Bench, pair: Pair) -> int:
    if not pair.rises:
        return 0
    row = bench.conn.execute(pair.rises[1].encode()).fetchone()
    assert row
    return int(row[0])


def run(
    sizes: Sequence[int],
    *,
    clients: int,
    seconds: int,
    rounds: int,
    only: list[str] | None = None,
    major: str = "embedded",
    stampede: bool = False,
    progress: Progress = lambda _: None,
    done: Callable[[Result], None] = lambda _: None,
) -> Report:
    """Measures the pairs (`only` these) on a new server for each number of users."""
    chosen = read(paths.root() / "bench" / "pairs", only)
    if not Path("/proc/self/stat").exists():
        raise Problem("no /proc", "the bench reads the backends' CPU there: run it on Linux")
    report = Report({})
    for users in sizes:
        with prepared(users, clients=clients, major=major, progress=progress) as bench:
            for result in measured(bench, chosen, seconds=seconds, rounds=rounds, progress=progress):
                report.results.setdefault(users, []).append(result)
                done(result)
            if stampede:  # last: it publishes
                progress("stampede")
                report.stampedes[users] = stampedes.stampede(bench, functions(bench.conn))
    return report
