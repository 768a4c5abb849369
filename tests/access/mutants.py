"""The mutation run: everything that can be loosened, taken away or added in a deployed database, one at a time.

The mutants come from the catalog: each policy, grant, guarding trigger, function and schema that there is, and each
privilege that is not there. Each is applied in a transaction, the attempts of the proof (proof.py) that it can touch are
repeated, and it is rolled back. A mutant that changes what somebody reaches has to be caught by what it does; one that
changes nothing yet (a policy for everybody where nobody else has the grant) by the comparison of the catalog with the
contract (`dochub access check`). What neither sees survives.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import proof
import psycopg
from proof import PRINCIPALS, Attempt, Plan

from dochub import catalog
from dochub.access import OWNER, Contract

Connection = psycopg.Connection[Any]

PUBLIC = "public"
GRANTEES = (*(role for role in PRINCIPALS if role != OWNER), PUBLIC)


# Mutants that nobody can tell from the original.
EXPLAINED = {
    "grant usage on schema public to authenticator": "PUBLIC has it, on every new database, so nobody gains anything",
}


class Mutant(NamedTuple):
    """A change, and which attempts of the proof it can touch."""

    kind: str
    statement: str
    subjects: tuple[str, ...]
    roles: tuple[str, ...] = ()  # none named: all
    commands: tuple[str, ...] = ()
    column: str | None = None


@dataclass
class Report:
    """How many mutants of each kind there were and who caught them."""

    behaviour: Counter[str] = field(default_factory=Counter)
    catalog: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)
    attempts: int = 0
    seconds: float = 0

    @property
    def mutants(self) -> int:
        return sum(found.total() for found in (self.behaviour, self.catalog, self.noted)) + len(self.survivors)

    def lines(self) -> Iterator[str]:
        lived = Counter(mutant.kind for mutant in self.survivors)
        columns = {"by behaviour": self.behaviour, "by catalog": self.catalog, "noted": self.noted, "survived": lived}
        kinds = sorted({kind for found in columns.values() for kind in found})
        width = max(map(len, kinds), default=0)
        yield "  ".join([" " * width, *columns])
        for kind in kinds:
            yield "  ".join([f"{kind:{width}}", *(f"{found[kind]:{len(name)}}" for name, found in columns.items())])
        yield "  ".join([f"{'all':{width}}", *(f"{found.total():{len(name)}}" for name, found in columns.items())])
        yield f"{self.mutants} mutants, {self.attempts} attempts, {self.seconds:.0f} s"
        for mutant in self.survivors:
            why = EXPLAINED.get(mutant.statement, "NOT EXPLAINED")
            yield f"survived: {mutant.kind}: {' '.join(mutant.statement.split())}: {why}"


def run(
    conn: Connection,
    contract: Contract,
    check: Callable[[Connection], catalog.Report],
    only: Callable[[Mutant], bool] = lambda _: True,
) -> Report:
    """Tries every mutant. `conn`: a superuser's, to a database with the rows of two_users.pgsql that nobody else uses.

    `check` compares the catalog with the contract; what it only notes may be meant on an adopted platform. ValueError: the
    proof or the check fails without any mutant.
    """
    started = time.monotonic()
    wrong = proof.prove(conn, contract)
    with conn.transaction():
        original = check(conn)
    wrong += map(str, original.differences)
    if wrong:
        raise ValueError(f"not a database to mutate: {wrong[:5]}")
    plan = proof.build(conn, contract)
    conn.execute(proof.DECOYS)
    by_subject: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in plan.attempts:
        by_subject[attempt.subject].append(attempt)
    report = Report()
    for mutant in filter(only, list(mutants(conn, plan))):
        attempts = list(touched(mutant, by_subject))
        report.attempts += len(attempts)
        with conn.transaction(force_rollback=True):
            conn.execute(mutant.statement.encode())
            if proof.run(conn, plan, attempts):
                report.behaviour[mutant.kind] += 1
                continue
            compared = check(conn)
            if compared.differences:
                report.catalog[mutant.kind] += 1
            elif compared.notes != original.notes:
                report.noted[mutant.kind] += 1
            else:
                report.survivors.append(mutant)
    report.seconds = time.monotonic() - started
    return report


def touched(mutant: Mutant, by_subject: dict[str, list[Attempt]]) -> Iterator[Attempt]:
    for subject in mutant.subjects:
        for attempt in by_subject[subject]:
            if (
                (not mutant.roles or attempt.persona.role in mutant.roles)
                and (not mutant.commands or attempt.command in mutant.commands)
                and (mutant.column is None or attempt.column == mutant.column)
            ):
                yield attempt


def mutants(conn: Connection, plan: Plan) -> Iterator[Mutant]:
    """Every mutant of the database."""
    yield from policy_mutants(conn)
    yield from table_mutants(conn)
    yield from privilege_mutants(conn)
    yield from column_mutants(conn)
    yield from function_mutants(conn)
    yield from schema_mutants(conn)
    yield from trigger_mutants(conn)
    yield from role_mutants(conn)
    yield from new_object_mutants()
    yield from meaning_mutants(conn, plan)


POLICIES = """
select format('%I.%I', p.schemaname, p.tablename), format('%I on %I.%I', p.policyname, p.schemaname, p.tablename),
       lower(p.cmd), p.roles::text[], p.qual, p.with_check,
       exists (select from pg_attribute as a where a.attrelid = format('%I.%I', p.schemaname, p.tablename)::regclass and a.attname = 'user_id')
  from pg_policies as p where p.schemaname in ('public', 'private') order by 2"""


def policy_mutants(conn: Connection) -> Iterator[Mutant]:
    for table, policy, command, roles, using, check, has_user in conn.execute(POLICIES).fetchall():

        def mutant(kind: str, statement: str, who: tuple[str, ...] = tuple(roles)) -> Mutant:
            return Mutant(kind, statement, (table,), who, (command,))  # noqa: B023

        yield mutant("policy dropped", f"drop policy {policy}")
        yield mutant("policy for everybody", f"alter policy {policy} to public", ())
        for role in roles if len(roles) > 1 else ():
            fewer = ", ".join(r for r in roles if r != role)
            yield mutant("policy's role dropped", f"alter policy {policy} to {fewer}", (role,))
        for role in (other for other in PRINCIPALS if other not in roles):
            yield mutant("policy's role added", f"alter policy {policy} to {', '.join(roles)}, {role}", (role,))
        for clause, rule in (("using", using), ("with check", check)):
            if rule is None:
                continue
            yield mutant("policy tightened", f"alter policy {policy} {clause} (false)")
            if rule != "true":
                yield mutant("policy loosened", f"alter policy {policy} {clause} (true)")
                for weaker in ("user_id is null", "user_id is not null") if has_user else ():
                    yield mutant("policy loosened", f"alter policy {policy} {clause} ({rule} or {weaker})")


TABLES = """
select format('%I.%I', c.relnamespace::regnamespace, c.relname) from pg_class as c
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') order by 1"""


