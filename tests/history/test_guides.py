"""Every `sh` and `sql` block of docs/operations runs, in order, as a reader would run it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from dochub import deploy, paths, server
from dochub.libpq import environ

GUIDES = Path(__file__).parents[2] / "docs" / "operations"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def running(programs: Path) -> Iterator[server.Server]:
    """A server as the guides want it, with a deployed database to copy; roles are made there."""
    with server.throwaway(programs) as own:
        with psycopg.connect(own.dsn(), autocommit=True) as conn:
            for name, value in {
                "wal_level": "logical",
                "shared_preload_libraries": "pg_stat_statements",
            }.items():
                conn.execute(f"alter system set {name} = '{value}'")
        server.restart(own)
        server.create_database(own.dsn(), "tmpl", owner="postgres")
        deploy.deploy(own.dsn("tmpl"), verify=False)
        yield own


FIRST = "first-deploy.md"  # on a server of its own, which has none of our roles


@pytest.mark.slow
def test_each_command_of_the_first_deploy(programs: Path) -> None:
    with server.throwaway(programs) as own:
        server.create_database(own.dsn(), "app")
        follow(FIRST, programs, environ(own.dsn("app")))


@pytest.mark.slow
@pytest.mark.parametrize("guide", sorted({p.name for p in GUIDES.glob("*.md")} - {"README.md", FIRST}))
def test_each_command_of_a_guide(running: server.Server, programs: Path, guide: str) -> None:
    name = f"app_{guide.removesuffix('.md')}"
    server.create_database(running.dsn(), name, template="tmpl")
    server.create_database(running.dsn(), f"{name}_copy")
    with psycopg.connect(running.dsn(name), autocommit=True) as conn:
        conn.execute(f"grant create on database {name} to dochub_owner".encode())  # which a copy has not
    follow(
        guide,
        programs,
        environ(running.dsn(name)) | {"PUBLISHER": running.dsn(name), "SUBSCRIBER": running.dsn(f"{name}_copy")},
    )
    if guide == "replication.md":
        with psycopg.connect(running.dsn(f"{name}_copy")) as conn:
            assert conn.execute("select count(*) from private.plans").fetchone() == (2,)
            assert conn.execute("select count(*) from public.app_logs where message = 'sent'").fetchone() == (1,)


def follow(guide: str, programs: Path, environment: dict[str, str]) -> None:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{programs}{os.pathsep}{os.environ['PATH']}"
    environment = environment | {"PATH": tools, "DOCHUB_ROOT": str(paths.root())}
    blocks = [found for found in BLOCK.findall((GUIDES / guide).read_text()) if found[0] in ("sh", "sql")]
    assert blocks
    for language, text in blocks:
        sql = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        command = sql if language == "sql" else ["bash", "-euo", "pipefail"]
        if "drop subscription" in text:
            wait_until_copied(environment["SUBSCRIBER"])
        done = subprocess.run(command, input=text, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"


def wait_until_copied(dsn: str) -> None:
    """Until each table is copied, and what was written to the publisher since has come too."""
    publisher = dsn.replace("_copy", "")
    with psycopg.connect(publisher, autocommit=True) as conn:
        conn.execute("select private.ensure_log_partitions('14 days')")
        conn.execute("""select private.log_events('[{"message": "sent"}]', null, 'anon', now())""")
    assert conninfo_to_dict(dsn)["dbname"].endswith("_copy")
    with psycopg.connect(dsn, autocommit=True) as conn:
        for _ in range(600):
            copied = conn.execute("select bool_and(srsubstate = 'r') from pg_subscription_rel").fetchone() == (True,)
            if copied and conn.execute("select count(*) from public.app_logs").fetchone() == (1,):
                return
            conn.execute("select pg_sleep(0.05)")
    raise AssertionError("not copied within half a minute")
