"""`dochub stamp`: scripts are their sources, verify tells each difference, what is released keeps its scripts."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from dochub import deploy, libpq
from dochub.errors import Problem
from dochub.server import Server, throwaway_database
from dochub.stamp import stamp

PLANNED = "2026-01-31T12:00:00Z A <a@example.com>"
ROLES = """
do $$
declare v_role text;
begin
  foreach v_role in array array['dochub_owner', 'anon', 'authenticated', 'dochub_admin', 'service_role', 'a_stranger'] loop
    if to_regrole(v_role) is null then execute format('create role %I', v_role); end if;
  end loop;
end $$;
alter default privileges for role dochub_owner revoke execute on functions from public;
create schema private authorization dochub_owner;
create function private.drop_policies(p_table text) returns void language plpgsql as $$
declare v_policy text;
begin
  for v_policy in select policyname from pg_policies where schemaname || '.' || tablename = p_table loop
    execute format('drop policy %I on %s', v_policy, p_table);
  end loop;
end $$;
"""
TABLE = """-- Things – of all kinds.
create table private.things (
  thing_id  integer not null,
  name      varchar(40) not null,
  kinds     text[] default '{}',
  price     numeric(10, 2),
  made_at   timestamptz(3) not null default now(),
  constraint things_pkey primary key (thing_id),
  constraint things_name_check check (name <> '')
);
create index things_made_at_idx on private.things (made_at);
create trigger things_refuse before delete on private.things for each row execute function private.refuse();
comment on table private.things is 'Things – of all kinds.';
create table private.others (
  other_id  bigint generated always as identity,
  constraint others_pkey primary key (other_id)
);
"""
TRIGGER = """create or replace function private.refuse() returns trigger language plpgsql as $$ begin return null; end $$;
"""
FUNCTIONS = """create or replace function private.count_things(
  p_name text, p_since timestamptz, variadic p_more int[] default '{}', out n bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as 'select count(*) from private.things';
create or replace function private.name_of(p_thing private.things)
returns text
language plpgsql
set search_path = ''
as $$
begin
  return '–' || p_thing.name;
end
$$;
revoke all on function private.count_things(text, timestamptz, int[]), private.name_of(private.things) from public, anon;
grant execute on function private.count_things(text, timestamptz, int[]) to authenticated, service_role;
"""
POLICIES = """select private.drop_policies('private.things'), private.drop_policies('private.others');
alter table private.things enable row level security;
alter table private.things force row level security;
create policy things_select_clients on private.things for select to authenticated, anon using (name > 'm');
create policy things_all_service on private.things to service_role using (true);
create policy things_insert_owner on private.things for insert to dochub_owner with check (true);
revoke all on private.things from public, anon, authenticated;
grant select on private.things to anon;
grant insert, update (name), delete on private.things to service_role;
revoke delete, truncate on private.things from dochub_owner;
alter table private.others enable row level security;
create policy others_select_public on private.others for select using (true);
revoke all on table private.things, private.others from dochub_admin;
grant select (other_id) on table private.others to dochub_admin, anon;
"""
NAMES = ("functions/refuse", "schema/private/things", "functions/things", "policies/private/things")
COUNT = "private.count_things(text, timestamptz, int[])"
SPENT = "create or replace function private.name_of(p_thing private.things) returns text language plpgsql set search_path = ''"

# What is broken in the database, in whose verify that is told, and a line that tells it.
FAULTS = [
    ("functions/things", f"grant execute on function {COUNT} to a_stranger", "+ private.count_things(text,timestamp with time zone,integer[]): sql,"),
    ("functions/things", f"grant execute on function {COUNT} to authenticated with grant option", "authenticated=X*/dochub_owner"),
    ("functions/things", f"revoke execute on function {COUNT} from service_role", "{authenticated=X/dochub_owner,dochub_owner=X/dochub_owner}"),
    ("functions/things", f"alter function {COUNT} security invoker", "provolatile s, prosecdef f,"),
    ("functions/things", f"alter function {COUNT} volatile", "provolatile v, prosecdef t,"),
    ("functions/things", f"alter function {COUNT} set search_path = public, pg_catalog", 'proconfig {TimeZone=UTC,"search_path=public, pg_catalog"}'),
    ("functions/things", f"alter function {COUNT} reset all", "proconfig {},"),
    ("functions/things", f"alter function {COUNT} owner to a_stranger", "owner a_stranger"),
    ("functions/things", f"{SPENT} as 'begin return null; end'", "+ private.name_of(private.things): plpgsql"),
    ("functions/things", "create function private.name_of(text) returns text language sql as 'select 1'", "+ private.name_of(text): sql"),
    ("functions/things", f"drop function {COUNT}", "- private.count_things(text,timestamp with time zone,integer[]): sql,"),
    ("policies/private/things", "grant update on private.things to service_role", "+ grant on private.things: service_role=awd/dochub_owner"),
    ("policies/private/things", "grant select on private.things to a_stranger", "+ grant on private.things: a_stranger=r/dochub_owner"),
    ("policies/private/things", "grant select (name) on private.things to authenticated", "+ grant on private.things.name: authenticated=r/dochub_owner"),
    ("policies/private/things", "grant truncate on private.things to service_role", "service_role=adD/dochub_owner"),
    ("policies/private/things", "grant delete on private.things to public", "+ grant on private.things: =d/dochub_owner"),
    ("policies/private/things", "revoke update (name) on private.things from service_role", "- grant on private.things.name: service_role=w/dochub_owner"),
    ("policies/private/things", "grant delete on private.things to dochub_owner", "+ grant on private.things: dochub_owner=arwdxt/dochub_owner"),
    ("policies/private/things", "revoke select (other_id) on private.others from anon", "- grant on private.others.other_id: anon=r/dochub_owner"),
    ("policies/private/things", "alter table private.things no force row level security", "+ private.things: owner dochub_owner, row security t, forced f"),
    ("policies/private/things", "alter table private.others disable row level security", "+ private.others: owner dochub_owner, row security f, forced f"),
    ("policies/private/things", "alter policy things_all_service on private.things to a_stranger", "+ policy things_all_service on private.things: PERMISSIVE for ALL to {a_stranger} using (true)"),
    ("policies/private/things", "alter policy things_select_clients on private.things to anon", "PERMISSIVE for SELECT to {anon} using (...)"),
    ("policies/private/things", "alter policy things_select_clients on private.things using (true)", "to {anon,authenticated} using (true)"),
    ("policies/private/things", "drop policy things_select_clients on private.things", "- policy things_select_clients on private.things: PERMISSIVE"),
    ("policies/private/things", "create policy extra on private.others as restrictive to anon using (true)", "+ policy extra on private.others: RESTRICTIVE for ALL to {anon} using (true)"),
    ("schema/private/things", "alter table private.things drop column price", "- column private.things.price: numeric(10,2)"),
    ("schema/private/things", "alter table private.things alter price type numeric(12, 2)", "+ column private.things.price: numeric(12,2)"),
    ("schema/private/things", "alter table private.things alter made_at drop not null", "+ column private.things.made_at: timestamp(3) with time zone"),
    ("schema/private/things", "alter table private.things drop constraint things_name_check", "- constraint things_name_check on private.things: check"),
    ("schema/private/things", "alter table private.others drop constraint others_pkey", "- constraint others_pkey on private.others: primary key"),
    ("schema/private/things", "drop trigger things_refuse on private.things", "- trigger things_refuse on private.things: tgenabled O"),
    ("schema/private/things", "alter table private.things disable trigger things_refuse", "+ trigger things_refuse on private.things: tgenabled D"),
    ("schema/private/things", "drop index private.things_made_at_idx", "- index private.things_made_at_idx: valid t"),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make(tmp_path)


@pytest.fixture(scope="module")
def deployed(cluster: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The project, stamped, and a database that it is deployed to: its name, to be cloned."""
    root = make(tmp_path_factory.mktemp("deployed"))
    stamp(root)
    with throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, root=root)
        yield root, conninfo_to_dict(dsn)["dbname"]