def table_mutants(conn: Connection) -> Iterator[Mutant]:
    for (table,) in conn.execute(TABLES).fetchall():
        yield Mutant("RLS disabled", f"alter table {table} disable row level security", (table,))
        yield Mutant("FORCE dropped", f"alter table {table} no force row level security", (table,), (OWNER,))
        yield Mutant("table's owner", f"alter table {table} owner to current_user", (table,), (OWNER,))
        yield Mutant("table's owner", f"alter table {table} owner to service_role", (table,), (OWNER, "service_role"))
        for who in (PUBLIC, "authenticated"):
            yield Mutant("policy added", f"create policy more on {table} to {who} using (true)", (table,))


PRIVILEGES = """
select format('%I.%I', c.relnamespace::regnamespace, c.relname), lower(p.privilege), g.grantee,
       exists (select from aclexplode(c.relacl) as a where a.privilege_type = p.privilege
                  and a.grantee = coalesce((select r.oid from pg_roles as r where r.rolname = g.grantee), 0))
  from pg_class as c
 cross join (select a.privilege_type from aclexplode(acldefault('r', 10)) as a where a.grantee = 10) as p (privilege)
 cross join unnest(%s::text[]) as g (grantee)
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') order by 1, 2, 3"""


def privilege_mutants(conn: Connection) -> Iterator[Mutant]:
    found = conn.execute(PRIVILEGES.replace("%I", "%%I"), [[*GRANTEES, OWNER]]).fetchall()
    for table, privilege, grantee, has in found:
        roles = () if grantee == PUBLIC else (grantee,)

        def mutant(kind: str, statement: str) -> Mutant:
            return Mutant(kind, statement, (table,), roles, (privilege,))  # noqa: B023

        if has:
            yield mutant("grant dropped", f"revoke {privilege} on {table} from {grantee}")
            if grantee != OWNER:
                option = f"grant {privilege} on {table} to {grantee} with grant option"
                yield mutant("grant may be handed on", option)
        else:
            yield mutant("grant added", f"grant {privilege} on {table} to {grantee}")


