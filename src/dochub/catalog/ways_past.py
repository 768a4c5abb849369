"""What leads past the policies and may be meant."""

from collections import defaultdict
from collections.abc import Iterator

from dochub.access import OWNER
from dochub.catalog.look import RELATIONS, Catalog, Difference

_PUBLICATIONS = """
select quote_ident(p.pubname) as name, p.puballtables,
       array(select distinct format('%%I.%%I', t.schemaname, t.tablename)
               from pg_publication_tables as t
              where t.pubname = p.pubname and t.schemaname = any (%(schemas)s) order by 1)::text[] as tables
  from pg_publication as p"""

_EVENT_TRIGGERS = """
select quote_ident(e.evtname) as name, e.evtevent, e.evtfoid::regprocedure::text as function
  from pg_event_trigger as e where e.evtenabled <> 'D'"""

_VIEWS = """
select distinct format('%%I.%%I', vn.nspname, v.relname) as name, v.relkind::text, pg_get_userbyid(v.relowner) as owner,
       format('%%I.%%I', tn.nspname, t.relname) as reads
  from pg_class as v
  join pg_namespace as vn on vn.oid = v.relnamespace and not vn.nspname = any (%(schemas)s)
  join pg_rewrite as w on w.ev_class = v.oid
  join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
  join pg_class as t on t.oid = d.refobjid
  join pg_namespace as tn on tn.oid = t.relnamespace and tn.nspname = any (%(schemas)s)
 where v.relkind in ('v', 'm')
   and not coalesce(v.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
 order by 1, 4"""

_ELSEWHERE = """
select 'function ' || p.oid::regprocedure::text as name, pg_get_userbyid(p.proowner) as runs_as
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace and not n.nspname = any (%(schemas)s)
 where p.prosecdef and pg_has_role(p.proowner, %(owner)s, 'member')
   and (select bool_or(a.grantee = 0 or a.grantee <> p.proowner)
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a)
   and not exists (
     select from pg_depend as d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')"""


def ways_past(catalog: Catalog) -> Iterator[Difference]:
    """What lies outside the two schemas and leads into them past the policies: noted, because it may be meant."""
    for row in catalog.rows(_PUBLICATIONS):
        if row.puballtables:
            row.tables[:] = ["every table"]
        if row.tables:
            what = f"sends {', '.join(row.tables)} to its subscribers, whatever the policies"
            yield Difference("note", f"publication {row.name}", what)
    for row in catalog.rows(_EVENT_TRIGGERS):
        yield Difference("note", f"event trigger {row.name}", f"runs {row.function} at {row.evtevent}")
    views: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in catalog.rows(_VIEWS):
        views[row.name, row.relkind, row.owner].append(row.reads)
    for (name, relkind, owner), tables in views.items():
        yield Difference(
            "note", f"{RELATIONS[relkind]} {name}", f"reads {', '.join(tables)} as {owner}, whoever asks it"
        )
    for row in catalog.rows(_ELSEWHERE, owner=OWNER):
        yield Difference("note", row.name, f"runs as {row.runs_as}, and is in neither schema")
