"""What the pages say, compared with the database and not with what made the pages."""

import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from dochub import paths
from dochub.errors import Problem

pytestmark = pytest.mark.server(18)

OURS = "('public'::regnamespace, 'private'::regnamespace)"


def table_url(schema: str, name: str) -> str:
    """A partition is told on the page of its table."""
    name = name.removesuffix("_default") if name.endswith("_logs_default") else name
    return (
        f"tables/{name}.html"
        if schema == "public" or name in ("app_logs", "server_logs")
        else f"internal/tables/{name}.html"
    )


def function_url(schema: str, name: str) -> str:
    return f"functions/{name}.html" if schema == "public" else f"internal/functions/{name}.html"


def missing(site: Any, wanted: list[tuple[str, list[str]]]) -> list[str]:
    return [f"{url}: {text}" for url, texts in wanted for text in texts if text not in site[url].text]


def test_the_21_tables_have_pages_and_nothing_is_left_out(site, catalog):
    tables = [
        n
        for (n,) in catalog.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
    ]
    assert len(tables) == 21
    assert {f"tables/{name}.html" for name in tables} == {u for u in site.pages if u.startswith("tables/")}
    assert site.notes == ()
    # What a million users' rows take, and their entries in indexes: no table is without a key.
    sizes = {name: re.search(r" of indexes, (\d+) bytes a row", site[f"tables/{name}.html"].text) for name in tables}
    assert [name for name, found in sizes.items() if not found or int(found[1]) < 12] == []


def test_every_column_is_on_its_tables_page(site, catalog):
    rows = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               col_description(c.oid, a.attnum), pg_get_expr(d.adbin, d.adrelid)
          from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on (d.adrelid, d.adnum) = (c.oid, a.attnum)
         where a.attnum > 0 and not attisdropped and relkind in ('r', 'p') and not relispartition and relnamespace in {OURS}""").fetchall()
    wrong = []
    for schema, table, column, kind, not_null, comment, default in rows:
        html = site[table_url(schema, table)].html
        row = re.search(rf'<tr id="column-{re.escape(column)}">(.*?)</tr>', html, re.DOTALL)
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", row[1])) if row else ""
        text = (
            text.replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#34;", '"')
            .replace("&amp;", "&")
        )
        plain = re.sub(r"`([^`]*)`", r"\1", re.sub(r"\s+", " ", comment))
        wanted = [
            kind,
            "not null" if not_null else "may be null",
            plain,
            *([re.sub(r"\s+", " ", default)] if default else []),
        ]
        wrong += [f"{table}.{column}: {w}" for w in wanted if w not in text]
    assert len(rows) > 500
    assert wrong == []


def test_every_policy_has_its_sentence_and_its_sql(site, catalog):
    rows = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, p.polname, obj_description(p.oid, 'pg_policy')
          from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace in {OURS}""").fetchall()
    assert len(rows) > 200
    assert (
        missing(site, [(table_url(s, t), [f"create policy {p} on", re.sub(r"\s+", " ", c)]) for s, t, p, c in rows])
        == []
    )
    # No policy of ours is of a form that the sentences do not know.
    assert [url for url, page in site.pages.items() if "the rows for which" in page.text] == []


@pytest.mark.parametrize(
    ("url", "policy", "sentence"),
    [
        ("tables/ai_usage.html", "ai_usage_select_own", "A user sees the rows whose user_id is their own."),
        ("tables/courses.html", "courses_select_published", "A visitor and a user see the rows whose status is published."),
        ("tables/user_profile.html", "user_profile_update_own", "and cannot hand them to anybody else. A user may set only first_name, last_name, display_name and locale."),
        ("tables/discount_codes.html", "discount_codes_select_all", "An administrator, an edge function, the backup and the package's own functions see every row."),
    ],
)  # fmt: skip
def test_a_policys_sentence_stands_beside_it(site, url, policy, sentence):
    section = re.search(rf'<section class="policy" id="policy-{policy}">(.*?)</section>', site[url].html, re.DOTALL)[1]
    assert sentence in re.sub(r"<[^>]+>", "", section).replace("&#39;", "'")


