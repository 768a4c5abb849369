"""The demo content: enough of everything, true to the rules, the same every time, all or nothing."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from dochub import seed, server
from dochub.demo.chapters import canonical_sha256
from dochub.errors import Problem
from dochub.seed import CLOVER, HERON, JUNIPER, SAGE, seed_demo


@pytest.fixture(scope="module")
def seeded(cluster: server.Server, template: str) -> Iterator[SimpleNamespace]:
    server.create_database(cluster.dsn(), "seeded", template=template)
    before = cpu_seconds(cluster)
    assert seed_demo(cluster.dsn("seeded"))
    with psycopg.connect(cluster.dsn()) as conn:
        while conn.execute("select 1 from pg_stat_activity where datname = 'seeded'").fetchone():
            conn.rollback()  # to look anew
    seconds = cpu_seconds(cluster) - before
    with psycopg.connect(cluster.dsn("seeded"), autocommit=True) as conn:
        yield SimpleNamespace(conn=conn, dsn=cluster.dsn("seeded"), seconds=seconds)
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute("drop database seeded with (force)")


def cpu_seconds(cluster: server.Server) -> float:
    """What this process and the server's finished processes have taken so far: other programs do not count."""
    postmaster = (cluster.home / "data" / "postmaster.pid").read_text().split()[0]
    fields = Path("/proc", postmaster, "stat").read_text().rpartition(")")[2].split()
    children = sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")  # cutime and cstime
    return time.process_time() + children