def make(root: Path) -> Path:
    sources = {
        "deploy/start.sql": f"begin;\n{ROLES}\ncommit;\n",
        "verify/start.sql": "select 1 / (to_regnamespace('private') is not null)::int;\n",
        "revert/start.sql": "drop schema private cascade;\n",
        "schema/private/things.sql": TABLE,
        "functions/refuse.sql": TRIGGER,
        "functions/things.sql": FUNCTIONS,
        "policies/private/things.sql": POLICIES,
    }
    names = ["start", *NAMES]
    sources["sqitch.plan"] = "%project=p\n\n" + "".join(f"{name} {PLANNED}\n" for name in names)
    for name, text in sources.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_a_stamped_script_is_a_header_and_the_exact_source(project: Path) -> None:
    stamp(project)
    for name, text in (("functions/things", FUNCTIONS), ("schema/private/things", TABLE)):
        assert (project / f"deploy/{name}.sql").read_text() == (
            f"-- Deploy {name}: stamped from {name}.sql; edit that file, then `make stamp`.\n"
            f"begin;\nset local client_encoding = 'UTF8';\nset local standard_conforming_strings = on;\nset local role dochub_owner;\n{text}commit;\n"
        )


def test_it_writes_what_differs_and_then_nothing(project: Path) -> None:
    kinds = ("deploy", "revert", "verify")
    assert set(map(str, stamp(project))) == {f"{kind}/{name}.sql" for name in NAMES for kind in kinds}
    assert stamp(project) == []
    (project / "functions/things.sql").write_text(FUNCTIONS.replace("return '–'", "return  '–'"))
    body = [Path("deploy/functions/things.sql"), Path("verify/functions/things.sql")]
    assert stamp(project, write=False) == body
    assert stamp(project) == body


