"""`dochub stamp`: deploy scripts are their sources; drafts bite, and are never written twice."""

import subprocess
from pathlib import Path

import pytest

from dochub import deploy, libpq
from dochub.errors import Problem
from dochub.server import Server, throwaway_database
from dochub.stamp import stamp

PLANNED = "2026-01-31T12:00:00Z A <a@example.com>"
ROLES = """
do $$
declare v_role text;
begin
  foreach v_role in array array['dochub_owner', 'anon', 'authenticated', 'dochub_admin', 'service_role'] loop
    if to_regrole(v_role) is null then execute format('create role %I', v_role); end if;
  end loop;
end $$;
create schema private authorization dochub_owner;
"""
TABLE = """-- Things.
create table private.things (
  thing_id integer primary key,
  name text not null check (name <> '')
);
comment on table private.things is 'Things.';
"""
FUNCTION = """create or replace function private.count_things(
  p_name text, variadic p_more integer[] default '{}', out n bigint)
language sql stable as 'select count(*) from private.things';
revoke all on function private.count_things(text, integer[]) from public, anon;
grant execute on function private.count_things(text, integer[]) to authenticated, service_role;
"""
POLICIES = """alter table private.things enable row level security;
alter table private.things force row level security;
create policy things_select_anon on private.things for select to anon using (name > 'm');
create policy things_all_service on private.things to service_role using (true);
revoke all on private.things from public, anon, authenticated;
grant select on private.things to anon;
grant insert, update (name), delete on private.things to service_role;
revoke delete, truncate on private.things from dochub_owner;
"""
TAMPERED = {
    "schema/private/things": "comment on table private.things is null",
    "functions/count_things": "grant execute on function private.count_things(text, integer[]) to anon",
    "policies/private/things": "grant update on private.things to service_role",
}
MORE_TAMPERING = [
    "alter table private.things no force row level security",
    "drop policy things_select_anon on private.things",
    "create policy extra on private.things to anon using (true)",
    "grant select (name) on private.things to authenticated",
    "grant truncate on private.things to service_role",
    "grant delete on private.things to public",
    "revoke update (name) on private.things from service_role",
    "grant delete on private.things to dochub_owner",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    sources = {
        "deploy/start.sql": f"begin;\n{ROLES}\ncommit;\n",
        "verify/start.sql": "select 1 / (to_regnamespace('private') is not null)::int;\n",
        "revert/start.sql": "drop schema private;\n",
        "schema/private/things.sql": TABLE,
        "functions/count_things.sql": FUNCTION,
        "policies/private/things.sql": POLICIES,
    }
    names = ["start", *TAMPERED]
    sources["sqitch.plan"] = "%project=p\n\n" + "".join(f"{name} {PLANNED}\n" for name in names)
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_stamped_script_is_a_header_and_the_exact_source(project: Path) -> None:
    stamp(project)
    name = "functions/count_things"
    assert (project / f"deploy/{name}.sql").read_text() == (
        f"-- Deploy {name}: stamped from {name}.sql; edit that file, then `make stamp`.\n"
        f"begin;\nset local role dochub_owner;\n{FUNCTION}commit;\n"
    )


def test_it_writes_what_is_missing_and_then_nothing(project: Path) -> None:
    kinds = ("deploy", "revert", "verify")
    assert set(map(str, stamp(project))) == {f"{kind}/{name}.sql" for name in TAMPERED for kind in kinds}
    assert stamp(project) == []
    for kind in kinds:
        (project / kind / "schema/private/things.sql").write_text("-- by hand\n")
    (project / "schema/private/things.sql").write_text("-- edited\n")
    (project / "functions/count_things.sql").write_text(FUNCTION.replace("stable", "volatile"))
    assert stamp(project, write=False) == [Path("deploy/functions/count_things.sql")]
    assert stamp(project) == [Path("deploy/functions/count_things.sql")]
    assert (project / "deploy/schema/private/things.sql").read_text() == "-- by hand\n"


def test_a_script_that_is_not_its_source_is_told(project: Path) -> None:
    stamp(project)
    with (project / "deploy/policies/private/things.sql").open("a") as file:
        file.write("-- edited\n")
    assert stamp(project, write=False) == [Path("deploy/policies/private/things.sql")]


def test_a_source_that_cannot_be_parsed_is_told_with_its_line(project: Path) -> None:
    (project / "functions/count_things.sql").write_text("select 1;\n\ncreate nonsense;\n")
    with pytest.raises(Problem, match=r"functions/count_things\.sql:3: syntax error"):
        stamp(project)


def test_drafts_deploy_verify_and_revert(project: Path, cluster: Server) -> None:
    stamp(project)
    with throwaway_database(cluster.dsn()) as dsn:
        assert deploy.deploy(dsn, root=project) == 4
        assert deploy.revert(dsn, root=project, to="functions/count_things") == 1
        with libpq.connect(dsn) as conn:
            held = "select bool_and(has_table_privilege('dochub_owner', 'private.things', p)) from unnest(%s::text[]) p"
            assert conn.execute(held, [["select", "delete", "truncate"]]).fetchone() == (True,)
            query = "select not relrowsecurity and not relforcerowsecurity from pg_class where relname = 'things'"
            assert conn.execute(query).fetchone() == (True,)
        assert deploy.revert(dsn, root=project) == 3


@pytest.mark.parametrize(
    ("name", "fault"), [*TAMPERED.items(), *(("policies/private/things", fault) for fault in MORE_TAMPERING)]
)
def test_drafted_verifies_bite(project: Path, cluster: Server, name: str, fault: str) -> None:
    stamp(project)
    with throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, root=project, verify=False)
        assert deploy.verify(dsn, root=project) == {}
        with libpq.connect(dsn) as conn:
            conn.execute(fault)
        assert list(deploy.verify(dsn, root=project)) == [name]


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