COLUMNS = """
select format('%I.%I', c.relnamespace::regnamespace, c.relname), a.attname::text, lower(p.privilege), g.grantee,
       exists (select from aclexplode(a.attacl) as x where x.privilege_type = p.privilege and x.grantee = g.oid),
       exists (select from aclexplode(c.relacl) as x where x.privilege_type = p.privilege and x.grantee = g.oid)
  from pg_class as c
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) as p (privilege)
 cross join (select n, coalesce((select r.oid from pg_roles as r where r.rolname = n), 0) from unnest(%s::text[]) as n) as g (grantee, oid)
 where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') order by 1, 3, 4, 2"""


def column_mutants(conn: Connection) -> Iterator[Mutant]:
    found = conn.execute(COLUMNS.replace("%I", "%%I"), [list(GRANTEES)]).fetchall()
    for table, column, privilege, grantee, has, has_table in found:
        roles = () if grantee == PUBLIC else (grantee,)
        scope = (table,), roles, (privilege,), column
        if has:
            statement = f'revoke {privilege} ("{column}") on {table} from {grantee}'
            yield Mutant("column's grant dropped", statement, *scope)
        elif not has_table:
            yield Mutant("column's grant added", f'grant {privilege} ("{column}") on {table} to {grantee}', *scope)


FUNCTIONS = """
select format('%I.%I', p.pronamespace::regnamespace, p.proname), p.oid::regprocedure::text, p.prosecdef,
       array(select coalesce(r.rolname, 'public') from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
               left join pg_roles as r on r.oid = a.grantee),
       array(select distinct t.tgrelid::regclass::text from pg_trigger as t where t.tgfoid = p.oid and not t.tgisinternal)
  from pg_proc as p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) order by 1"""


def function_mutants(conn: Connection) -> Iterator[Mutant]:
    for name, signature, is_definer, grantees, tables in conn.execute(FUNCTIONS).fetchall():
        for grantee in (*GRANTEES, OWNER):
            roles = () if grantee == PUBLIC else (grantee,)
            if grantee in grantees:
                statement = f"revoke execute on function {signature} from {grantee}"
                yield Mutant("EXECUTE dropped", statement, (name,), roles, ("execute",))
            else:
                statement = f"grant execute on function {signature} to {grantee}"
                yield Mutant("EXECUTE added", statement, (name,), roles, ("execute",))
        security = "invoker" if is_definer else "definer"
        yield Mutant(f"security {security}", f"alter function {signature} security {security}", (name, *tables))
        for clause in (
            "reset search_path",
            "set search_path = public, pg_catalog",
            'set search_path = "$user", public',
        ):
            yield Mutant("search_path", f"alter function {signature} {clause}", (name,), (), ("search_path",))
        yield Mutant("function's owner", f"alter function {signature} owner to current_user", (name, *tables))


SCHEMAS = """
select n.nspname::text, p, g,
       exists (select from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
                where a.privilege_type = upper(p) and a.grantee = coalesce((select r.oid from pg_roles as r where r.rolname = g), 0))
  from pg_namespace as n cross join unnest(array['usage', 'create']) as p cross join unnest(%s::text[]) as g
 where n.nspname in ('public', 'private') order by 1, 2, 3"""


def schema_mutants(conn: Connection) -> Iterator[Mutant]:
    for schema, privilege, grantee, has in conn.execute(SCHEMAS, [[*GRANTEES, OWNER]]).fetchall():
        roles = () if grantee == PUBLIC else (grantee,)
        verb, preposition, kind = ("revoke", "from", "dropped") if has else ("grant", "to", "added")
        statement = f"{verb} {privilege} on schema {schema} {preposition} {grantee}"
        yield Mutant(f"schema's grant {kind}", statement, (schema,), roles)
    yield Mutant("schema's owner", "alter schema private owner to current_user", ("private",))


TRIGGERS = """
select t.tgrelid::regclass::text, t.tgname::text, pg_get_triggerdef(t.oid)
  from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
 where not t.tgisinternal and t.tgparentid = 0 and p.proname like 'refuse%' order by 1, 2"""


