"""Connections as libpq makes them: a conninfo string or URI over the PG* environment variables."""

import os
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from dochub.errors import Problem

VARIABLES = {o.keyword.decode(): o.envvar.decode() for o in Conninfo.get_defaults() if o.envvar}


# What is written and read must not depend on the defaults of a database or role.
SETTINGS = {
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    "extra_float_digits": "1",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
}


def connect(conninfo: str, **more: Any) -> psycopg.Connection[tuple[Any, ...]]:
    """An autocommit connection. Problem: a conninfo that is none, or no server there."""
    try:
        conn = psycopg.connect(conninfo, autocommit=True, client_encoding="UTF8", **more)
    except psycopg.ProgrammingError as error:
        raise Problem(
            f"not a connection string: {error}", "write postgresql://user@host:port/database or 'host=… dbname=…'"
        ) from None
    except psycopg.OperationalError as error:
        raise Problem(
            f"no connection: {str(error).strip()}",
            "give --target DSN or set PGHOST, PGPORT, PGUSER, PGDATABASE; `dochub up` starts a throwaway server",
        ) from None
    conn.execute("; ".join(f"set {name} = '{value}'" for name, value in SETTINGS.items()))
    return conn


def forget_environment() -> None:
    """Takes the PG* variables out of this process: they are about another server than the one it starts itself."""
    for name in VARIABLES.values():
        os.environ.pop(name, None)


def environ(conninfo: str) -> dict[str, str]:
    """This process's environment with the connection of `conninfo`, and of it only, in the PG* variables."""
    return _with(conninfo_to_dict(conninfo))


def resolved(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """The environment in which another libpq program reaches the same database as `conn`, whatever its own defaults."""
    info = conn.info
    where = {"host": info.host, "port": info.port, "user": info.user, "dbname": info.dbname}
    secret = {"password": info.password} if info.password else {}
    return _with(info.get_parameters() | where | secret)


def _with(parameters: Mapping[str, Any]) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name not in VARIABLES.values()}
    return others | {VARIABLES[k]: str(v) for k, v in parameters.items() if k in VARIABLES and v is not None}
