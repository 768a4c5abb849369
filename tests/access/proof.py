"""The proof of policies/access.yaml by deeds, generated from it.

Every role tries every command on every table, on each column, and every function, over the rows of two_users.pgsql: Ada's,
Ben's, those kept of Fay, who erased her account, and nobody's. Each attempt is a real statement as that persona (SET ROLE
and request.jwt.claims), taken back at once; what it reached is read past row-level security, row by row, and compared with
what the contract says. `prove` is the whole of it; `build` and `run` do it in two steps, so that the mutation run
(mutants.py) can repeat the attempts that a change touches.

Nothing that is deployed says what is right: which rows are a user's own is asked of the rows, not of
private.current_user_id().
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import psycopg

from dochub.access import OWNER, SCHEMAS, Cells, Contract

Connection = psycopg.Connection[Any]

SUPERUSER = "none"  # what SET ROLE calls the session's own role
COMMANDS = ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain")

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
CLEO = "c0000000-0000-4000-8000-000000000003"  # an administrator
FAY = "f0000000-0000-4000-8000-000000000006"  # erased
STRANGER = "99999999-0000-4000-8000-000000000009"  # has a token and no account
NAMES = {ADA: "Ada", BEN: "Ben", CLEO: "Cleo", FAY: "Fay", None: "nobody"}


class Persona(NamedTuple):
    """Whom an attempt is made as: the role, and the claims of the token as PostgREST sets them."""

    name: str
    role: str
    claims: str
    user: str | None


def signed_in(name: str, role: str, user: str | None, **claims: Any) -> Persona:
    return Persona(name, role, json.dumps({"role": role} | ({"sub": user} if user else {}) | claims), user)


# One of each role tries everything.
PRINCIPALS = {
    p.role: p
    for p in (
        Persona("anon", "anon", "", None),
        signed_in("Ada", "authenticated", ADA),
        signed_in("the administrator", "dochub_admin", CLEO),
        signed_in("service_role", "service_role", None),
        Persona("dochub_backup", "dochub_backup", "", None),
        Persona("dochub_owner", OWNER, "", None),
        signed_in("authenticator", "authenticator", ADA),  # before SET ROLE
    )
}

# A token that names no user: each of these sees what belongs to no one in particular, and never an error.
NOBODY = (
    *("", "{}", "null", "[]", "7", '"text"', "not json"),
    *(json.dumps({"sub": sub}) for sub in (None, "", "x", 7, {"sub": ADA}, [ADA], f"{ADA}'", f"{ADA}0")),
    *(json.dumps({key: ADA}) for key in ("Sub", "user_id", "sub ")),
    *(json.dumps({key: {"sub": ADA}}) for key in ("user_metadata", "app_metadata")),
    json.dumps([{"sub": ADA}]),
)

# More people, who try what their role may do at all.
OTHERS = (
    signed_in("Ben", "authenticated", BEN),
    signed_in("Fay", "authenticated", FAY),
    signed_in("a stranger", "authenticated", STRANGER),
    signed_in("anon with Ada's token", "anon", ADA),
    *(Persona(f"claims {claims!r}", "authenticated", claims, None) for claims in NOBODY),
)

_NO_USER = "( SELECT private.current_user_id() AS current_user_id)"


class Expected(NamedTuple):
    """What an attempt has to come to."""

    what: str  # denied, refused, rows, inserted, reached, says, state
    rows: frozenset[str] = frozenset()
    why: str = ""
    says: str | None = None


DENIED = Expected("denied")  # no privilege: 42501
REFUSED = Expected("refused")  # the privilege is there, no policy takes the new row: 42501
INSERTED = Expected("inserted")
REACHED = Expected("reached")  # the privilege is there, whatever comes of it


class Attempt(NamedTuple):
    """One statement as one persona."""

    persona: Persona
    subject: str  # the table, function, schema or helper that it is about
    command: str
    column: str | None
    kind: str  # read: an array of texts; write: the table is looked at afterwards; call: neither
    before: str | None  # run first, as the superuser
    statement: str
    expected: Expected
    replica: bool = True  # without triggers and foreign keys

    @property
    def where(self) -> str:
        column = f" ({self.column})" if self.column else ""
        return f"{self.persona.name}, {self.command} {self.subject}{column}"


class Outcome(NamedTuple):
    state: str
    message: str | None
    is_inner: bool  # raised inside the function that was called
    seen: list[str | None] | None


class Table(NamedTuple):
    """What is in a table, read past row-level security."""

    name: str
    columns: list[str]
    generated: frozenset[str]
    has_user: bool
    may_be_nobodys: bool  # user_id takes NULL
    rows: dict[str, str]  # row → the whole row as text
    values: dict[str, dict[str, str | None]]  # row → column → value as text
    literals: dict[str, dict[str, str]]
    users: dict[str, str | None]

    def label(self, row: str) -> str:
        return f"{NAMES.get(self.users.get(row), 'somebody')}'s {row}" if self.has_user else row


class Plan(NamedTuple):
    attempts: list[Attempt]
    tables: dict[str, Table]
    faults: list[str]  # of the contract or the rows, found before the first attempt
    cells: set[tuple[str, str, str]]  # (role, subject, command) that have to be tried


# What the contract says


class May(NamedTuple):
    """What a role may do to a table by one command."""

    granted: bool
    columns: frozenset[str] | None = None  # None: all of them
    rows: str | None = None  # None: no policy, so no row

    def on(self, column: str) -> bool:
        return self.granted and (self.columns is None or column in self.columns)


def tables_of(contract: Contract, conn: Connection) -> dict[str, Cells]:
    """Each table of the contract and each partition there is → role → command → cell."""
    partitions = conn.execute(
        "select i.inhrelid::regclass::text, i.inhparent::regclass::text from pg_inherits as i"
        " join pg_class as c on c.oid = i.inhrelid and c.relkind in ('r', 'p')"
    )
    return dict(contract.tables) | {
        partition: contract.partitions[parent] for partition, parent in partitions if parent in contract.partitions
    }


def may(contract: Contract, cells: Cells, table: str, role: str, command: str) -> May:
    cell = cells.get(role, {}).get(command)
    if role == OWNER:  # has every privilege by owning, but for what it gave up
        lost = table in contract.append_only and command in ("update", "delete", "truncate")
        columns = frozenset({"user_id"}) if lost and command == "update" else None
        return May(columns is not None or not lost, columns, cell.rows if cell else None)
    if cell is None:
        return May(granted=False)
    return May(True, frozenset(cell.columns) or None, cell.rows)


def identity(contract: Contract, table: str) -> list[str]:
    """The columns that say which row it is: a trigger refuses to change them."""
    triggers = contract.triggers.get(table, {}).values()
    return [column for t in triggers if "refuse_identity_change(" in t for column in re.findall(r"'(\w+)'", t)]


# The attempts


def build(conn: Connection, contract: Contract, only: Iterable[str] | None = None) -> Plan:
    """Every attempt that the contract and the catalog give; `only` limits the tables. `conn` is a superuser's."""
    conn.execute("set search_path = pg_catalog")
    conn.execute(_ATTEMPTS)
    conn.execute(_AS_OWNER)
    declared = tables_of(contract, conn)
    tables = {name: read_table(conn, name) for name in relations(conn)}
    wanted = set(declared) if only is None else set(only)
    faults = [f"the contract names {name}, which does not exist" for name in sorted(wanted - set(tables))]
    faults += [
        f"{name} is in no line of the contract" for name in sorted(tables) if name not in declared and only is None
    ]
    plan = Plan([], tables, faults, set())
    for name, table in tables.items():
        if name in wanted or (only is None and name not in declared):
            roles = declared.get(name, {})
            words = Words(conn, contract, table)
            plan.faults.extend(missing_rows(table, roles, words))
            for role, principal in PRINCIPALS.items():
                cells = {c: may(contract, roles, name, role, c) for c in COMMANDS}
                plan.attempts.extend(table_attempts(table, cells, principal, words))
                plan.cells.update((role, name, command) for command in COMMANDS)
            for person in OTHERS:
                cells = {c: may(contract, roles, name, person.role, c) for c in COMMANDS}
                plan.attempts.extend(row_attempts(table, cells, person, words))
            plan.attempts.extend(guard_attempts(contract, table))
    if only is None:
        for function in conn.execute(_FUNCTIONS):
            plan.attempts.extend(function_attempts(contract, *function))
        plan.cells.update((role, function, "execute") for role in PRINCIPALS for function in contract.functions)
        plan.attempts.extend(schema_attempts(contract))
        plan.attempts.extend(membership_attempts(contract))
        plan.attempts.extend(identity_attempts())
    return plan


