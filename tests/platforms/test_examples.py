"""The files of examples/deploy: what their containers and jobs run is run, by a plain shell, without Docker.

Installing is left out (apk, apt-get and pip do nothing here); the servers are throwaway ones.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from dochub import deploy, paths, server
from dochub.scratch import free_port, new_secret

pytestmark = pytest.mark.server(18)  # `dochub run` chooses its server

EXAMPLES = Path(__file__).parents[2] / "examples/deploy"
SECRETS = {"AUTHENTICATOR_PASSWORD": new_secret(16), "JWT_SECRET": new_secret()}


@pytest.fixture
def bin_of(tmp_path: Path, programs: Path) -> Path:
    """A directory for PATH: dochub and psql, and installers that do nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("apk", "apt-get", "pip"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    (folder / "dochub").symlink_to(Path(sys.executable).parent / "dochub")
    (folder / "psql").symlink_to(programs / "psql")
    return folder


@pytest.fixture(scope="module")
def own() -> Iterator[server.Server]:
    with server.throwaway(tcp=True) as running:
        server.create_database(running.dsn(), "app")
        yield running


def shell(script: str, bin_of: Path, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DOCHUB"))}
    clean |= {"PATH": f"{bin_of}:/usr/bin:/bin"} | environment
    done = subprocess.run(["sh", "-euc", script], env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def load(name: str) -> Any:
    return yaml.safe_load((EXAMPLES / name).read_text())


def put_in(values: dict[str, Any], **known: str) -> dict[str, str]:
    """Environment as Compose makes it: ${NAME:?} is a variable that must be there."""
    return {k: re.sub(r"\$\{(\w+):\?\}", lambda match: known[match[1]], str(v)) for k, v in values.items()}


def test_compose(bin_of: Path, own: server.Server) -> None:
    services = load("compose.yaml")["services"]
    deployer, rest = services["deploy"], services["postgrest"]
    secrets = SECRETS | {"POSTGRES_PASSWORD": own.password}
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(own.port)}
    *command, script = deployer["command"]
    assert command == ["sh", "-euc"]
    said = shell(script.replace("$$", "$"), bin_of, **(put_in(deployer["environment"], **secrets) | where))
    assert "changes deployed" in said
    assert "note: role authenticator" not in said
    assert deploy.status(own.dsn("app")).pending == []
    program = paths.postgrest()
    if not program:
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    environment = put_in(rest["environment"], **secrets)
    port = free_port()
    environment["PGRST_DB_URI"] = environment["PGRST_DB_URI"].replace("@db/", f"@127.0.0.1:{own.port}/")
    environment |= {"PGRST_SERVER_PORT": str(port), "PGRST_SERVER_HOST": "127.0.0.1"}
    with subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            assert eventually(f"http://127.0.0.1:{port}/courses") == 200
        finally:
            process.terminate()


def eventually(url: str) -> int:
    """The status, once PostgREST listens and has read the schema."""
    status = 0
    for _ in range(100):
        try:
            status = httpx.get(url).status_code
        except httpx.TransportError:
            status = 0
        if status not in (0, 503):
            break
        time.sleep(0.1)
    return status


def commands(name: str, job: str) -> list[str]:
    found = load(name)
    of = found.get("jobs", found)[job]
    return of["script"] if "script" in of else [step["run"] for step in of["steps"] if "run" in step]


def test_pipelines(bin_of: Path, own: server.Server) -> None:
    """Both say the same; the database is the one that Compose has filled, or is filled now."""
    for job in ("try", "deploy"):
        steps = commands("github-actions.yaml", job)
        assert steps[0].startswith("pip install -r requirements.txt")
        assert [step for step in commands("gitlab-ci.yaml", job) if not step.startswith("apt-get")] == steps
        url = f"postgresql://postgres:{own.password}@127.0.0.1:{own.port}/app"
        assert "policies/access.yaml says" in shell("\n".join(steps), bin_of, DATABASE_URL=url)
    assert deploy.status(own.dsn("app")).pending == []
