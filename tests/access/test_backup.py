"""dochub_backup takes a whole dump through policies, without BYPASSRLS, and what is restored from it is the same database.

docs/deploying.md, "Backup and restore", gives the commands to a DBA; these are the same.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dochub import catalog, paths, server

Connection = psycopg.Connection[Any]

# A month's partition of each log as they are made after deploying, with rows in it.
LATER = """
set local role dochub_owner;
create table private.{0}_y2031m01 partition of public.{0} for values from ('2031-01-01') to ('2031-02-01');
alter table private.{0}_y2031m01 enable row level security;
alter table private.{0}_y2031m01 force row level security;
create policy {0}_y2031m01_select_all on private.{0}_y2031m01 for select to dochub_backup, dochub_owner using (true);
create policy {0}_y2031m01_delete_owner on private.{0}_y2031m01 for delete to dochub_owner using (true);
grant select on private.{0}_y2031m01 to dochub_backup;
reset role;
"""


@pytest.fixture
def busy(filled: Connection) -> Connection:
    """The database of two users, with later partitions; without pgTAP, which is the tests'."""
    filled.execute("drop schema if exists tap cascade")
    with filled.transaction():
        for table, columns in {"app_logs": "role, kind, level", "server_logs": "function_name, level"}.items():
            filled.execute(LATER.format(table).encode())
            values = {"app_logs": "'authenticated', 'error', 'fatal'", "server_logs": "'f', 'error'"}[table]
            filled.execute(
                f"insert into public.{table} (received_at, {columns}) values ('2031-01-15', {values})".encode()
            )
    return filled


@pytest.fixture
def nightly(filled: Connection, dsn: str) -> Iterator[str]:
    """The conninfo of a login role whose only right is to be dochub_backup."""
    filled.execute("create role nightly login; grant dochub_backup to nightly")
    yield make_conninfo(dsn, user="nightly")
    filled.execute("drop role nightly")