def relations(conn: Connection) -> list[str]:
    query = """
select c.oid::regclass::text from pg_class as c
 where c.relnamespace = any (%s::regnamespace[]) and c.relkind in ('r', 'p') order by 1"""
    return [name for (name,) in conn.execute(query, [list(SCHEMAS)])]


def read_table(conn: Connection, name: str) -> Table:
    found = conn.execute(
        "select attname::text, attgenerated <> '', attnotnull from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [name],
    ).fetchall()
    columns = [column for column, *_ in found]
    texts = ", ".join(f't."{column}"::text' for column in columns)
    literals = ", ".join(f'quote_nullable(t."{column}"::text)' for column in columns)
    rows = conn.execute(
        f"select t.tableoid || t.ctid::text, t::text, array[{texts}]::text[], array[{literals}]::text[]"
        f" from {name} as t order by t.tableoid, t.ctid"
    ).fetchall()
    values = {row: dict(zip(columns, of, strict=True)) for row, _, of, _ in rows}
    return Table(
        name,
        columns,
        frozenset(column for column, is_generated, _ in found if is_generated),
        "user_id" in columns,
        any(column == "user_id" and not is_required for column, _, is_required in found),
        {row: text for row, text, _, _ in rows},
        values,
        {row: dict(zip(columns, of, strict=True)) for row, _, _, of in rows},
        {row: of.get("user_id") for row, of in values.items()},
    )


