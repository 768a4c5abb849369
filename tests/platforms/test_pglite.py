"""`dochub export pglite` is the database that a deploy leaves and the seed fills, and an app's test runs on it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from dochub.seed import CHECKS
from dochub.token import token

# 18 is what PGlite is, and the server of `dochub export pglite`.
pytestmark = [pytest.mark.server(18), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".tools/pglite/node_modules"

# Everything of ours that decides what somebody may do or see, a line each.
CATALOG = """
with ours (oid, name) as (select oid, nspname from pg_namespace where nspname in ('public', 'private', 'dochub_auth')),
     grants (line) as (
       select format('%s.%s %s', ours.name, c.relname, a) from ours join pg_class as c on c.relnamespace = ours.oid
         cross join aclexplode(c.relacl) as e
         cross join format('%s %s by %s', e.grantee::regrole, e.privilege_type, e.grantor::regrole) as a
       union all
       select format('%s.%s %s %s %s', ours.name, c.relname, t.attname, e.grantee::regrole, e.privilege_type)
         from ours join pg_class as c on c.relnamespace = ours.oid join pg_attribute as t on t.attrelid = c.oid
         cross join aclexplode(t.attacl) as e
       union all
       select format('schema %s %s %s', n.nspname, e.grantee::regrole, e.privilege_type)
         from ours join pg_namespace as n using (oid) cross join aclexplode(n.nspacl) as e),
     functions (line) as (
       select format('%s %s %s %s %s %s', p.oid::regprocedure, p.proowner::regrole, p.prosecdef, p.proconfig, md5(p.prosrc),
              (select string_agg(format('%s', e.grantee::regrole), ' ' order by e.grantee::regrole::text)
                 from aclexplode(p.proacl) as e))
         from ours join pg_proc as p on p.pronamespace = ours.oid),
     tables (line) as (
       select format('%s.%s %s %s %s', ours.name, c.relname, c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity)
         from ours join pg_class as c on c.relnamespace = ours.oid and c.relkind in ('r', 'p')),
     policies (line) as (select p::text from ours join pg_policies as p on p.schemaname = ours.name),
     triggers (line) as (
       select pg_get_triggerdef(t.oid) from ours join pg_class as c on c.relnamespace = ours.oid
         join pg_trigger as t on t.tgrelid = c.oid and not t.tgisinternal),
     keys (line) as (
       select format('%s %s', k.conrelid::regclass, translate(pg_get_constraintdef(k.oid), '()', '')) -- pg_dump writes more of them
         from ours join pg_constraint as k on k.connamespace = ours.oid where k.conparentid = 0),
     roles (line) as (
       select format('%s %s %s %s', r.rolname, r.rolinherit, r.rolbypassrls, array(
              select m.roleid::regrole::text from pg_auth_members as m where m.member = r.oid order by 1))
         from pg_roles as r where r.rolname ~ '^(dochub_|anon$|authenticated$|service_role$|authenticator$)')
select json_object_agg(kind, lines) as found
  from (select kind, json_agg(line order by line collate "C") as lines
          from (select 'grants', line from grants union all select 'functions', line from functions
                union all select 'tables', line from tables union all select 'policies', line from policies
                union all select 'triggers', line from triggers union all select 'keys', line from keys
                union all select 'roles', line from roles) as every (kind, line)
         group by kind) as kinds
