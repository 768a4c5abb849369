"""Fixtures of the history's tests."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dochub import registry
from dochub.server import Server, throwaway_database

Sqitch = Callable[..., str]


@pytest.fixture
def empty(cluster: Server) -> Iterator[str]:
    with throwaway_database(cluster.dsn()) as dsn:
        yield dsn


@pytest.fixture
def sqitch(small_plan: Path, monkeypatch: pytest.MonkeyPatch) -> Sqitch:
    """Runs the real Sqitch, in the small project by default; returns what it printed."""
    if not shutil.which("sqitch"):
        pytest.skip("no sqitch on this machine: `make deps` installs it")
    monkeypatch.setenv("SQITCH_FULLNAME", "A Committer")
    monkeypatch.setenv("SQITCH_EMAIL", "committer@example.com")
    registry.committer.cache_clear()

    def run(dsn: str, *arguments: str, status: int = 0, root: Path = small_plan) -> str:
        info = psycopg.conninfo.conninfo_to_dict(dsn)
        target = f"db:pg://{info['user']}@:{info['port']}/{info['dbname']}?host={info['host']}"
        command = ["sqitch", arguments[0], "--target", target, *arguments[1:]]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run
