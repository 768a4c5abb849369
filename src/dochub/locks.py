"""What a deploy would lock: tried on a throwaway server, where the locks of each change are read before it commits."""

from pathlib import Path
from typing import NamedTuple

from dochub import libpq, paths, server
from dochub.deploy import deploy, status
from dochub.plan import Change, read
from dochub.script import Ending, Psql

# From what keeps writers waiting; less keeps only other changes of the schema waiting.
WAITS = {
    "ACCESS EXCLUSIVE": "whoever reads or writes it waits",
    "EXCLUSIVE": "whoever writes it waits",
    "SHARE ROW EXCLUSIVE": "whoever writes it waits",
    "SHARE": "whoever writes it waits",
}


class Lock(NamedTuple):
    """The strongest lock that a change takes on a table."""

    table: str
    mode: str
    waits: str


# The other session sees only what was there before the change began.
_LOCKS = """
  select format('%%I.%%I', c.relnamespace::regnamespace, c.relname),
         upper(regexp_replace(replace(l.mode, 'Lock', ''), '([a-z])([A-Z])', '\\1 \\2', 'g'))
    from pg_locks as l join pg_class as c on c.oid = l.relation and c.relkind in ('r', 'p', 'v', 'm')
   where l.pid = %s and l.database = (select d.oid from pg_database as d where d.datname = current_database())
     and c.relnamespace <> 'pg_catalog'::regnamespace
   order by 1
"""


def dry_run(conninfo: str, *, root: Path | None = None, to: str | None = None) -> list[tuple[Change, list[Lock]]]:
    """The pending changes of a database, each with what it locks of the tables there. Reads the database only.

    The throwaway server gets what is deployed there, without rows: what depends on their number is not told.
    """
    plan = read(root or paths.root())
    found = status(conninfo, root=plan.root)
    last = len(plan.changes) if to is None else plan.index(to) + 1
    pending = plan.changes[len(found.deployed) : last]
    if not found.deployed or not pending:
        return [(change, []) for change in pending]  # in an empty database nobody waits
    told = []
    with server.throwaway(paths.bindir()) as own:
        server.create_database(own.dsn(), "dochub")
        dsn = own.dsn("dochub")
        deploy(dsn, root=plan.root, to=found.deployed[-1].id, verify=False)
        with libpq.connect(dsn) as conn:
            psql = Psql(conn, plan.root)
            for change in pending:
                script = plan.script(change, "deploy")
                held: dict[str, set[str]] = {}

                def look(pid: int, held: dict[str, set[str]] = held) -> str:
                    for table, mode in conn.execute(_LOCKS, [pid]):
                        held.setdefault(table, set()).add(mode)
                    return ""

                if psql.can_hold(script):
                    psql.hold(script, Ending(look))
                else:
                    psql.run(script)  # its transactions are its own, and so are its locks
                strongest = {t: next((m for m in WAITS if m in modes), "") for t, modes in held.items()}
                told.append((change, [Lock(t, m, WAITS[m]) for t, m in strongest.items() if m]))
    return told