"""

# method, path, body or conditions, role: of each kind of answer one.
REQUESTS: list[tuple[str, str, dict[str, Any], str | None]] = [
    ("POST", "/rpc/ensure_profile", {"p_profile": {"first_name": "Wren"}}, "authenticated"),
    ("GET", "/rpc/credit_balance", {}, "authenticated"),
    ("GET", "/rpc/my_courses", {}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_amount": 1000, "p_idempotency_key": "job-8f14e45f"}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_amount": 1, "p_idempotency_key": "short"}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_amount": "many", "p_idempotency_key": "job-8f14e45f"}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_credits": 1}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_amount": 1}, "authenticated"),
    ("POST", "/rpc/deduct_credits", {"p_amount": 1, "p_idempotency_key": "job-8f14e45f"}, None),
    ("GET", "/rpc/log_events", {"p_events": "[]"}, "authenticated"),
    ("POST", "/rpc/set_tester", {"p_user_id": str(uuid4()), "p_is_tester": True}, "authenticated"),
    ("POST", "/rpc/credit_balance", {}, "service_role"),
    ("POST", "/rpc/no_such_function", {}, "service_role"),
    ("GET", "/courses", {"course_code": "no-such-course"}, None),
    ("GET", "/ai_usage", {}, None),
    ("GET", "/discount_codes", {}, "authenticated"),
    ("GET", "/analytics", {"user_id": str(uuid4())}, "authenticated"),
    ("GET", "/analytics", {"no_such_column": "x"}, "authenticated"),
    ("GET", "/no_such_table", {}, "dochub_admin"),
    ("GET", "/courses", {}, "dochub_backup"),
]

SEND = """
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { read, rpc } from "./dochub.mjs";
const db = await PGlite.create({ loadDataDir: new Blob([await readFile("backend.tar.gz")]) });
const answers = [];
for (const [method, path, given, claims] of JSON.parse(await readFile("requests.json", "utf8"))) {
  const [, name] = path.match(/(\\w+)$/);
  answers.push(await (path.startsWith("/rpc/") ? rpc(db, claims, name, given, { method }) : read(db, claims, name, given)));
}
console.log(JSON.stringify(answers));
await db.close();
"""

ASK = """
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
const db = await PGlite.create({ loadDataDir: new Blob([await readFile("backend.tar.gz")]) });
const answers = [];
for (const query of JSON.parse(await readFile("queries.json", "utf8"))) answers.push((await db.query(query)).rows);
console.log(JSON.stringify(answers));
await db.close();
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as its README makes it."""
    if not (shutil.which("node") and TOOLS.is_dir()):
        pytest.skip("no Node, or no PGlite: `make pglite` fetches it")
    folder = tmp_path_factory.mktemp("app") / "node"
    shutil.copytree(ROOT / "examples/node", folder, ignore=shutil.ignore_patterns("node_modules", "backend.tar.gz"))
    (folder / "node_modules").symlink_to(TOOLS)
    dochub = Path(sys.executable).parent / "dochub"
    said = run(dochub, "export", "pglite", "backend.tar.gz", "--seed", "demo", cwd=folder)
    assert said.startswith("backend.tar.gz: ")
    assert [path.name for path in folder.glob("backend*")] == ["backend.tar.gz"]
    return folder


def run(*command: Any, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "NODE_"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_apps_test_runs_on_the_whole_backend(app: Path) -> None:
    said = run("node", "--test", "--test-reporter=tap", cwd=app)
    assert "# pass 5\n" in said
    assert "# skipped 0\n" in said


def test_it_answers_as_postgrest_does(app: Path, postgrest: Any) -> None:
    """The same status, and the same code or keys of the answer."""
    me = str(uuid4())
    sent, expected = [], []
    for method, path, given, role in REQUESTS:
        claims = {"role": role, **({"sub": me} if role == "authenticated" else {})} if role else None
        sent.append([method, path, given, claims])
        headers = {"Authorization": f"Bearer {token(postgrest.secret, role, sub=claims.get('sub'))}"} if claims else {}
        query = given if path.startswith("/rpc/") else {name: f"eq.{value}" for name, value in given.items()}
        body = {"json": given} if method == "POST" else {"params": query}
        expected.append(httpx.request(method, postgrest.url + path, headers=headers, **body))
    (app / "requests.json").write_text(json.dumps(sent))
    (app / "send.mjs").write_text(SEND)
    found = json.loads(run("node", "send.mjs", cwd=app))
    theirs = [
        (request, answer.status_code, shape(answer.json())) for request, answer in zip(REQUESTS, expected, strict=True)
    ]
    ours = [(request, answer["status"], shape(answer["body"])) for request, answer in zip(REQUESTS, found, strict=True)]
    assert [pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]] == []


def shape(body: Any) -> Any:
    return body.get("code") or sorted(body) if isinstance(body, dict) else type(body).__name__


def test_the_playground_says_what_decided(app: Path) -> None:
    folder = app.parent / "playground"
    shutil.copytree(ROOT / "src/dochub/site/static", folder)  # what a link there leads to, too
    shutil.copy(Path(__file__).with_name("playground.test.mjs"), folder)
    for name in ("backend.tar.gz", "node_modules"):
        (folder / name).symlink_to((app / name).resolve())
    said = run("node", "--test", "--test-reporter=tap", cwd=folder)
    assert "# pass 8\n" in said


def test_it_is_the_database_that_was_deployed_and_seeded(app: Path, shared_db: Any) -> None:
    """Each grant, policy, trigger, key, function and role; and what the seed promises of its rows."""
    seeded = "select count(*)::int as users from public.user_profile"
    (app / "queries.json").write_text(json.dumps([CATALOG, seeded, *CHECKS.values()]))
    (app / "ask.mjs").write_text(ASK)
    catalog, users, *checks = json.loads(run("node", "ask.mjs", cwd=app))
    [[deployed]] = shared_db.execute(CATALOG).fetchall()
    found = catalog[0]["found"]
    assert found.keys() == deployed.keys()
    for kind, lines in deployed.items():
        assert (sorted(set(lines) - set(found[kind])), sorted(set(found[kind]) - set(lines))) == ([], []), kind
    assert users[0]["users"] >= 200
    assert checks == [[]] * len(CHECKS)
