"""Who may deploy, and into what: no superuser, roles that exist already, two databases of one cluster at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import yaml

from dochub import catalog, deploy, paths, server
from dochub.errors import Problem

EXECUTABLE = """
  select format('%%I.%%I', p.pronamespace::regnamespace, p.proname)
    from pg_proc as p
   where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
     and has_function_privilege(%s, p.oid, 'execute')
   order by 1
"""


@pytest.fixture
def own_cluster(programs: Path) -> Iterator[server.Server]:
    """A server of the test's own: its roles are the test's."""
    with server.throwaway(programs) as running:
        yield running


def named(role: str) -> set[str]:
    """The functions that the contract lets the role execute."""
    contract = yaml.safe_load((paths.root() / "policies" / "access.yaml").read_text())
    return {name for functions in contract["functions"].values() for name, roles in functions.items() if role in roles}


def as_deployer(cluster: server.Server, *statements: str, database: str = "app") -> str:
    """Runs the statements as superuser, makes a database owned by role deployer, returns deployer's conninfo to it."""
    before, after = "create role deployer login createrole", f"create database {database} owner deployer"
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        for statement in (before, *statements, after):
            conn.execute(statement.encode())
    return psycopg.conninfo.make_conninfo(cluster.dsn(database), user="deployer")


def test_a_createrole_who_owns_the_database_deploys_reverts_and_deploys_again(own_cluster: server.Server) -> None:
    dsn = as_deployer(own_cluster)
    count = deploy.deploy(dsn)
    assert deploy.verify(dsn) == {}
    assert deploy.revert(dsn) == count
    assert deploy.deploy(dsn) == count
    assert catalog.check(dsn).differences == []
    with psycopg.connect(own_cluster.dsn("app")) as conn:
        owners = conn.execute(
            """
            select distinct pg_get_userbyid(c.relowner)
              from pg_class as c where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
            """
        ).fetchall()
    assert owners == [("dochub_owner",)]


GRANTED = """
  select c.relname, p.privilege
    from pg_class as c,
         unnest('{select,insert,update,delete,truncate,references,trigger}'::text[]) as p (privilege)
   where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
     and has_table_privilege(%s, c.oid, p.privilege)
   order by 1, 2
"""

ATTRIBUTES = """
  select r.rolname, r.rolbypassrls, r.rolcanlogin, r.rolinherit, r.rolconfig
    from pg_roles as r
   where r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
   order by 1
"""

SUPABASE = [
    "create role anon nologin noinherit",
    "create role authenticated nologin noinherit",
    "create role service_role nologin noinherit bypassrls",
    "create role authenticator login noinherit",
    "grant anon, authenticated, service_role to authenticator",
    "grant anon, authenticated, service_role to deployer with admin option",
]


def test_into_a_platform_with_its_own_roles_and_default_privileges(own_cluster: server.Server) -> None:
    """`anon` gets EXECUTE on nothing that the contract does not name; the platform's roles are as they were."""
    dsn = as_deployer(own_cluster, *SUPABASE)
    with psycopg.connect(own_cluster.dsn("app"), autocommit=True) as conn:
        # As platforms do for the role that runs migrations; and the worst that somebody could have set for ours.
        conn.execute("create role dochub_owner nologin noinherit")
        conn.execute("grant dochub_owner to deployer with admin option")
        for role in ("deployer", "dochub_owner"):
            for kind in ("tables", "functions", "sequences"):
                for where in ("", "in schema public"):
                    grant = f"grant all on {kind} to anon, authenticated, service_role"
                    conn.execute(f"alter default privileges for role {role} {where} {grant}".encode())
        before = conn.execute(ATTRIBUTES).fetchall()
        deploy.deploy(dsn)
        assert conn.execute(ATTRIBUTES).fetchall() == before
        assert {name for (name,) in conn.execute(EXECUTABLE, ["anon"])} == named("anon")
        granted = {role: conn.execute(GRANTED, [role]).fetchall() for role in ("anon", "service_role")}
        assert granted["anon"] == [("courses", "select")]
        assert {privilege for table, privilege in granted["service_role"] if table != "courses"} == {"select"}
        # BYPASSRLS or not: what is append-only stays so.
        conn.execute("grant all on private.credit_ledger, public.subscription_events to service_role")
        conn.execute("set role service_role")
        for table in ("private.credit_ledger", "public.subscription_events"):
            for command in (f"delete from {table}", f"update {table} set user_id = null", f"truncate {table} cascade"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(command.encode())


def test_time_outs_are_set_for_the_roles_that_it_makes_only(own_cluster: server.Server) -> None:
    """Roles that were there before keep what they had, and the check notes what they lack."""
    dsn = as_deployer(own_cluster, *SUPABASE, "alter role authenticated set statement_timeout = '8s'")
    deploy.deploy(dsn)
    with psycopg.connect(own_cluster.dsn("app")) as conn:
        settings = dict(conn.execute("select rolname, rolconfig from pg_roles where rolconfig is not null").fetchall())
    assert settings == {
        "authenticated": ["statement_timeout=8s"],
        "dochub_admin": ["statement_timeout=30s", "lock_timeout=10s"],
    }
    report = catalog.check(dsn)
    assert list(map(str, report.differences)) == []
    notes = list(map(str, report.notes))
    assert "note: role service_role: has BYPASSRLS: it was there before DocHub, which leaves it so" in notes
    assert "note: role anon: has no statement_timeout -> alter role anon set statement_timeout = '3s';" in notes
    assert "note: role authenticated: sets statement_timeout = 8s, not 5s" in notes
    assert [note for note in notes if note.startswith("note: role deployer: is a member of ")]


def test_two_databases_of_one_cluster_at_once(own_cluster: server.Server) -> None:
    """Creating the roles survives a race."""
    first = as_deployer(own_cluster, database="one")
    with psycopg.connect(own_cluster.dsn(), autocommit=True) as conn:
        conn.execute("create database two owner deployer")
    second = psycopg.conninfo.make_conninfo(first, dbname="two")
    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(deploy.deploy, [first, second]))) == 1


def test_without_createrole_it_says_what_is_missing(own_cluster: server.Server) -> None:
    with psycopg.connect(own_cluster.dsn(), autocommit=True) as conn:
        conn.execute("create role deployer login")
        conn.execute("create database app owner deployer")
    with pytest.raises(Problem, match=r"roles.*permission denied to create role"):
        deploy.deploy(psycopg.conninfo.make_conninfo(own_cluster.dsn("app"), user="deployer"))
