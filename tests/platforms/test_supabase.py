"""A project of Supabase takes `dochub export supabase` by the CLI, and behaves there.

The CLI is real (`make deps` fetches it from npm); the project is a server with the roles, the schema auth and the default
privileges of one (supabase.pgsql). supautils, which lets its role postgres alter `authenticator`, is a grant here.
"""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from dochub import __version__, bodies, catalog, deploy, export, paths, postgrest, server
from dochub.drift import drift
from dochub.token import token

TOOLS = Path(__file__).parents[2] / ".tools/supabase/node_modules/@supabase"
CLI = shutil.which("supabase") or next(TOOLS.glob("cli-*/bin/supabase"), None)
HANDED = "grant authenticator to project with admin option; grant set on parameter pgrst.db_pre_request to project"
SECRET = "a secret of the project's, of more than thirty-two bytes"

Json = dict[str, Any]


class Project(NamedTuple):
    """A project: its directory, and its database as superuser and as the role that runs migrations."""

    folder: Path
    superuser: str
    dsn: str
    url: str  # the same for the CLI

    def cli(self, *arguments: str) -> list[str | Path]:
        assert CLI
        return [CLI, "db", *arguments, f"--remote={self.url}", "--workdir", self.folder, "--yes", "--agent=no"]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.cli(*arguments), capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment(self.folder)
        )


def environment(home: Path) -> dict[str, str]:
    """The CLI keeps its files in `home`, and asks nobody outside."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    quiet = dict.fromkeys(("SUPABASE_TELEMETRY_DISABLED", "DO_NOT_TRACK", "SUPABASE_NO_UPDATE_NOTIFIER"), "1")
    return kept | quiet | {"HOME": str(home)}


def made(running: server.Server, folder: Path) -> Project:
    """A new project in database `app` of a server with none."""
    with psycopg.connect(running.dsn(), autocommit=True) as conn:
        conn.execute("create database app")
    superuser = running.dsn("app")
    with psycopg.connect(superuser, autocommit=True) as conn:
        conn.execute((Path(__file__).with_name("supabase.pgsql")).read_bytes())
        conn.execute("alter database app owner to project")
        if conn.execute("select 1 from pg_available_extensions where name = 'plpgsql_check'").fetchone():
            conn.execute("create extension plpgsql_check schema extensions")
    (folder / "supabase").mkdir(parents=True)
    (folder / "supabase" / "config.toml").write_text('project_id = "app"\n')
    dsn = psycopg.conninfo.make_conninfo(superuser, user="project")
    return Project(folder, superuser, dsn, f"postgresql://project:project@127.0.0.1:{running.port}/app")


@pytest.fixture(scope="module")
def project(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with all migrations, pushed by a CLI that was killed on its way and started again."""
    if not CLI:
        pytest.skip("no supabase on this machine: `make deps` fetches it")
    with server.throwaway(programs, tcp=True) as running:
        project = made(running, tmp_path_factory.mktemp("project"))
        with psycopg.connect(project.superuser, autocommit=True) as conn:
            conn.execute(HANDED)
        export.write_supabase(project.folder)
        kill_push(project, after="policies_public")
        assert 10 < len(deploy.status(project.dsn).deployed) < len(deploy.read(paths.root()).changes) - 10
        done = project.run("push")
        assert done.returncode == 0, done.stderr
        yield project


def kill_push(project: Project, after: str) -> None:
    command = project.cli("push")
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment(project.folder)
    ) as it:
        assert it.stderr
        for line in it.stderr:
            if after in line:
                it.send_signal(signal.SIGKILL)
    assert it.returncode == -signal.SIGKILL


def test_the_database_is_what_a_deploy_makes(project: Project) -> None:
    status = deploy.status(project.dsn)
    assert (status.pending, status.edited) == ([], [])
    assert deploy.verify(project.dsn) == {}
    assert drift(project.dsn).differences == []
    notes = [note.what for note in catalog.check(project.dsn).notes if note.where == "role authenticator"]
    assert not [what for what in notes if "private.pre_request" in what]
    assert "up to date" in project.run("push").stdout + project.run("push").stderr


def test_the_advisors_find_nothing(project: Project) -> None:
    done = project.run("advisors", "--type=all", "--level=warn", "--fail-on=warn")
    assert done.returncode == 0, done.stdout
    assert "No issues found" in done.stderr
    with psycopg.connect(project.superuser, autocommit=True) as conn:
        conn.execute("create table public.planted (id int primary key); grant all on public.planted to anon")
        done = project.run("advisors", "--type=security", "--level=warn", "--fail-on=warn")
        conn.execute("drop table public.planted")
    assert done.returncode == 1
    assert "rls_disabled_in_public" in done.stdout


