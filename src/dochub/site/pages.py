"""The pages: what each shows, put into the templates."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dochub.plan import Change
from dochub.seed import ANYBODY
from dochub.site import contract, pictures, playground, words
from dochub.site.answers import Answers, Example
from dochub.site.colours import coloured
from dochub.site.downloads import Download
from dochub.site.model import COMMANDS, OWNER, Constraint, Function, Model, Policy, Table
from dochub.site.pictures import Subject
from dochub.site.texts import Texts, file_page
from dochub.site.usage import WRITES, Usage

HERE = Path(__file__).parent
# Who reaches the database from outside, for the matrix; the owner's cells are what functions may do.
OUTSIDE = ("anon", "authenticated", "dochub_admin", "service_role")
SHOWN_ROLES = (*OUTSIDE, "dochub_backup", OWNER)


class Made(NamedTuple):
    """A page."""

    url: str  # below the root of the site
    html: str


class Entry(NamedTuple):
    """What the search finds."""

    title: str
    kind: str
    url: str
    text: str


@dataclass(frozen=True)
class Kept:
    """What an erasure does to a table, by policies/personal_data.yaml."""

    why: str
    delete: tuple[str, ...]
    erase: Mapping[str, Any]
    keep: tuple[str, ...]
    tombstone: tuple[str, ...]
    not_exported: str | None


@dataclass(frozen=True)
class Facts:
    """All that the pages are made of."""

    model: Model
    usage: Usage
    contract: contract.Contract
    answers: Answers
    texts: Texts
    plan: tuple[Change, ...]
    subjects: tuple[Subject, ...]
    lives: Mapping[str, Mapping[str, Any]]  # of content.yaml: table → life, rows
    personal: Mapping[str, Kept]
    statements: Mapping[str, list[tuple[str, int]]]  # function → (pair of the bench, statements a call)
    images: Mapping[str, str]
    downloads: tuple[Download, ...]
    has_search: bool
    database: playground.Database
    version: str  # of the package


class Site:
    """Renders the pages of one set of facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.model = facts.model
        self.entries: list[Entry] = []
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(
            site=self, facts=facts, model=facts.model, words=words, COMMANDS=COMMANDS, ROLES=SHOWN_ROLES,
            OUTSIDE=OUTSIDE, OWNER=OWNER, code=lambda text, word: Markup(coloured(text, word)),
        )  # fmt: skip
        self._env.filters.update(prose=self.prose, ticks=self.ticks, wbr=_breakable)
        self._nav = self._env.get_template("nav.html").render()

    # Where things are.

    def url(self, name: str) -> str:
        """The page of a table or function; `schema.name`."""
        if name in self.model.tables:
            table = self.model.tables[name]
            if table.partition_of:
                return self.url(table.partition_of)
            return f"tables/{table.short}.html" if table.is_public else f"internal/tables/{table.short}.html"
        function = self.model.functions[name]
        return f"functions/{function.short}.html" if function.is_public else f"internal/functions/{function.short}.html"

    def link(self, name: str, *, schema: bool = False) -> Markup:
        """A link to a table or function of that name; the name alone where there is no such thing."""
        shown = name if schema or not name.startswith("public.") else name.partition(".")[2]
        if name not in self.model.tables and name not in self.model.functions:
            return Markup("<code>{}</code>").format(shown)
        return Markup('<a href="~/{}"><code>{}</code></a>').format(self.url(name), shown)

    def setters(self, table: Table, column: str) -> Markup:
        """The functions that set the column, four of them at the most, without their schema."""
        names = self.facts.usage.sets(table.name, column)
        shown = [
            Markup('<a href="~/{}"><code>{}</code></a>').format(self.url(n), _breakable(n.partition(".")[2]))
            for n in names
        ]
        more = Markup(" and {} more").format(len(names) - 4) if len(names) > 4 else Markup("")
        return Markup(", ").join(shown[:4]) + more

    def links(self, names: Any) -> Markup:
        return Markup(", ").join(self.link(name) for name in names)

    def role(self, name: str) -> Markup:
        return Markup('<a class="role {0}" href="~/roles/{0}.html" title="{0}">{1}</a>').format(
            name, words.SHORT.get(name, name)
        )

    def roles(self, names: Any) -> Markup:
        return Markup(" ").join(self.role(name) for name in names)

    # Texts with their names linked.

    def ticks(self, text: str) -> Markup:
        """Text in which `this` is code, linked where it names something."""
        pieces = re.split(r"`([^`]+)`", text)
        out = [self._code(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)]
        return Markup("").join(out)

    def prose(self, text: str) -> Markup:
        """The same, and every name that cannot be another word is linked."""
        pieces = re.split(r"`([^`]+)`", text)
        out = [self._code(piece) if number % 2 else self._named(piece) for number, piece in enumerate(pieces)]
        return Markup("").join(out)

    def _code(self, text: str) -> Markup:
        target = self._names.get(text.removesuffix("()"))
        if target:
            return Markup('<a href="~/{}"><code>{}</code></a>').format(target, text)
        return Markup("<code>{}</code>").format(text)

    def _named(self, text: str) -> Markup:
        out, at = [], 0
        for found in self._words.finditer(text):
            name = found[1] or found[2]
            target = self._names.get(name)
            if target:
                out += [escape(text[at : found.start()]), Markup('<a href="~/{}">{}</a>').format(target, found[0])]
                at = found.end()
        return Markup("").join([*out, escape(text[at:])])

    def named(self, html: str) -> Markup:
        """The HTML of a text, with each name that stands as code linked, unless it is in a link already."""

        def linked(found: re.Match[str]) -> str:
            name = unescape(found[1])
            return str(self._code(name)) if self._words.fullmatch(name.removesuffix("()")) else found[0]

        pieces = re.split(r"(<a .*?</a>|<pre.*?</pre>)", html, flags=re.DOTALL)
        return Markup("".join(p if n % 2 else re.sub(r"<code>([^<]+)</code>", linked, p) for n, p in enumerate(pieces)))

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {code: f"errors.html#{code}" for code in self.model.codes}
        found |= {role: f"roles/{role}.html" for role in self.model.roles}
        things: list[Table | Function] = [*self.model.tables.values(), *self.model.functions.values()]
        for thing in things:
            found[thing.name] = self.url(thing.name)
            if thing.is_public or thing.short not in found:
                found[thing.short] = self.url(thing.name)
        return found

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """Names with a schema, with an underscore, or followed by (): no other word looks like that."""
        return re.compile(
            r"(?<![\w./-])((?:public|private)\.\w+|[a-z]+(?:_[a-z0-9]+)+)(?![\w-]|\.\w)|(?<![\w.])([a-z]+)(?=\(\))"
        )

    # What the templates ask.

    @cached_property
    def subjects(self) -> list[dict[str, Any]]:
        """Each subject with its tables and API functions."""
        functions = defaultdict(list)
        for function in self.model.api:
            functions[self.facts.usage.subject(function.name)].append(function)
        return [
            {
                "subject": s,
                "tables": [t for name in s.tables if (t := self.model.tables[name]).is_public],
                "internal": [t for name in s.tables if not (t := self.model.tables[name]).is_public],
                "functions": sorted((f for folder in s.functions for f in functions[folder]), key=lambda f: f.short),
            }
            for s in self.facts.subjects
        ]

    def subject_of(self, table: Table) -> Subject:
        return next(s for s in self.facts.subjects if table.name in s.tables)

    def subject_of_function(self, function: Function) -> Subject | None:
        folder = self.facts.usage.subject(function.name)
        return next((s for s in self.facts.subjects if folder in s.functions), None)

    def picture(self, name: str, label: str) -> Markup:
        return Markup(self.facts.images[name].replace("<svg", f'<svg role="group" aria-label="{escape(label)}"', 1))

    def tokens(self, examples: list[Example]) -> list[str]:
        """Whose tokens the examples send."""
        return list(dict.fromkeys(e.who.name.upper() for e in examples if e.who.name != ANYBODY.name))

    def neighbours(self, table: Table) -> Markup:
        drawn = pictures.neighbours(self.model, table)
        return Markup(
            drawn.replace("<svg", f'<svg role="group" aria-label="{table.short} and the tables next to it"', 1)
        )

    def lead(self, comment: str) -> str:
        return comment.partition("\n")[0]

    def first(self, comment: str) -> str:
        """Its first sentence, for lists."""
        return re.split(r"(?<=[a-z)`\d][.:;]) ", self.lead(comment))[0].rstrip(":;")

    def paragraphs(self, comment: str) -> list[tuple[str, str]]:
        """What follows the first line of a COMMENT: (label or '', text), lines that belong together joined."""
        found: list[tuple[str, str]] = []
        for line in comment.splitlines()[1:]:
            label = re.match(
                r"(Answer|Refusals?|Example|Misuse|Arguments|p_\w+(?:(?:,| and) p_\w+)*)(?: \([^)]*\))?: ?", line
            )
            if label:
                found.append((label[0].rstrip(": "), line[label.end() :]))
            elif found and not (found[-1][1].endswith(".") and re.match(r"[A-Za-z`]", line)):
                found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
            elif line.strip():
                found.append(("", line))
        return found

    def checks(self, table: Table) -> dict[str, list[tuple[Constraint, list[str]]]]:
        """The CHECKs by column; under '' those of several columns."""
        found: dict[str, list[tuple[Constraint, list[str]]]] = defaultdict(list)
        for constraint in table.constraints:
            if constraint.kind == "check":
                column = constraint.columns[0] if len(constraint.columns) == 1 else ""
                found[column].append((constraint, words.check(constraint)))
        return found

    def who(self, table: Table, column: str, commands: tuple[str, ...]) -> list[tuple[str, str]]:
        """(role, rows) of everybody but the owner who reads, or writes, the column directly."""
        found = []
        for role in SHOWN_ROLES[:-1]:
            for command in commands:
                columns = table.may(role, command)
                if columns is not None and (not columns or column in columns):
                    found.append((role, words.rows(table, role, command)))
                    break
        return found

    def cell(self, table: Table, role: str, command: str) -> dict[str, Any]:
        """A cell of the access matrix."""
        rows = words.rows(table, role, command)
        columns = table.may(role, command) or ()
        reach = "none" if rows == words.NOBODY else rows if rows in ("all", "own") else "some"
        said = "nothing" if reach == "none" else f"{rows} rows" if reach != "some" else f"{rows} rows only"
        limit = f", only {words.listed(list(columns))}" if columns else ""
        return {
            "reach": reach,
            "letter": command[0].upper(),
            "said": f"{command}: {said}{limit}",
            "some": bool(columns),
        }

    def policy_sql(self, policy: Policy) -> str:
        lines = [
            f"create policy {policy.name} on {policy.table}{'' if policy.is_permissive else ' as restrictive'}",
            f"  for {policy.command} to {', '.join(policy.roles)}",
        ]
        lines += [f"  using ({_bare(policy.using)})"] if policy.using else []
        lines += [f"  with check ({_bare(policy.check)})"] if policy.check else []
        return "\n".join(lines) + ";"

    def nothing(self, table: Table) -> list[tuple[str, str]]:
        """(role, why) of those from outside who reach no row directly."""
        found = []
        for role in OUTSIDE:
            if any(table.may(role, command) is not None for command in COMMANDS):
                continue
            granted = [c for c in COMMANDS if table.granted(role, c) is not None]
            why = (
                "has no grant, and no policy names the role"
                if not granted
                else "has a grant, but no policy names the role"
            )
            found.append((role, f"{words.capital(words.PEOPLE[role])} {why}."))
        return found

    def instead(self, table: Table, role: str) -> list[str]:
        """The functions which the role may call and which read the table for it."""
        names = self.facts.usage.api(self.model, table.name, ("read", *WRITES))
        return [name for name in names if role in self.model.functions[name].callers]

    def refuses(self, function: Function) -> list[str]:
        """The codes with which it may refuse: by the API contract, or else those that its COMMENT names."""
        said = self.facts.contract.functions.get(function.short)
        if said and function.is_public:
            return [code for code in said.refuses if code in self.model.codes]
        named = re.findall(r"[a-z]+(?:_[a-z]+)+", function.comment)
        return [code for code in dict.fromkeys(named) if code in self.model.codes]

    @cached_property
    def refusing(self) -> dict[str, list[str]]:
        """The functions of the API that refuse with each code."""
        found: dict[str, list[str]] = defaultdict(list)
        for function in self.model.api:
            for code in self.refuses(function):
                found[code].append(function.name)
        return found

    def changes(self, table: Table) -> list[Change]:
        """The plan's changes that make the table or need it."""
        own = f"schema/{table.schema}/{table.short}"
        policy = f"policies/{table.schema}/{table.short}"
        return [c for c in self.facts.plan if c.name in (own, policy) or own in c.requires]

    def change_url(self, change: str) -> str | None:
        """The page of what a change of the plan makes."""
        folder, _, rest = change.partition("/")
        schema, _, name = rest.partition("/")
        full = f"{schema}.{name.partition('-')[0]}"  # schema/public/courses-subtitle alters the table
        if folder in ("schema", "policies") and full in self.model.tables:
            return self.url(full) + ("#policies" if folder == "policies" else "")
        if folder == "functions":
            made = [f for f in self.facts.usage.bodies.values() if str(f.file) == f"{change}.sql"]
            first = next((f for f in made if f.is_public), made[0] if made else None)
            return self.url(first.name) if first else None
        return None

    def size(self, table: Table) -> str | None:
        """How much a million users' rows take."""
        each, life = self.facts.answers.row_bytes.get(table.short), self.facts.lives.get(table.name)
        if not each or not life:
            return None
        count = int(str(life["rows"]).replace(",", ""))
        row, entries = each
        return (
            f"About {count:,} rows of {row:,.0f} bytes: {_size(count * row)}, "
            f"and {_size(count * entries)} of indexes, {entries:,.0f} bytes a row."
        )

    # The pages.

    def pages(self) -> Iterator[Made]:
        """Every page; what the search finds is in `entries` afterwards."""
        yield self._page(
            "index.html", "overview.html", "Overview", "page", text="overview tables functions access picture"
        )
        yield self._page(
            "access.html", "access.html", "Access matrix", "page", text="who may read write grants policies roles"
        )
        yield self._page(
            "erasure.html",
            "erasure.html",
            "What stays after an erasure",
            "page",
            text="erase account gdpr personal data kept deleted export",
        )
        yield self._page("errors.html", "errors.html", "Error codes", "page", text="refusals status http code")
        yield self._page("plan.html", "plan.html", "The plan", "page", text="sqitch changes history deploy")
        yield self._page("functions/index.html", "functions.html", "Functions", "page", text="api rpc by subject")
        yield self._page(
            "internal/index.html",
            "internal.html",
            "Internal tables and functions",
            "page",
            text="private schema helpers",
        )
        yield self._page(
            "decisions/index.html", "decisions.html", "Decisions", "page", text="adr architecture decision records"
        )
        for table in self.model.tables.values():
            if not table.partition_of:
                kind = "table" if table.is_public else "internal table"
                yield self._page(self.url(table.name), "table.html", table.short, kind, text=table.comment, table=table)
        for function in self.model.functions.values():
            kind = "function" if function.is_public else "internal function"
            yield self._page(
                self.url(function.name), "function.html", function.short, kind, text=function.comment, function=function
            )
        for role in self.model.roles.values():
            yield self._page(
                f"roles/{role.name}.html", "role.html", role.name, "role", text=words.ABOUT[role.name], role=role
            )
        for text in self.facts.texts.pages.values():
            yield self._page(text.url, "text.html", text.title, text.kind, text="", it=text)
            for heading in text.headings:
                self.entries.append(
                    Entry(heading.title, text.title, f"{text.url}#{heading.anchor}", heading.text[:600])
                )
        for file, url in self.facts.texts.files.items():
            yield self._page(
                url, "file.html", file, "file", text="", file=file, body=Markup(file_page(self.facts.texts, file))
            )
        # Last: by then it is known whether the database could be made.
        about = playground.facts(self.model, self.facts.contract)
        yield self._page(
            "playground.html", "playground.html", "Playground", "page",
            text="try as persona policy grant decides sql rpc psql pglite", about=about,
        )  # fmt: skip
        self._more_entries()

    def _more_entries(self) -> None:
        for code in self.model.codes.values():
            self.entries.append(
                Entry(code.code, f"error code {code.status}", f"errors.html#{code.code}", f"{code.message} {code.hint}")
            )
        for table in self.model.tables.values():
            url = self.url(table.name)
            for column in table.columns if not table.partition_of else ():
                self.entries.append(
                    Entry(column.name, f"column of {table.short}", f"{url}#column-{column.name}", column.comment)
                )
            for policy in table.policies:
                said = f"{words.policy(table, policy)} {policy.comment}"
                self.entries.append(Entry(policy.name, f"policy of {table.short}", f"{url}#policy-{policy.name}", said))

    def _page(self, url: str, template: str, title: str, kind: str, *, text: str, **values: Any) -> Made:
        self.entries.append(Entry(title, kind, url, text[:1500]))
        html = self._env.get_template(template).render(title=title, kind=kind, url=url, nav=Markup(self._nav), **values)
        here = f'href="~/{url}"'
        html = html.replace(f"{here} data-nav", f'{here} aria-current="page" data-nav')
        return Made(url, re.sub(r'(href|src)="~/', rf'\1="{"../" * url.count("/")}', html))

    def search_script(self) -> str:
        """What the search looks through, as a script: a page opened as a file may not fetch anything."""
        rows = [[e.title, e.kind, e.url, re.sub(r"\s+", " ", e.text)] for e in self.entries]
        said = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        return f"window.DOCHUB_ENTRIES = {said};\n"


def _bare(expression: str | None) -> str:
    """Without the parentheses that the catalog puts around everything."""
    text = (expression or "").strip()
    text = text.replace("( SELECT private.current_user_id() AS current_user_id)", "(select private.current_user_id())")
    if text.startswith("(") and text.endswith(")"):
        depth = 0
        for number, letter in enumerate(text):
            depth += (letter == "(") - (letter == ")")
            if depth == 0 and number < len(text) - 1:
                return text
        return text[1:-1]
    return text


def _size(total: float) -> str:
    return f"{total / 1e9:,.1f} GB" if total >= 1e8 else f"{total / 1e6:,.0f} MB" if total >= 1e6 else "less than 1 MB"


def _breakable(text: str) -> Markup:
    """A name that may be broken after its underscores."""
    return Markup("_<wbr>").join(text.split("_"))
