"""The bench measures what it says: right answers and rows on both sides, users as the functions leave them, PostgREST's statements.

Never times: those are for `make bench` on a quiet machine.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from dochub import bench as benches
from dochub import paths, postgrest, seed
from dochub.bench import pairs, request
from dochub.bench.measure import Bench, Sample, Statements
from dochub.bench.report import Report, cpu, throughput
from dochub.bench.result import Result
from dochub.bench.stampede import stampede
from dochub.cli import app
from dochub.errors import Problem
from dochub.token import token

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

USERS = 200
PAIRS = pairs.read(paths.root() / "bench" / "pairs")


@pytest.fixture(scope="module")
def bench(pytestconfig: Any) -> Iterator[Bench]:
    """A small one, as generated: the tests run in the order in which they stand here."""
    major = pytestconfig.getoption("--server")
    with benches.prepared(USERS, clients=2, major="embedded" if major == "18" else major) as made:
        yield made


def rows(bench: Bench, query: str, *more: Any) -> list[tuple[Any, ...]]:
    return bench.conn.execute(query, more or None).fetchall()


# The users, before anybody calls anything.


def test_every_table_of_users_is_filled(bench: Bench) -> None:
    """All but the cache, which the handshakes fill."""
    tables = rows(
        bench,
        """select c.oid::regclass::text from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'user_id'
            where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)""",
    )
    assert len(tables) > 30
    empty = [
        table for (table,) in tables if not rows(bench, f"select 1 from {table} where user_id is not null limit 1")
    ]
    assert empty == ["cached_handshake_responses"]


def broken_keys(bench: Bench) -> list[str]:
    """The foreign keys that some row breaks: they are off while the users are loaded."""
    keys = rows(
        bench,
        """select k.conname, k.conrelid::regclass::text, k.confrelid::regclass::text,
                  (select string_agg(format('r.%I = t.%I', f.attname, a.attname), ' and ' order by c.n)
                     from unnest(k.conkey, k.confkey) with ordinality as c (mine, its, n)
                     join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = c.mine
                     join pg_attribute as f on f.attrelid = k.confrelid and f.attnum = c.its),
                  (select string_agg(format('t.%I is not null', a.attname), ' and ')
                     from unnest(k.conkey) as c join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = c)
             from pg_constraint as k
            where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)""",
    )
    assert len(keys) > 40
    return [
        name
        for name, table, referenced, equal, given in keys
        if rows(
            bench,
            f"select 1 from {table} as t where {given} and not exists (select 1 from {referenced} as r where {equal}) limit 1",
        )
    ]


def unbalanced(bench: Bench) -> list[Any]:
    """Users whose balances are not what their ledger adds up to."""
    return [
        user
        for (user,) in rows(
            bench,
            """select u.user_id
                 from public.ai_usage as u
                 join (select l.user_id, sum(l.weekly_used) filter (where l.week_start = u.week_start) as weekly_used, sum(l.bank) as bank,
                              sum(l.held) as held, sum(l.debt) as debt, sum(l.promotional) as promotional, count(*) as entries,
                              max(l.entry_no) as last
                         from private.credit_ledger as l join public.ai_usage as u using (user_id) group by l.user_id) as l using (user_id)
                where (u.weekly_used, u.bank, u.held, u.debt, u.last_entry_no, u.last_entry_no)
                      is distinct from (l.weekly_used, l.bank, l.held, l.debt, l.entries, l.last)
                   or l.promotional <> (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)
                   or u.held <> (select coalesce(sum(h.amount), 0) from private.credit_holds as h where h.user_id = u.user_id and h.status = 'held')
               union all
               select u.user_id from public.ai_usage as u where not exists (select 1 from private.credit_ledger as l where l.user_id = u.user_id)""",
        )
    ]


def untrue_credits(bench: Bench) -> list[Any]:
    """Users whose stored credits are not what the facts say until next_change_at."""
    return rows(bench, seed.CHECKS["users whose stored credits do not hold until next_change_at"])


def miscounted_codes(bench: Bench) -> list[Any]:
    return rows(
        bench,
        """select d.code from public.discount_codes as d
            where d.times_redeemed <> (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null)""",
    )


def test_generated_users_satisfy_every_key(bench: Bench) -> None:
    assert broken_keys(bench) == []


def test_generated_ledgers_add_up_to_balances(bench: Bench) -> None:
    assert unbalanced(bench) == []
    assert miscounted_codes(bench) == []
    assert untrue_credits(bench) == []


def test_generated_users_are_of_the_kinds_that_the_bench_names(bench: Bench) -> None:
    def share(query: str) -> float:
        return rows(bench, query)[0][0] / USERS

    assert share("select count(*) from public.subscriptions where expires_at > now()") == 0.5
    assert share("select count(*) from public.user_cohorts") == 0.2
    assert share("select count(distinct user_id) from public.referral_credits where source = 'goodwill'") == 0.05


@pytest.mark.parametrize("months", [2, 30])
def test_folding_generated_events_anew_changes_nothing(bench: Bench, months: int) -> None:
    """A store event about what is known already leaves a subscriber's transactions and subscription as they were generated."""
    [(user, store, original, last)] = rows(
        bench,
        """select t.user_id::text, t.store, max(t.original_transaction_id), max(t.transaction_id)
             from private.store_transactions as t group by t.user_id, t.store having count(*) = %s order by t.user_id limit 1""",
        months,
    )
    state = """select (select jsonb_agg(to_jsonb(t) order by t.transaction_id) from private.store_transactions as t where t.user_id = %(user)s),
                      (select to_jsonb(s) from public.subscriptions as s where s.user_id = %(user)s),
                      (select to_jsonb(s) - 'attributes_at' - 'attributes_notification_id' from private.store_subscriptions as s where s.user_id = %(user)s)"""
    event = {
        "store": store, "environment": "production", "notification_id": f"again-{user}", "type": "price_changed", "account_token": user,
        "occurred_at": rows(bench, "select to_json(now())")[0][0],
        "transaction": {"transaction_id": last, "original_transaction_id": original},
    }  # fmt: skip
    with bench.conn.transaction(force_rollback=True):
        before = bench.conn.execute(state, {"user": user}).fetchall()
        bench.conn.execute('set local request.jwt.claims = \'{"role": "service_role"}\'')
        [(answer,)] = rows(bench, "select public.apply_store_event(%s)", json.dumps(event))
        assert answer["disposition"] == "applied"
        assert bench.conn.execute(state, {"user": user}).fetchall() == before


