"""From an edited source of a released change to its new instance: plan line, scripts kept and scripts stamped."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dochub import registry
from dochub.errors import Problem
from dochub.plan import KINDS, read
from dochub.requires import brackets, line, needs
from dochub.source import Source
from dochub.stamp import STAMPED, inside, released, stamp
from dochub.verify import verify


class Reworked(NamedTuple):
    """What `rework` did."""

    line: str  # of the plan
    kept: list[Path]  # the scripts of the released instance, under their new names
    written: list[Path]


def rework(root: Path, key: str, note: str = "") -> Reworked:
    """Makes a new instance of a released function or policy file that was edited, as `sqitch rework` does; stamps it.

    `key` is the change or its source. A function whose arguments or result were changed is dropped before it is made
    anew, and so is one that no source makes any more. Problem: nothing to rework, or a source that cannot be stamped;
    then nothing is written.
    """
    plan = read(root)
    name = key.removeprefix("./").removesuffix(".sql")
    places = plan.find(name)
    if not places or name.split("/")[0] not in STAMPED:
        what = "a table is changed by a change of its own" if name.startswith("schema/") else "there is no such change"
        raise Problem(f"{name} cannot be reworked: {what}", "CONTRIBUTING.md tells how to change a table")
    if not released(plan, name):
        raise Problem(f"{name} is not released", "`make stamp` is all that it takes")
    last, file = plan.changes[places[-1]], root / f"{name}.sql"
    if inside(root / plan.script(last, "deploy")) == file.read_text():
        raise Problem(f"{name}.sql is what was released", "edit it first")
    verify(Source(file.read_text(), file))  # parsed before anything is written

    found = needs(root)
    tag = next(change.tags[-1] for change in reversed(plan.changes) if change.tags)
    required = brackets(found, [*(change.name for change in plan.changes), name])[name]
    who = registry.committer()
    at = datetime.now(UTC)
    said = note or f"{last.note.rstrip('.')}, reworked after {tag.name}."
    planned = line(name, [f"{name}{tag.name}", *required], at, said, f"{who.name} <{who.email}>")
    kept = []
    for kind in KINDS:
        script = root / kind / f"{name}.sql"
        kept.append(script.rename(script.with_name(f"{script.stem}{tag.name}.sql")).relative_to(root))
    plan.file.write_text(f"{plan.file.read_text().rstrip()}\n{planned}\n")
    # Other released files may be edited, too, and wait for their own rework.
    return Reworked(planned, kept, stamp(root, only=name))
