"""functions/api.yaml, read: its short notation, which its head explains, becomes JSON Schema (draft 2020-12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dochub.errors import Problem

FILE = Path("functions/api.yaml")  # below the root (`dochub.paths.root`)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MISUSE = "misuse"  # the name of PostgREST's own errors among the shapes

Schema = dict[str, Any]

_SECTIONS = ("types", "inputs", "shapes", "refusals", "misuse", "computed", "functions")
_FUNCTION = {"arguments", "answer", "refuses", "beside"}
_WORD = re.compile(r"one of ((?:[A-Za-z_]+ ?)+)")
_NAME = re.compile(r"(list of )?([a-z_0-9]+)")


@dataclass(frozen=True)
class Argument:
    """What a function takes under one name."""

    schema: Schema
    is_optional: bool


@dataclass(frozen=True)
class Function:
    """A function of the API."""

    arguments: Mapping[str, Argument]
    answer: Schema  # of a success
    refuses: tuple[str, ...]  # codes
    beside: Schema | None  # properties of its refusals besides those that all have


@dataclass(frozen=True)
class Contract:
    """functions/api.yaml. Schemas refer to `defs` by #/$defs/NAME."""

    defs: Mapping[str, Schema]  # words and objects that have a name
    functions: Mapping[str, Function]  # by their names in public
    refusals: Mapping[str, Schema]  # code → its details; every code that any function refuses with
    misuse: Mapping[str, int]  # SQLSTATE → HTTP status
    computed: Mapping[str, Mapping[str, Schema]]  # table → field → schema

    def refusal(self, function: str) -> Schema:
        """The answer of a function that refuses; `details` is text."""
        said = self.functions[function]
        properties: dict[str, Schema] = {
            "ok": {"const": False},
            "code": {"enum": list(said.refuses)},
            "message": {"type": "string"},
            "details": {"type": "string", "contentMediaType": "application/json"},
            "hint": {"type": ["string", "null"]},
        }
        more = said.beside["properties"] if said.beside else {}
        return _object(properties | more, list(properties))

    def document(self) -> Schema:
        """All of it as one JSON Schema."""
        defs = dict(self.defs)
        for name, function in self.functions.items():
            defs[f"{name}_arguments"] = arguments(function)
            defs[f"{name}_answer"] = function.answer
            if function.refuses:
                defs[f"{name}_refusal"] = self.refusal(name)
        defs |= {f"{code}_details": schema for code, schema in self.refusals.items() if schema["properties"]}
        return {"$schema": DIALECT, "$defs": defs}


def contract(root: Path) -> Contract:
    """The contract of the repository or wheel at `root`. Problem: it cannot be read."""
    try:
        data = yaml.safe_load((root / FILE).read_text("utf-8"))
        if tuple(data) != _SECTIONS:
            raise ValueError(f"its sections are not {', '.join(_SECTIONS)}")
        return _Reader(data).contract()
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise Problem(f"{FILE}: {error}") from None


def arguments(function: Function) -> Schema:
    """What a function takes, as one object."""
    required = [name for name, argument in function.arguments.items() if not argument.is_optional]
    return _object({name: argument.schema for name, argument in function.arguments.items()}, required)


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if not schema or "null" in _types(schema):
        return schema
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}


def _types(schema: Schema) -> list[str]:
    said = schema.get("type", [s.get("type") for s in schema.get("anyOf", [])])
    return said if isinstance(said, list) else [said]


def _object(properties: Mapping[str, Schema], required: list[str], other: Schema | None = None) -> Schema:
    closed = {"additionalProperties": False if other is None else other}
    return {"type": "object", "properties": dict(properties), "required": required} | closed


def _may_lack(key: str) -> bool:
    return key.startswith("(")


def _name(key: str) -> str:
    return key.strip("()")


class _Reader:
    """Turns the notation into schemas."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.scalars = {name: schema for name, schema in data["types"].items() if "enum" not in schema}
        names = [name for section in ("types", "inputs", "shapes") for name in data[section]]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"named twice: {', '.join(sorted(twice))}")
        self.named = set(names) - self.scalars.keys()

    def contract(self) -> Contract:
        data = self.data
        words = {name: schema for name, schema in data["types"].items() if "enum" in schema}
        defs = words | {name: self.schema(form, takes=True) for name, form in data["inputs"].items()}
        defs |= {name: self.schema(form) for name, form in data["shapes"].items()}
        functions = {name: self.function(name, said or {}) for name, said in data["functions"].items()}
        codes = sorted({code for function in functions.values() for code in function.refuses})
        if unused := data["refusals"].keys() - set(codes):
            raise ValueError(f"no function refuses with {', '.join(sorted(unused))}")
        return Contract(
            defs=defs,
            functions=functions,
            refusals={code: self.schema(data["refusals"].get(code, {})) for code in codes},
            misuse={str(code): status for code, status in data["misuse"].items()},
            computed={
                table: {field: self.schema(form) for field, form in fields.items()}
                for table, fields in data["computed"].items()
            },
        )

    def function(self, name: str, said: Mapping[str, Any]) -> Function:
        if unknown := said.keys() - _FUNCTION:
            raise ValueError(f"{name}: unknown {', '.join(sorted(unknown))}")
        forms = said["answer"] if isinstance(said["answer"], list) else [said["answer"]]
        answers = [self.schema({"ok": True, **form}) for form in forms]
        return Function(
            arguments={
                _name(key): Argument(
                    nullable(self.schema(form, takes=True)) if _may_lack(key) else self.schema(form, takes=True),
                    _may_lack(key),
                )
                for key, form in said.get("arguments", {}).items()
            },
            answer=answers[0] if len(answers) == 1 else {"anyOf": answers},
            refuses=tuple(said.get("refuses", ())),
            beside=self.schema(said["beside"]) if "beside" in said else None,
        )

    def schema(self, form: Any, *, takes: bool = False) -> Schema:
        """The schema of what is written as `form`; `takes`: in an argument, where null is the same as absent."""
        if form is True:
            return {"const": True}
        if isinstance(form, list) and len(form) == 1:
            return {"type": "array", "items": self.schema(form[0], takes=takes)}
        if isinstance(form, Mapping):
            properties = {}
            for key, value in form.items():
                if key != "*":
                    schema = self.schema(value, takes=takes)
                    properties[_name(key)] = nullable(schema) if takes and _may_lack(key) else schema
            required = [key for key in form if key != "*" and not _may_lack(key)]
            other = self.schema(form["*"], takes=takes) if "*" in form else None
            return _object(properties, required, other)
        if isinstance(form, str):
            *others, last = [part.strip() for part in form.split("|")]
            if not others:
                return self.one(last)
            if len(others) == 1 and last == "null":
                return nullable(self.one(others[0]))
        raise ValueError(f"no type: {form}")

    def one(self, word: str) -> Schema:
        if found := _WORD.fullmatch(word):
            return {"enum": found[1].split()}
        if (found := _NAME.fullmatch(word)) and (found[2] in self.scalars or found[2] in self.named):
            name = found[2]
            schema = self.scalars.get(name, {"$ref": f"#/$defs/{name}"})
            return {"type": "array", "items": dict(schema)} if found[1] else dict(schema)
        raise ValueError(f"no type: {word}")