def test_every_grant_is_on_its_page(site, catalog):
    tables = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, lower(g.privilege_type), pg_get_userbyid(g.grantee), null
          from pg_class c cross join aclexplode(c.relacl) g where relkind in ('r', 'p') and relnamespace in {OURS} and g.grantee <> c.relowner
        union all
        select c.relnamespace::regnamespace::text, c.relname, lower(g.privilege_type), pg_get_userbyid(g.grantee), a.attname
          from pg_attribute a join pg_class c on c.oid = a.attrelid cross join aclexplode(a.attacl) g
         where relkind in ('r', 'p') and relnamespace in {OURS} and g.grantee <> c.relowner""").fetchall()
    wrong = []
    for schema, table, privilege, role, column in tables:
        text = site[table_url(schema, table)].text
        columns = rf" \((?:[^)]*, )?{column}(?:, [^)]*)?\)" if column else ""
        if not re.search(rf"grant {privilege}{columns} on {schema}\.{table} to {role}", text):
            wrong.append(f"grant {privilege} {column or ''} on {table} to {role}")
    assert len(tables) > 100
    assert wrong == []
    # The owner has lost what would change a row that is append-only.
    assert "The owner, dochub_owner, has select, insert, " in site["tables/subscription_events.html"].text
    assert "update (user_id)" in site["tables/subscription_events.html"].text
    functions = catalog.execute(f"""
        select p.pronamespace::regnamespace::text, p.proname, pg_get_userbyid(g.grantee)
          from pg_proc p cross join aclexplode(p.proacl) g where pronamespace in {OURS} and g.grantee <> p.proowner""").fetchall()
    assert [
        f"{f} {role}"
        for s, f, role in functions
        if f'roles/{role}.html" title="{role}"' not in site[function_url(s, f)].html.split("<dt>Runs as")[0]
    ] == []
    assert [f"{role}: {f}" for s, f, role in functions if f not in site[f"roles/{role}.html"].text] == []


def test_every_function_has_a_page_with_its_arguments_source_and_callers(site, catalog):
    rows = catalog.execute(f"""
        select pronamespace::regnamespace::text, proname, pg_get_functiondef(oid), obj_description(oid, 'pg_proc'),
               coalesce(proargnames[1:pronargs], '{{}}') from pg_proc where pronamespace in {OURS}""").fetchall()
    assert len(rows) > 300
    assert (
        missing(
            site,
            [(function_url(s, f), [re.sub(r"\s+", " ", source).strip(), *names]) for s, f, source, _, names in rows],
        )
        == []
    )
    leads = [(function_url(s, f), [c.partition("\n")[0].replace("`", "")]) for s, f, _, c, _ in rows]
    assert missing(site, leads) == []
    assert [
        f for s, f, *_ in rows if s == "public" and '<section class="example' not in site[function_url(s, f)].html
    ] == []


def test_every_code_is_on_the_page_of_codes(site, catalog):
    rows = catalog.execute("select code, http_status, message, hint from private.error_codes").fetchall()
    page = site["errors.html"]
    assert {code for code, *_ in rows} <= {*page.ids}
    assert (
        missing(site, [("errors.html", [f"{code}{status}{message}", hint]) for code, status, message, hint in rows])
        == []
    )


def test_indexes_triggers_keys_and_references_are_on_their_pages(site, catalog):
    indexes = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, i.relname from pg_index x join pg_class c on c.oid = x.indrelid
          join pg_class i on i.oid = x.indexrelid where c.relnamespace in {OURS} and not c.relispartition""").fetchall()
    triggers = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where not tgisinternal and not c.relispartition and c.relnamespace in {OURS}""").fetchall()
    checks = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
         where contype = 'c' and not c.relispartition and c.relnamespace in {OURS}""").fetchall()
    assert missing(site, [(table_url(s, t), [name]) for s, t, name in [*indexes, *triggers, *checks]]) == []
    references = catalog.execute(f"""
        select c.relnamespace::regnamespace::text, c.relname, f.relname from pg_constraint k join pg_class c on c.oid = k.conrelid
          join pg_class f on f.oid = k.confrelid where contype = 'f' and not c.relispartition and c.relnamespace in {OURS}""").fetchall()
    for schema, table, target in references:
        part = site[table_url(schema, table)].html.split('id="relationships"')[1].split('id="policies"')[0]
        assert f"/{target}.html" in part or f'"{target}.html' in part or target == table, (table, target)


