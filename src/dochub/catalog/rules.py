"""Policies, triggers and rules."""

from collections.abc import Iterator
from typing import NamedTuple

from dochub.catalog.look import COMMAND_OF, PUBLIC, Catalog, Difference, Kind

_POLICIES = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(p.polname) as policy, p.polcmd::text,
       p.polpermissive,
       array(select coalesce(quote_ident(r.rolname), 'PUBLIC')
               from unnest(p.polroles) as o left join pg_roles as r on r.oid = o)::text[] as roles,
       pg_get_expr(p.polqual, p.polrelid) as using_expression,
       pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""


class Policy(NamedTuple):
    """What a policy says."""

    command: str
    permissive: bool
    roles: tuple[str, ...]  # in the contract's order, whom it does not name last
    using: str | None
    check: str | None

    @property
    def to(self) -> str:
        return ", ".join("public" if role == PUBLIC else role for role in self.roles)

    @property
    def expressions(self) -> str:
        using = f" using ({self.using})" if self.using else ""
        return using + (f" with check ({self.check})" if self.check else "")


def policies(catalog: Catalog) -> Iterator[Difference]:
    """The policies of the contract: name, command, roles, permissive, expressions; there is no other."""
    place = {role: n for n, role in enumerate(catalog.contract.roles)}
    declared = {
        (p.table, p.name): Policy(p.command, True, p.roles, *catalog.contract.expressions(p.command, p.rows))
        for p in catalog.contract.policies(catalog.partitions)
        if p.table in catalog.there
    }
    oids = [catalog.relations[table].oid for table in catalog.there]
    found = {
        (row.name, row.policy): Policy(
            COMMAND_OF[row.polcmd],
            row.polpermissive,
            tuple(sorted(row.roles, key=lambda role: (place.get(role, len(place)), role))),
            row.using_expression,
            row.check_expression,
        )
        for row in catalog.rows(_POLICIES, tables=oids)
    }
    catalog.compared["policies"] = len(found)
    for table, name in declared.keys() | found.keys():
        should, has = declared.get((table, name)), found.get((table, name))
        drop = f"drop policy {name} on {table};"
        if should:
            create = f"create policy {name} on {table} for {should.command} to {should.to}{should.expressions};"
        if should is None and has:
            how = "" if has.permissive else "RESTRICTIVE "
            what = f"the contract has no {how}policy {name} (for {has.command} to {has.to}{has.expressions})"
            yield Difference("more", f"table {table}", what, drop)
        elif should and has is None:
            yield Difference("less", f"table {table}", f"there is no policy {name}", create)
        elif should and has and should != has:
            if (should.command, should.permissive) == (has.command, has.permissive):
                to = f" to {should.to}" if should.roles != has.roles else ""
                same = (should.using, should.check) == (has.using, has.check)
                repair = f"alter policy {name} on {table}{to}{'' if same else should.expressions};"
            else:
                repair = f"{drop} {create}"
            yield Difference("different", f"table {table}", f"policy {name} {_unlike(should, has)}", repair)


def _unlike(should: Policy, has: Policy) -> str:
    said = []
    if has.command != should.command:
        said.append(f"is for {has.command}, not {should.command}")
    if has.permissive != should.permissive:
        said.append("is RESTRICTIVE, not PERMISSIVE")
    if has.roles != should.roles:
        said.append(f"is to {has.to}, not {should.to}")
    if has.using != should.using:
        said.append(f"has using ({has.using}), not ({should.using})")
    if has.check != should.check:
        said.append(f"has with check ({has.check}), not ({should.check})")
    return "; ".join(said)


_TRIGGERS = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(t.tgname) as trigger, t.tgenabled::text,
       t.tgisinternal, t.tgparentid <> 0 as inherited, pg_get_triggerdef(t.oid) as definition
  from pg_trigger as t
  join pg_class as c on c.oid = t.tgrelid
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""

_RULES = """
select format('%%I.%%I', n.nspname, c.relname) as name, quote_ident(w.rulename) as rule
  from pg_rewrite as w
  join pg_class as c on c.oid = w.ev_class
  join pg_namespace as n on n.oid = c.relnamespace
 where c.oid = any (%(tables)s)"""

ENABLED = {"D": "is disabled", "R": "fires on replicas only", "A": "fires on replicas too"}


def triggers(catalog: Catalog) -> Iterator[Difference]:
    """The triggers of the contract, as they are defined there, enabled; no rules; foreign keys are checked."""
    oids = [catalog.relations[table].oid for table in catalog.there]
    missing = {(t, name) for t, of in catalog.contract.triggers.items() if t in catalog.there for name in of}
    unchecked = set()
    for row in catalog.rows(_TRIGGERS, tables=oids):
        table, where = row.name, f"table {row.name}"
        if row.tgisinternal:
            if row.tgenabled != "O":
                unchecked.add(table)
            continue
        catalog.compared["triggers"] += 1
        has = row.definition.removeprefix(f"CREATE TRIGGER {row.trigger} ").replace(f" ON {table} ", " ", 1)
        should = catalog.contract.triggers.get(table, {}).get(row.trigger)
        drop = f"drop trigger {row.trigger} on {table};"
        if row.inherited:
            pass  # compared where it comes from
        elif should is None:
            yield Difference("more", where, f"the contract has no trigger {row.trigger} ({has})", drop)
        elif has != should:
            repair = f"{drop} {_trigger(table, row.trigger, should)}"
            yield Difference("different", where, f"trigger {row.trigger} does {has}, not {should}", repair)
        if (should or row.inherited) and row.tgenabled != "O":
            repair = f"alter table {table} enable trigger {row.trigger};"
            kind: Kind = "different" if row.tgenabled == "A" else "less"
            yield Difference(kind, where, f"trigger {row.trigger} {ENABLED[row.tgenabled]}", repair)
        missing.discard((table, row.trigger))
    for table, name in missing:
        repair = _trigger(table, name, catalog.contract.triggers[table][name])
        yield Difference("less", f"table {table}", f"there is no trigger {name}", repair)
    for table in unchecked:
        repair = f"alter table {table} enable trigger all;"
        yield Difference("less", f"table {table}", "the triggers that check foreign keys are disabled", repair)
    for row in catalog.rows(_RULES, tables=oids):
        what = f"the contract has no rule {row.rule}"
        yield Difference("more", f"table {row.name}", what, f"drop rule {row.rule} on {row.name};")


def _trigger(table: str, name: str, definition: str) -> str:
    """CREATE TRIGGER: the definition with the names put back."""
    events, each, rest = definition.partition(" FOR EACH ")
    return f"create trigger {name} {events} on {table}{each}{rest};"