@pytest.mark.parametrize("kind", ["deploy", "revert", "verify"])
def test_a_script_that_is_not_its_source_is_told(project: Path, kind: str) -> None:
    stamp(project)
    for name in NAMES:
        script = Path(kind) / f"{name}.sql"
        with (project / script).open("a") as file:
            file.write("-- edited\n")
        assert stamp(project, write=False) == [script]
        assert stamp(project) == [script]


def test_a_source_that_moves_takes_its_scripts_along(project: Path) -> None:
    stamp(project)
    (project / "functions/kernel").mkdir()
    (project / "functions/things.sql").rename(project / "functions/kernel/things.sql")
    plan = project / "sqitch.plan"
    plan.write_text(plan.read_text().replace("functions/things ", "functions/kernel/things "))
    kinds = ("deploy", "revert", "verify")
    moved = {f"{kind}/functions/{name}.sql" for name in ("things", "kernel/things") for kind in kinds}
    assert set(map(str, stamp(project, write=False))) == moved
    assert set(map(str, stamp(project))) == moved
    assert [(project / kind / "functions/things.sql").exists() for kind in kinds] == [False] * 3
    assert stamp(project) == []


def test_a_released_table_keeps_its_scripts(project: Path) -> None:
    stamp(project)
    plan = (project / "sqitch.plan").read_text()
    (project / "schema/private/things.sql").write_text(TABLE.replace("things_name_check", "things_check"))
    tagged = f"{plan}@v1 {PLANNED}\n"
    for text in (tagged, f"{tagged}schema/private/things {PLANNED}\n"):
        (project / "sqitch.plan").write_text(text)
        assert stamp(project, write=False) == []
    (project / "sqitch.plan").write_text(plan)
    assert len(stamp(project, write=False)) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("functions/things", "select 1;\n\ncreate nonsense;\n", r"functions/things\.sql:3: syntax error"),
        ("functions/things", "select 1;\n", "makes no table, function or policy"),
        (
            "functions/things",
            "create function f() returns int begin atomic select 1; end;\n",
            "body of f is not one string",
        ),
        ("schema/private/things", "create table private.things (id int primary key);\n", "constraint .* has no name"),
        (
            "schema/private/things",
            f"{TABLE}create index on private.things (name);\n",
            "index of private.things has no name",
        ),
        ("policies/private/things", f"{POLICIES}grant all on private.things to anon;\n", "GRANT ALL on private.things"),
        (
            "policies/private/things",
            f"{POLICIES}grant select on all tables in schema a to anon;\n",
            "something else than",
        ),
    ],
)
def test_a_source_that_cannot_be_verified_is_a_problem(project: Path, name: str, text: str, said: str) -> None:
    (project / f"{name}.sql").write_text(text)
    with pytest.raises(Problem, match=said):
        stamp(project)