# The pairs.


@pytest.fixture(scope="module")
def results(bench: Bench) -> dict[str, Result]:
    """Every side of every pair called some times, its answers and rows looked at; nothing timed."""
    found = benches.measured(bench, PAIRS, seconds=0, rounds=0, progress=lambda _: None)
    return {result.pair.name: result for result in found}


def test_every_pair_answers_right_and_leaves_its_rows(bench: Bench, results: dict[str, Result]) -> None:
    """What `check` finds wrong is a Problem; after all of them keys, ledgers and counters still hold."""
    assert list(results) == list(pairs.ORDER) == [pair.name for pair in PAIRS]
    assert {path.stem for path in (paths.root() / "bench" / "pairs").iterdir()} == set(results)
    assert broken_keys(bench) == []
    assert unbalanced(bench) == []
    assert miscounted_codes(bench) == []
    assert untrue_credits(bench) == []


def test_every_pair_has_its_limits_and_a_check(results: dict[str, Result]) -> None:
    for result in results.values():
        assert {"ours", "same", "bare"} <= set(result.pair.sides)
        assert result.pair.name == "pre_request" or "ours" in result.pair.expect
    assert "double_entry" in results["deduct"].pair.sides


def test_statements_of_a_call_are_counted(results: dict[str, Result]) -> None:
    """Of its own, without pre_request's and the key checks: a limit runs none inside but for triggers."""
    for name, result in results.items():
        for side, counted in result.statements.items():
            assert counted.own >= 0, (name, side, counted)
    assert results["deduct"].statements["ours"].own >= 1
    assert results["deduct"].statements["same"] == Statements(0, 1)
    assert results["deduct"].statements["double_entry"] == Statements(5, 6)