def trigger_mutants(conn: Connection) -> Iterator[Mutant]:
    """Of the triggers that guard: they refuse."""
    for table, trigger, definition in conn.execute(TRIGGERS).fetchall():
        yield Mutant("guard dropped", f"drop trigger {trigger} on {table}", (table,))
        for state in ("disable", "enable replica"):
            yield Mutant("guard disabled", f"alter table {table} {state} trigger {trigger}", (table,))
        # One that forgets: a column that it names, or a command.
        for part in re.findall(r"'\w+'", definition):
            fewer = definition.replace(f"{part}, ", "").replace(f", {part})", ")")
            yield Mutant("guard forgets", f"drop trigger {trigger} on {table}; {fewer}", (table,))
        for part in (" OR DELETE", " OR TRUNCATE", " OR UPDATE"):
            if part in definition:
                fewer = definition.replace(part, "")
                yield Mutant("guard forgets", f"drop trigger {trigger} on {table}; {fewer}", (table,))


def role_mutants(conn: Connection) -> Iterator[Mutant]:
    reach = tuple(name for (name,) in conn.execute(TABLES).fetchall())
    for role in PRINCIPALS:
        for attribute in ("bypassrls", "superuser"):
            yield Mutant("role's attribute", f"alter role {role} {attribute}", (*reach, role), (role,))
        for other in PRINCIPALS:
            is_member = conn.execute("select pg_has_role(%s, %s, 'member')", [role, other]).fetchone()
            circular = conn.execute("select pg_has_role(%s, %s, 'member')", [other, role]).fetchone()
            if role != other and is_member == (False,) and circular == (False,):
                yield Mutant("membership added", f"grant {other} to {role}", (*reach, role), (role,))
            elif role != other and is_member == (True,):
                yield Mutant("membership dropped", f"revoke {other} from {role}", (role,))


def new_object_mutants() -> Iterator[Mutant]:
    """What somebody made by hand: nothing in the proof knows it, so the comparison has to."""
    for kind, statement in {
        "relation added": "create table public.notes (note text)",
        "relation added ": "create view public.everybody as select * from public.user_profile",
        "relation added  ": "create materialized view private.copy as select 1 as one",
        "sequence added": "create sequence public.counter",
        "type added": "create type public.mood as enum ('calm')",
        "function added": "create function public.back_door() returns void language plpgsql as 'begin end'",
        "function added ": "create function private.spare() returns void language plpgsql as 'begin end'",
        "overload added": "create function public.my_entitlements(p_user_id uuid) returns void language plpgsql as 'begin end'",
        "default privilege": "alter default privileges for role dochub_owner grant execute on functions to public",
        "default privilege ": "alter default privileges for role dochub_owner in schema public grant select on tables to anon",
        "default privilege  ": "alter default privileges in schema public grant all on tables to service_role",
    }.items():
        yield Mutant(kind.strip(), statement, ())


CLAIMS = "nullif(current_setting('request.jwt.claims', true), '')::jsonb"
HELPERS = ("current_user_id", "verified_email", "caller_class", "target_user", "pre_request")