class Words:
    """The rows that a word of the contract means to somebody, asked of the table itself."""

    def __init__(self, conn: Connection, contract: Contract, table: Table) -> None:
        self.conn = conn
        self.rules = contract.rows
        self.table = table
        self.known: dict[tuple[str, str | None], frozenset[str]] = {}

    def rows(self, word: str | None, user: str | None) -> frozenset[str]:
        if word is None:
            return frozenset()
        if (word, user) not in self.known:
            rule = self.rules[word].replace(_NO_USER, f"'{user}'::uuid" if user else "null::uuid")
            if "private." in rule:
                raise ValueError(f"{word} asks a function other than current_user_id: teach the proof what it means")
            found = self.conn.execute(f"select t.tableoid || t.ctid::text from {self.table.name} as t where {rule}")
            self.known[word, user] = frozenset(row for (row,) in found)
        return self.known[word, user]


def missing_rows(table: Table, roles: Cells, words: Words) -> Iterator[str]:
    """Rows without which the attempts could not tell right from wrong."""
    if not table.rows:
        yield f"two_users.pgsql has no rows for {table.name}"
        return
    if table.has_user:
        users = set(table.users.values())
        for user in (ADA, BEN, None) if table.may_be_nobodys else (ADA, BEN):
            if user not in users:
                yield f"two_users.pgsql has no rows of {NAMES[user]} for {table.name}"
    named = {cell.rows for cells in roles.values() for cell in cells.values()}
    for word in named - {"all"}:
        if not 0 < len(words.rows(word, ADA)) < len(table.rows):
            yield f"two_users.pgsql has no rows for {table.name} that tell `{word}` from `all`"


def table_attempts(table: Table, cells: dict[str, May], who: Persona, words: Words) -> Iterator[Attempt]:
    """All that the one persona of a role who tries everything tries on a table."""
    name = table.name
    yield from row_attempts(table, cells, who, words, also_denied=True)
    yield from column_attempts(table, cells, who, words)
    owner = who.role == OWNER
    for command, before, statement in (
        ("truncate", None, f"truncate {name}"),
        (
            "references",
            f"grant create on schema public to {who.role}",
            f"create unlogged table public.probe (a int references {name})",
        ),
        (
            "trigger",
            None,
            (
                f"create trigger probe before insert on {name} for each row"
                " execute function pg_catalog.suppress_redundant_updates_trigger()"
            ),
        ),
        ("maintain", None, f"reindex table {name}"),
    ):
        expected = REACHED if owner and cells[command].granted else DENIED
        yield Attempt(who, name, command, None, "call", before, statement, expected)


