"""Holds what came back over HTTP against the contract. Needs the library jsonschema."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from dochub.api.contract import Contract, Schema

_ERROR = {"code", "message", "details", "hint"}  # of PostgREST
_formats = FormatChecker(["uuid"])


@_formats.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class Checker:
    """Tells what is wrong with an answer; `seen` are the properties of the contract that answers have had."""

    def __init__(self, contract: Contract, statuses: Mapping[str, int]) -> None:
        """`statuses`: code → HTTP status, as private.error_codes says."""
        self.contract = contract
        self.statuses = statuses
        self.seen: set[str] = set()
        self._validators: dict[str, Draft202012Validator] = {}

    def fault(self, function: str, status: int, body: Any) -> str | None:
        """What is wrong with the answer of `function`, which was called without filters; None: nothing."""
        if function not in self.contract.functions:
            return None
        if status == 304 or (isinstance(body, dict) and {"code", "message"} <= body.keys() <= _ERROR):
            return self._error(status, body)
        if not isinstance(body, dict) or not isinstance(body.get("ok"), bool):
            return f"{function} answered {status} {str(body)[:200]}"
        if body["ok"]:
            wrong = self._invalid(f"functions.{function}", self.contract.functions[function].answer, body)
            return wrong or (None if status == 200 else f"{function} answered {status} with ok")
        return self._refusal(function, status, body)

    def missing(self) -> list[str]:
        """The properties of answers and refusals that no answer had."""
        return sorted(self.named - self.seen)

    @cached_property
    def named(self) -> set[str]:
        """The properties that answers and details have by the contract, each where it is named."""
        found: set[str] = set()
        for name, function in self.contract.functions.items():
            found |= {f"functions.{name}.ok"}
            for schema in (function.answer, function.beside or {}):
                found |= set(self._properties(f"functions.{name}", schema))
        for code, schema in self.contract.refusals.items():
            found |= set(self._properties(f"refusals.{code}", schema))
        return found

    def _error(self, status: int, body: Any) -> str | None:
        expected = self.contract.misuse.get((body or {}).get("code", ""), status)
        return None if status == expected or (status, expected) == (401, 403) else f"{status} for {body}"

    def _refusal(self, function: str, status: int, body: dict[str, Any]) -> str | None:
        if wrong := self._invalid(f"refusal.{function}", self.contract.refusal(function), body, keep=False):
            return wrong
        code = body["code"]
        if status != self.statuses[code]:
            return f"{function} refused {code} with {status}, the registry says {self.statuses[code]}"
        beside = self.contract.functions[function].beside
        if beside:
            self.seen |= set(self._visited(f"functions.{function}", beside, body))
        try:
            details = json.loads(body["details"])
        except ValueError:
            return f"details of {function}, {code} is no JSON: {body['details']}"
        return self._invalid(f"refusals.{code}", self.contract.refusals[code], details)

    def _invalid(self, place: str, schema: Schema, value: Any, *, keep: bool = True) -> str | None:
        if place not in self._validators:
            whole = {"$defs": dict(self.contract.defs), **schema}
            self._validators[place] = Draft202012Validator(whole, format_checker=_formats)
        errors = sorted(self._validators[place].iter_errors(value), key=lambda e: len(e.path))
        if errors:
            said = [f"{'.'.join(map(str, e.absolute_path)) or 'the whole'}: {e.message}" for e in _deepest(errors)]
            return f"{place}: {'; '.join(said)[:600]}"
        if keep:
            self.seen |= set(self._visited(place, schema, value))
        return None

    def _resolved(self, place: str, schema: Schema) -> tuple[str, Schema]:
        """The place where a schema is named, and the schema."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return name, self.contract.defs[name]
        return place, schema

    def _properties(self, place: str, schema: Schema, done: tuple[str, ...] = ()) -> Iterator[str]:
        place, schema = self._resolved(place, schema)
        if place in done:
            return
        done = (*done, place)
        for alternative in schema.get("anyOf", ()):
            yield from self._properties(place, alternative, done[:-1])
        for name, inner in schema.get("properties", {}).items():
            yield f"{place}.{name}"
            yield from self._properties(f"{place}.{name}", inner, done)
        for inner in (schema.get("items"), schema.get("additionalProperties")):
            if isinstance(inner, dict):
                yield from self._properties(place, inner, done[:-1])

    def _visited(self, place: str, schema: Schema, value: Any) -> Iterator[str]:
        """The properties in `value`, each where the contract names it."""
        place, schema = self._resolved(place, schema)
        for alternative in schema.get("anyOf", ()):
            yield from self._visited(place, alternative, value)
        properties = schema.get("properties", {})
        if isinstance(value, list):
            for item in value:
                yield from self._visited(place, schema.get("items", {}), item)
        elif isinstance(value, dict):
            for name, inner in value.items():
                if name in properties:
                    yield f"{place}.{name}"
                    yield from self._visited(f"{place}.{name}", properties[name], inner)
                elif isinstance(schema.get("additionalProperties"), dict):
                    yield from self._visited(place, schema["additionalProperties"], inner)


def _deepest(errors: list[Any]) -> list[Any]:
    """Of an anyOf what the alternative lacks that lacks least."""
    found = []
    for error in errors:
        if error.validator == "anyOf" and error.context:
            by_schema: dict[int, list[Any]] = {}
            for inner in error.context:
                by_schema.setdefault(inner.schema_path[0], []).append(inner)
            least = min(map(len, by_schema.values()))
            found += next(lacks for lacks in by_schema.values() if len(lacks) == least)
        else:
            found.append(error)
    return found
