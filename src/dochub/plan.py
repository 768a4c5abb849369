"""sqitch.plan, read as Sqitch 1.3 reads it: syntax, ids and the script of each change.

Sources: `sqitchchanges(7)`, and App::Sqitch::Plan, ::Change, ::Tag, ::Depend and ::Line for what it leaves open.
What a linear plan of one project does not need (`-` lines, other projects' changes) is refused, not ignored.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from dochub.errors import Problem

Kind = Literal["deploy", "revert", "verify"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_PUNCTUATION = re.escape("-!\"#$%&'()*+,./:;<=>?@[\\]^`{|}~")
_NAME = rf"(?![{_PUNCTUATION}])(?:(?![~/=%^]\d+(?:$|[ \t]))[^ \t:@#\\])+(?<![{_PUNCTUATION}])\b"
_STAMP = r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
_LINE = re.compile(
    rf"[ \t]*(?P<sign>@|[+-][ \t]*)?(?P<name>{_NAME})(?:[ \t]+(?:\[(?P<depends>[^]]+)\][ \t]*)?"
    rf"(?:{_STAMP}[ \t]*)?(?:(?P<planner>[^<]+)[ \t]+<(?P<email>[^>]+)>)?)?"
)
_PRAGMA = re.compile(r"[ \t]*%[ \t]*(?P<name>[\w-]+)[ \t]*(?:=[ \t]*(?P<value>.+))?")
_DEPENDENCY = re.compile(rf"(?P<no>!?)(?:(?P<project>{_NAME}):)?(?P<key>[0-9a-f]{{40}}|{_NAME}(?:@{_NAME})?|@{_NAME})")
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\\\": "\\"}


@dataclass(frozen=True)
class Tag:
    """A release: the state of the database after the change it stands behind."""

    id: str
    name: str  # with its @
    note: str
    planned_at: datetime
    planner_name: str
    planner_email: str


@dataclass(frozen=True)
class Change:
    """One step of the plan."""

    id: str
    name: str
    requires: dict[str, str]  # as written -> change id
    conflicts: tuple[str, ...]
    note: str
    planned_at: datetime
    planner_name: str
    planner_email: str
    tags: list[Tag] = field(default_factory=list)
    rework_tags: list[Tag] = field(default_factory=list)  # from this instance to the next of the same name, last first

    @property
    def label(self) -> str:
        return " ".join([self.name, *(tag.name for tag in self.tags)])


@dataclass(frozen=True)
class Plan:
    """The project and its changes, in order."""

    file: Path
    project: str
    uri: str | None
    changes: list[Change]

    @property
    def root(self) -> Path:
        return self.file.parent

    def index(self, key: str) -> int:
        """Where `name`, `name@tag`, `@tag`, `@HEAD`, `@ROOT` or an id is. Problem: nowhere, or in several places."""
        found = self.find(key)
        if not found:
            raise Problem(f"unknown change {key!r} in {self.file}", "the names are the first column of that file")
        if len(found) > 1:
            names = ", ".join(
                f"{key}{(self.changes[i].tags + self.changes[i].rework_tags)[0].name}" for i in found[:-1]
            )
            raise Problem(f"change {key!r} is in {self.file} {len(found)} times", f"say {names} or {key}@HEAD")
        return found[0]

    def find(self, key: str) -> list[int]:
        """Every place that `key` can mean, in order."""
        name, at, tag = key.partition("@")
        if not at:
            return [i for i, change in enumerate(self.changes) if key in (change.name, change.id)]
        ends = {"@HEAD": len(self.changes) - 1, "@ROOT": 0}
        tagged = {t.name: i for i, change in enumerate(self.changes) for t in change.tags}
        last = (ends | tagged).get(f"@{tag}")
        if last is None or not self.changes:
            return []
        return [i for i in range(last, -1, -1) if not name or self.changes[i].name == name][:1]

    def script(self, change: Change, kind: Kind) -> Path:
        """The script, relative to `root`: `name@tag.sql` for an instance that was reworked later."""
        names = [f"{change.name}{tag.name}.sql" for tag in change.rework_tags] or [f"{change.name}.sql"]
        there = (n for n in names if (self.root / "deploy" / n).is_file())
        return Path(kind) / next(there, names[0])

    def script_hash(self, change: Change) -> str:
        """SHA-1 of the deploy script's bytes, which is how Sqitch tells that a deployed script was edited."""
        return hashlib.sha1((self.root / self.script(change, "deploy")).read_bytes()).hexdigest()  # noqa: S324


def read(root: Path) -> Plan:
    """The plan in `root`. Problem: there is none, or a line in it is wrong; the message has file and line."""
    file = root / "sqitch.plan"
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"cannot read {file}: {error}") from None
    pragmas: dict[str, str] = {}
    changes: list[Change] = []
    header = True
    for number, line in enumerate(lines, 1):
        text, _, note = line.partition("#")
        text, note = text.rstrip(), re.sub(r"\\[\\nr]", lambda m: _ESCAPES[m[0]], note.strip())
        try:
            if not text:
                header = header and bool(note)
            elif header:
                _pragma(text, pragmas)
            elif "project" not in pragmas:
                raise ValueError("before the first change there must be a line %project=NAME, and a blank line")
            else:
                _change_or_tag(text, note, Plan(file, pragmas["project"], pragmas.get("uri"), changes))
        except ValueError as error:
            raise Problem(f"{file}:{number}: {error}", f"the line is: {line.strip()}") from None
    if "project" not in pragmas:
        raise Problem(
            f"{file}: no %project pragma", "its first lines should be %syntax-version=1.0.0 and %project=NAME"
        )
    return Plan(file, pragmas["project"], pragmas.get("uri"), changes)


