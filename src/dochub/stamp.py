"""Scripts from sources: the deploy, revert and verify scripts of functions/, policies/ and schema/ are stamped.

A released change keeps the scripts it was released with. Then a function or policy that is edited is reworked first,
and is stamped as the new instance; a table gets changes of their own, written by hand, and its file in schema/ follows.
"""

import re
from pathlib import Path

from dochub.errors import Problem
from dochub.plan import KINDS, Kind, Plan, read
from dochub.source import OWNER, Source
from dochub.verify import verify

STAMPED = ("functions", "policies")  # always
TABLES = "schema"  # until they are released

# What a script means must not depend on who runs it.
_BEGIN = (
    "begin;\nset local client_encoding = 'UTF8';\nset local standard_conforming_strings = on;\n"
    f"set local role {OWNER};\n"
)
# … and what an earlier release began with.
_INSIDE = re.compile(
    r"(?:--[^\n]*\n)*begin;\n(?:set local [^\n]*;\n){0,3}(?:drop function [^\n]*;\n)?(.*)commit;\n", re.DOTALL
)


def stamp(root: Path, *, write: bool = True, only: str | None = None) -> list[Path]:
    """Stamps below `root`; returns what was written or removed, or (not `write`) which scripts differ.

    `only`: that change, whatever the others' sources have become.
    Problem: the source of a released change was edited; a source that cannot be parsed, named with its line.
    """
    plan = read(root)
    changed: list[Path] = []
    for file in _sources(root):
        name = str(file.relative_to(root).with_suffix(""))
        is_table = file.relative_to(root).parts[0] == TABLES
        if only not in (None, name) or (is_table and len(plan.find(name)) > 1):
            continue
        if released(plan, name):
            if not is_table:
                _check_unedited(plan, name)
            continue
        for kind, text in scripts(plan, name).items():
            script = Path(kind) / f"{name}.sql"
            if not (root / script).is_file() or (root / script).read_bytes() != text:
                changed.append(script)
                if write:
                    (root / script).parent.mkdir(parents=True, exist_ok=True)
                    (root / script).write_bytes(text)
    for script in _left(plan):
        changed.append(script.relative_to(root))
        if write:
            script.unlink()
    return changed


def _left(plan: Plan) -> list[Path]:
    """Stamped scripts of functions and policies that are gone from plan and sources; a move leaves them behind."""
    wanted = {plan.root / plan.script(change, kind) for change in plan.changes for kind in KINDS}
    wanted |= {plan.root / kind / p.relative_to(plan.root) for kind in KINDS for p in _sources(plan.root)}
    there = {p for kind in KINDS for folder in STAMPED for p in (plan.root / kind / folder).rglob("*.sql")}
    return sorted(there - wanted)


def _sources(root: Path) -> list[Path]:
    return sorted(path for folder in (*STAMPED, TABLES) for path in (root / folder).rglob("*.sql"))


def scripts(plan: Plan, name: str) -> dict[Kind, bytes]:
    """The three scripts of the last instance of change `name`, from its source.

    A rework says so in its first line: Sqitch wants the bytes of every deploy script of a project to differ, also when
    a function returns to an earlier body.
    """
    file = plan.root / f"{name}.sql"
    content = file.read_bytes()
    source = Source(content.decode(), file)
    instances = [plan.changes[place] for place in plan.find(name)]
    before = instances[-2] if len(instances) > 1 else None
    since = f" (reworked after {before.rework_tags[0].name})" if before else ""
    about = f"{name}{since}: stamped from {name}.sql; edit that file, then `make stamp`."
    earlier = inside(plan.root / plan.script(before, "deploy")) if before else ""
    gone = _gone(plan.root, source, Source(earlier, file))
    drop = f"drop function {', '.join(gone)};\n" if gone else ""
    revert = _revert(source, Source(earlier, file)) + earlier
    return {
        "deploy": f"-- Deploy {about}\n{_BEGIN}{drop}".encode() + content + b"commit;\n",
        "revert": f"-- Revert {about}\n{_BEGIN}{revert}commit;\n".encode(),
        "verify": f"-- Verify {about}\n{_BEGIN}{verify(source)}rollback;\n".encode(),
    }


def _gone(root: Path, source: Source, earlier: Source) -> list[str]:
    """What `source` made earlier and `create or replace` would leave or refuse: other arguments, another result."""
    now = {function.signature: function for function in source.functions()}
    others = "".join(p.read_text() for p in (root / STAMPED[0]).rglob("*.sql") if p != source.file)
    return [
        old.signature
        for old in earlier.functions()
        if not (old.signature in now and now[old.signature].replaces(old))
        and f"create or replace function {old.name}(" not in others
    ]


def released(plan: Plan, name: str) -> bool:
    tagged = [place for place, change in enumerate(plan.changes) if change.tags]
    return bool(tagged and (places := plan.find(name)) and places[-1] <= tagged[-1])


def _check_unedited(plan: Plan, name: str) -> None:
    deploy = plan.root / "deploy" / f"{name}.sql"
    if not deploy.is_file() or inside(deploy) != (plan.root / f"{name}.sql").read_text():
        raise Problem(f"{name}.sql is released and was edited", f"`dochub rework {name}`")


def inside(deploy: Path) -> str:
    """What a deploy script does in its transaction, less the drop that a rework begins with.

    Problem: it is not there, or is no script of ours.
    """
    match = _INSIDE.fullmatch(deploy.read_text()) if deploy.is_file() else None
    if not match:
        raise Problem(f"{deploy} is missing or is no transaction", "`sqitch rework` copies it from the release")
    return match[1]


def _revert(source: Source, earlier: Source) -> str:
    """Takes back what `source` makes and `earlier` cannot replace."""
    made = [table.name for table in source.tables()]
    kept = {function.signature: function for function in earlier.functions()}
    gone = [
        f.signature for f in reversed(source.functions()) if not (f.signature in kept and kept[f.signature].replaces(f))
    ]
    tables = [table for table in source.protected() if table not in earlier.protected()]
    lines = [f"drop trigger {name} on {table};" for name, table in source.triggers() if table not in made]
    lines += [f"drop function {', '.join(gone)};"] if gone else []
    for table in tables:
        lines += [f"drop policy {policy.name} on {table};" for policy in source.policies() if policy.table == table]
        others = sorted(source.grantees(table) - {OWNER})
        lines += [f"revoke all on table {table} from {', '.join(others)};"] if others else []
        lines += [f"grant all on table {table} to {OWNER};"] if OWNER in source.grantees(table) else []
        lines += [f"alter table {table} no force row level security, disable row level security;"]
    lines += [f"drop table {', '.join(reversed(made))};"] if made else []
    return "".join(f"{line}\n" for line in lines)
