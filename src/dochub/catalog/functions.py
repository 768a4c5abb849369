"""Functions: who may call them, as whom they run, what they set, their bodies."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from dochub.access import OWNER, SEARCH_PATH
from dochub.catalog.look import PRIVILEGE, ROUTINES, Catalog, Difference, Kind, by_object, listed, unlike_privileges

_FUNCTIONS = """
select p.oid, format('%%I.%%I', n.nspname, p.proname) as name, n.nspname, p.oid::regprocedure::text as signature,
       p.prokind::text, pg_get_userbyid(p.proowner) as owner, p.prosecdef, p.proleakproof, l.lanname,
       coalesce(p.proconfig, '{}') as settings, p.prosrc,
       array(select coalesce(a.name, '') from unnest(p.proargnames) with ordinality as a (name, n)
              where coalesce(p.proargmodes[a.n]::text, 'i') in ('i', 'b', 'v') order by a.n)::text[] as arguments
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
  join pg_language as l on l.oid = p.prolang
 where n.nspname = any (%(schemas)s)"""

_EXECUTE = f"""
select p.oid::text as name, {PRIVILEGE}
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
 cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  left join pg_roles as r on r.oid = a.grantee
 where n.nspname = any (%(schemas)s)"""


def functions(catalog: Catalog) -> Iterator[Difference]:
    """The functions of the sources, one of a name, as the contract says and with the body of their source."""
    named, files = catalog.contract.functions, catalog.sources
    granted = by_object(catalog.rows(_EXECUTE))
    overloads: dict[str, list[Any]] = defaultdict(list)
    for row in catalog.rows(_FUNCTIONS):
        if ("pg_proc", row.oid) not in catalog.extensions:
            overloads[row.name].append(row)
    for name in (named.keys() | files.keys()) - overloads.keys():
        repair = f"\\i deploy/{files[name].file}" if name in files else ""
        yield Difference("less", f"function {name}", "does not exist; `dochub status` tells whether it should", repair)
    for name, rows in overloads.items():
        known = name in named or (name in files and rows[0].nspname == "private")
        source = files.get(name)
        ours = [r for r in rows if source and r.arguments == list(source.arguments) and r.prokind == "f"]
        if known and len(rows) > 1:  # which one is meant: by the arguments' names, else by the body
            ours = [r for r in ours if source and r.prosrc == source.body] if len(ours) > 1 else ours
            ours = ours if len(ours) == 1 else []
        elif known:
            ours = rows
        for row in rows:
            grantees = granted[str(row.oid)]
            if row in ours:
                catalog.compared["functions"] += 1
                yield from _function(catalog, row, grantees)
                continue
            kind = ROUTINES[row.prokind]
            others = {who for who in grantees if who != row.owner}
            runs = f"runs as {row.owner}" if row.prosecdef else "runs as its caller"
            who = f" ({runs}, executable by {listed(others)})" if others else ""
            drop = f"drop {kind} {row.signature};"
            if not known:
                what = f"the contract does not name it{who}"
            elif ours:
                what = f"a second {kind} of the name {name}{who}"
            else:
                what, drop = f"one of {len(rows)} of the name {name}{who}; drop those that are not in functions/", ""
            yield Difference("more", f"{kind} {row.signature}", what, drop)


def _function(catalog: Catalog, row: Any, grantees: Mapping[str, Mapping[str, bool]]) -> Iterator[Difference]:
    declared, source = catalog.contract.functions.get(row.name), catalog.sources.get(row.name)
    where, on = f"function {row.signature}", f"function {row.signature}"
    definer = bool(declared and declared.definer)
    roles = declared.roles if declared else ()
    if row.prosecdef != definer:
        what = (
            f"is SECURITY DEFINER: runs as {row.owner}" if row.prosecdef else "is SECURITY INVOKER: runs as its caller"
        )
        repair = f"alter {on} security {'definer' if definer else 'invoker'};"
        yield Difference("different", where, f"{what}, not as {OWNER if definer else 'its caller'}", repair)
    if row.owner != OWNER:
        yield Difference("different", where, f"is owned by {row.owner}, not {OWNER}", f"alter {on} owner to {OWNER};")
    if row.proleakproof:
        yield Difference("more", where, "is LEAKPROOF", f"alter {on} not leakproof;")
    has = dict(setting.split("=", 1) for setting in row.settings)
    should = {"search_path": SEARCH_PATH, **catalog.contract.function_settings.get(row.name, {})}
    for name in sorted(has.keys() | should.keys()):
        if name not in should:
            yield Difference("more", where, f"sets {name} = {has[name]}", f"alter {on} reset {name};")
        elif has.get(name) != should[name]:
            kind: Kind = "different" if name in has else "less"
            value = should[name] if name == "search_path" else f"'{should[name]}'"
            what = f"sets {name} = {has[name]}, not {should[name]}" if name in has else f"does not set {name}"
            yield Difference(kind, where, what, f"alter {on} set {name} = {value};")
    if row.lanname != "plpgsql":
        again = f"\\i deploy/{source.file}" if source else ""
        yield Difference("different", where, f"is in language {row.lanname}, not plpgsql", again)
    elif source and row.prosrc != source.body:
        yield Difference("different", where, f"its body is not the one of {source.file}", f"\\i deploy/{source.file}")
    executes = {OWNER: {"EXECUTE"}, **{role: {"EXECUTE"} for role in roles}}
    if row.owner != OWNER:
        executes[row.owner] = executes.pop(OWNER)
    catalog.compared["privileges"] += len(grantees)
    yield from unlike_privileges(where, on, executes, grantees)