def test_every_role_and_change_is_told(site, catalog):
    for (role,) in catalog.execute(
        "select rolname from pg_roles where rolname ~ '^(anon|authenticated|authenticator|service_role|dochub_.*)$'"
    ):
        assert f"roles/{role}.html" in site.pages
    planned = [
        line.split(" ")[0]
        for line in (paths.root() / "sqitch.plan").read_text().splitlines()
        if line and line[0] not in "%#@"
    ]
    assert [name for name in planned if name not in site["plan.html"].ids] == []


def test_what_an_erasure_leaves_is_told_for_every_table(site):
    import yaml

    said = yaml.safe_load((paths.root() / "policies/personal_data.yaml").read_text())
    page = site["erasure.html"]
    for table, kept in said["tables"].items():
        assert table in page.ids
        for word in ("keep", "tombstone", "erase"):
            assert [c for c in kept.get(word, ()) if c not in page.text] == [], table


def test_all_links_lead_somewhere(site):
    wrong = []
    files = {str(path.relative_to(site.folder)) for path in site.folder.rglob("*")}
    anchors = {url: {*page.ids} for url, page in site.pages.items()}
    for page in site.pages.values():
        for link in page.links:
            if re.match(r"(https?|data|mailto):", link):
                continue
            path, _, anchor = link.partition("#")
            url = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), path)) if path else page.url
            is_request = url == "playground.html" and "=" in anchor  # tests/site/test_playground.py follows those
            if url not in files or (anchor and not is_request and unquote(anchor) not in anchors.get(url, ())):
                wrong.append(f"{page.url}: {link}")
    assert wrong == []
    assert {
        "guides/architecture.html",
        "decisions/0001-definitions-and-history.html",
        "changes.html",
    } <= site.pages.keys()