def test_deploy_verify_and_revert(project: Path, cluster: Server) -> None:
    stamp(project)
    with throwaway_database(cluster.dsn()) as dsn:
        assert deploy.deploy(dsn, root=project) == 5
        assert deploy.verify(dsn, root=project) == {}
        assert deploy.revert(dsn, root=project, to="functions/things") == 1
        with libpq.connect(dsn) as conn:
            held = "select bool_and(has_table_privilege('dochub_owner', 'private.things', p)) from unnest(%s::text[]) p"
            assert conn.execute(held, [["select", "delete", "truncate"]]).fetchone() == (True,)
            query = "select count(*) from pg_class where relrowsecurity or relforcerowsecurity or relname = 'things'"
            assert conn.execute(query).fetchone() == (1,)
        assert deploy.revert(dsn, root=project) == 4


def test_what_another_client_encoding_does_not_spoil(
    project: Path, cluster: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(project)
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(f"{dsn} client_encoding=LATIN1", root=project)
        with libpq.connect(f"{dsn} client_encoding=UTF8") as conn:
            query = "select obj_description('private.things'::regclass)"
            assert conn.execute(query).fetchone() == ("Things – of all kinds.",)


def test_a_rework_is_reverted_to_what_was_released(project: Path, cluster: Server) -> None:
    stamp(project)
    with (project / "sqitch.plan").open("a") as plan:
        for line in ("@v1", "functions/things [functions/things@v1]", "policies/private/things"):
            plan.write(f"{line} {PLANNED}\n")
    for name in ("functions/things", "policies/private/things"):
        for kind in ("deploy", "revert", "verify"):  # as `sqitch rework` does
            (project / kind / f"{name}@v1.sql").write_bytes((project / kind / f"{name}.sql").read_bytes())
    wider = FUNCTIONS.replace("out n bigint", "out n bigint, out m bigint").replace("count(*) from", "count(*), 1 from")
    new = "create function private.new() returns int language sql as 'select 1';\n"
    (project / "functions/things.sql").write_text(f"drop function if exists {COUNT};\n{wider}{new}")
    (project / "policies/private/things.sql").write_text(POLICIES.replace("things_all_service", "things_any_service"))
    stamp(project)

    def state() -> list[Any]:
        with libpq.connect(dsn) as conn:
            functions = "select p.oid::regprocedure::text, prosrc, prorettype, proacl::text from pg_proc p where pronamespace = 'private'::regnamespace"
            policies = "select tablename, policyname, cmd, roles, array(select x::text from unnest(relacl) as x order by 1) from pg_policies, pg_class where relname = tablename"
            return [sorted(conn.execute(query).fetchall(), key=str) for query in (functions, policies)]

    with throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, root=project, to="@v1")
        before = state()
        assert deploy.deploy(dsn, root=project) == 2
        assert state() != before
        assert deploy.revert(dsn, root=project, to="@v1") == 2
        assert state() == before


@pytest.mark.parametrize(("name", "fault", "said"), FAULTS)
def test_verify_bites(deployed: tuple[Path, str], cluster: Server, name: str, fault: str, said: str) -> None:
    root, template = deployed
    with throwaway_database(cluster.dsn(), template=template) as dsn:
        with libpq.connect(dsn) as conn:
            conn.execute(fault)
        found = deploy.verify(dsn, root=root)
    assert list(found) == [name]
    assert said in found[name]


@pytest.mark.gate
def test_scripts_of_our_plan_can_be_read_by_plain_psql() -> None:
    """No psql meta-commands: any client can run them, and Sqitch's hash covers all of a script."""
    root = Path(__file__).parents[2]
    lines = subprocess.run(
        ["grep", "-rnE", r"^\s*\\", *(str(root / kind) for kind in ("deploy", "revert", "verify"))],
        capture_output=True,
        text=True,
    )
    assert lines.stdout == ""
