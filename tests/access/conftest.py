"""The contract as data, and a database in which every table has rows of two users."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from dochub import access, paths


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgREST's configuration says what the role's settings do not."""
    monkeypatch.setenv("PGRST_DB_PRE_REQUEST", "private.pre_request")


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    return yaml.safe_load((paths.root() / "policies" / "access.yaml").read_text())


@pytest.fixture(scope="session")
def agreed() -> access.Contract:
    return access.contract(paths.root())


@pytest.fixture
def filled(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """A superuser connection to a fresh database with two_users.pgsql in it."""
    db.execute(f"begin; {Path(__file__).with_name('two_users.pgsql').read_text()}; commit")
    return db
