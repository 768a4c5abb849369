"""What lies around the tables: schemas, the database, default privileges, roles, settings."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator

from dochub.access import OWNER
from dochub.catalog.look import (
    ATTRIBUTES,
    DEFAULTS,
    HARMFUL,
    PRIVILEGE,
    PUBLIC,
    Catalog,
    Difference,
    Kind,
    by_object,
    listed,
    unlike_privileges,
)

LOGIN = "authenticator"  # whom PostgREST logs in as
PRE_REQUEST = "private.pre_request"

_SCHEMAS = """
select n.nspname as name, pg_get_userbyid(n.nspowner) as owner
  from pg_namespace as n where n.nspname = any (%(schemas)s)"""

_SCHEMA_PRIVILEGES = f"""
select n.nspname as name, {PRIVILEGE}
  from pg_namespace as n
 cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where n.nspname = any (%(schemas)s) and a.grantee <> n.nspowner"""

_DATABASE_PRIVILEGES = f"""
select quote_ident(d.datname) as name, {PRIVILEGE}
  from pg_database as d
 cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
  left join pg_roles as r on r.oid = a.grantee
 where d.datname = current_database() and a.privilege_type = 'CREATE' and (a.grantee = 0 or r.rolname = any (%(roles)s))
   and a.grantee <> d.datdba"""


def schemas(catalog: Catalog) -> Iterator[Difference]:
    """Who may look up and create names. Schema public may be another's; who looks names up in it is everybody."""
    found = by_object(catalog.rows(_SCHEMA_PRIVILEGES))
    owners = {row.name: row.owner for row in catalog.rows(_SCHEMAS)}
    if owners["private"] != OWNER:
        repair = f"alter schema private owner to {OWNER};"
        yield Difference("different", "schema private", f"is owned by {owners['private']}, not {OWNER}", repair)
    for schema, privileges in catalog.contract.schemas.items():
        declared: dict[str, set[str]] = defaultdict(set)
        for privilege, roles in privileges.items():
            for role in roles:
                if role != owners[schema]:
                    declared[role].add(privilege.upper())
        has = {
            who: privileges
            for who, privileges in found[schema].items()
            if who in declared or not (privileges == {"USAGE": False} and "USAGE" in declared[PUBLIC])
        }
        catalog.compared["privileges"] += sum(map(len, has.values()))
        yield from unlike_privileges(f"schema {schema}", f"schema {schema}", declared, has)


def database(catalog: Catalog) -> Iterator[Difference]:
    """Who may create schemas, of PUBLIC and the contract's roles. A copy of a database lacks it: that is noted."""
    declared = {role: {"CREATE"} for role in catalog.contract.database["create"]}
    rows = catalog.rows(_DATABASE_PRIVILEGES, roles=list(catalog.contract.everybody))
    name = catalog.database
    for found in unlike_privileges(f"database {name}", f"database {name}", declared, by_object(rows)[name]):
        lacks = found._replace(kind="note", what=f"{found.what}, which deploying needs")
        yield lacks if found.kind == "less" else found


_DEFAULTS = f"""
select d.objtype::text as name, '' as nspname, {PRIVILEGE}, o.rolname
  from (values ('r'), ('S'), ('f'), ('T'), ('n')) as d (objtype)
  join pg_roles as o on o.rolname = %(owner)s
  left join pg_default_acl as s on s.defaclrole = o.oid and s.defaclnamespace = 0 and s.defaclobjtype::text = d.objtype
 cross join lateral aclexplode(coalesce(s.defaclacl, acldefault(replace(d.objtype, 'S', 's')::"char", o.oid))) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee <> o.oid
 union all
select s.defaclobjtype::text, n.nspname, {PRIVILEGE}, quote_ident(o.rolname)
  from pg_default_acl as s
  join pg_roles as o on o.oid = s.defaclrole
  left join pg_namespace as n on n.oid = s.defaclnamespace
 cross join lateral aclexplode(s.defaclacl) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee <> s.defaclrole and not (o.rolname = %(owner)s and s.defaclnamespace = 0)
   and (s.defaclnamespace = 0 or n.nspname = any (%(schemas)s) or o.rolname = %(owner)s)"""


