"""The demo plays through over SQL and over HTTP, and notices every kind of wrong answer."""

import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

import conforming
from dochub import demo, paths, server
from dochub import postgrest as rest
from dochub.demo.transports import Rpc
from dochub.errors import Problem
from dochub.seed import CLOVER, HERON, SAGE, seed_demo

STEPS = 42


@pytest.fixture(scope="module")
def seeded(cluster: server.Server, template: str) -> Iterator[str]:
    """The name of a seeded database that nobody touches: each day is played on a clone."""
    server.create_database(cluster.dsn(), "demo_tmpl", template=template)
    seed_demo(cluster.dsn("demo_tmpl"))
    yield "demo_tmpl"
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute("drop database demo_tmpl with (force)")


@pytest.fixture
def fresh(cluster: server.Server, seeded: str) -> Iterator[str]:
    """The conninfo of a seeded database."""
    server.create_database(cluster.dsn(), "demo_day", template=seeded)
    yield cluster.dsn("demo_day")
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute("drop database demo_day with (force)")


def play(dsn: str, api: rest.Api | None = None) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=100)
    code = demo.run(dsn, api=api, console=console, check=conforming.of_demo(conforming.checker(dsn)))
    return code, console.file.getvalue()


def test_over_sql(fresh):
    code, said = play(fresh)
    assert code == 0, said
    assert f"All {STEPS} answers are as they should be" in said
    assert "straight over SQL" in said
    assert said.count("✓") == STEPS
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.skipif(not paths.postgrest(), reason="no postgrest on this machine: `make tools` fetches it")
def test_over_http(fresh):
    with rest.serve(fresh) as api:
        code, said = play(fresh, api)
    assert code == 0, said
    assert f"All {STEPS} answers are as they should be" in said
    assert "over HTTP through postgrest/" in said


FAULTS = {
    "First handshake": "update master_manifests set sha256 = repeat('0', 64) where name = 'voices.json'",
    "Third handshake": """
        create or replace function private.spoil() returns trigger language plpgsql as $$ begin return null; end $$;
        create trigger spoil before update on private.sync_generations for each row execute function private.spoil()""",
    "What there is": "update private.plans set weekly_credits = 4 where plan = 'free'",
    "The same call again, answer was lost": """
        create or replace function private.spoil() returns trigger language plpgsql as $$ begin new.key_sha256 := null; new.caller_class := null; return new; end $$;
        create trigger spoil before insert on private.credit_ledger for each row execute function private.spoil()""",
    "More than there is": "update private.error_codes set http_status = 400 where code = 'insufficient_credits'",
    "In yen": "update private.currencies set decimals = 3 where currency = 'JPY'",
    "What would it give": "update courses set price_micros = price_micros + 1 where course_code = 'deep-sleep'",
    "Last summer's code": "update discount_codes set expires_at = 'infinity' where code = 'SUMMER25'",
    "A code meant for others": "update discount_codes set audience_cohort = null where code = 'LAKESIDEHALF'",
    "A new phone": "alter table user_profile add check (jsonb_array_length(devices) < 2)",
    "Its plays: twice, then an older count": """
        create or replace function private.spoil() returns trigger language plpgsql as $$
        begin new.device_id := gen_random_uuid(); return new; end $$;
        create trigger spoil before insert on private.device_plays for each row execute function private.spoil()""",
    "A token in a log": """
        create or replace function private.redact(p_text text) returns text language sql as $$ select p_text $$""",
    "Entered by himself": f"""
        update private.referral_code_claims set user_id = '{SAGE.user_id}' where user_id = '{HERON.user_id}'""",
    "Moss signs up and types it": f"""
        update user_profile set created_at = now() + interval '1 day' where user_id = '{HERON.user_id}'""",
    "What an employer's code gives": "update cohorts set grant_plan = null where slug = 'harbour-lane'",
    "Everything that is stored about him": """
        create or replace function private.export_my_data(p_user_id uuid) returns jsonb language sql as $$ select '{}'::jsonb $$""",
    "His token, still on his phone": """
        create or replace function private.pre_request() returns void language plpgsql as $$ begin end $$""",
    "Juniper erases him once more": "revoke execute on function erase_user from dochub_admin",
    "Every row of user_discounts": "create policy leak on user_discounts for select to authenticated using (true)",
    "What Heron has bought": "create policy leak on course_purchases for select to authenticated using (true)",
    "Heron's credits": """
        create or replace function private.caller_class() returns text language sql as $$ select 'service' $$""",
    "The list of codes": "grant select on discount_codes to authenticated",
}


@pytest.mark.parametrize("step", FAULTS)
def test_a_fault_is_noticed(fresh, step):
    with psycopg.connect(fresh, autocommit=True) as conn:
        conn.execute(FAULTS[step])
    code, said = play(fresh)
    assert code == 1
    assert f"is wrong. {step}" in said, said
    assert said.count("✗") == 1
    assert "All" not in said


def test_a_function_that_is_gone_is_a_wrong_answer_and_no_traceback(fresh):
    with psycopg.connect(fresh, autocommit=True) as conn:
        conn.execute("drop function public.credit_balance(uuid)")
    code, said = play(fresh)
    assert code == 1
    assert "HTTP status 500 instead of 200" in said
    assert "credit_balance" in said


@pytest.mark.skipif(not paths.postgrest(), reason="no postgrest on this machine: `make tools` fetches it")
def test_a_fault_is_noticed_over_http(fresh):
    with psycopg.connect(fresh, autocommit=True) as conn:
        conn.execute(FAULTS["More than there is"])
    with rest.serve(fresh) as api:
        code, said = play(fresh, api)
    assert code == 1
    assert "HTTP status 400 instead of 402" in said


def test_an_answer_too_large_is_wrong(fresh, monkeypatch):
    def chapter(day):
        request = Rpc(CLOVER, "credit_balance", {})
        day.step("Small", request, expect={"ok": True}, most=10, say=str)

    monkeypatch.setattr(demo, "CHAPTERS", {"Sizes": chapter})
    code, said = play(fresh)
    assert code == 1
    assert "bytes, not fewer than 10" in said


def test_a_database_without_the_seed_is_wrong(dsn):
    code, said = play(dsn)
    assert code == 1
    assert "Step 1 is wrong" in said


def test_a_postgrest_that_is_gone_is_a_problem(fresh):
    with pytest.raises(Problem, match="does not answer"):
        play(fresh, rest.Api("http://127.0.0.1:9", "x" * 32, Path("/nowhere")))
