"""Verify scripts: lists of facts, as the source says them and as the catalog has them, compared for equality.

They ask no function of the package, since that may be what is wrong. What differs is told as a diff tells it.
Privileges are written as psql shows them.
"""

import hashlib
import re
from collections.abc import Iterable

from dochub.errors import Problem
from dochub.source import OWNER, Source

_SETTINGS = "set local search_path = pg_catalog, pg_temp;\nset local quote_all_identifiers = off;\n"

_COMPARE = r"""do $verify$
declare
  {which}
  v_expected text[] := array[
    {expected}];
  v_found text[] := array({found});
  v_difference text := (
    select string_agg(line, E'\n' order by substr(line, 3), line) from (
      select '- ' || e from unnest(v_expected) as e where e <> all (v_found)
      union all select '+ ' || f from unnest(v_found) as f where f <> all (v_expected){only}) as d (line));
begin
  if v_difference <> '' then
    raise exception E'- is expected, + is found:\n%', v_difference;
  end if;
end
$verify$;
"""

# A later change may add to a table: here only what the source names is compared.
_NAMED = r"""
        and split_part(f, ': ', 1) in (select split_part(e, ': ', 1) from unnest(v_expected) as e)"""

_FUNCTIONS = r"""
    select format('%s: %s, provolatile %s, prosecdef %s, proconfig %s, owner %s, %s, sha256 %s',
        p.oid::regprocedure, l.lanname, p.provolatile, p.prosecdef,
        array(select x collate "C" from unnest(p.proconfig) as x order by 1), p.proowner::regrole,
        array(select x::text collate "C" from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) as x order by 1),
        encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'))
      from unnest(v_names) as f (name)
        join pg_proc as p on p.proname = split_part(f.name, '.', 2)
          and p.pronamespace = split_part(f.name, '.', 1)::regnamespace
        join pg_language as l on l.oid = p.prolang"""

_POLICIES = r"""
    select format('%s: owner %s, row security %s, forced %s',
        oid::regclass, relowner::regrole, relrowsecurity, relforcerowsecurity)
      from pg_class where oid = any (v_tables)
    union all
    select concat_ws(' ',
        format('policy %s on %s.%s: %s for %s to %s', policyname, schemaname, tablename, permissive, cmd, roles),
        'using ' || case when qual <> 'true' then '(...)' else '(' || qual || ')' end,
        'with check ' || case when with_check <> 'true' then '(...)' else '(' || with_check || ')' end)
      from pg_policies where schemaname || '.' || tablename = any (v_tables::text[])
    union all -- The owner's m, MAINTAIN, came with PostgreSQL 17.
    select format('grant on %s: %s', oid::regclass, regexp_replace(x::text, '^(dochub_owner=\w*)m/', '\1/'))
      from pg_class, unnest(coalesce(relacl, acldefault('r', relowner))) as x where oid = any (v_tables)
    union all
    select format('grant on %s.%s: %s', attrelid::regclass, attname, x)
      from pg_attribute, unnest(attacl) as x where attrelid = any (v_tables)"""

_TABLES = r"""
    select format('%s: owner %s', oid::regclass, relowner::regrole) from pg_class where oid = any (v_tables)
    union all
    select format('column %s.%s: ', attrelid::regclass, attname)
        || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
      from pg_attribute where attrelid = any (v_tables) and attnum > 0 and not attisdropped
    union all
    select format('constraint %s on %s: ', conname, conrelid::regclass)
        || lower(substring(pg_get_constraintdef(oid) from '^\w+(?: KEY)?'))
      from pg_constraint where conrelid = any (v_tables)
    union all
    select format('index %s: valid %s', indexrelid::regclass, indisvalid) from pg_index where indrelid = any (v_tables)
    union all
    select format('trigger %s on %s: tgenabled %s', tgname, tgrelid::regclass, tgenabled)
      from pg_trigger where tgrelid = any (v_tables) and not tgisinternal"""


def verify(source: Source) -> str:
    """The statements that verify what `source` makes. Problem: it makes nothing that could be verified."""
    parts = [
        _compare("v_tables regclass[]", [t.name for t in source.tables()], _tables(source), _TABLES, only=_NAMED),
        _compare("v_names text[]", [f.name for f in source.functions()], _functions(source), _FUNCTIONS),
        _compare("v_tables regclass[]", source.protected(), _policies(source), _POLICIES),
    ]
    if not any(parts):
        raise Problem(f"{source.file} makes no table, function or policy", "its verify script could not fail")
    return _SETTINGS + "".join(parts)


def _compare(variable: str, names: Iterable[str], expected: list[str], found: str, *, only: str = "") -> str:
    if not expected:
        return ""
    which = f"{variable} := '{{{', '.join(dict.fromkeys(names))}}}';"
    facts = ",\n    ".join("'" + fact.replace("'", "''") + "'" for fact in expected)
    return _COMPARE.format(which=which, expected=facts, found=found, only=only)


def _functions(source: Source) -> list[str]:
    return [
        f"{f.signature}: {f.language}, provolatile {f.volatility[0]}, prosecdef {_bool(f.is_definer)}, "
        f"proconfig {_array(f.settings)}, owner {OWNER}, {_array(source.acl(f.name, '', 'X'))}, "
        f"sha256 {hashlib.sha256(f.body.encode()).hexdigest()}"
        for f in source.functions()
    ]


def _policies(source: Source) -> list[str]:
    facts = []
    for table, forced in source.protected().items():
        facts.append(f"{table}: owner {OWNER}, row security t, forced {_bool(forced)}")
        facts += [f"policy {p.name} on {table}: {p.rule}" for p in source.policies() if p.table == table]
        facts += [f"grant on {table}: {item}" for item in source.acl(table, "", "arwdDxt")]
        for column in source.granted_columns(table):
            facts += [f"grant on {table}.{column}: {item}" for item in source.acl(table, column, "")]
    return facts


def _tables(source: Source) -> list[str]:
    facts = []
    for table in source.tables():
        schema = table.name.rpartition(".")[0]
        facts.append(f"{table.name}: owner {OWNER}")
        facts += [f"column {table.name}.{column}: {what}" for column, what in table.columns]
        facts += [f"constraint {constraint} on {table.name}: {what}" for constraint, what in table.constraints]
        facts += [f"index {schema}.{index}: valid t" for index in table.indexes]
        facts += [f"trigger {trigger} on {table.name}: tgenabled O" for trigger in table.triggers]
    return facts


def _bool(value: bool) -> str:
    return "t" if value else "f"


def _array(items: list[str]) -> str:
    """As PostgreSQL writes an array of text."""
    quoted = [
        '"' + re.sub(r'(["\\])', r"\\\1", item) + '"' if re.search(r'[\s,"\\{}]', item) else item for item in items
    ]
    return "{" + ",".join(quoted) + "}"