def defaults(catalog: Catalog) -> Iterator[Difference]:
    """What dochub_owner makes later is as the contract says. What others make in the two schemas is noted."""
    found: dict[tuple[str, str, str], dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    for row in catalog.rows(_DEFAULTS, owner=OWNER):
        found[row.rolname, row.nspname or "", row.name][row.grantee][row.privilege] = row.grantable
    for (role, schema, sort), has in found.items():
        kind, within = DEFAULTS[sort], f" in schema {schema}" if schema else ""
        where, prefix = f"default privileges of {role}{within}", f"alter default privileges for role {role}{within}"
        if role == OWNER:
            declared = {who: set(has.get(who, {})) for who in catalog.contract.later[kind]}
            for d in unlike_privileges(where, kind, declared, has):
                yield d._replace(what=f"{d.what} on later {kind}", repair=f"{prefix} {d.repair}" if d.repair else "")
        elif ours := {who: of for who, of in has.items() if who == PUBLIC or who in catalog.contract.everybody}:
            said = "; ".join(f"{who} has {listed(of)}" for who, of in sorted(ours.items()))
            yield Difference(
                "note", where, f"on later {kind}: {said}: make nothing by hand as {role} in the two schemas"
            )


_MEMBERSHIPS = """
select m.rolname as member, g.rolname as role, bool_or(a.admin_option) as hands_on,
       bool_or(coalesce((to_jsonb(a) ->> 'set_option')::boolean, true)) as becomes,
       bool_or(coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, false)) as inherits, -- in the role before 16
       m.rolname = any (%(roles)s) as ours, m.rolsuper as super, g.rolsuper or g.rolbypassrls as powerful
  from pg_auth_members as a
  join pg_roles as m on m.oid = a.member
  join pg_roles as g on g.oid = a.roleid
 where m.rolname = any (%(roles)s) or g.rolname = any (%(roles)s)
 group by m.rolname, g.rolname, m.rolsuper, g.rolsuper, g.rolbypassrls"""


def roles(catalog: Catalog) -> Iterator[Difference]:
    """The roles that we make have the attributes of the contract; those that were there before are noted."""
    for role in catalog.contract.everybody:
        logs_in = "login" if role in catalog.contract.login else "nologin"
        row = catalog.roles.get(role)
        if row is None:
            repair = f"create role {role} {logs_in} noinherit;"
            yield Difference("less", f"role {role}", "does not exist", repair)
            continue
        catalog.compared["roles"] += 1
        for column, name in ATTRIBUTES.items():
            has = getattr(row, column)
            if has == (name == "login" and role in catalog.contract.login):
                continue
            # A platform's service_role may bypass policies (append-only tables have triggers). Nobody else's may.
            void = name == "superuser" or (name == "bypassrls" and role != "service_role")
            what = f"has {name.upper()}" if has else f"has no {name.upper()}"
            if catalog.made(role) or void:
                repair = f"alter role {role} {'no' if has else ''}{name};"
                yield Difference("more" if has else "less", f"role {role}", what, repair)
            elif name != "inherit" or role in catalog.contract.becomes:
                yield Difference("note", f"role {role}", f"{what}: it was there before DocHub, which leaves it so")


def memberships(catalog: Catalog) -> Iterator[Difference]:
    """Who may become whom, among our roles and out of them; others who may become ours are noted."""
    members: dict[str, list[str]] = defaultdict(list)
    missing = {(m, role) for m, of in catalog.contract.becomes.items() for role in of}
    for row in catalog.rows(_MEMBERSHIPS, roles=list(catalog.contract.everybody)):
        where, pair = f"role {row.member}", (row.member, row.role)
        grant = f"grant {row.role} to {row.member}"
        if not row.ours:
            if not row.super:
                members[row.member].append(row.role)
        elif row.role in catalog.contract.becomes.get(row.member, ()):
            missing.discard(pair)
            if not row.becomes:
                yield Difference("less", where, f"may not become {row.role}", f"{grant} with set true;")
            if row.hands_on:
                repair = f"revoke admin option for {row.role} from {row.member};"
                yield Difference("more", where, f"may hand on its membership in {row.role}", repair)
            if row.inherits:
                what = f"has what {row.role} has without becoming it"
                kind: Kind = "more" if catalog.made(row.member) else "note"
                yield Difference(kind, where, what, f"{grant} with inherit false;")
        else:
            foreign = row.role not in catalog.contract.everybody and not row.role.startswith("pg_") and not row.powerful
            kind = "note" if foreign and not catalog.made(row.member) else "more"
            yield Difference(kind, where, f"is a member of {row.role}", f"revoke {row.role} from {row.member};")
    for member, role in missing:
        if member in catalog.roles and role in catalog.roles:
            yield Difference("less", f"role {member}", f"may not become {role}", f"grant {role} to {member};")
    for member, granted in members.items():
        yield Difference("note", f"role {member}", f"is a member of {listed(granted)}, and so may do what they may")


_SETTINGS = """
select coalesce(r.rolname, '') as role, s.setdatabase <> 0 as here, split_part(c.setting, '=', 1) as name,
       substr(c.setting, strpos(c.setting, '=') + 1) as value
  from pg_db_role_setting as s
  left join pg_roles as r on r.oid = s.setrole
 cross join lateral unnest(s.setconfig) as c (setting)
 where (s.setrole = 0 or r.rolname = any (%(roles)s))
   and s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
 order by 2"""  # first the role's in every database

_PARAMETERS = f"""
select quote_ident(p.parname) as name, {PRIVILEGE}
  from pg_parameter_acl as p
 cross join lateral aclexplode(p.paracl) as a
  left join pg_roles as r on r.oid = a.grantee
 where a.grantee = 0 or r.rolname = any (%(roles)s)"""


def settings(catalog: Catalog) -> Iterator[Difference]:
    """No setting switches triggers or row-level security off, and no role of ours may set what only superusers may."""
    ours = list(catalog.contract.everybody)
    others: dict[str, dict[str, str]] = {role: {} for role in ours}
    for row in catalog.rows(_SETTINGS, roles=ours):
        here = f" in database {catalog.database}" if row.here else ""
        name = f"role {row.role}" if row.role else f"database {catalog.database}"
        reset = f"alter {name}{here if row.role else ''} reset {row.name};"
        if row.name in HARMFUL and row.value not in HARMFUL[row.name]:
            yield Difference("more", name, f"sets {row.name} = {row.value}{here if row.role else ''}", reset)
        elif row.role:
            others[row.role][row.name] = row.value  # the database's own come last, and count
    yield from _pre_request(catalog, others[LOGIN])
    for role in catalog.roles:
        yield from _timeouts(catalog, role, others[role])
    for name, harmless in HARMFUL.items():
        if name != "role":
            (row,) = catalog.rows("select s.setting, s.source from pg_settings as s where s.name = %(name)s", name=name)
            if row.setting not in harmless and row.source in (
                "configuration file",
                "command line",
                "environment variable",
            ):
                yield Difference("more", "server", f"sets {name} = {row.setting}", f"alter system reset {name};")
    for parameter, grantees in by_object(catalog.rows(_PARAMETERS, roles=ours)).items():
        yield from unlike_privileges(f"parameter {parameter}", f"parameter {parameter}", {}, grantees)


def _pre_request(catalog: Catalog, has: dict[str, str]) -> Iterator[Difference]:
    """PostgREST is told to check tokens: by its role's settings, or by a file that the database does not see."""
    where = f"role {LOGIN}"
    found = has.pop("pgrst.db_pre_request", None)
    if found not in (None, PRE_REQUEST):
        what = f"has PostgREST call {found or 'nothing'} before each request, not {PRE_REQUEST}: it must call that"
        yield Difference("note", where, what)
    elif found is None and os.environ.get("PGRST_DB_PRE_REQUEST") != PRE_REQUEST:
        what = f"does not have PostgREST call {PRE_REQUEST} before each request: its configuration must"
        setting = f"pgrst.db_pre_request = '{PRE_REQUEST}'"
        repair = f"alter role {LOGIN} in database {catalog.database} set {setting};"
        yield Difference("note", where, what, f"{repair} notify pgrst, 'reload config';")


def _timeouts(catalog: Catalog, role: str, has: dict[str, str]) -> Iterator[Difference]:
    where, should = f"role {role}", catalog.contract.timeouts.get(role, {})
    for name, value in should.items():
        if re.fullmatch("0[a-z]*", has.get(name, "0")):
            kind: Kind = "less" if catalog.made(role) else "note"
            yield Difference(kind, where, f"has no {name}", f"alter role {role} set {name} = '{value}';")
    for name, other in has.items():
        if other != should.get(name) and not (name in should and re.fullmatch("0[a-z]*", other)):
            instead = f", not {should[name]}" if name in should else ""
            yield Difference("note", where, f"sets {name} = {other or 'nothing'}{instead}")
