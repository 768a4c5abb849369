"""PgBouncer in transaction mode, as Debian packages it, before a server of the tests."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import make_conninfo

from dochub.privileges import unprivileged
from dochub.scratch import private_directory
from dochub.server import Server

CONFIGURATION = """
[databases]
* = host={socket} port={port}
[pgbouncer]
listen_port = 6432
unix_socket_dir = {home}
auth_type = trust
auth_file = {home}/users
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 100
logfile = {home}/log
"""


@contextmanager
def pgbouncer(server: Server, dbname: str, *, connections: int) -> Iterator[str]:
    """The conninfo of `dbname` through a pooler that has so many connections to the server."""
    with private_directory() as home:
        settings = CONFIGURATION.format(socket=server.home, port=server.port, home=home, connections=connections)
        files = {"pgbouncer.ini": settings, "users": '"authenticator" ""\n"postgres" ""\n'}
        for name, text in files.items():
            (home / name).write_text(text)
        process = subprocess.Popen(
            ["/usr/sbin/pgbouncer", home / "pgbouncer.ini"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd="/", start_new_session=True, **unprivileged(),
        )  # fmt: skip
        try:
            conninfo = make_conninfo(host=str(home), port=6432, dbname=dbname, user="authenticator")
            for _ in range(100):
                try:
                    psycopg.connect(conninfo).close()
                    break
                except psycopg.OperationalError:
                    assert process.poll() is None, (home / "log").read_text()
                    time.sleep(0.05)
            yield conninfo
        finally:
            process.terminate()
            process.wait()