@pytest.fixture
def empty(filled: Connection, cluster: server.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """The conninfo of an empty database, by who is to restore into it: superuser, or a role that owns the database."""
    restorer = getattr(request, "param", "postgres")
    if restorer != "postgres":
        filled.execute(f"create role {restorer} login; grant dochub_owner to {restorer}".encode())
    server.create_database(cluster.dsn(), "restored", owner=restorer)
    filled.execute("grant create on database restored to dochub_owner")
    with psycopg.connect(cluster.dsn("restored")) as conn:
        conn.execute("grant create on schema public to dochub_owner")
    yield make_conninfo(cluster.dsn("restored"), user=restorer)
    filled.execute("drop database restored with (force)")
    if restorer != "postgres":
        filled.execute(f"drop role {restorer}".encode())


def run(program: Path, *arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, **more)


def dump(programs: Path, dsn: str, *options: str | Path) -> str:
    done = run(
        programs / "pg_dump", "--role=dochub_backup", "--enable-row-security", "--exclude-schema=sqitch", *options, dsn
    )
    # Of a dump of data alone it warns that discount_codes refers to itself.
    assert done.returncode == 0, done.stderr
    assert not done.stderr or "circular foreign-key" in done.stderr, done.stderr
    return re.sub(r"(?m)^\\(un)?restrict .*$", "", done.stdout)  # a random word against injection


def rows_by_table(script: str) -> Counter[str]:
    found: Counter[str] = Counter()
    table = None
    for line in script.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        elif line == "\\.":
            table = None
        elif table:
            found[table] += 1
    return found


def contents(conn: Connection) -> dict[str, tuple[int, str]]:
    """Table or partition → its rows' number, and a digest of them, past row-level security."""
    conn.execute("set search_path = pg_catalog; set timezone = 'UTC'")
    query = """select c.oid::regclass::text from pg_class as c
                where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'"""
    digest = "select count(*), coalesce(md5(string_agg(md5(r::text), '' order by md5(r::text))), '') from {} as r"
    return {
        table: conn.execute(sql.SQL(digest).format(sql.Identifier(*table.split(".")))).fetchone()  # type: ignore[misc]
        for (table,) in conn.execute(query).fetchall()
    }


def as_it_was(original: Connection, restored: str, programs: Path, dsn: str) -> None:
    assert list(map(str, catalog.check(restored).differences)) == []
    restored = make_conninfo(restored, user="postgres")  # who restored sees no row: row-level security is forced
    with psycopg.connect(restored, autocommit=True) as conn:
        found, expected = contents(conn), contents(original)
    assert len(expected) >= 50
    assert min(number for number, _ in expected.values()) > 0, "a table without rows proves nothing"
    assert found == expected
    # Columns, keys, triggers, comments and all: a dump of the one is a dump of the other, but for brackets in conditions.
    again, before = (dump(programs, where) for where in (restored, dsn))
    assert re.sub("[()]", "", again) == re.sub("[()]", "", before)


def test_a_dump_as_dochub_backup_holds_every_row_of_every_table(busy: Connection, programs: Path, nightly: str) -> None:
    expected = {table: number for table, (number, _) in contents(busy).items()}
    assert {"private.app_logs_y2031m01", "private.server_logs_y2031m01"} <= expected.keys()
    assert rows_by_table(dump(programs, nightly, "--data-only")) == expected


def test_psql_restores_a_plain_dump(busy: Connection, programs: Path, nightly: str, dsn: str, empty: str) -> None:
    script = dump(programs, nightly)
    done = run(
        programs / "psql",
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--dbname",
        empty,
        input=script,
    )
    assert (done.returncode, done.stderr) == (0, "")
    as_it_was(busy, empty, programs, dsn)


def restore(programs: Path, archive: Path, empty: str, *options: str) -> None:
    done = run(programs / "pg_restore", "--exit-on-error", *options, "--dbname", empty, archive)
    assert not done.returncode, done.stderr


def test_pg_restore_restores_an_archive(
    busy: Connection, programs: Path, nightly: str, dsn: str, empty: str, tmp_path: Path
) -> None:
    archive = tmp_path / "app.dump"
    dump(programs, nightly, "--format=custom", "--file", archive)
    restore(programs, archive, empty, "--jobs=2")
    as_it_was(busy, empty, programs, dsn)


# To be found word by word in docs/deploying.md.
FORCE = """do $$ declare t regclass; begin
  for t in select oid from pg_class where relowner = 'dochub_owner'::regrole and relkind in ('r', 'p') loop
    execute format('alter table %s {}force row level security', t);
  end loop;
end $$;"""


@pytest.mark.parametrize("empty", ["restorer"], indirect=True)
def test_who_is_no_superuser_restores_in_three_steps(
    busy: Connection, programs: Path, nightly: str, dsn: str, empty: str, tmp_path: Path
) -> None:
    """The owner of the empty database, a member of dochub_owner: row-level security is not forced until the rows are in."""
    archive = tmp_path / "app.dump"
    dump(programs, nightly, "--format=custom", "--file", archive)
    for section, after in (("pre-data", "no "), ("data", None), ("post-data", "")):
        restore(programs, archive, empty, f"--section={section}")
        if after is not None:
            with psycopg.connect(empty, autocommit=True) as conn:
                conn.execute(FORCE.replace("{}", after).encode())
    as_it_was(busy, empty, programs, dsn)


def test_the_guide_has_these_commands() -> None:
    guide = (paths.root() / "docs" / "deploying.md").read_text()
    assert FORCE.replace("{}", "no ") in guide
    for words in (
        "--enable-row-security --exclude-schema=sqitch",
        "--role=dochub_backup",
        "grant create on schema public to dochub_owner",
    ):
        assert words in guide


def test_restored_tables_keep_what_guards_them(busy: Connection, programs: Path, nightly: str, empty: str) -> None:
    """Rows of append-only tables came back although no role may change one, and none may now."""
    run(
        programs / "psql",
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--dbname",
        empty,
        input=dump(programs, nightly),
    )
    with psycopg.connect(empty, autocommit=True) as conn:
        for statement in ("update private.credit_ledger set entry_no = 9", "delete from public.subscription_events"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                conn.execute(statement.encode())


def test_the_backups_role_reads_and_no_more(busy: Connection, nightly: str) -> None:
    with psycopg.connect(nightly, autocommit=True) as conn:
        for table in contents(busy):
            for statement in (f"delete from {table}", f"truncate {table}", f"insert into {table} default values"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(statement.encode())
        for statement in (
            "set role dochub_owner",
            "set role service_role",
            "select public.credit_balance()",
            "create table public.x ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_a_dump_that_forgets_enable_row_security_fails_instead_of_missing_rows(
    busy: Connection, programs: Path, nightly: str
) -> None:
    done = run(programs / "pg_dump", "--data-only", "--exclude-schema=sqitch", nightly)
    assert done.returncode != 0
    assert "row-level security" in done.stderr


def test_a_dump_by_who_sees_fewer_rows_says_so_in_its_numbers(busy: Connection, programs: Path, dsn: str) -> None:
    """What not to do: as dochub_owner, to whom partitions and tables show what its functions need, and no row lies open to it else."""
    busy.execute("alter policy user_details_select_all on private.user_details to dochub_owner")
    expected = {table: number for table, (number, _) in contents(busy).items()}
    found = rows_by_table(dump(programs, dsn, "--data-only"))
    assert expected["private.user_details"] > 0
    assert found["private.user_details"] == 0, "a lost policy loses rows in silence: that is why a restore is checked"
    assert [str(d) for d in catalog.check(dsn).differences if "user_details" in str(d)] != []