def test_a_wrong_answer_or_a_missing_row_is_a_problem(bench: Bench, results: dict[str, Result]) -> None:
    """The check bites: on an answer that is not as expected, and on calls that leave no rows."""
    pair = results["credit_balance"].pair
    wrong = pairs.Pair(**{**pair.__dict__, "expect": {"ours": "(:body::jsonb ->> 'ok')::boolean is null"}})
    with pytest.raises(Problem, match="division by zero"):
        benches.check(bench, wrong, benches.functions(bench.conn), {})
    barren = pairs.Pair(**{**pair.__dict__, "rises": (1, "select count(*) from private.credit_ledger")})
    with pytest.raises(Problem, match="20 calls made 0 rows and not 20"):
        benches.check(bench, barren, benches.functions(bench.conn), {})


def test_a_run_tells_what_it_cost(bench: Bench, results: dict[str, Result]) -> None:
    pair = results["deduct"].pair
    sample = bench.run(pairs.script(pair, "same", {}), calls=200, base=10**6)
    assert sample.calls == 400
    assert sample.seconds > 0
    assert sample.cpu > 0
    assert 300 < sample.wal / sample.calls < 3000


def test_a_stampede_builds_each_answer_once_or_twice(bench: Bench, results: dict[str, Result]) -> None:
    """4.6.5: of many phones at once one builds and the others find its row."""
    came = stampede(bench, benches.functions(bench.conn))
    assert (came.handshakes, came.phones) == (1000, 100)
    assert came.phones * 0.9 < came.builds <= 2 * came.phones  # 10 handshakes a phone, drawn by lot


# What PostgREST sends.


def shapes(log: str) -> list[list[str]]:
    """The statements of each transaction in a server's log, their parameters as `?`."""
    found: list[list[str]] = []
    for statement in re.findall(r"LOG:  execute \S+: (.*)", log):
        if statement.startswith("BEGIN"):
            found.append([])
        if found:
            found[-1].append(re.sub(r"\$\d+", "?", statement))
    return found


def value(bench: Bench, pair: pairs.Pair, expression: str) -> Any:
    """What a script's expression comes to, for numbers that fit."""
    named = {
        "user": 41,
        "key": 4711,
        "code": 10007,
        "serial": 4711,
        "count": 3,
        "file": 1,
        "original": 2000000000029,
        "pool": USERS,
    }
    if pair.name.startswith("store_event"):
        named |= {"user": 40, "original": 2000000040029}
    known = {n: psycopg.sql.Literal(str(v)) for n, v in named.items()}
    known |= {n: psycopg.sql.Literal(v) for n, v in benches.defined(bench.conn, pair).items()}
    parts = re.split(r"(?<!:):([a-z_]+)\b", expression)
    query = psycopg.sql.Composed(known[p] if n % 2 else psycopg.sql.SQL(p) for n, p in enumerate(parts))
    row = bench.conn.execute(psycopg.sql.SQL("select ") + query).fetchone()
    assert row
    return row[0]


