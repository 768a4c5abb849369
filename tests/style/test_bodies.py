"""`dochub.bodies`: what is read out of planted functions, and that nothing in the real ones is overlooked."""

from collections import Counter
from pathlib import Path

import pytest
from pglast.parser import scan

from dochub import paths
from dochub.bodies import Function, Source, functions, read, sources
from dochub.errors import Problem

pytestmark = pytest.mark.gate

HEAD = "create function private.f(p_row public.a, p_n integer default private.d(1)) returns setof public.b\n"


def one(tmp_path: Path, body: str, declare: str = "v record;", head: str = HEAD) -> Function:
    """The function of that body; its first line is line 4 of the file."""
    (tmp_path / "functions").mkdir()
    text = f"-- private.no()\n{head}language plpgsql as $$ declare {declare}\nbegin\n{body}\nend $$;\n"
    (tmp_path / "functions/f.sql").write_text(text)
    return functions(tmp_path)["private.f"]


@pytest.mark.parametrize(
    ("body", "reads", "writes", "locks", "calls"),
    [
        ("perform private.g(x) from public.a;", "a", "", "", "g(a)"),
        ("perform private.g(1);", "", "", "", "g()"),
        ("v := (select private.g(a.x) from public.a);", "a", "", "", "g(a)"),
        ("v := private.g((select a.x from public.a));", "a", "", "", "g(a)"),
        ("v := count(*) from public.a;", "a", "", "", ""),
        ("if exists (select from public.a) and private.g() then null; end if;", "a", "", "", "g(a)"),
        ("if true then null; elsif private.g() then null; else perform private.h(); end if;", "", "", "", "g() h()"),
        ("for v in select * from public.a loop perform private.g(); end loop;", "a", "", "", "g()"),
        ("for i in private.g() .. private.h() loop null; end loop;", "", "", "", "g() h()"),
        ("foreach v in array private.g() loop null; end loop;", "", "", "", "g()"),
        ("while private.g() loop exit when private.h(); end loop;", "", "", "", "g() h()"),
        ("case private.g() when private.h() then null; end case;", "", "", "", "g() h()"),
        ("return query select * from public.a for update skip locked;", "a", "", "a for update skip locked", ""),
        ("return query execute 'select 1' using private.g();", "", "", "", "g()"),
        (
            "with w as (select * from public.a) select * into v from w join public.b as b on b.x = w.x;",
            "a b",
            "",
            "",
            "",
        ),
        (
            "with w as (delete from public.a returning *) insert into public.b select * from w on conflict do nothing;",
            "",
            "delete a,insert b",
            "",
            "",
        ),
        ("insert into public.b (x) select a.x from public.a as a where private.g(a.x);", "a", "insert b", "", "g(a b)"),
        ("insert into public.b (x) values (1) on conflict (x) do update set x = 2;", "", "insert b,update b", "", ""),
        (
            "update public.a as a set x = b.x from public.b as b where b.y = a.y returning a.x into strict v;",
            "b",
            "update a",
            "",
            "",
        ),
        (
            "delete from public.a using public.b where a.x in (select c.x from private.c as c);",
            "b c",
            "delete a",
            "",
            "",
        ),
        ("truncate public.a, public.b;", "", "truncate a,truncate b", "", ""),
        ("lock table public.a in share row exclusive mode;", "", "", "a share row exclusive", ""),
        (
            "select * into v from public.a as q join public.b as b on true for no key update of q for share of b nowait;",
            "a b",
            "",
            "a for no key update,b for share nowait",
            "",
        ),
        ("perform 1 from (select * from public.a) as s for key share;", "a", "", "a for key share", ""),
        ("raise exception '%', private.g() using hint = private.h();", "", "", "", "g() h()"),
        ("v[private.g()] := private.h();", "", "", "", "g() h()"),
        ("v := private.g(p_n => private.h());", "", "", "", "g() h()"),
        ("begin null; exception when others then perform private.g(); end;", "", "", "", "g()"),
        ("perform 'private.g() public.a'; -- private.g() public.a\n /* private.g() */", "", "", "", ""),
        ("perform s.private from pg_class as s; perform count(*) from pg_roles;", "", "", "", ""),
    ],
)
def test_what_a_body_does(tmp_path: Path, body: str, reads: str, writes: str, locks: str, calls: str) -> None:
    def bare(name: str) -> str:
        return name.partition(".")[2]

    found = one(tmp_path, body, "v integer[];" if body.startswith("v[") else "v record;")
    assert sorted({bare(r.table) for r in found.reads}) == reads.split()
    assert sorted(f"{w.command} {bare(w.table)}" for w in found.writes) == sorted(filter(None, writes.split(",")))
    assert sorted(f"{bare(k.table)} {k.strength}" for k in found.locks) == sorted(filter(None, locks.split(",")))
    called = [(bare(c.name), " ".join(sorted(map(bare, c.tables)))) for c in found.calls if c.name != "private.d"]
    assert sorted(f"{name}({tables})" for name, tables in called) == sorted(
        calls.replace("a b", "a&b").replace(" ", "|").replace("a&b", "a b").split("|") if calls else []
    )