def row_attempts(
    table: Table, cells: dict[str, May], who: Persona, words: Words, also_denied: bool = False
) -> Iterator[Attempt]:
    """SELECT, INSERT, UPDATE and DELETE by rows, where the role may do them at all or `also_denied`."""
    name = table.name

    def attempt(command: str, kind: str, statement: str, expected: Expected, **more: Any) -> Attempt:
        return Attempt(
            who, name, command, more.pop("column", None), kind, more.pop("before", None), statement, expected, **more
        )

    select, insert, update, delete = (cells[command] for command in ("select", "insert", "update", "delete"))

    def rows(of: May, command: str) -> Expected:
        if not of.granted:
            return DENIED
        return Expected("rows", words.rows(of.rows, who.user), f"{command}: {of.rows or 'no policy'}")

    if select.granted or also_denied:
        whole = select if select.columns is None else May(granted=False)
        yield attempt("select", "read", f"select array_agg(t::text) from {name} as t", rows(whole, "select"))

    if delete.granted or also_denied:
        yield attempt("delete", "write", f"delete from {name}", rows(delete, "delete"))
        if delete.granted and table.has_user and select.granted and who.user:
            reached = words.rows(delete.rows, who.user) & words.rows(select.rows, who.user)
            others = frozenset(row for row in reached if table.users[row] != who.user)
            statement = f"delete from {name} where user_id is distinct from '{who.user}'"
            yield attempt("delete", "write", statement, Expected("rows", others, "delete: another's"))

    if insert.granted or also_denied:
        # A row as it stands, of each user: it is taken away first and has to come back, or must not.
        kinds = {user: row for row, user in reversed(table.users.items())} if insert.granted else {}
        for row in kinds.values() or list(table.rows)[:1]:
            columns = [c for c in table.columns if c not in table.generated]
            if insert.columns is not None:
                columns = [c for c in columns if c in insert.columns]
            given = ", ".join(f'"{c}"' for c in columns)
            values = ", ".join(table.literals[row][c] for c in columns)
            mine = row in words.rows(insert.rows, who.user)
            yield attempt(
                "insert",
                "write",
                f"insert into {name} ({given}) overriding system value values ({values})",
                DENIED if not insert.granted else INSERTED if mine else REFUSED,
                before=f"delete from {name} where tableoid || ctid::text = '{row}'",
                column=table.label(row) if insert.granted else None,
            )

    if update.on("user_id") and update.rows not in (None, "all") and words.rows(update.rows, who.user):
        for user in (ADA, BEN, FAY, None):
            if user != who.user:
                value = f"'{user}'" if user else "null"
                statement = f"update {name} set user_id = {value}"
                yield attempt("update", "write", statement, REFUSED, column=f"to {NAMES[user]}")
    if update.granted and select.granted and table.has_user and who.user:
        column = next(c for c in table.columns if update.on(c))
        reached = words.rows(update.rows, who.user) & words.rows(select.rows, who.user)
        others = frozenset(row for row in reached if table.users[row] != who.user)
        statement = f'update {name} set "{column}" = "{column}" where user_id is distinct from \'{who.user}\''
        yield attempt("update", "write", statement, Expected("rows", others, "update: another's"))
    if update.granted and not also_denied:
        yield from update_attempts(table, update, who, words)


def update_attempts(table: Table, update: May, who: Persona, words: Words) -> Iterator[Attempt]:
    """Each column that may be updated, by a literal: an UPDATE that reads nothing is bound by no SELECT policy."""
    reached = words.rows(update.rows, who.user)
    model = min(reached, default=min(table.rows, default=None))
    if model is None:
        return
    for column in table.columns:
        if update.on(column) and column not in table.generated:
            statement = f'update {table.name} set "{column}" = {table.literals[model][column]}'
            expected = Expected("rows", reached, f"update: {update.rows or 'no policy'}")
            # The owner tries without triggers: those that guard a row's identity are another matter.
            yield Attempt(
                who, table.name, "update", column, "write", None, statement, expected, replica=who.role == OWNER
            )


def column_attempts(table: Table, cells: dict[str, May], who: Persona, words: Words) -> Iterator[Attempt]:
    """Each column on its own, for SELECT, INSERT and UPDATE."""
    name = table.name
    select, insert, update = (cells[command] for command in ("select", "insert", "update"))
    for column in table.columns:
        expected = Expected("rows", words.rows(select.rows, who.user), f"select: {select.rows or 'no policy'}")
        yield Attempt(
            who,
            name,
            "select",
            column,
            "read",
            None,
            f'select array_agg(t."{column}"::text) from {name} as t',
            expected if select.on(column) else DENIED,
        )
        statement = f'insert into {name} ("{column}") values (default)'
        yield Attempt(who, name, "insert", column, "call", None, statement, REACHED if insert.on(column) else DENIED)
        statement = f'update {name} set "{column}" = default'
        if not update.on(column):
            yield Attempt(who, name, "update", column, "call", None, statement, DENIED)
        elif column in table.generated:
            yield Attempt(who, name, "update", column, "call", None, statement, REACHED)
    if update.granted:
        yield from update_attempts(table, update, who, words)