@pytest.fixture(scope="module")
def rows(seeded: SimpleNamespace) -> Any:
    """`rows(query)`: its rows; those of a single column as plain values."""

    def rows(query: str, *values: Any) -> list[Any]:
        found = seeded.conn.execute(query, values or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    return rows


def everything(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """A fingerprint of each table."""
    tables = conn.execute(
        """select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('public', 'private') order by 1"""
    ).fetchall()
    query = "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {} as t"
    return {table: conn.execute(query.format(table)).fetchone()[0] for (table,) in tables}


def test_takes_less_than_ten_seconds(seeded):
    assert 0.2 < seeded.seconds < 10


def test_no_table_of_the_api_is_empty(rows):
    tables = rows("select tablename from pg_tables where schemaname = 'public'")
    assert len(tables) == 21
    assert [table for table in tables if rows(f"select count(*) from public.{table}") == [0]] == []


def test_twelve_courses_in_every_status(rows):
    assert dict(rows("select status, count(*) from courses group by 1")) == {"published": 10, "retired": 1, "draft": 1}
    assert rows("select count(*) from courses where jsonb_array_length(audio) > 2 and icon_url is not null") == [12]
    assert rows("select count(*) from courses where workbooks <> '[]'") == [11]
    audio = rows(
        "select distinct jsonb_object_keys(a) from courses as c, jsonb_array_elements(c.audio) as a order by 1"
    )
    assert audio == ["audio_id", "seconds", "sha256", "title", "url"]


def test_eight_content_files_of_five_to_sixty_kilobytes(rows):
    sizes = dict(rows("select name, octet_length(content::text) from master_manifests where audience = 'global'"))
    assert {"shop.json", "ads.json", "background.json"} < set(sizes)
    assert len(sizes) == 8
    assert all(5_000 <= size <= 60_000 for size in sizes.values()), sizes


def test_checksums_can_be_recomputed_by_a_client(rows):
    assert rows("select name from master_manifests where private.unsupported_number(content) is not null") == []
    assert all(
        canonical_sha256(content) == sha256 for content, sha256 in rows("select content, sha256 from master_manifests")
    )
    assert all(
        canonical_sha256(course) == sha256 for course, sha256 in rows("select course, sha256 from custom_courses")
    )


def test_three_cohorts_with_splash_screens(rows):
    about = "kind, splash ? 'image_url', seats is not null, domain is not null, grant_plan"
    assert rows(f"select {about} from cohorts order by slug") == [
        ("institution", True, True, True, "premium"),
        ("institution", True, True, True, None),
        ("experiment", True, False, False, None),
    ]
    members = "select count(*) from user_cohorts as u where u.slug = cohorts.slug"
    assert rows(f"select slug from cohorts where seats is not null and seats_taken <> ({members})") == []
    assert rows("select count(distinct variant) from user_cohorts where slug = 'shop-shelves'") == [2]
    ways = ["bool_and(source = 'domain')", "count(*) filter (where is_locked)"]
    assert rows(
        f"select slug, {', '.join(ways)} from user_cohorts where slug ~ '-(clinic|lane)$' group by 1 order by 1"
    ) == [
        ("harbour-lane", False, 1),
        ("lakeside-clinic", True, 0),
    ]


def test_referrals_with_and_without_a_reward(rows):
    assert rows("select count(*) from private.referral_code_claims") == [3]
    assert rows("select count(*), count(distinct referrer_id) from private.referrals") == [(9, 3)]
    rewarded = set(rows("select credit_id from private.referrals where credit_id is not null"))
    assert 1 < len(rewarded) < 9
    assert set(rows("select credit_id from referral_credits where source = 'referral'")) == rewarded


def test_every_account_has_a_phone_and_half_of_them_a_push_token(rows):
    assert rows("select distinct jsonb_array_length(devices) from user_profile") == [1]
    assert rows("select count(*) from private.push_tokens") == [100]


def test_two_hundred_users_over_all_states(rows):
    assert rows("select count(*) from user_profile") == [200]
    states = dict(rows("select public.state(s), count(*) from subscriptions as s group by 1"))
    assert set(states) == {"pending", "active", "grace", "billing_retry", "paused", "expired", "revoked"}
    assert min(states.values()) >= 3
    sold = set(rows("select distinct store, product_id from subscriptions where store <> 'code'"))
    stores, periods = ("apple", "google", "stripe"), ("monthly", "yearly")
    assert sold == {(store, f"dochub.premium.{period}") for store in stores for period in periods}
    canceled = "select count(*) from subscriptions as s where public.entitled(s) and not will_renew and store <> 'code'"
    assert rows(canceled)[0] >= 10
    assert (
        rows("select is_tester from user_profile join subscriptions using (user_id) where environment = 'sandbox'")
        == [True] * 4
    )
    assert rows("select count(*) from user_profile where is_anonymous and email is null") == [12]
    assert rows("select count(distinct time_zone) from private.user_details") == [14]


def test_nobody_real(rows):
    assert rows("select email from user_profile where email !~ '@([a-z-]+[.])?example([.]com)?$'") == []


@pytest.mark.parametrize("balance", ["weekly_used", "bank", "held", "debt"])
def test_ledger_sums_equal_the_balances(rows, balance):
    stored = dict(rows(f"select user_id, {balance} from ai_usage where {balance} <> 0"))
    ledger = f"select user_id, sum({balance}) from private.credit_ledger group by 1 having sum({balance}) <> 0"
    assert dict(rows(ledger)) == stored


def test_promotional_ledger_sums_equal_what_remains(rows):
    stored = dict(rows("select user_id, sum(remaining) from referral_credits where remaining > 0 group by 1"))
    ledger = "select user_id, sum(promotional) from private.credit_ledger group by 1 having sum(promotional) <> 0"
    assert dict(rows(ledger)) == stored


def test_the_ledger_has_a_past(rows):
    assert rows("select distinct kind from private.credit_ledger order by 1") == [
        "expiry",
        "grant",
        "purchase",
        "spend",
        "week",
    ]
    assert rows("select max(occurred_at) - min(occurred_at) > interval '100 days' from private.credit_ledger") == [True]


def test_codes_of_every_kind(rows):
    assert rows("select distinct benefit_kind from discount_codes order by 1") == [
        "amount",
        "credits",
        "free_days",
        "percent",
    ]
    assert rows("select max(depth) from discount_codes") == [3]
    assert rows("select code from discount_codes where expires_at < now()") == ["SUMMER25"]
    assert rows("select code from discount_codes where starts_at > now()") == ["NEXTYEAR"]
    assert rows("select code from discount_codes where times_redeemed >= max_redemptions") == ["FIRSTTHREE"]
    assert rows("select code from discount_codes where audience_user_id = %s", HERON.user_id) == ["FORHERON"]
    assert rows("select code from discount_codes where audience_cohort is not null") == ["LAKESIDEHALF"]
    assert rows("select code from discount_codes where owner_user_id is not null") == ["FROMHERON"]
    counted = rows("select d.code, d.times_redeemed from discount_codes as d where d.times_redeemed > 0 order by 1")
    assert counted == rows("select code, count(*) from user_discounts where released_at is null group by 1 order by 1")
    assert len(counted) >= 7


def test_every_receipt_is_claimed_by_its_holder(rows):
    receipt = "select store, environment, transaction_id, user_id from"
    held = [
        f"{receipt} private.store_transactions where store <> 'code'",
        f"{receipt} ai_credit_purchases",
        f"{receipt} course_purchases where store is not null",
    ]
    held += [
        f"select store, environment, 'token:' || token_sha256, user_id from {table} where token_sha256 is not null"
        for table in ("ai_credit_purchases", "course_purchases")
    ]
    assert rows(f"({' union all '.join(held)}) except {receipt} private.receipt_claims") == []


def test_the_personas_are_who_they_say(rows, seeded, as_user):
    assert rows("select role from user_profile where user_id = %s", JUNIPER.user_id) == ["admin"]
    assert rows("select plan from subscriptions where user_id = %s", HERON.user_id) == ["premium"]
    assert rows("select slug from user_cohorts where user_id = %s", SAGE.user_id) == ["lakeside-clinic"]
    assert rows("select weekly_used, bank, debt from ai_usage where user_id = %s", CLOVER.user_id) == [(0, 10, 0)]
    with as_user(seeded.conn, SAGE.user_id) as conn:
        names, courses, cohort = conn.execute(
            """select jsonb_path_query_array(a, '$.changed[*].name'), a -> 'courses', a -> 'cohort' ->> 'slug'
                 from handshake('{"schema": 1}') as a"""
        ).fetchone()
    assert "ads.json" not in names
    assert "deep-sleep" in courses
    assert cohort == "lakeside-clinic"


def test_twice_changes_nothing(seeded):
    before = everything(seeded.conn)
    said: list[str] = []
    assert not seed_demo(seeded.dsn, progress=said.append)
    assert said == ["seeded already"]
    assert everything(seeded.conn) == before


@pytest.mark.slow
def test_another_database_gets_the_same(seeded, db, dsn):
    seed_demo(dsn)
    for query in (
        "select user_id, email, locale, is_tester from user_profile",
        "select user_id, store, transaction_id, plan from private.store_transactions where store <> 'code'",
        "select user_id, store, transaction_id, credits from ai_credit_purchases",
        "select user_id, course_code, source, validation from course_purchases",
        "select user_id, code from user_discounts",
        "select user_id, sha256 from custom_courses",
        "select user_id, slug, source, variant from user_cohorts",
        "select event_id, user_id, message from app_logs",
        "select request_id, user_id, message from server_logs",
        "select user_id, referrer_id, transaction_id from private.referrals",
        "select user_id, devices -> 0 ->> 'device_id' from user_profile",
        "select user_id, push_token from private.push_tokens",
        "select name, version, sha256 from master_manifests",
        "select user_id, audio_id, play_count from audio_usage",
    ):
        assert set(db.execute(query)) == set(seeded.conn.execute(query)), query


def test_a_wrong_seed_is_found_and_leaves_nothing(db, dsn, monkeypatch):
    def spoil(acting, _users, _now):
        acting.conn.execute("update public.ai_usage set bank = bank + 1 where user_id = %s", [CLOVER.user_id])

    before = everything(db)
    monkeypatch.setitem(seed.CHAPTERS, "spoiling", spoil)
    with pytest.raises(Problem, match=f"ledger sums are not their balances: {CLOVER.user_id}"):
        seed_demo(dsn)
    assert everything(db) == before


def test_a_refusal_ends_it(db, dsn):
    columns = "code, product_type, benefit_kind, benefit_value"
    db.execute(f"insert into discount_codes ({columns}) values ('SLEEP20', 'any', 'percent', 1)")
    with pytest.raises(Problem, match="is refused: code_exists"):
        seed_demo(dsn)
    assert db.execute("select count(*) from user_profile").fetchone() == (0,)


def test_a_login_that_may_not_act_as_the_roles_is_told_so(db, dsn):
    db.execute("create role visitor login")
    try:
        with pytest.raises(Problem, match="visitor may not act as authenticated") as problem:
            seed_demo(psycopg.conninfo.make_conninfo(dsn, user="visitor"))
        assert problem.value.hint == "grant authenticated to visitor;"
    finally:
        db.execute("drop role visitor")