@pytest.mark.server(15)  # the Python package has no plpgsql_check
def test_lint_finds_nothing_but_what_plpgsql_check_cannot_see(project: Project) -> None:
    """An argument of type record has no columns before it is called; two functions end in a loop or a raise."""
    done = project.run("lint", "--level=warning", "--output-format=json")
    said = json.loads(done.stdout[done.stdout.index("{") :])
    found = {re.sub('"[a-z_]+"', "…", issue["message"]) for f in said["results"] for issue in f["issues"]}
    assert found <= {"record … is not assigned yet", "control reached end of function without RETURN"}
    assert not [f["function"] for f in said["results"] if f["function"].startswith("public.planted")]


@pytest.fixture(scope="module")
def api(project: Project) -> Iterator[Callable[[Json], httpx.Client]]:
    """PostgREST as the platform runs it: nobody has told it of private.pre_request but the role's settings."""
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    with ExitStack() as stack:
        served = stack.enter_context(postgrest.serve(project.superuser, secret=SECRET, pre_request=None))

        def client(claims: Json) -> httpx.Client:
            signed = token(SECRET, claims["role"], claims=claims)
            headers = {"Authorization": f"Bearer {signed}"}
            return stack.enter_context(httpx.Client(base_url=served.url, headers=headers))

        yield client


def user(project: Project, *, confirmed: bool, role: str = "authenticated") -> UUID:
    """A user of Supabase Auth."""
    number = uuid4()
    with psycopg.connect(project.superuser, autocommit=True) as conn:
        conn.execute(
            """
            insert into auth.users (id, aud, role, email, email_confirmed_at)
            values (%s, 'authenticated', %s, %s, case when %s then now() end)
            """,
            [number, role, f"{number}@example.com", confirmed],
        )
    return number


def claims(project: Project, number: UUID, **other: Any) -> Json:
    """The claims of a new token: what Auth puts there, then the hook, as Auth calls it."""
    with psycopg.connect(psycopg.conninfo.make_conninfo(project.superuser, user="supabase_auth_admin")) as conn:
        found = conn.execute("select aud, role, email from auth.users where id = %s", [number]).fetchone()
        assert found
        given = dict(zip(("aud", "role", "email"), found, strict=True)) | {"sub": str(number), "aal": "aal1"} | other
        event = {"user_id": str(number), "claims": given, "authentication_method": "password"}
        row = conn.execute("select dochub_auth.access_token_hook(%s)", [Jsonb(event)]).fetchone()
    assert row
    assert {k: v for k, v in row[0]["claims"].items() if k != "email_verified"} == given | {}
    return dict(row[0]["claims"])


def test_a_verified_address_is_claimed(project: Project, api: Callable[[Json], httpx.Client]) -> None:
    ada, ben = user(project, confirmed=True), user(project, confirmed=False)
    for number in (ada, ben):
        answer = api(claims(project, number)).post("/rpc/ensure_profile", json={})
        assert answer.status_code == 200, answer.text
    with psycopg.connect(project.superuser) as conn:
        claimed = conn.execute("select email, user_id from private.email_claims").fetchall()
    assert claimed == [(f"{ada}@example.com", ada)]


