"""The pictures: what the model says, laid out by Graphviz as inline SVG with links and the colours of the page.

Where there is no `dot`, the pictures of PICTURES are used, which a build with it has kept there. A table's own small
picture is laid out here.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from dochub.errors import Problem
from dochub.site.model import Model, Reference, Table

PICTURES = Path(__file__).with_name("pictures")
PERSON = "public.user_profile"
FONT = "DejaVu Sans"


class Subject(NamedTuple):
    """A group of tables and functions."""

    name: str
    title: str
    about: str
    tables: tuple[str, ...]
    functions: tuple[str, ...]  # folders of functions/


def graphs(model: Model, subjects: Iterable[Subject], floors: list[list[str]]) -> dict[str, str]:
    """Every picture in Graphviz' language."""
    subjects = list(subjects)
    found = {"overview": _overview(model, subjects), "flow": _flow(model), "floors": _floors(floors)}
    return found | {f"subject-{s.name}": _subject(model, s) for s in subjects}


def drawn(sources: Mapping[str, str]) -> tuple[dict[str, str], str | None]:
    """The pictures as SVG, and what to say where they are the kept ones. Problem: neither dot nor kept ones."""
    program = shutil.which("dot")
    if program is None:
        kept = {name: file.read_text() for name in sources if (file := PICTURES / f"{name}.svg").is_file()}
        if missing := sources.keys() - kept.keys():
            raise Problem(f"no pictures: {', '.join(sorted(missing))}", "apt-get install graphviz")
        return kept, "no `dot` here, so the pictures are those of the last release: apt-get install graphviz"
    done = subprocess.run(
        [program, "-Tsvg"], input="\n".join(sources.values()), capture_output=True, text=True, check=False
    )
    images = re.findall(r"<svg.*?</svg>", done.stdout, re.DOTALL)
    if done.returncode or len(images) != len(sources):
        raise Problem(f"dot failed: {done.stderr.strip()}")
    return {name: _clean(image) for name, image in zip(sources, images, strict=True)}, None


def keep(images: Mapping[str, str]) -> None:
    """Writes the pictures where a build without Graphviz finds them."""
    PICTURES.mkdir(exist_ok=True)
    for name, image in images.items():
        (PICTURES / f"{name}.svg").write_text(image + "\n")


def _clean(image: str) -> str:
    """Without sizes, ids, colours and fonts: the style sheet gives them."""
    width = re.search(r'width="(\d+)pt"', image)
    assert width
    image = re.sub(r"<!--.*?-->\n?", "", image, flags=re.DOTALL)
    image = re.sub(r'<svg width="\S+" height="\S+"', f'<svg style="max-width:{int(width[1]) * 4 // 3}px"', image)
    image = re.sub(
        r' (?:id|fill|stroke|font-family|font-size|font-weight|stroke-dasharray|xmlns:xlink|xlink:title)="[^"]*"',
        "",
        image,
    )
    image = re.sub(r"<title>[^<]*</title>\n", "", image)
    image = image.replace("xlink:href", "href")
    return image.strip()


def _graph(name: str, body: list[str], *settings: str) -> str:
    head = [
        f'digraph "{name}" {{',
        'graph [pad=0.1 nodesep=0.18 ranksep=0.5 bgcolor=transparent fontname="%s" fontsize=12]' % FONT,  # noqa: UP031
        'node [shape=box style=rounded height=0.34 margin="0.14,0.05" fontname="%s" fontsize=11]' % FONT,  # noqa: UP031
        'edge [arrowsize=0.6 fontname="%s" fontsize=9]' % FONT,  # noqa: UP031
        *settings,
    ]
    return "\n".join([*head, *body, "}"])


def url(table: Table) -> str:
    return f"~/tables/{table.short}.html" if table.is_public else f"~/internal/tables/{table.short}.html"


def of_a_user(table: Table) -> bool:
    """Its rows are a user's."""
    return any(r.target == PERSON for r in table.references)