def guard_attempts(contract: Contract, table: Table) -> Iterator[Attempt]:
    """Triggers refuse what no role may do, a superuser (who stands for roles with BYPASSRLS) included."""
    nobody = Persona("a superuser", SUPERUSER, "", None)
    if table.name in contract.append_only:
        refused = Expected("says", says=f"{table.name} is append-only")
        for command, statement in (
            ("update", f'update {table.name} set "{table.columns[-1]}" = "{table.columns[-1]}"'),
            ("delete", f"delete from {table.name}"),
            ("truncate", f"truncate {table.name} cascade"),
        ):
            yield Attempt(nobody, table.name, command, None, "call", None, statement, refused, replica=False)
        owner = PRINCIPALS[OWNER]
        statement = f"update {table.name} set user_id = user_id"
        yield Attempt(owner, table.name, "update", "user_id", "call", None, statement, refused, replica=False)
    for column in identity(contract, table.name):
        refused = Expected("says", says=f"{table.name}.{column} identifies the row and never changes")
        statement = f'update {table.name} set "{column}" = {another_value(table, column)}'
        yield Attempt(nobody, table.name, "update", column, "call", None, statement, refused, replica=False)
    if any("refuse_erased()" in trigger for trigger in contract.triggers.get(table.name, {}).values()):
        row = min(table.rows)
        values = (f"'{FAY}'" if column == "user_id" else table.literals[row][column] for column in table.columns)
        statement = f"insert into {table.name} values ({', '.join(values)})"
        refused = Expected("state", says="PT403")
        yield Attempt(nobody, table.name, "insert", None, "call", None, statement, refused, replica=False)


def another_value(table: Table, column: str) -> str:
    """A literal that at least one row does not have there; a text that no CHECK would take will do."""
    found = {values[column] for values in table.values.values()} - {None}
    is_uuid = any(len(v or "") == 36 and (v or "").count("-") == 4 for v in found)
    return "gen_random_uuid()" if is_uuid else "'another'"


_FUNCTIONS = f"""
select format('%s.%s', p.pronamespace::regnamespace, p.proname),
       coalesce((select string_agg(format('null::%s', format_type(a.type, null)), ', ' order by a.i)
                   from unnest(p.proargtypes) with ordinality as a (type, i)), ''),
       coalesce((select string_agg(format('%s::%s', coalesce(quote_literal(v.value), 'null'), format_type(a.type, null)), ', ' order by a.i)
                   from unnest(p.proargtypes) with ordinality as a (type, i)
                   left join (values ('uuid', '{ADA}'), ('text', 'a-text-of-this-length'), ('integer', '1'), ('bigint', '1'), ('jsonb', '{{}}'),
                                     ('timestamptz', '2026-01-06'), ('interval', '1 day'), ('boolean', 'true')) as v (type, value)
                          on v.type::regtype = a.type), ''),
       p.prorettype::regtype::text
  from pg_proc as p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) order by 1"""


def function_attempts(contract: Contract, name: str, nulls: str, arguments: str, result: str) -> Iterator[Attempt]:
    """Every role calls the function; with NULLs, so that it fails or does nothing."""
    known = contract.functions.get(name)
    as_owner, allowed = (known.definer, known.roles) if known else (False, ())
    for role, who in PRINCIPALS.items():
        allowed_to = role in allowed or role == OWNER
        # Whoever may execute a function for no good reason is found without running it.
        run = "" if role in allowed or result == "trigger" else " where false"
        if not allowed_to:
            expected = Expected("not executed")
        elif as_owner and role != OWNER:
            expected = Expected("executed as the owner")
        else:
            expected = Expected("executed")
        statement = f"select {name}({nulls}){run}"
        yield Attempt(who, name, "execute", None, "call", None, statement, expected)
    # Whatever the caller's search_path holds, the function finds what it means.
    who = PRINCIPALS[allowed[0] if allowed else OWNER]
    if result != "trigger":
        for given in {nulls, arguments}:
            statement = f"select {name}({given})"
            yield Attempt(who, name, "search_path", None, "call", _DECOY_PATH, statement, Expected("its own path"))


def schema_attempts(contract: Contract) -> Iterator[Attempt]:
    for schema, privileges in contract.schemas.items():
        for role, who in PRINCIPALS.items():
            owns = schema == "private" and role == OWNER
            for command, statement in (
                ("usage", f"select {schema}.no_such_function()"),
                ("create", f"create table {schema}.probe ()"),
            ):
                named = privileges.get(command, ())
                expected = REACHED if owns or role in named or "PUBLIC" in named else DENIED
                yield Attempt(who, schema, command, None, "call", None, statement, expected)


def membership_attempts(contract: Contract) -> Iterator[Attempt]:
    """Which role may become which, once connected."""
    for role, who in PRINCIPALS.items():
        for other in PRINCIPALS:
            if other != role:
                allowed = other in contract.becomes.get(role, ())
                before = f"set local session authorization {role}"
                expected = Expected("state", says="00000" if allowed else "42501")
                yield Attempt(who, role, f"become {other}", None, "call", before, f"set local role {other}", expected)


