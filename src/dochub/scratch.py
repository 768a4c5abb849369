"""Private directories that are gone when we are, and so is the program that lives in them."""

import errno
import os
import secrets
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dochub.errors import Problem
from dochub.privileges import unprivileged

SOCKET_PATH_LIMIT = 107  # bytes, sockaddr_un on Linux

# $1 is where to make the directory. A standalone backend (initdb) writes its pid negated.
_WATCHDOG = r"""
umask 077
dir=$(mktemp -d "$1/dochub-XXXXXXXX") && echo "$dir" || exit 1
exec >/dev/null 2>&1
trap '' HUP INT QUIT TERM
cat
tell() { pid=$(cat "$dir/data/postmaster.pid" "$dir/pid" | head -n 1) && kill -s "$1" "${pid#-}"; }
for signal in INT QUIT KILL; do
  tell $signal || break
  for _ in $(seq 100); do tell 0 || break 2; sleep 0.05; done
done
for _ in $(seq 100); do rm -rf "$dir"; [ -e "$dir" ] || exit 0; sleep 0.05; done
"""


@contextmanager
def private_directory() -> Iterator[Path]:
    """A directory that only the unprivileged account (and root) can enter, with a path short enough for a socket.

    A watchdog (a shell of that account, in a session of its own) makes it, then waits on a pipe that this process
    holds open. The pipe closes when the block ends or this process dies, of SIGKILL too: then the watchdog stops the
    program whose pid is in `pid` or `data/postmaster.pid`, by INT, QUIT and KILL as far as needed, and deletes the
    directory.
    """
    watchdog = subprocess.Popen(
        ["/bin/sh", "-c", _WATCHDOG, "dochub-watchdog", _parent()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.defpath},
        cwd="/",
        start_new_session=True,
        **unprivileged(),
    )
    assert watchdog.stdin
    assert watchdog.stdout
    try:
        with watchdog.stdout:
            home = watchdog.stdout.readline().strip()
        if not home:
            raise Problem(f"cannot make a directory in {_parent()}", "set TMPDIR to a directory that can be written")
        yield Path(home)
    finally:
        watchdog.stdin.close()
        watchdog.wait()


def _parent() -> str:
    """$TMPDIR or /tmp; /tmp also where a socket path would be too long, and for root, whose $TMPDIR may be private."""
    chosen = tempfile.gettempdir()
    longest = f"{chosen}/dochub-XXXXXXXX/.s.PGSQL.65535"
    return "/tmp" if os.geteuid() == 0 or len(os.fsencode(longest)) > SOCKET_PATH_LIMIT else chosen  # noqa: S108


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def usable(port: int | None) -> int | None:
    """The port as it is. Problem: somebody listens there on 127.0.0.1 already."""
    if port is not None:
        with socket.socket() as probe:
            probe.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # as servers do: one that has ended is no obstacle
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
                raise Problem(f"port {port} of 127.0.0.1 {why}", "say another --port, or none for a free one") from None
    return port


def new_secret(size: int = 32) -> str:
    """`size` random bytes in hex."""
    return secrets.token_hex(size)
