"""4.7.1: buckets are the same in the database, in Python and in JavaScript, even, independent, and widening moves nobody.

The Python and JavaScript are those of docs/cohort-buckets.md, cut out of it. The 100,000 users are md5 sums of numbers: no test here depends on chance.
"""

import json
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "cohort-buckets.md").read_text()
VECTORS = json.loads((HERE / "buckets.json").read_text())
USERS = "(select md5('user ' || n)::uuid as user_id from generate_series(1, 100000) as n) as u"
SALTS = ["trial/enrol", "trial/variant", "shop-shelves/enrol", "shop-shelves/variant", "塩"]
LEAST = 0.001


def code(language: str) -> str:
    [block] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return block


def p_value(statistic: float, freedom: int) -> float:
    """Upper tail of the χ² distribution: exact for even degrees of freedom, all that are used here."""
    assert freedom % 2 == 0
    half = statistic / 2
    return sum(math.exp(i * math.log(half) - half - math.lgamma(i + 1)) for i in range(freedom // 2))


@pytest.fixture(scope="module")
def database(pgtap_connection: Any) -> Iterator[Any]:
    with pgtap_connection.transaction(force_rollback=True):
        yield pgtap_connection


def test_vectors_in_the_database(database: Any) -> None:
    query = """
      select private.cohort_bucket(%(salt)s, %(user_id)s::uuid),
             private.cohort_variant(%(v)s, %(variant_salt)s, %(user_id)s::uuid)
    """
    assert len(VECTORS) > 20
    for vector in VECTORS:
        found = database.execute(query, vector | {"v": Jsonb(vector["variants"])}).fetchone()
        assert found == (vector["bucket"], vector["variant"]), vector


def test_vectors_in_python() -> None:
    names: dict[str, Any] = {}
    exec(compile(code("python"), "cohort-buckets.md", "exec"), names)
    for vector in VECTORS:
        user = vector["user_id"]
        assert names["bucket"](vector["salt"], user.upper()) == vector["bucket"], vector
        assert names["variant"](vector["variants"], vector["variant_salt"], user) == vector["variant"], vector


def test_vectors_in_javascript(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("no node on this machine")
    module = tmp_path / "buckets.mjs"
    module.write_text(code("js"))
    lines = "".join(json.dumps(vector) + "\n" for vector in VECTORS)
    done = subprocess.run(
        [node, HERE / "buckets.mjs", module], input=lines.encode(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert found == [[vector["bucket"], vector["variant"]] for vector in VECTORS]


def test_the_p_value_is_right() -> None:
    """Against tabled critical values of χ²."""
    for statistic, freedom, p in [(5.991, 2, 0.05), (18.467, 4, 0.001), (124.342, 100, 0.05), (149.449, 100, 0.001)]:
        assert p_value(statistic, freedom) == pytest.approx(p, rel=2e-3)
    assert p_value(1000, 100) < 1e-100


@pytest.mark.parametrize("salt", SALTS)
def test_buckets_are_even(database: Any, salt: str) -> None:
    """100,000 users in 125 bins of 80 buckets."""
    [(bins, statistic)] = database.execute(
        f"""
        select count(*), sum((b.users - 800) ^ 2 / 800.0)::float8
          from (select private.cohort_bucket(%s, u.user_id) / 80 as bin, count(*) as users from {USERS} group by 1) as b
        """,
        [salt],
    ).fetchall()
    assert bins == 125
    assert p_value(statistic, bins - 1) > LEAST


@pytest.mark.parametrize(("one", "other"), [(SALTS[0], SALTS[1]), (SALTS[2], SALTS[3]), (SALTS[0], SALTS[2])])
def test_two_salts_are_independent(database: Any, one: str, other: str) -> None:
    """Enrolment and variant, and two experiments: a table of 20 × 25 over 100,000 users."""
    [(cells, statistic)] = database.execute(
        f"""
        with cells as materialized (
          select private.cohort_bucket(%s, u.user_id) / 500 as r, private.cohort_bucket(%s, u.user_id) / 400 as c, count(*) as users
            from {USERS} group by 1, 2),
        expected as (
          select x.users, sum(x.users) over (partition by x.r) * sum(x.users) over (partition by x.c) / 100000 as expected
            from cells as x)
        select count(*), sum((e.users - e.expected) ^ 2 / e.expected)::float8 from expected as e
        """,
        [one, other],
    ).fetchall()
    assert cells == 500
    assert p_value(statistic, 19 * 24) > LEAST


def test_one_salt_for_both_would_be_seen(database: Any) -> None:
    [(statistic,)] = database.execute(
        f"""
        select sum((b.users - 20000) ^ 2 / 20000.0)::float8
          from (select private.cohort_bucket('s', u.user_id) / 2000 as bin, count(*) as users from {USERS}
                 where private.cohort_bucket('s', u.user_id) < 9000 group by 1) as b
        """
    ).fetchall()
    assert p_value(statistic, 4) < LEAST


@pytest.mark.parametrize("weights", [[1, 1, 1], [1, 2, 3, 4, 5], [90, 5, 5]])
def test_variants_follow_their_weights(database: Any, weights: list[int]) -> None:
    """100,000 users over variants, also among the tenth that an experiment enrols."""
    variants = [{"slug": f"v{n}", "weight": weight} for n, weight in enumerate(weights)]
    for enrolled in (10000, 1000):
        counted = dict(
            database.execute(
                f"""
                select private.cohort_variant(%s, 'trial/variant', u.user_id), count(*) from {USERS}
                 where private.cohort_bucket('trial/enrol', u.user_id) < %s group by 1
                """,
                [Jsonb(variants), enrolled],
            ).fetchall()
        )
        users = sum(counted.values())
        assert users == pytest.approx(enrolled * 10, rel=0.05)
        expected = {v["slug"]: users * v["weight"] / sum(weights) for v in variants}
        statistic = sum((counted[slug] - e) ** 2 / e for slug, e in expected.items())
        assert p_value(statistic, len(weights) - 1) > LEAST


def test_widening_moves_nobody(database: Any) -> None:
    """10 % → 50 %: 20,000 users who never said a word: who was in stays in, in the same variant."""
    spec = {"slug": "wide", "name": "Wide", "kind": "experiment", "bucket_to": 1000}
    spec["variants"] = [{"slug": "a", "weight": 1}, {"slug": "b", "weight": 2}]
    look = """
      select u.user_id, c.variant
        from (select md5('user ' || n)::uuid as user_id from generate_series(1, 20000) as n) as u
       cross join lateral private.user_cohort(u.user_id, now()) as c
       where c.slug = 'wide'
    """
    database.execute("select public.save_cohort(%s)", [Jsonb(spec)])
    before = dict(database.execute(look).fetchall())
    database.execute("select public.save_cohort(%s)", [Jsonb({"slug": "wide", "bucket_to": 5000})])
    after = dict(database.execute(look).fetchall())
    assert (len(before), len(after)) == pytest.approx((2000, 10000), rel=0.1)
    assert {user: after.get(user) for user in before} == before