def identity_attempts() -> Iterator[Attempt]:
    """Who a request is, by each helper that the policies and functions ask."""
    verified = {"email": " Ada@Example.com ", "email_verified": True}
    mail = "ada@example.com"
    requests: list[tuple[Persona, str | None]] = [(p, None) for p in (*PRINCIPALS.values(), *OTHERS)]
    requests += [
        (signed_in("Ada with a list", "authenticated", ADA, email=[mail], email_verified=True), None),
        (signed_in("Ada with an address", "authenticated", ADA, **verified), mail),
        (signed_in("Ada, unverified", "authenticated", ADA, **verified | {"email_verified": False}), None),
        (signed_in("Ada, verified by a text", "authenticated", ADA, **verified | {"email_verified": "true"}), None),
        (signed_in("Ada, verified by nothing", "authenticated", ADA, email=mail), None),
        (signed_in("Ada, who says so herself", "authenticated", ADA, user_metadata=verified), None),
        (signed_in("Ada, who verifies herself", "authenticated", ADA, email=mail, user_metadata=verified), None),
        (signed_in("Ada with a number", "authenticated", ADA, email=7, email_verified=True), None),
        (signed_in("Ada as an administrator", "dochub_admin", ADA), None),
        (signed_in("nobody as an administrator", "dochub_admin", None), None),
        (signed_in("Fay as an edge function", "service_role", FAY), None),
        (signed_in("Ben as an edge function", "service_role", BEN), None),
    ]
    classes = {"dochub_admin": "admin", "service_role": "service"}

    def value(text: str | None) -> Expected:
        return Expected("value", says=text)

    for who, email in requests:
        klass = classes.get(who.role, "client")
        other = BEN if who.user == ADA else ADA
        mine = value(who.user) if who.user else Expected("state", says="42501" if klass == "client" else "PT400")
        asked = [
            ("current_user_id", "private.current_user_id()", value(who.user)),
            ("verified_email", "private.verified_email()", value(email)),
            ("caller_class", "private.caller_class()", value(klass)),
            ("target_user", "private.target_user(null)", mine),
            (
                "target_user",
                f"private.target_user('{other}')",
                Expected("state", says="42501") if klass == "client" else value(other),
            ),
        ]
        for helper, expression, expected in asked:
            statement = f"select array[pg_temp.as_owner($p${expression}$p$)]"
            yield Attempt(who, f"private.{helper}", "identify", expression, "read", None, statement, expected)
        if who.role in ("anon", "authenticated", "dochub_admin", "service_role"):
            erased = who.user == FAY
            impostor = who.role == "dochub_admin" and who.user != CLEO
            expected = Expected("state", says="PT403" if erased or impostor else "00000")
            statement = "select private.pre_request()"
            yield Attempt(who, "private.pre_request", "identify", None, "call", None, statement, expected)


# Running them

_ATTEMPTS = """
create or replace function pg_temp.attempts(
  p_roles text[], p_claims text[], p_kinds text[], p_tables text[], p_before text[], p_statements text[], p_replica boolean[])
returns table (state text, message text, is_inner boolean, seen text[])
language plpgsql as $$
declare
  v_context text;
  v_is_read boolean;
  v_is_write boolean;
begin
  for i in 1 .. cardinality(p_statements) loop
    state := '00000';
    message := null;
    is_inner := false;
    seen := null;
    v_is_read := p_kinds[i] = 'read';
    v_is_write := p_kinds[i] = 'write';
    begin
      perform set_config('session_replication_role', case when p_replica[i] then 'replica' else 'origin' end, true);
      if p_before[i] is not null then
        execute p_before[i];
      end if;
      perform pg_catalog.set_config('request.jwt.claims', p_claims[i], true);
      perform pg_catalog.set_config('role', p_roles[i], true);
      if v_is_read then
        execute p_statements[i] into seen;
      else
        execute p_statements[i];
      end if;
      perform pg_catalog.set_config('role', 'none', true);
      if v_is_write then
        execute format('select array_agg(t.tableoid || t.ctid::text) from %s as t', p_tables[i]) into seen;
      end if;
      raise sqlstate 'UNDO0';
    exception
      when sqlstate 'UNDO0' then
        null;
      when others then
        get stacked diagnostics state = returned_sqlstate, message = message_text, v_context = pg_exception_context;
        is_inner := v_context like '%function%function%';
    end;
    return next;
  end loop;
end
$$"""

_DECOY_PATH = "set local search_path = decoy, pg_catalog"