def test_the_hook_believes_auth_and_nobody_else(project: Project) -> None:
    ada, ben = user(project, confirmed=True), user(project, confirmed=False)
    assert claims(project, ada)["email_verified"] is True
    assert claims(project, ada, email="another@example.com")["email_verified"] is False
    assert claims(project, ben, user_metadata={"email_verified": True})["email_verified"] is False
    with psycopg.connect(project.superuser, autocommit=True) as conn:
        for role in ("anon", "authenticated", "service_role"):
            conn.execute(f"set role {role}".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute("select dochub_auth.access_token_hook('{}')")


def test_an_administrators_token_of_somebody_else_is_refused(
    project: Project, api: Callable[[Json], httpx.Client]
) -> None:
    """auth.users.role puts the role into the token; private.pre_request looks whether it is so now."""
    eve = user(project, confirmed=True, role="dochub_admin")
    refused = api(claims(project, eve)).get("/server_logs")
    assert (refused.status_code, refused.json()["message"]) == (403, "this token is not an administrator's")
    assert api(claims(project, eve) | {"role": "authenticated"}).post("/rpc/ensure_profile", json={}).status_code == 200
    with psycopg.connect(project.superuser) as conn:
        conn.execute("update public.user_profile set role = 'admin' where user_id = %s", [eve])
    assert api(claims(project, eve)).get("/server_logs").status_code == 200


def test_what_the_platform_does_not_let_it_set_stops_the_push(programs: Path, tmp_path: Path) -> None:
    """The CLI shows no warnings."""
    (text,) = (t for name, t in export.supabase().items() if name.endswith("_dochub_supabase.sql"))
    first = text[: text.index("-- Supabase's tokens")].encode()
    other = "create or replace function public.check_request() returns void language plpgsql as 'begin {} end'"
    with server.throwaway(programs) as running:
        project = made(running, tmp_path / "project")
        with psycopg.connect(project.dsn, autocommit=True) as conn:
            with pytest.raises(psycopg.errors.RaiseException, match=r"cannot be set by project") as caught:
                conn.execute(first)
            repair = str(caught.value.diag.message_hint).partition(": ")[2]
        with psycopg.connect(project.superuser, autocommit=True) as conn:
            conn.execute(repair.encode())
            with psycopg.connect(project.dsn) as again:
                again.execute(first)
            conn.execute(other.format("").encode())
            conn.execute("alter role authenticator set pgrst.db_pre_request = 'public.check_request'")
            with pytest.raises(psycopg.errors.RaiseException, match=r"calls public\.check_request before each request"):
                conn.execute(first)
            conn.execute(other.format("perform private.pre_request();").encode())
            conn.execute(first)


def test_a_change_that_is_there_already_is_told(cluster: server.Server) -> None:
    """Somebody ran `dochub deploy` where migrations are the rule."""
    with server.throwaway_database(cluster.dsn()) as dsn:
        deploy.deploy(dsn, to="schemas", verify=False)
        (name, text), *_ = [item for item in export.supabase().items() if item[0].endswith("_dochub_schemas.sql")]
        with psycopg.connect(dsn) as conn, pytest.raises(psycopg.errors.RaiseException) as caught:
            conn.execute(text.encode())
        assert f"supabase migration repair --status applied {name[:14]}" in str(caught.value.diag.message_hint)


@pytest.mark.server(18)
def test_no_function_changes_whole_tables(tmp_path: Path) -> None:
    """Supabase loads safeupdate for PostgREST: UPDATE and DELETE without WHERE raise."""
    (tmp_path / "functions").mkdir()
    planted = "create function private.f() returns void language plpgsql as $$ begin delete from public.a; end $$;"
    (tmp_path / "functions/f.sql").write_text(planted)
    assert unlimited(tmp_path) == ["private.f"]
    assert unlimited(paths.root()) == []


def unlimited(root: Path) -> list[str]:
    found = {
        name
        for name, function in bodies.functions(root).items()
        for statement in function.statements
        for node in [statement.tree, *bodies.nodes(statement.tree)]
        if bodies.kind(node) in ("UpdateStmt", "DeleteStmt") and node.whereClause is None
    }
    return sorted(found)


def test_numbers_are_times_and_stay(small_plan: Path, tmp_path: Path) -> None:
    """A later change is a later migration; what was written stays as it is."""
    (tmp_path / "app" / "supabase").mkdir(parents=True)
    plan = small_plan / "sqitch.plan"
    lines = plan.read_text().splitlines(keepends=True)
    plan.write_text("".join(lines[:7]))
    script = small_plan / "deploy/functions/count_things.sql"
    released, reworked = script.with_name("count_things@v1.sql"), script.read_text()
    script.write_text(released.read_text())
    released.rename(tmp_path / "released.sql")
    assert export.write_supabase(tmp_path / "app", small_plan)[1] == 4
    before = {path.name: path.read_text() for path in (tmp_path / "app/supabase/migrations").iterdir()}
    assert sorted(name[14:] for name in before) == [
        "_dochub_functions_count_things.sql",
        "_dochub_registry.sql",
        "_dochub_supabase.sql",
        "_dochub_things.sql",
    ]
    script.write_text(reworked)
    (tmp_path / "released.sql").rename(released)
    plan.write_text("".join(lines[:8]) + "".join(lines[8:]).replace("2026-01-31T", "2027-01-31T"))
    folder, count = export.write_supabase(tmp_path / "app", small_plan)
    after = {path.name: path.read_text() for path in folder.iterdir()}
    assert count == 2
    assert {name: after[name] for name in before} == before
    assert not [name for name, text in after.items() if __version__ in text]  # the next version writes the same
    assert sorted(after)[-2:] == ["20270131120000_dochub_functions_count_things.sql", "20270131120001_dochub_more.sql"]
    assert export.write_supabase(tmp_path / "app", small_plan)[1] == 0
    (folder / sorted(after)[1]).write_text("-- edited\n")
    with pytest.raises(export.Problem, match=r"1 migrations in .* are of another plan"):
        export.write_supabase(tmp_path / "app", small_plan)
    with pytest.raises(export.Problem, match="has no directory supabase/"):
        export.write_supabase(tmp_path, small_plan)
