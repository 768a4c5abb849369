"""What functions/api.yaml says of arguments and answers, as the pages show it; without it they show the catalog's.

The file is read as it is written (its head explains the notation), because what is short for its authors is short for
readers too. Nothing else of the site knows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dochub.errors import Problem

FILE = Path("functions/api.yaml")  # below the root (`dochub.paths.root`)


class Row(NamedTuple):
    """A key of an argument or an answer, in the depth in which it stands."""

    depth: int
    name: str
    type: str
    is_optional: bool


@dataclass(frozen=True)
class Said:
    """What the file says of one function."""

    arguments: Mapping[str, list[Row]] = field(default_factory=dict)  # argument → its own row, then what it holds
    answers: tuple[list[Row], ...] = ()  # more than one: one of these
    refuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """The file, read."""

    functions: Mapping[str, Said] = field(default_factory=dict)  # by their names in public
    details: Mapping[str, list[Row]] = field(default_factory=dict)  # code → the keys of its details


def read(root: Path) -> Contract:
    """The contract below `root`; empty where there is no such file. Problem: it cannot be read."""
    file = root / FILE
    if not file.is_file():
        return Contract()
    try:
        data = yaml.safe_load(file.read_text("utf-8"))
        reader = _Reader({**data.get("inputs", {}), **data.get("shapes", {})}, data.get("types", {}))
        return Contract(
            {name: _function(reader, said or {}) for name, said in data["functions"].items()},
            {code: reader.rows(form, 0) for code, form in data.get("refusals", {}).items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"{FILE} is not as its head says: {error!r}") from None


def _function(reader: "_Reader", said: Mapping[str, Any]) -> Said:
    answer = said.get("answer", {})
    return Said(
        {key.strip("()"): reader.entry(key, form, 0) for key, form in said.get("arguments", {}).items()},
        tuple(reader.rows({"ok": "true", **form}, 0) for form in (answer if isinstance(answer, list) else [answer])),
        tuple(said.get("refuses", ())),
    )


class _Reader:
    """Lays nested objects out as rows; a named object is laid out where it is used, once deep."""

    def __init__(self, named: Mapping[str, Any], types: Mapping[str, Any]) -> None:
        self._named = named
        self._types = types

    def rows(self, form: Any, depth: int, inside: tuple[str, ...] = ()) -> list[Row]:
        """The keys of an object."""
        if not isinstance(form, Mapping):
            return []
        return [row for key, value in form.items() for row in self.entry(str(key), value, depth, inside)]

    def entry(self, key: str, form: Any, depth: int, inside: tuple[str, ...] = ()) -> list[Row]:
        """A key, and below it what its value holds."""
        name = "any other key" if key == "*" else key.strip("()")
        words, inner, inside = self._type(form, inside)
        own = Row(depth, name, words, key.startswith("(") or key == "*")
        return [own, *self.rows(inner, depth + 1, inside)]

    def _type(self, form: Any, inside: tuple[str, ...]) -> tuple[str, Any, tuple[str, ...]]:
        """What the type is called, the object that it holds, and the named objects that we are in."""
        if isinstance(form, list):
            words, inner, inside = self._type(form[0], inside)
            return f"list of {words}", inner, inside
        if isinstance(form, Mapping):
            return "object", form, inside
        text = str(form)
        name = text.partition("|")[0].strip().removeprefix("list of ").strip()
        if name in self._named and name not in inside:
            held = self._named[name]
            if isinstance(held, list):
                held = held[0]
                text = f"list of {text}"
            return text.replace(name, "object" if not text.startswith("list of") else "objects"), held, (*inside, name)
        return self._scalar(text, name), None, inside

    def _scalar(self, text: str, name: str) -> str:
        form = self._types.get(name)
        if isinstance(form, Mapping) and "enum" in form:
            return text.replace(name, "one of " + ", ".join(map(str, form["enum"])))
        return f"one of {', '.join(text[7:].split())}" if text.startswith("one of ") else text