# A schema in which every function and operator that ours may use has a namesake that says it was called.
DECOYS = """
create schema decoy;
grant usage on schema decoy to public;
do $do$
declare
  v_decoy record;
begin
  for v_decoy in
    select p.proname as name, pg_get_function_identity_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result, null as operator
      from pg_proc as p
     where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and p.proallargtypes is null
       and p.proname in (select m[1] from pg_proc as o, regexp_matches(o.prosrc, '\\m([a-z_0-9]+)\\(', 'g') as m
                          where o.pronamespace in ('public'::regnamespace, 'private'::regnamespace))
    union all
    select 'operator_' || o.oid, format('%s, %s', o.oprleft::regtype, o.oprright::regtype), o.oprresult::regtype::text,
           format('create operator decoy.%s (function = decoy.operator_%s, leftarg = %s, rightarg = %s)',
                  o.oprname, o.oid, o.oprleft::regtype, o.oprright::regtype)
      from pg_operator as o
     where o.oprname in ('=', '<>', '<', '<=', '>', '>=', '||', '+', '-', '*', '->', '->>', '#>', '#>>', '~', '~~')
       and o.oprleft <> 0
       and array[o.oprleft, o.oprright] <@ '{text,uuid,jsonb,integer,bigint,timestamptz,boolean,interval,"text[]"}'::regtype[]::oid[]
  loop
    begin
      execute format('create function decoy.%I(%s) returns %s language plpgsql as $$begin raise exception ''hijacked''; end$$',
                     v_decoy.name, v_decoy.arguments, v_decoy.result);
      if v_decoy.operator is not null then
        execute v_decoy.operator;
      end if;
    exception
      when others then
        null; -- of pseudo-types there can be none
    end;
  end loop;
end
$do$"""

# Helpers without grants are asked as the functions do that they serve: by the owner, on behalf of the role.
_AS_OWNER = """
create or replace function pg_temp.as_owner(p_expression text) returns text
language plpgsql security definer as $$
declare
  v_value text;
begin
  execute 'select ' || p_expression into v_value;
  return v_value;
end
$$;
alter function pg_temp.as_owner(text) owner to dochub_owner"""


def attempt_all(conn: Connection, attempts: list[Attempt]) -> list[Outcome]:
    """Makes them, each taken back before the next."""
    found = conn.execute(
        "select state, message, is_inner, seen from pg_temp.attempts(%s, %s, %s, %s, %s::text[], %s, %s)",
        [
            [a.persona.role for a in attempts],
            [a.persona.claims for a in attempts],
            [a.kind for a in attempts],
            [a.subject for a in attempts],
            [a.before for a in attempts],
            [a.statement for a in attempts],
            [a.replica for a in attempts],
        ],
    )
    return [Outcome(*row) for row in found]


def run(conn: Connection, plan: Plan, attempts: list[Attempt]) -> list[str]:
    """Makes attempts of the plan, in a database that has the decoys; what came out otherwise than the contract says."""
    return violations(plan, attempts, attempt_all(conn, attempts))


def violations(plan: Plan, attempts: list[Attempt], outcomes: list[Outcome]) -> list[str]:
    return [
        f"{attempt.where}: {wrong}"
        for attempt, outcome in zip(attempts, outcomes, strict=True)
        if (wrong := judge(attempt, outcome, plan.tables.get(attempt.subject)))
    ]


def prove(conn: Connection, contract: Contract, tables: Iterable[str] | None = None) -> list[str]:
    """What the database does otherwise than the contract says, as sentences; looks at all tables or the named ones.

    `conn` is an autocommit connection of a superuser to a database with the rows of two_users.pgsql in it.
    """
    plan = build(conn, contract, tables)
    with conn.transaction(force_rollback=True):
        conn.execute(DECOYS)
        outcomes = attempt_all(conn, plan.attempts)
    return [
        *plan.faults,
        *unproven(contract, plan, tables),
        *vague(plan, outcomes),
        *violations(plan, plan.attempts, outcomes),
    ]


def unproven(contract: Contract, plan: Plan, tables: Iterable[str] | None = None) -> list[str]:
    """Cells of the contract for which there was no attempt: a proof that looks at nothing would find nothing."""
    roles = {*contract.roles, *contract.becomes}
    named = contract.tables if tables is None else tables
    wanted = {(role, table, command) for role in roles for table in named for command in COMMANDS} | plan.cells
    if tables is None:
        wanted |= {(role, function, "execute") for role in roles for function in contract.functions}
    tried = {(a.persona.role, a.subject, a.command) for a in plan.attempts}
    return [f"nobody tries to {command} {subject} as {role}" for role, subject, command in sorted(wanted - tried)]