# What a function means: (function, what it comes to, the text of it, the text instead).
MEANINGS = (
    ("current_user_id", "is always Ada", "return (", f"return '{proof.ADA}'; return ("),
    ("current_user_id", "nobody is Ada", "return null", f"return '{proof.ADA}'"),
    ("current_user_id", "nobody is a user", "return null", "return '00000000-0000-0000-0000-000000000000'"),
    ("current_user_id", "raises", "return null", "raise"),
    *(
        (
            "current_user_id",
            f"believes {path}",
            "return (",
            f"return coalesce({CLAIMS} ->> 'sub', {CLAIMS} #>> '{path}')::uuid; return (",
        )
        for path in ("{user_metadata,sub}", "{app_metadata,sub}", "{user_id}", "{0,sub}")
    ),
    ("verified_email", "believes everybody", "v_claims #> v_verified_path = 'true'", "true"),
    (
        "verified_email",
        "takes any answer for yes",
        "v_verified_path = 'true'",
        "v_verified_path is not null",
    ),
    (
        "verified_email",
        "takes a text for yes",
        "#> v_verified_path = 'true'",
        "#>> v_verified_path = 'true'",
    ),
    (
        "verified_email",
        "believes user_metadata",
        "private.claims()",
        "coalesce(private.claims() -> 'user_metadata', private.claims())",
    ),
    (
        "verified_email",
        "takes user_metadata's word",
        "if v_claims #>",
        "if coalesce(v_claims -> 'user_metadata', v_claims) #>",
    ),
    (
        "verified_email",
        "takes a list for an address",
        "and jsonb_typeof(v_claims #> v_path) = 'string'",
        "",
    ),
    ("verified_email", "keeps capitals", 'lower(btrim(v_claims #>> v_path) collate "C")', "btrim(v_claims #>> v_path)"),
    ("caller_class", "everybody is a service", "return case", "return 'service'; return case"),
    ("caller_class", "everybody is a client", "return case", "return 'client'; return case"),
    ("caller_class", "everybody is an administrator", "return case", "return 'admin'; return case"),
    ("caller_class", "whoever may become a service is one", "'usage'", "'member'"),
    ("caller_class", "others are services", "else 'client'", "else 'service'"),
    ("caller_class", "goes by who connected", "nullif(current_setting('role'), 'none')", "null"),
    (
        "caller_class",
        "goes by the owner",
        "coalesce(nullif(current_setting('role'), 'none'), session_user)",
        "current_user",
    ),
    ("target_user", "anybody may name anybody", "p_user_id is not null and", "p_user_id is not null or"),
    (
        "target_user",
        "takes everybody for the caller",
        "coalesce(p_user_id, v_caller) = v_caller",
        "v_caller is not null",
    ),
    (
        "target_user",
        "whoever has no name may name anybody",
        "p_user_id is not null and",
        "p_user_id is not null and v_caller is null or p_user_id is not null and",
    ),
    ("target_user", "clients may name anybody", "in ('admin', 'service')", "in ('admin', 'service', 'client')"),
    ("target_user", "services name nobody", "in ('admin', 'service')", "in ('admin')"),
    ("target_user", "administrators name nobody", "in ('admin', 'service')", "in ('service')"),
    (
        "target_user",
        "takes oneself for another",
        "elsif p_user_id is not null then",
        "elsif p_user_id is not null then return v_caller;",
    ),
    (
        "target_user",
        "takes nobody for oneself",
        "raise sqlstate 'PT400' using",
        "return null; raise sqlstate 'PT400' using",
    ),
    (
        "target_user",
        "a client may be nobody",
        "elsif private.caller_class() = 'client' then",
        "elsif private.caller_class() = 'client' then return null;",
    ),
    ("pre_request", "lets the erased in", "p.erased_at is not null", "false"),
    ("pre_request", "lets everybody in as an administrator", "current_setting('role') = 'dochub_admin'", "false"),
    (
        "pre_request",
        "lets whoever has no account in as an administrator",
        "if not exists (",
        "if exists (select 1 from public.user_profile as p where p.user_id = private.current_user_id()) and not exists (",
    ),
    ("pre_request", "lets every user in as an administrator", " and p.role = 'admin'", ""),
    ("pre_request", "lets nobody in", "p.erased_at is not null", "p.erased_at is null"),
    ("refuse_change", "refuses nothing", "raise sqlstate", "return null; raise sqlstate"),
    (
        "refuse_change",
        "refuses changes by clients",
        "raise sqlstate",
        "if session_user = 'postgres' then return null; end if; raise sqlstate",
    ),
    ("refuse_identity_change", "refuses nothing", "raise sqlstate", "return new; raise sqlstate"),
)


def meaning_mutants(conn: Connection, plan: Plan) -> Iterator[Mutant]:
    """Functions that mean something else. ValueError: one whose text is not there any more."""
    helpers = tuple(f"private.{helper}" for helper in HELPERS)
    own = tuple(table.name for table in plan.tables.values() if table.has_user and table.name.startswith("public."))
    guarded = tuple(table for table, *_ in conn.execute(TRIGGERS).fetchall())
    for function, meaning, old, new in MEANINGS:
        row = conn.execute(
            "select pg_get_functiondef(p.oid) from pg_proc as p where p.proname = %s", [function]
        ).fetchone()
        if not row or row[0].count(old) != 1:
            raise ValueError(f"{function} has no {old!r}: say what else `{meaning}` means")
        kind = "guard's meaning" if function.startswith("refuse") else f"{function}'s meaning"
        subjects = (
            guarded if function.startswith("refuse") else (*helpers, *own) if function == "current_user_id" else helpers
        )
        yield Mutant(kind, f"{row[0].replace(old, new)} -- {meaning}", subjects)
