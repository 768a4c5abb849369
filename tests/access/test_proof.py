"""The contract holds by deeds, for every cell of it; and the proof of that sees what is wrong."""

from typing import Any

import psycopg
import pytest
from proof import COMMANDS, FAY, PRINCIPALS, build, prove, unproven

from dochub.access import Contract

Connection = psycopg.Connection[Any]


def test_everybody_reaches_what_the_contract_says_and_nothing_else(filled: Connection, agreed: Contract) -> None:
    plan = build(filled, agreed)
    cells = {(a.persona.role, a.subject, a.command) for a in plan.attempts if a.command in (*COMMANDS, "execute")}
    print(f"{len(plan.attempts)} attempts on {len(cells)} cells of {len(plan.tables)} tables")  # noqa: T201, `make mutate` and pytest -rP show it
    assert len(cells) >= len(PRINCIPALS) * (len(agreed.tables) * len(COMMANDS) + len(agreed.functions))
    if wrong := prove(filled, agreed):
        pytest.fail("\n".join([f"{len(wrong)} violations", *wrong[:100]]), pytrace=False)


def test_what_is_kept_of_an_erased_user_is_among_the_rows(filled: Connection, agreed: Contract) -> None:
    kept = [table.name for table in build(filled, agreed).tables.values() if FAY in table.users.values()]
    assert "public.user_profile" in kept
    assert "private.credit_ledger" in kept
    assert len(kept) >= 15


# Fault → a sentence of the violations that it must cause.
FAULTS = {
    "drop policy courses_select_published on public.courses": (
        "anon, select public.courses: reads no row, the contract says select: published: "
    ),
    "alter policy ai_usage_select_own on public.ai_usage using (true)": ("Ada, select public.ai_usage: reads Ada's "),
    "alter policy analytics_update_own on public.analytics with check (true)": (
        "Ada, update public.analytics (to Fay): no error, must be refused by row-level security (42501)"
    ),
    "grant update (role) on public.user_profile to authenticated": (
        "Ada, update public.user_profile (role): update is done, must be denied (42501)"
    ),
    "grant truncate on public.cohorts to service_role": "service_role, truncate public.cohorts: ",
    "alter table public.user_profile no force row level security": (
        "dochub_owner, delete public.user_profile: reaches "
    ),
    "alter table private.credit_ledger disable trigger credit_ledger_append_only": (
        "a superuser, delete private.credit_ledger: no error, must be refused for everybody: "
        "private.credit_ledger is append-only"
    ),
    "grant execute on function public.adjust_credits to anon": "anon, execute public.adjust_credits: ",
    "alter function public.deduct_credits security invoker": (
        "Ada, execute public.deduct_credits: 42501 permission denied for function assert_credit_arguments inside, "
        "must run as its owner"
    ),
    "alter function public.credit_balance reset search_path": (
        "Ada, search_path public.credit_balance: runs what the caller's search_path holds"
    ),
    "grant service_role to authenticator; grant dochub_owner to authenticator": (
        "authenticator, become dochub_owner authenticator: no error, must be 42501"
    ),
    "create table private.notes (note text)": "private.notes is in no line of the contract",
    "drop table private.user_throttles": "the contract names private.user_throttles, which does not exist",
    "delete from private.address_throttles": "two_users.pgsql has no rows for private.address_throttles",
    "delete from public.audio_usage where audio_id = 'audio1'": "two_users.pgsql has no rows of Ada for public.audio_usage",
    "update public.app_logs set user_id = '99999999-0000-4000-8000-000000000009' where user_id is null": (
        "two_users.pgsql has no rows of nobody for public.app_logs"
    ),
    "update public.courses set status = 'published'": (
        "two_users.pgsql has no rows for public.courses that tell `published` from `all`"
    ),
}


def test_planted_faults_are_told_in_sentences(filled: Connection, agreed: Contract, subtests: pytest.Subtests) -> None:
    with filled.transaction(force_rollback=True):
        for fault in FAULTS:
            filled.execute(fault.encode())
        told = prove(filled, agreed)
    for fault, sentence in FAULTS.items():
        with subtests.test(fault):
            assert [said for said in told if said.startswith(sentence)]


def test_a_proof_of_some_tables_looks_at_these_only(filled: Connection, agreed: Contract) -> None:
    filled.execute("grant select on public.cohorts, private.settings to anon")
    assert prove(filled, agreed, ["public.courses"]) == []
    told = prove(filled, agreed, ["public.cohorts"])
    assert told
    assert all("public.cohorts" in said for said in told)


def test_a_cell_that_nobody_tries_is_told(filled: Connection, agreed: Contract) -> None:
    plan = build(filled, agreed)
    fewer = plan._replace(attempts=[a for a in plan.attempts if a.subject != "public.courses"])
    told = unproven(agreed, fewer)
    assert "nobody tries to select public.courses as anon" in told
    assert len(told) == len(PRINCIPALS) * len(COMMANDS)
