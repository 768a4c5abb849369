"""The deployed catalog is what policies/access.yaml says, no more and no less."""

from typing import Any

import psycopg
import pytest

from dochub import access, catalog, paths

pytestmark = pytest.mark.gate

Connection = psycopg.Connection[Any]


def test_a_fresh_deploy_is_as_the_contract_says_and_was_looked_at(dsn: str) -> None:
    report = catalog.check(dsn)
    if report.differences:
        pytest.fail("\n".join(map(str, report.differences)), pytrace=False)
    assert report.compared["tables"] >= 47
    assert report.compared["privileges"] >= 650
    assert report.compared["policies"] >= 190
    assert report.compared["functions"] >= 160
    assert report.compared["triggers"] >= 16
    assert report.compared["roles"] == 7


def test_public_is_the_21_tables_of_the_documentation(agreed: access.Contract) -> None:
    assert len([table for table in agreed.tables if table.startswith("public.")]) == 21


def test_every_function_of_the_contract_has_its_source(agreed: access.Contract) -> None:
    sources = catalog.sources(paths.root())
    assert agreed.functions.keys() <= sources.keys()
    assert agreed.function_settings.keys() <= sources.keys()
    assert {name for name in sources if name.startswith("public.")} <= agreed.functions.keys()


def test_roles_can_execute_the_declared_functions_whatever_their_memberships(
    db: Connection, agreed: access.Contract, subtests: pytest.Subtests
) -> None:
    for role in agreed.everybody:
        if role == access.OWNER:
            continue
        rows = db.execute(
            "select format('%%I.%%I', p.pronamespace::regnamespace, p.proname), has_function_privilege(%s, p.oid, 'execute')"
            " from pg_proc as p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)",
            [role],
        ).fetchall()
        assert len(rows) >= 160
        declared = {name for name, function in agreed.functions.items() if role in function.roles}
        with subtests.test(role):
            assert {name for name, can in rows if can} == declared


def test_what_the_owner_makes_later_is_nobodys_by_default(db: Connection) -> None:
    db.execute(
        "set role dochub_owner; create function private.of_tomorrow() returns void language plpgsql as 'begin end'"
    )
    db.execute("reset role")
    row = db.execute("select has_function_privilege('anon', 'private.of_tomorrow()', 'execute')").fetchone()
    assert row == (False,)


def test_policy_files_are_the_whole_access_whatever_was_there(
    db: Connection, dsn: str, agreed: access.Contract
) -> None:
    """Deployed once more, they take away what they do not name: a policy of another name, a grant, a switch that is off."""
    tables = [*agreed.tables, *(f"private.{parent.partition('.')[2]}_default" for parent in agreed.partitions)]
    for table in tables:
        db.execute(
            f"""create policy "of before" on {table} to public using (true);
            grant all on {table} to public, anon, authenticated, service_role, dochub_admin, dochub_backup, dochub_owner;
            alter table {table} no force row level security, disable row level security""".encode()
        )
    assert len(catalog.check(dsn).differences) >= 9 * len(tables)
    scripts = sorted(
        p for p in (paths.root() / "deploy/policies").glob("*/*.sql") if "@" not in p.name
    )  # not of before
    assert len(scripts) >= 28
    for script in scripts:
        db.execute(script.read_bytes())
    assert [str(difference) for difference in catalog.check(dsn).differences] == []


def test_drop_policies_answers_what_it_dropped(db: Connection) -> None:
    db.execute(
        'create table private."Some table" (); create policy "b" on private."Some table"; create policy "A b" on private."Some table"'
    )
    dropped = db.execute("""select private.drop_policies('private."Some table"')""").fetchall()
    assert dropped == [("A b",), ("b",)]
    assert db.execute("""select private.drop_policies('private."Some table"')""").fetchall() == []


def test_partitions_made_later_are_as_declared(db: Connection, dsn: str) -> None:
    """4.9.3: what maintenance makes is what the contract says of every partition, and forced row-level security."""
    db.execute("set datestyle = 'German'")
    row = db.execute("select private.ensure_log_partitions('30 days')").fetchone()
    assert row
    made = row[0]["made"]
    assert len(made) >= 10
    report = catalog.check(dsn)
    assert [str(difference) for difference in report.differences] == []
    assert report.compared["tables"] >= 49 + len(made)
    uncommented = """
        select oid::regclass::text from pg_class where relispartition and relkind = 'r' and obj_description(oid, 'pg_class') is null
         union all select polname from pg_policy where obj_description(oid, 'pg_policy') is null"""
    assert db.execute(uncommented).fetchall() == []