def vague(plan: Plan, outcomes: list[Outcome]) -> list[str]:
    """UPDATEs that reached something on every column, but collided each time, so that nobody knows what."""
    exact: dict[str, bool] = {}
    for attempt, outcome in zip(plan.attempts, outcomes, strict=True):
        if attempt.command == "update" and attempt.expected.what == "rows" and attempt.expected.rows:
            who = f"{attempt.persona.name}, update {attempt.subject}"
            exact[who] = exact.get(who, False) or outcome.state == "00000"
    return [f"{who}: no column tells which rows it reaches" for who, is_exact in exact.items() if not is_exact]


def is_denied(outcome: Outcome) -> bool:
    return outcome.state == "42501" and (outcome.message or "").startswith(
        ("permission denied for table ", "permission denied for schema ", "must be owner of ")
    )


def said(outcome: Outcome) -> str:
    return f"{outcome.state} {outcome.message}" if outcome.message else "no error"


def judge(attempt: Attempt, outcome: Outcome, table: Table | None) -> str | None:
    """What is wrong with an outcome, in words; None when it is what was expected."""
    expected = attempt.expected
    match expected.what:
        case "denied":
            if not is_denied(outcome):
                return f"{reached(attempt, outcome, table)}, must be denied (42501)"
        case "refused":
            if outcome.state != "42501" or "row-level security" not in (outcome.message or ""):
                return f"{said(outcome)}, must be refused by row-level security (42501)"
        case "reached":
            if is_denied(outcome):
                return f"{said(outcome)}, must not be denied"
        case "inserted":
            if table is None or outcome.state != "00000" or len(outcome.seen or ()) != len(table.rows):
                return f"{said(outcome)}, the row must be there"
        case "rows":
            return judge_rows(attempt, outcome, table)
        case "says":
            if outcome.state != "42501" or outcome.message != expected.says:
                return f"{said(outcome)}, must be refused for everybody: {expected.says}"
        case "value":
            if outcome.state != "00000" or outcome.seen != [expected.says]:
                return f"{said(outcome) if outcome.message else outcome.seen}, must be {expected.says}"
        case "state":
            if outcome.state != expected.says:
                return f"{said(outcome)}, must be {expected.says}"
        case "its own path":
            if outcome.message == "hijacked":
                return "runs what the caller's search_path holds"
        case "not executed" | "executed" | "executed as the owner":
            return judge_call(attempt, outcome)
        case _:
            raise ValueError(expected.what)
    return None


def judge_call(attempt: Attempt, outcome: Outcome) -> str | None:
    permission = outcome.state == "42501" and (outcome.message or "").startswith("permission denied for ")
    denied = permission and not outcome.is_inner
    if attempt.expected.what == "not executed":
        return None if denied else f"{said(outcome)}, must be denied (42501)"
    if denied:
        return f"{said(outcome)}, must be executed"
    if attempt.expected.what == "executed as the owner" and permission:
        return f"{said(outcome)} inside, must run as its owner"
    return None


def reached(attempt: Attempt, outcome: Outcome, table: Table | None) -> str:
    if outcome.message or table is None:
        return said(outcome)
    if attempt.kind == "read":
        return f"reads {len(outcome.seen or ())} rows"
    return f"{attempt.command} is done"


def judge_rows(attempt: Attempt, outcome: Outcome, table: Table | None) -> str | None:
    assert table
    wanted, why = attempt.expected.rows, attempt.expected.why
    if attempt.kind == "write" and outcome.state.startswith("23") and wanted:
        return None  # a constraint refused the new row: the row was reached
    if outcome.state != "00000":
        return f"{said(outcome)}, the contract says {why}: {labels(table, wanted)}"
    if attempt.kind == "read":
        column = attempt.column
        texts = {row: table.values[row][column] if column else table.rows[row] for row in table.rows}
        found = Counter(outcome.seen or ())
        if found == Counter(texts[row] for row in wanted):
            return None
        rest = found.copy()
        seen = {row for row in table.rows if rest[texts[row]] > 0 and not rest.subtract([texts[row]])}
        return f"reads {labels(table, seen)}, the contract says {why}: {labels(table, wanted)}"
    touched = table.rows.keys() - set(outcome.seen or ())
    if touched == wanted:
        return None
    return f"reaches {labels(table, touched)}, the contract says {why}: {labels(table, wanted)}"


def labels(table: Table, rows: Iterable[str]) -> str:
    return ", ".join(sorted(table.label(row) for row in rows)) or "no row"
