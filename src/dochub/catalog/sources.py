"""The functions as their files in functions/ have them."""

import re
from pathlib import Path
from typing import NamedTuple

from dochub.errors import Problem


class Source(NamedTuple):
    """A function in a file of functions/."""

    file: str
    arguments: tuple[str, ...]  # their names
    body: str


_FUNCTION = re.compile(
    r"create or replace function (\w+\.\w+)\((.*?)\)\s+(?:returns\b.*?\s)?language\b.*?\sas (\$\w*\$)(.*?)\3;",
    re.DOTALL,
)


def sources(root: Path) -> dict[str, Source]:
    """Function → its source, of every file in functions/. Problem: one that is not written in the usual form."""
    found = {}
    for path in sorted((root / "functions").glob("*/*.sql")):
        text = path.read_text()
        matches = _FUNCTION.findall(text)
        if len(matches) != text.count("create or replace function ") or not matches:
            raise Problem(f"{path} has a function that is not in the usual form, or none")
        for name, arguments, _, body in matches:
            found[name] = Source(str(path.relative_to(root)), _argument_names(arguments), body)
    if not found:
        raise Problem(f"no functions below {root}")
    return found


def _argument_names(text: str) -> tuple[str, ...]:
    """The names of what a caller gives; commas in parentheses or in a literal separate nothing."""
    arguments = re.sub(r"\([^()]*\)|'[^']*'", "", text).split(",")
    words = [argument.split() for argument in arguments if argument.strip()]
    return tuple(word[1 if word[0] in ("inout", "variadic") else 0] for word in words if word[0] != "out")