def _node(table: Table, *, away: bool = False) -> str:
    kinds = ["table", "person" if table.name == PERSON else "" if table.is_public else "internal"]
    kinds += ["owned"] * of_a_user(table) + ["away"] * away
    mark = " ◆" if of_a_user(table) else ""
    return f'"{table.name}" [label="{table.short}{mark}" class="{" ".join(filter(None, kinds))}" href="{url(table)}"]'


def _edge(reference: Reference) -> str:
    tail = "none" if reference.is_unique else "crow"
    return f'"{reference.table}" -> "{reference.target}" [dir=both arrowtail={tail} arrowhead=none class="reference"]'


def _shown(model: Model, names: Iterable[str], tables: Iterable[str]) -> list[Reference]:
    """The references between the tables, without those to the account that nearly every table has."""
    wanted = {*tables}
    return [r for name in names for r in model.tables[name].references if r.target in wanted and r.target != PERSON]


def _overview(model: Model, subjects: list[Subject]) -> str:
    body, everything = [], [t.name for t in model.public]
    for subject in subjects:
        tables = [model.tables[name] for name in subject.tables if name.startswith("public.")]
        if tables:
            nodes = "; ".join(map(_node, tables))
            body.append(
                f'subgraph "cluster_{subject.name}" {{ class="subject" labeljust=l margin=10 '
                f'label="{subject.title}" {nodes} }}'
            )
    lines = _shown(model, everything, everything)
    joined = {r.table for r in lines} | {r.target for r in lines}
    ends = sorted({r.target for r in lines} - {r.table for r in lines})
    # What has no line stands in columns of its own, so that the picture is not one long column.
    alone = [name for subject in subjects if not joined & {*subject.tables} for name in subject.tables]
    alone = [name for name in alone if name.startswith("public.")]
    apart = [
        f'"{ends[number % len(ends)]}" -> "{name}" [style=invis minlen={1 + number % 2}]'
        for number, name in enumerate(alone)
    ]
    return _graph("overview", [*body, *map(_edge, lines), *apart], "rankdir=LR", "newrank=true")


def _subject(model: Model, subject: Subject) -> str:
    inside = list(subject.tables)
    out = [r for r in _shown(model, inside, model.tables) if r.target not in inside]
    towards = [
        r for name in inside for r in model.tables[name].referenced_by if r.table not in inside and name != PERSON
    ]
    away = sorted({r.target for r in out} | {r.table for r in towards})
    body = [_node(model.tables[name]) for name in inside] + [_node(model.tables[name], away=True) for name in away]
    lines = [*_shown(model, inside, inside), *out, *towards]
    if subject.name == "accounts":
        lines += [r for name in inside for r in model.tables[name].references if r.target == PERSON]
    return _graph(subject.name, [*body, *map(_edge, lines)], "rankdir=LR")


def _floors(floors: list[list[str]]) -> str:
    body = []
    for number, floor in enumerate(floors):
        names = "; ".join(f'"{name}" [class="table" href="~/functions/index.html#{name}"]' for name in floor)
        body.append(f'subgraph "cluster_{number}" {{ class="subject" label="" {{ rank=same {names} }} }}')
    lines = [
        f'"{upper[len(upper) // 2]}" -> "{lower[len(lower) // 2]}" [class="flow"]' for lower, upper in pairwise(floors)
    ]
    return _graph("floors", [*reversed(body), *lines])


