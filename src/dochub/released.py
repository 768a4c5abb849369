"""What is released stays as it is: hashes of the released scripts, committed, since git tags travel with no archive.

The record has a line `@tag id` a release, and below it `sha256  script` for what came with it. The tag's id covers the
plan up to it, as each change's id covers the one before.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from dochub.plan import KINDS, Change, Kind, Plan, Tag, read

RECORD = Path("tests/history/released.txt")


def record(root: Path, *, write: bool = True) -> list[Path]:
    """Adds the releases of the plan that the record lacks; returns what was written, or (not `write`) what differs."""
    plan = read(root)
    known = _known(root)
    lines = [
        line
        for tag, changes in _releases(plan)
        if tag.name not in known
        for line in (
            f"{tag.name} {tag.id}",
            *(f"{_sha256(plan, c, kind)}  {_name(c, kind)}" for c, kind in _of(changes)),
        )
    ]
    if lines and write:
        (root / RECORD).parent.mkdir(parents=True, exist_ok=True)
        with (root / RECORD).open("a") as file:
            file.writelines(f"{line}\n" for line in lines)
    return [RECORD] if lines else []


def edited(root: Path) -> list[str]:
    """Tells every release that is not recorded, and what is not as it was released."""
    plan = read(root)
    known = _known(root)
    releases = dict(_releases(plan))
    found = [f"{tag.name} is not recorded" for tag in releases if tag.name not in known]
    ids = {tag.name: tag.id for tag in releases}
    found += [f"the plan up to {name} is not as it was released" for name in known if ids.get(name) != known[name][""]]
    return found + [
        f"{plan.script(change, kind)} is not as it was released with {tag.name}"
        for tag, changes in releases.items()
        if tag.name in known
        for change, kind in _of(changes)
        if known[tag.name].get(_name(change, kind)) != _sha256(plan, change, kind)
    ]


def _known(root: Path) -> dict[str, dict[str, str]]:
    """Tag -> script -> hash, and under "" the tag's id."""
    known: dict[str, dict[str, str]] = {}
    for line in (root / RECORD).read_text().splitlines() if (root / RECORD).is_file() else []:
        first, second = line.split()
        if first.startswith("@"):
            last = known.setdefault(first, {"": second})
        else:
            last[second] = first
    return known


def _releases(plan: Plan) -> Iterator[tuple[Tag, list[Change]]]:
    """Each tag with the changes that came with it."""
    since = 0
    for place, change in enumerate(plan.changes, 1):
        for tag in change.tags:
            yield tag, plan.changes[since:place]
            since = place


def _of(changes: list[Change]) -> Iterator[tuple[Change, Kind]]:
    return ((change, kind) for change in changes for kind in KINDS)


def _name(change: Change, kind: Kind) -> str:
    """The script's name at its release; a rework moves it."""
    return f"{kind}/{change.name}.sql"


def _sha256(plan: Plan, change: Change, kind: Kind) -> str:
    script = plan.root / plan.script(change, kind)
    return hashlib.sha256(script.read_bytes()).hexdigest() if script.is_file() else "missing"