def test_no_page_asks_another_host_for_anything(site):
    loaded = re.compile(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:)([^"]+)"')
    assert {
        link
        for page in site.pages.values()
        for link in loaded.findall(page.html)
        if ":" in link or link.startswith("//")
    } == set()


def test_an_anchor_is_on_a_page_once(site):
    assert [u for u, page in site.pages.items() if len(page.ids) != len(set(page.ids))] == []


def test_what_a_newcomer_asks_is_answered(site):
    codes = site["tables/discount_codes.html"].text
    assert (
        "A user has no grant, and no policy names the role. A direct request is answered with 42501, HTTP 403." in codes
    )
    assert "validate_discount" in codes
    assert "refund_credit_purchase" in site["tables/ai_usage.html"].text
    assert "token_expired410" in site["errors.html"].text
    assert "supabase.rpc('handshake'" in site["functions/handshake.html"].text
    assert "public.user_profile" in site["erasure.html"].ids


@pytest.mark.parametrize(
    ("url", "column", "functions"),
    [
        ("tables/ai_usage.html", "debt", ["post_credits"]),
        ("tables/user_profile.html", "role", ["erase_user", "set_user_role"]),
        ("tables/courses.html", "title", []),
    ],
)
def test_a_columns_row_names_the_functions_that_set_it(site, url, column, functions):
    row = re.search(rf'<tr id="column-{column}">(.*?)</tr>', site[url].html, re.DOTALL)[1]
    written = row.rsplit("<td>", 1)[1]
    assert re.findall(r"functions/(\w+)\.html", written) == functions


def test_what_the_app_writes_directly_is_shown_with_its_answer(site):
    assert "new row violates row-level security policy" in site["tables/analytics.html"].text
    assert "permission denied for table user_profile" in site["tables/user_profile.html"].text


def test_the_pages_are_served(site):
    from urllib.request import urlopen

    from dochub.site.serve import serve

    with serve(site.folder) as url, urlopen(f"{url}tables/ai_usage.html") as response:
        assert b"public.</span>ai_usage" in response.read()


def test_an_unknown_policy_or_check_is_shown_and_not_guessed_at():
    from dochub.site import words
    from dochub.site.model import Constraint, Grant, Policy, Table

    grants = (Grant("dochub_owner", "select"),)
    table = Table("public", "t", "", "dochub_owner", True, True, True, None, None, (), grants=grants)
    strange = Policy("public.t", "p", "select", ("dochub_owner",), "(a > lower(b))", None, True, "")
    assert words.policy(table, strange) == "The package's own functions see the rows for which `(a > lower(b))`."
    useless = Policy("public.t", "p", "select", ("anon",), "true", None, True, "")
    assert "No grant goes with it for a visitor" in words.policy(table, useless)
    check = Constraint("c", "check", ("a",), "CHECK (((a >= 1) AND (a <= 5) AND (md5(b) = c)))")
    assert words.check(check) == ["`a` is from 1 to 5", "`md5(b) = c`"]


def test_a_mistake_in_the_output_folder_destroys_nothing(tmp_path: Path):
    pytest.importorskip("pygments")
    from dochub.site.build import _write

    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Problem, match="not a site of ours"):
        _write(None, tmp_path, None)  # type: ignore[arg-type]
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_api_contract_is_laid_out_where_there_is_one(tmp_path: Path):
    from dochub.site import contract

    assert contract.read(tmp_path).functions == {}
    (tmp_path / "functions").mkdir()
    (tmp_path / contract.FILE).write_text(
        "types: {text: {type: string}, level: {enum: [low, high]}}\n"
        "inputs: {thing: {name: text, (level): level}}\n"
        "shapes: {row: {id: text}}\n"
        "refusals: {code_expired: {expired_at: time}}\n"
        "functions: {f: {arguments: {p_thing: thing, (p_why): text | null}, answer: {rows: list of row}, refuses: [code_expired]}}\n"
    )
    said = contract.read(tmp_path).functions["f"]
    rows = [(r.depth, r.name, r.type, r.is_optional) for rows in said.arguments.values() for r in rows]
    assert rows == [
        (0, "p_thing", "object", False),
        (1, "name", "text", False),
        (1, "level", "one of low, high", True),
        (0, "p_why", "text | null", True),
    ]
    assert [(r.depth, r.name, r.type) for r in said.answers[0]] == [
        (0, "ok", "true"),
        (0, "rows", "list of objects"),
        (1, "id", "text"),
    ]
    assert said.refuses == ("code_expired",)


@pytest.mark.gate
def test_content_names_every_table_once():
    import yaml

    root = paths.root()
    said = yaml.safe_load((root / "src/dochub/site/content.yaml").read_text())
    named = [table for subject in said["subjects"].values() for table in subject["tables"]]
    tables = [
        f"{schema}.{f.stem}" for schema in ("public", "private") for f in (root / "schema" / schema).glob("*.sql")
    ]
    assert sorted(named) == sorted(tables)
    assert sorted(said["tables"]) == sorted(t for t in tables if t.startswith("public."))
    folders = [folder for subject in said["subjects"].values() for folder in subject["functions"]]
    assert sorted(folders) == sorted(f.name for f in (root / "functions").iterdir() if f.is_dir())


def test_the_kept_pictures_show_what_is_there(catalog, monkeypatch):
    import shutil

    from dochub.site import build, model, pictures

    if not shutil.which("dot"):
        pytest.skip("no Graphviz on this machine: `make deps` installs it")
    graphs = pictures.graphs(model.read(catalog), build._subjects(), build._floors(paths.root()))
    drawn, _ = pictures.drawn(graphs)
    shown = re.compile(r'<text[^>]*>([^<]*)</text>|href="([^"]*)"')
    monkeypatch.setattr(shutil, "which", lambda _: None)
    kept_ones, said = pictures.drawn(graphs)
    assert kept_ones.keys() == drawn.keys()
    assert "graphviz" in said
    for name, image in drawn.items():
        kept = (pictures.PICTURES / f"{name}.svg").read_text()
        assert sorted(shown.findall(kept)) == sorted(shown.findall(image)), f"{name}: dochub site build --keep-pictures"