def _flow(model: Model) -> str:
    def calls(role: str) -> int:
        return sum(role in f.callers and not f.is_computed for f in model.api)

    def page(role: str) -> str:
        return f"~/roles/{role}.html"

    def box(name: str, text: str, kind: str, href: str = "") -> str:
        return f'"{name}" [label="{text}" class="{kind}"{f" href={chr(34)}{href}{chr(34)}" if href else ""}]'

    def line(start: str, end: str, text: str = "", kind: str = "flow") -> str:
        return f'"{start}" -> "{end}" [label="{text}" class="{kind}"]'

    return _graph(
        "flow",
        [
            box("phone", "The phone", "actor"),
            box("console", "The admin console", "actor"),
            box("stores", "Apple, Google, Stripe", "actor"),
            box("edge", "Edge functions", "actor"),
            box("dba", "The DBA", "actor"),
            box("postgrest", "PostgREST", "table"),
            *(
                box(role, role, "role", page(role))
                for role in ("anon", "authenticated", "dochub_admin", "service_role")
            ),
            box("functions", f"{len(model.api)} functions\\nall the logic", "big", "~/functions/index.html"),
            box("tables", f"{len(model.public)} tables\\nunder row-level security", "big", "~/access.html"),
            box(
                "internal",
                f"{len(model.internal)} internal tables\\nfunctions only",
                "internal",
                "~/internal/index.html",
            ),
            box("pg_dump", "pg_dump", "actor"),
            box("dochub_backup", "dochub_backup", "role", page("dochub_backup")),
            line("phone", "postgrest", "token or none"),
            line("console", "postgrest", "token"),
            line("stores", "edge", "notifications"),
            line("edge", "postgrest", "service token"),
            *(line("postgrest", role) for role in ("anon", "authenticated", "dochub_admin", "service_role")),
            *(
                line(role, "functions", f"may call {calls(role)}")
                for role in ("anon", "authenticated", "dochub_admin", "service_role")
            ),
            *(line(role, "tables", "policies", "quiet") for role in ("authenticated", "dochub_admin")),
            line("functions", "tables", "as dochub_owner"),
            line("functions", "internal", "as dochub_owner"),
            line("dba", "tables", "policies, reviewed", "quiet"),
            line("pg_dump", "dochub_backup"),
            line("dochub_backup", "tables", "reads all"),
            line("dochub_backup", "internal", "", "quiet"),
        ],
        "rankdir=LR",
        "nodesep=0.25",
        "ranksep=0.35",
    )


BOX, GAP, WIDE, BETWEEN = 30, 10, 250, 110


def neighbours(model: Model, table: Table) -> str:
    """The table between those that refer to it and those that it refers to; '' where there are none."""
    here = {table.name, *(p.name for p in model.partitions.get(table.name, []))}
    left = sorted({r.table for r in table.referenced_by} - here)
    right = sorted({r.target for r in table.references} - here)
    if not left and not right:
        return ""
    if len(left) > 16:  # the account: every table of a user
        left = [name for name in left if name.startswith("public.")]
    rows = max(len(left), len(right), 1)
    height = rows * (BOX + GAP) + GAP
    columns = [c for c in (left, [table.name], right) if c]
    width = len(columns) * WIDE + (len(columns) - 1) * BETWEEN
    middle = height / 2
    parts, at = [], 0
    centre = (WIDE + BETWEEN) if left else 0
    for names in columns:
        start = middle - (len(names) * (BOX + GAP) - GAP) / 2
        for number, name in enumerate(names):
            y = start + number * (BOX + GAP)
            other = model.tables[name]
            if at != centre:
                x1, x2 = (at + WIDE, centre) if at < centre else (centre + WIDE, at)
                y1, y2 = (y + BOX / 2, middle) if at < centre else (middle, y + BOX / 2)
                bend = (x1 + x2) / 2
                parts.append(
                    f'<g class="edge"><path d="M{x1} {y1:.0f}C{bend} {y1:.0f} {bend} {y2:.0f} {x2} {y2:.0f}"/></g>'
                )
            kind = "person" if name == PERSON else "" if other.is_public else "internal"
            text = f'<text x="{at + WIDE / 2:.0f}" y="{y + BOX / 2 + 4:.0f}" text-anchor="middle">{other.short}</text>'
            box = f'<rect x="{at + 0.5}" y="{y + 0.5:.1f}" width="{WIDE - 1}" height="{BOX - 1}" rx="6"/>{text}'
            if name == table.name:
                parts.append(f'<g class="node table here {kind}">{box}</g>')
            else:
                parts.append(f'<g class="node table {kind}"><a href="{url(other)}">{box}</a></g>')
        at += WIDE + BETWEEN
    return f'<svg class="near" style="max-width:{width}px" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