def _pragma(text: str, pragmas: dict[str, str]) -> None:
    match = _PRAGMA.fullmatch(text)
    if not match:
        raise ValueError("not a pragma; a blank line must come between pragmas and changes")
    if match["name"] == "project" and not re.fullmatch(_NAME, match["value"] or ""):
        raise ValueError(f"invalid project name {match['value']!r}")
    pragmas[match["name"]] = match["value"] or "1"


def _change_or_tag(text: str, note: str, plan: Plan) -> None:
    """Reads one line into `plan`."""
    match = _LINE.fullmatch(text)
    if not match:
        raise ValueError(
            "not a change or tag: NAME [REQUIRED !CONFLICTING] 2026-01-31T12:00:00Z Planner <e-mail> # note"
        )
    if not match["at"] or not match["planner"]:
        raise ValueError("a change or tag needs a time stamp (2026-01-31T12:00:00Z), a planner's name and <e-mail>")
    name, depends = match["name"], match["depends"]
    if name in ("ROOT", "HEAD") or re.match(r"[0-9a-f]{40}", name):
        raise ValueError(f"{name!r} is a reserved name")
    at = datetime.strptime(match["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    planned = (note, at, match["planner"], match["email"])
    if match["sign"] == "@":
        if not plan.changes:
            raise ValueError(f"tag @{name} stands before the first change")
        if "/" in name or depends or plan.find(f"@{name}"):
            raise ValueError(f"tag @{name} has a slash, has dependencies, or is there already")
        change = plan.changes[-1]
        header = [f"tag @{name}", f"change {change.id}"]
        change.tags.append(Tag(_id("tag", plan, header, *planned), f"@{name}", *planned))
    elif match["sign"] and match["sign"].startswith("-"):
        raise ValueError("a change that reverts (-) is not for dochub: use Sqitch")
    else:
        requires, conflicts = _dependencies(plan, name, (depends or "").split())
        _rework(plan, name)
        header = [f"change {name}"] + ([f"parent {plan.changes[-1].id}"] if plan.changes else [])
        lists = [("requires", "+", requires), ("conflicts", "-", conflicts)]
        footer = [line for title, sign, keys in lists if keys for line in (title, *(f"  {sign} {key}" for key in keys))]
        change_id = _id("change", plan, header, *planned, footer=footer)
        plan.changes.append(Change(change_id, name, requires, conflicts, *planned))


def _dependencies(plan: Plan, name: str, words: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What stands in the brackets: `requires`, each with the id it means, and `conflicts`."""
    requires: dict[str, str] = {}
    conflicts: list[str] = []
    for word in words:
        match = _DEPENDENCY.fullmatch(word)
        if not match:
            raise ValueError(f"{word!r} is not a dependency: name, name@tag, @tag or an id, with ! before a conflict")
        key = match["key"]
        if match["project"] not in (None, plan.project):
            raise ValueError(f"{word!r} is a change of another project: dochub deploys one project, use Sqitch")
        if key in requires or key in conflicts:
            raise ValueError(f"{word!r} is there twice")
        found = plan.find(key)
        if match["no"]:
            conflicts.append(key)
        elif found:
            requires[key] = plan.changes[found[0]].id
        else:
            raise ValueError(f"{name} requires {key}, which is not among the changes before it")
    return requires, tuple(conflicts)


def _rework(plan: Plan, name: str) -> None:
    """Gives the earlier instance of `name`, if there is one, the tags that its scripts are kept under."""
    earlier = [i for i, change in enumerate(plan.changes) if change.name == name]
    if earlier:
        tags = [tag for change in reversed(plan.changes[earlier[-1] :]) for tag in change.tags]
        if not tags:
            raise ValueError(f"change {name} is there twice with no tag between")
        plan.changes[earlier[-1]].rework_tags.extend(tags)


def _id(
    kind: str,
    plan: Plan,
    header: list[str],
    note: str,
    at: datetime,
    name: str,
    email: str,
    *,
    footer: Sequence[str] = (),
) -> str:
    """SHA-1 over the text that `sqitch show` prints, as git does it for its objects."""
    uri = [f"uri {_canonical(plan.uri)}"] if plan.uri else []
    planner = [f"planner {name} <{email}>", f"date {at:%Y-%m-%dT%H:%M:%SZ}"]
    lines = [f"project {plan.project}", *uri, *header, *planner, *footer, *(["", note] if note else [])]
    content = "\n".join(lines).encode()
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()  # noqa: S324


def _canonical(uri: str) -> str:
    """Perl's `URI->canonical` for web addresses: lower-case scheme and host, a path, no default port."""
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https"):
        return uri
    port = f":{parts.port}" if parts.port not in (None, 80 if parts.scheme == "http" else 443) else ""
    return parts._replace(netloc=f"{parts.hostname}{port}", path=parts.path or "/").geturl()