def test_requests_are_what_postgrest_sends(bench: Bench, results: dict[str, Result]) -> None:
    """Each request of each pair, sent through a real PostgREST: the same statements, word for word."""
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    signatures = benches.functions(bench.conn)
    settings = request.SETTINGS.format_map(dict.fromkeys(re.findall(r"\{(\w+)\}", request.SETTINGS), "?"))
    bench.conn.execute("alter system set log_statement = 'all'")
    bench.conn.execute("select pg_reload_conf()")
    with postgrest.serve(bench.dsn) as api, httpx.Client(base_url=api.url, timeout=30) as client:
        for pair in PAIRS:
            hold = None
            for name, expression in pairs.calls(pair):
                where = "/" if pair.name == "own_rows" else "/rpc/"
                user = value(bench, pair, "md5('u' || :user)::uuid")
                signed = token(api.secret, pair.role, sub=str(user) if pair.role == "authenticated" else None)
                began = bench.server.log.stat().st_size
                if where == "/":
                    wanted = request.read(name, "user_id", "?", limit="?", offset="?")
                    method, sent = "GET", {"params": {"user_id": f"eq.{value(bench, pair, expression)}"}}
                else:
                    expression = (
                        expression.replace(":reserved_body", psycopg.sql.Literal(hold).as_string())
                        if hold
                        else expression
                    )
                    named = pairs.arguments(signatures[name], expression)
                    wanted = request.call(name, named, "?", limit="?", offset="?")
                    body = json.loads(value(bench, pair, expression)) if expression else None
                    method, sent = ("POST", {"json": body}) if body else ("GET", {})
                answer = client.request(method, where + name, headers={"Authorization": f"Bearer {signed}"}, **sent)
                assert answer.status_code == 200, (pair.name, answer.text)
                assert (method == "GET") == pair.read_only
                hold = answer.text
                transaction = request.envelope([wanted], settings, read_only=pair.read_only)
                assert shapes(bench.server.log.read_bytes()[began:].decode()) == [transaction], pair.name


# What is made of it.


def fake(name: str, ours: list[Sample], same: list[Sample]) -> Result:
    [pair] = [p for p in PAIRS if p.name == name]
    return Result(
        pair, {"ours": ours, "same": same, "bare": same}, dict.fromkeys(["ours", "same", "bare"], Statements(7, 2))
    )


@pytest.fixture
def report() -> Report:
    """Three rounds; in the second the machine was busy with something else when it was ours' turn."""
    ours = [Sample(800, 1.0, 0.4, 80000), Sample(200, 1.0, 0.1, 20000), Sample(900, 1.0, 0.45, 90000)]
    same = [Sample(1000, 1.0, 0.4, 90000)] * 3
    return Report({10: [fake("deduct", ours, same)], 100: [fake("deduct", same, same)]})


def test_what_beginning_costs_is_taken_off() -> None:
    """But not what is no beginning: a short run in which the machine was busy with something else."""
    start = Sample(16, 0.3, 0.25, 1600).least(Sample(16, 0.2, 0.35, 1600))
    assert start == (16, 0.2, 0.25, 1600)
    assert Sample(1016, 2.2, 1.25, 101600).less(start) == (1000, 2.0, 1.0, 100000)
    assert Sample(1016, 0.3, 1.25, 101600).less(start).calls == 1016


def test_ratios_are_medians_of_the_rounds(report: Report) -> None:
    [result] = report.results[10]
    assert str(throughput(result, "same")) == "0.80 (0.20–0.90)"
    assert cpu(result, "same").median == pytest.approx(0.8)
    [same] = report.results[100]
    assert throughput(same, "bare") == (1, 1, 1)


def test_json_chart_and_tables_tell_the_same(report: Report) -> None:
    [small, _] = json.loads(json.dumps(report.as_json()))
    assert small["users"] == 10
    assert small["pairs"][0]["throughput"]["same"]["median"] == 0.8
    assert small["pairs"][0]["sides"]["ours"]["wal_bytes"] == 100
    assert "Calls a second, 100 users" in report.chart()
    headings = [heading for heading, _ in report.tables()]
    assert headings == ["10 users", "100 users", "Calls a second, as parts of those at the smallest size"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--only", "deducts"], "no pair deducts"),
        (["--users", "5"], "100 is the least"),
        (["--server", "9"], "no Postgres"),
    ],
)
def test_the_command_says_what_it_cannot_measure(arguments: list[str], says: str) -> None:
    outcome = CliRunner().invoke(app, ["bench", *arguments])
    problem = outcome.exception
    assert isinstance(problem, Problem)
    assert says in f"{problem} {problem.hint}"


def test_outside_a_checkout_it_says_so(tmp_path: Any) -> None:
    with pytest.raises(Problem, match=r"no .*pairs"):
        pairs.read(tmp_path / "pairs")
