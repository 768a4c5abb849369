"""What a deployment is and does, whatever the settings of the server, the database, the role and the shell it comes from."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dochub import deploy, libpq, paths, seed
from dochub.access import contract
from dochub.catalog import check, sources
from dochub.server import Server, throwaway_database

# Each changes what a literal means or how a value is written.
HOSTILE = {
    "standard_conforming_strings": "off",
    "quote_all_identifiers": "on",
    "extra_float_digits": "-5",
    "datestyle": "SQL, DMY",
    "intervalstyle": "sql_standard",
    "bytea_output": "escape",
    "timezone": "America/St_Johns",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "backslash_quote": "off",
}


@pytest.fixture
def hostile(cluster: Server) -> Iterator[str]:
    with throwaway_database(cluster.dsn()) as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            for name, value in HOSTILE.items():
                conn.execute(f"alter database {conn.info.dbname} set {name} = '{value}'")
        yield dsn


@pytest.mark.slow
def test_a_day_under_hostile_settings(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deployed and verified from a shell that speaks Latin 1, compared with its contract, and filled."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    deploy.deploy(hostile)
    assert check(hostile).differences == []
    seed.seed_demo(hostile)
    with libpq.connect(hostile) as conn:
        conn.execute("set standard_conforming_strings = off")
        query = "select private.redact('of ada＠example。com')"
        assert conn.execute(query).fetchone() == ("of [redacted e-mail]",)
        conn.execute("alter function private.redact(text) reset standard_conforming_strings")
    with libpq.connect(hostile) as conn:
        conn.execute("set standard_conforming_strings = off")
        with pytest.raises(psycopg.Error):  # what the setting of the function is for
            conn.execute("select private.redact('password=ada＠example。com')")


@pytest.mark.parametrize("encoding", ["LATIN1", "SJIS", "GB18030", "SQL_ASCII"])
def test_scripts_say_their_encoding(db: psycopg.Connection[Any], dsn: str, encoding: str) -> None:
    """psql and Sqitch read them as they are, whatever the shell's encoding."""
    root = paths.root()
    script = Path("functions/logs/redact.sql")
    environment = libpq.environ(dsn) | {"PGCLIENTENCODING": encoding, "PGOPTIONS": "-c standard_conforming_strings=off"}
    psql = [paths.psql(tls=False), "-XqAt", "--set=ON_ERROR_STOP=1", "--file"]
    db.execute("create or replace function private.redact(p_text text) returns text language sql as 'select p_text'")
    for kind in ("deploy", "verify"):
        subprocess.run([*psql, root / kind / script], env=os.environ | environment, check=True, capture_output=True)
    assert db.execute("select private.redact('of ada＠example。com')").fetchone() == ("of [redacted e-mail]",)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_another_server_encoding_is_refused(cluster: Server, encoding: str) -> None:
    """A database that is not UTF8 gets nothing, not even the roles."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute(f"create database other_encoding encoding '{encoding}' template template0 locale 'C'")
        try:
            with pytest.raises(deploy.ScriptError, match=f"has the encoding {encoding}, not UTF8"):
                deploy.deploy(cluster.dsn("other_encoding"))
            assert not deploy.status(cluster.dsn("other_encoding")).deployed
        finally:
            conn.execute("drop database other_encoding with (force)")


@pytest.mark.gate
def test_a_backslash_is_pinned_or_said() -> None:
    """A plain literal with a backslash means another thing where standard_conforming_strings is off."""
    pinned = contract(paths.root()).function_settings
    bad = []
    for name, source in sources(paths.root()).items():
        if "standard_conforming_strings" not in pinned.get(name, {}):
            literals = re.findall(r"(?<!\w)(e?)'((?:[^']|'')*)'", re.sub(r"--[^\n]*", "", source.body))
            bad += [(name, text) for escape, text in literals if not escape and "\\" in text]
    assert bad == [], "write e'…', [.] for a dot, or give the function the setting"