def test_what_a_signature_says(tmp_path: Path) -> None:
    head = HEAD + "stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'\n"
    found = one(tmp_path, "null;", head=head)
    assert [(a.name, a.type, a.default) for a in found.arguments] == [
        ("p_row", "public.a", None),
        ("p_n", "integer", "private.d(1)"),
    ]
    assert (found.returns, found.volatility, found.is_definer) == ("SETOF public.b", "stable", True)
    assert found.settings == {"search_path": "pg_catalog, pg_temp", "timezone": "UTC"}
    assert (found.types, [c.name for c in found.calls]) == ({"public.a", "public.b"}, ["private.d"])
    assert (found.file, found.line, found.is_dynamic) == (Path("functions/f.sql"), 2, False)


def test_declared_types_and_what_they_begin_with(tmp_path: Path) -> None:
    declare = (
        "v_a public.x := private.g(1);\n  v_b constant public.y%rowtype default private.h(2); v_c private.z[] = private.i(3);"
        " v_d private.w.col%type; v_e record := (select k from public.k limit 1); v_f integer = private.j(4);"
    )
    found = one(tmp_path, "v_a.b := private.l(5);", declare)
    assert found.types == {"public.a", "public.b", "public.x", "public.y", "private.z", "private.w"}
    assert sorted((c.name, c.line) for c in found.calls) == [
        ("private.d", 2),
        ("private.g", 3),
        ("private.h", 4),
        ("private.i", 4),
        ("private.j", 4),
        ("private.l", 6),
    ]
    assert [r.table for r in found.reads] == ["public.k"]


def test_lines_are_the_files(tmp_path: Path) -> None:
    body = "perform 'é',\n  private.g();\nselect a.x,\n  a.y\n  into v\n  from public.a\n where private.h(a.x)\n for update;"
    found = one(tmp_path, body)
    assert [(c.name, c.line) for c in found.calls][1:] == [("private.g", 6), ("private.h", 11)]
    assert [(r.table, r.line) for r in found.reads] == [("public.a", 10)]


def test_what_executes_text_says_so(tmp_path: Path) -> None:
    assert one(tmp_path, "execute 'select private.g() from public.a';").is_dynamic


def test_tables_and_policies(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/t.sql").write_text(
        "create table public.t (user_id uuid primary key, a integer default private.d() check (private.c(a)),\n"
        "  constraint k foreign key (a) references public.other (a));\n"
        "create table private.p partition of public.t default;\n"
        "create index i on public.t (private.e(a));\n"
        "create trigger r before update on public.t for each row execute function private.g();\n"
    )
    source = read(tmp_path, tmp_path / "schema/t.sql")
    assert [(t.name, t.columns, t.primary_key, t.references) for t in source.tables] == [
        ("public.t", ("user_id", "a"), ("user_id",), {"public.other"}),
        ("private.p", (), (), {"public.t"}),
    ]
    assert sorted(c.name for c in source.calls) == ["private.c", "private.d", "private.e", "private.g"]
    (tmp_path / "schema/p.sql").write_text(
        "select private.drop_policies('public.t'); alter table public.t enable row level security;\n"
        "create policy own on public.t for select to anon using (t.user_id = (select private.me()));\n"
        "grant select on public.u to anon;"
    )
    source = read(tmp_path, tmp_path / "schema/p.sql")
    assert source.policies == (("public.t", "own"),)
    assert source.named == {"public.t", "public.u"}
    assert sorted(c.name for c in source.calls) == ["private.drop_policies", "private.me"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1;\nselect from from;", "f.sql:2: syntax error"),
        (
            "\ncreate function private.f() returns void language plpgsql as $$ begin\n perform 1 +; end $$;",
            "f.sql:2: syntax error",
        ),
        ("\ncreate function private.f() returns void language plpgsql as $$ begin loop end $$;", "f.sql:2: "),
        ("\ncreate function private.f() returns void language c as 'x';", "f.sql:2: private.f: only bodies"),
        (
            "\ncreate function f() returns void language plpgsql as $$ begin end $$;",
            "f.sql:2: a function without a schema",
        ),
        ("create table public.t (a int);\ncreate table public.t (a int);", ""),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions/f.sql").write_text(text)
    if not message:
        assert len(sources(tmp_path)[0].tables) == 2
        (tmp_path / "functions/g.sql").write_text(text)
        message = "public.t is in functions/f.sql already"
    with pytest.raises(Problem, match=message.replace("(", r"\(")):
        sources(tmp_path)


def test_nothing_is_overlooked(parsed: list[Source]) -> None:
    """Every name of ours that the scanner sees in a body is found, on its line, as often as it is there."""
    names = {f.name for s in parsed for f in s.functions}
    looked_at = 0
    for source in parsed:
        text = (paths.root() / source.file).read_text()
        for function in source.functions:
            start = text.index("$$", text.index(f"function {function.name}(")) + 2
            body = text[start : text.index("$$", start)]
            tokens = [t for t in scan(body) if "COMMENT" not in t.name]
            words = [body[t.start : t.end + 1] for t in tokens]
            seen = [
                (f"{schema}.{words[i + 2]}", text.count("\n", 0, start + tokens[i].start) + 1)
                for i, schema in enumerate(words[:-2])
                if schema in ("public", "private") and words[i + 1] == "."
            ]
            calls = [(c.name, c.line) for s in function.statements for c in s.calls]
            assert Counter(calls) == Counter(place for place in seen if place[0] in names), function.name
            tables = {(x.table, x.line) for x in (*function.reads, *function.writes, *function.locks)}
            assert tables <= set(seen), function.name
            types = function.types.union(*(s.types for s in function.statements))
            assert {name for name, _ in seen} <= names | {name for name, _ in tables} | types, function.name
            looked_at += len(seen)
    assert looked_at > 1000
