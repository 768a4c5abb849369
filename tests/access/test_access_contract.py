"""The deployed catalog grants what policies/access.yaml says, no more and no less."""

from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.gate

SCHEMAS = ["public", "private"]
OWNER = "dochub_owner"
COMMANDS = ("select", "insert", "update", "delete")
Contract = dict[str, Any]
Rows = set[tuple[Any, ...]]


@pytest.fixture
def catalog(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    db.execute("set search_path = pg_catalog")  # so that pg_get_expr qualifies every name
    return db


# What the contract says


def tables(contract: Contract, conn: psycopg.Connection[Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Each table and each partition there is → role → command → cell."""
    found = dict(contract["tables"])
    for parent, roles in contract["partitions"].items():
        for (partition,) in conn.execute(
            "select format('%%I.%%I', n.nspname, c.relname) from pg_partition_tree(%s) as t"
            " join pg_class as c on c.oid = t.relid join pg_namespace as n on n.oid = c.relnamespace where t.level > 0",
            [parent],
        ):
            found[partition] = roles
    return {table: roles | contract["every_table"] for table, roles in found.items()}


def cells(contract: Contract, conn: psycopg.Connection[Any]) -> list[tuple[str, str, str, str, list[str]]]:
    """(table, role, command, rows, columns); no columns: the whole table."""
    return [
        (table, role, command, *(next(iter(cell.items())) if isinstance(cell, dict) else (cell, [])))
        for table, roles in tables(contract, conn).items()
        for role, commands in roles.items()
        for command, cell in commands.items()
    ]


def declared_policies(contract: Contract, conn: psycopg.Connection[Any]) -> Rows:
    found = set()
    for table, role, command, rows, _ in cells(contract, conn):
        name = f"{table.partition('.')[2]}_{command}_{contract['roles'][role]}"
        rule = contract["rows"][rows]
        using = None if command == "insert" else rule
        check = rule if command in ("insert", "update") else None
        found.add((table, name, command.upper(), (role,), "PERMISSIVE", using, check))
    return found


def declared_table_privileges(contract: Contract, conn: psycopg.Connection[Any]) -> Rows:
    granted = {
        (table, role, command.upper())
        for table, role, command, _, columns in cells(contract, conn)
        if role != OWNER and not columns
    }
    natural = [
        p for (p,) in conn.execute("select privilege_type from aclexplode(acldefault('r', 10)) where grantee = 10")
    ]
    for table in tables(contract, conn):
        lost = {"UPDATE", "DELETE", "TRUNCATE"} if table in contract["append_only"] else set()
        granted |= {(table, OWNER, privilege) for privilege in natural if privilege not in lost}
    return granted


def declared_column_privileges(contract: Contract, conn: psycopg.Connection[Any]) -> Rows:
    return {
        (table, role, command.upper(), column)
        for table, role, command, _, columns in cells(contract, conn)
        for column in columns
    } | {(table, OWNER, "UPDATE", "user_id") for table in contract["append_only"]}


def declared_execute(contract: Contract, _: psycopg.Connection[Any]) -> Rows:
    return {(name, role, "EXECUTE") for name, (_, roles) in declared_functions(contract).items() for role in roles}


def declared_functions(contract: Contract) -> dict[str, tuple[bool, list[str]]]:
    """Function → (SECURITY DEFINER, who may execute it besides its owner)."""
    return {name: (True, roles) for name, roles in contract["functions"]["as_owner"].items()} | {
        name: (False, roles) for name, roles in contract["functions"]["as_caller"].items()
    }


# What the catalog says


def deployed(conn: psycopg.Connection[Any], query: str) -> Rows:
    return {
        tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in conn.execute(query, {"schemas": SCHEMAS})
    }


PRIVILEGE = "a.privilege_type || case when a.is_grantable then ' WITH GRANT OPTION' else '' end"

POLICIES = """
select format('%%I.%%I', schemaname, tablename), policyname::text, cmd, roles::text[], permissive, qual, with_check
  from pg_policies where schemaname = any (%(schemas)s)"""

TABLE_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname), coalesce(r.rolname, 'PUBLIC'), {PRIVILEGE}
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace and n.nspname = any (%(schemas)s)
 cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where c.relkind not in ('i', 'I', 'c')"""

COLUMN_PRIVILEGES = f"""
select format('%%I.%%I', n.nspname, c.relname), coalesce(r.rolname, 'PUBLIC'), {PRIVILEGE}, t.attname::text
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace and n.nspname = any (%(schemas)s)
  join pg_attribute as t on t.attrelid = c.oid and not t.attisdropped
 cross join lateral aclexplode(t.attacl) as a
  left join pg_roles as r on r.oid = a.grantee"""

FUNCTIONS = """
select format('%%I.%%I', n.nspname, p.proname), p.prosecdef
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace and n.nspname = any (%(schemas)s)"""

EXECUTE = f"""
select format('%%I.%%I', n.nspname, p.proname), coalesce(r.rolname, 'PUBLIC'), {PRIVILEGE}
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace and n.nspname = any (%(schemas)s)
 cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee <> p.proowner"""

SCHEMA_PRIVILEGES = f"""
select n.nspname::text, coalesce(r.rolname, 'PUBLIC'), {PRIVILEGE}
  from pg_namespace as n
 cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where n.nspname = any (%(schemas)s) and a.grantee <> n.nspowner"""

DEFAULT_PRIVILEGES = """
select d.defaclobjtype::text, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
  from pg_default_acl as d
 cross join lateral aclexplode(d.defaclacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where d.defaclrole = 'dochub_owner'::regrole and a.grantee <> d.defaclrole"""

RELATIONS_AND_TYPES = """
select format('%%I.%%I', n.nspname, c.relname)
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace and n.nspname = any (%(schemas)s)
 where c.relkind not in ('i', 'I')
 union
select format('%%I.%%I', n.nspname, t.typname)
  from pg_type as t join pg_namespace as n on n.oid = t.typnamespace and n.nspname = any (%(schemas)s)
 where t.typelem = 0 and t.typrelid = 0"""

MEMBERSHIPS = """
select m.member::regrole::text, m.roleid::regrole::text from pg_auth_members as m
 where m.roleid::regrole::text = any (%(ours)s) and m.member::regrole::text = any (%(ours)s)"""


def agree(declared: Rows, found: Rows, at_least: int) -> None:
    """Fails with every difference; and when there was nothing to compare."""
    assert len(declared) >= at_least
    if lines := differences(declared, found):
        pytest.fail("\n".join(lines), pytrace=False)


def differences(declared: Rows, found: Rows) -> list[str]:
    return sorted([f"missing: {row}" for row in declared - found] + [f"too much: {row}" for row in found - declared])


# The two are one


def test_policies_are_the_declared_ones(catalog, contract):
    declared = declared_policies(contract, catalog)
    agree(declared, deployed(catalog, POLICIES), at_least=200)


def test_table_privileges_are_the_declared_ones(catalog, contract):
    declared = declared_table_privileges(contract, catalog)
    agree(declared, deployed(catalog, TABLE_PRIVILEGES), at_least=300)


def test_partitions_made_later_are_as_declared(catalog, contract):
    """4.9.3: what maintenance makes is what the contract says of every partition, and forced row-level security."""
    catalog.execute("set datestyle = 'German'")
    made = catalog.execute("select private.ensure_log_partitions('30 days')").fetchone()[0]["made"]
    assert len(made) >= 10
    agree(declared_policies(contract, catalog), deployed(catalog, POLICIES), at_least=200 + 3 * len(made))
    agree(declared_table_privileges(contract, catalog), deployed(catalog, TABLE_PRIVILEGES), at_least=300)
    agree({(table,) for table in tables(contract, catalog)}, deployed(catalog, RELATIONS_AND_TYPES), at_least=44)
    bare = catalog.execute(
        "select relname from pg_class where relispartition and relkind = 'r'"
        " and not (relrowsecurity and relforcerowsecurity and relowner = 'dochub_owner'::regrole"
        " and obj_description(oid, 'pg_class') is not null)"
    )
    assert bare.fetchall() == []
    uncommented = "select polname from pg_policy where obj_description(oid, 'pg_policy') is null"
    assert catalog.execute(uncommented).fetchall() == []


def test_column_privileges_are_the_declared_ones(catalog, contract):
    declared = declared_column_privileges(contract, catalog)
    agree(declared, deployed(catalog, COLUMN_PRIVILEGES), at_least=20)


def test_execute_privileges_are_the_declared_ones(catalog, contract):
    declared = declared_execute(contract, catalog)
    agree(declared, deployed(catalog, EXECUTE), at_least=20)


def test_roles_can_execute_the_declared_functions_whatever_their_memberships(catalog, contract, subtests):
    for role in ("anon", "authenticated", "dochub_admin", "service_role", "dochub_backup", "authenticator"):
        rows = catalog.execute(
            "select format('%%I.%%I', n.nspname, p.proname), has_function_privilege(%(role)s, p.oid, 'execute')"
            " from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace and n.nspname = any (%(schemas)s)",
            {"role": role, "schemas": SCHEMAS},
        ).fetchall()
        assert len(rows) >= 50
        declared = {(name,) for name, (_, roles) in declared_functions(contract).items() if role in roles}
        with subtests.test(role):
            agree(declared, {(name,) for name, can in rows if can}, at_least=0)


def test_functions_with_their_owners_rights_are_the_declared_ones(catalog, contract):
    declared = {(name, definer) for name, (definer, _) in declared_functions(contract).items()}
    names = {name for name, _ in declared}
    found = deployed(catalog, FUNCTIONS)
    agree(declared, {(name, definer) for name, definer in found if definer or name in names}, at_least=15)


def test_public_holds_the_declared_functions_only(catalog, contract):
    declared = {(name,) for name in declared_functions(contract) if name.startswith("public.")}
    found = {(name,) for name, _ in deployed(catalog, FUNCTIONS) if name.startswith("public.")}
    agree(declared, found, at_least=12)


def test_relations_and_types_are_the_declared_tables_only(catalog, contract):
    declared = {(table,) for table in tables(contract, catalog)}
    assert len({t for (t,) in declared if t.startswith("public.")}) == 21
    agree(declared, deployed(catalog, RELATIONS_AND_TYPES), at_least=44)


def test_schema_privileges_are_the_declared_ones(catalog, contract):
    declared = {
        (schema, role, privilege.upper())
        for schema, privileges in contract["schemas"].items()
        for privilege, roles in privileges.items()
        for role in roles
    }
    agree(declared, deployed(catalog, SCHEMA_PRIVILEGES), at_least=13)


def test_what_the_owner_makes_later_is_nobodys_by_default(catalog):
    assert deployed(catalog, DEFAULT_PRIVILEGES) == set()
    catalog.execute(
        "set role dochub_owner; create function private.of_tomorrow() returns void language plpgsql as 'begin end'"
    )
    catalog.execute("reset role")
    assert not catalog.execute("select has_function_privilege('anon', 'private.of_tomorrow()', 'execute')").fetchone()[
        0
    ]


def test_memberships_among_our_roles_are_the_declared_ones(catalog, contract):
    ours = [*contract["roles"], *contract["becomes"]]
    declared = {(member, role) for member, roles in contract["becomes"].items() for role in roles}
    found = {tuple(row) for row in catalog.execute(MEMBERSHIPS, {"ours": ours})}
    agree(declared, found, at_least=4)


def test_the_contract_uses_only_words_that_it_explains(contract, catalog):
    for table, role, command, rows, columns in cells(contract, catalog):
        where = f"{table} {role} {command}"
        assert role in contract["roles"], where
        assert command in COMMANDS, where
        assert rows in contract["rows"], where
        assert not (columns and role == OWNER), where
    for name in contract["append_only"]:
        assert contract["tables"][name][OWNER].keys() <= {"select", "insert"}, name


# A comparison that looks at nothing passes: each kind of excess and of lack is seen

FAULTS = {
    "a policy more": ("create policy p on public.courses for select to anon using (true)", POLICIES, declared_policies),
    "a policy less": ("drop policy courses_select_anon on public.courses", POLICIES, declared_policies),
    "a policy for everybody": (
        "alter policy courses_select_anon on public.courses to public",
        POLICIES,
        declared_policies,
    ),
    "a policy changed": (
        "alter policy analytics_update_authenticated on public.analytics with check (true)",
        POLICIES,
        declared_policies,
    ),
    "a table privilege more": (
        "grant select on public.cohorts to authenticated",
        TABLE_PRIVILEGES,
        declared_table_privileges,
    ),
    "a table privilege less": (
        "revoke select on public.courses from anon",
        TABLE_PRIVILEGES,
        declared_table_privileges,
    ),
    "a table privilege of everybody": (
        "grant truncate on public.cohorts to public",
        TABLE_PRIVILEGES,
        declared_table_privileges,
    ),
    "a privilege on a partition": (
        "grant select on private.app_logs_default to service_role",
        TABLE_PRIVILEGES,
        declared_table_privileges,
    ),
    "a column privilege more": (
        "grant update (role) on public.user_profile to authenticated",
        COLUMN_PRIVILEGES,
        declared_column_privileges,
    ),
    "a column privilege less": (
        "revoke update (title) on public.custom_courses from authenticated",
        COLUMN_PRIVILEGES,
        declared_column_privileges,
    ),
    "a function more": (
        "grant execute on function private.balance to anon",
        EXECUTE,
        declared_execute,
    ),
    "a privilege to hand on": (
        "grant select on public.cohorts to service_role with grant option",
        TABLE_PRIVILEGES,
        declared_table_privileges,
    ),
    "a function of everybody": (
        "create function public.back_door() returns void language plpgsql as 'begin end'",
        EXECUTE,
        declared_execute,
    ),
}


def test_a_planted_fault_is_seen(catalog, contract, subtests):
    for fault, (statement, query, declared) in FAULTS.items():
        before = differences(declared(contract, catalog), deployed(catalog, query))
        with subtests.test(fault), catalog.transaction(force_rollback=True):
            catalog.execute(statement)
            assert len(differences(declared(contract, catalog), deployed(catalog, query))) > len(before)
