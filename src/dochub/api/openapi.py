"""The API as OpenAPI 3.1: from the contract, who may from policies/access.yaml, texts and tables from a database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dochub import __version__, access
from dochub.api.contract import DIALECT, Contract, Function, Schema, arguments
from dochub.api.database import Database, Routine, Table

Json = dict[str, Any]

DESCRIPTION = """\
DocHub's database through PostgREST. A call of a function that the rules refuse answers with an HTTP error whose body is
{ok: false, code, message, details, hint}; details is text that holds a JSON object. Anything else that goes wrong is
PostgREST's {code, message, details, hint}. Tables are read with PostgREST's filters (?column=eq.value), of which this
document names the simplest only. The names of roles beside the security scheme are those of a token's claim `role`.
"""

# What PostgREST itself may answer instead, whatever is called.
_COMMON = {
    400: "An argument that is wrong.",
    401: "No token, or one that is wrong or has expired.",
    403: "The role may not do this, or the account is erased.",
    404: "No such function, or none with these arguments.",
    406: "A media type that cannot be answered.",
    415: "A media type that cannot be read.",
    500: "A time-out: send the call again.",
}
_WRITES = {405: "A writing function called by GET.", 409: "Something changed at this very moment: send the call again."}
_COMMANDS = {"select": "get", "insert": "post", "update": "patch", "delete": "delete"}
_FILTER = r"^(eq|neq|gt|gte|lt|lte|like|is|in|not)\."
_ERROR = {"$ref": "#/components/schemas/error"}


class Example(NamedTuple):
    """A call and its answer, from the demo."""

    arguments: Json
    status: int
    answer: Any


def document(
    contract: Contract, agreed: access.Contract, database: Database, examples: Mapping[str, list[Example]]
) -> Json:
    """The document. `examples`: of each function."""
    paths: dict[str, Json] = {}
    for name in contract.functions:
        paths[f"/rpc/{name}"] = _function(name, contract, agreed, database, examples.get(name, []))
    for name, table in database.tables.items():
        cells = agreed.tables[f"public.{name}"]
        if operations := _table(name, table, cells, contract):
            paths[f"/{name}"] = operations
    license_ = {"name": "PostgreSQL", "identifier": "PostgreSQL"}
    found: Json = _moved({
        "openapi": "3.1.0",
        "info": {"title": "DocHub", "version": __version__, "description": DESCRIPTION, "license": license_},
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": "/"}],
        "tags": [{"name": "functions"}, {"name": "tables"}],
        "paths": paths,
        "components": {
            "responses": {f"error_{s}": _answer(said, _ERROR) for s, said in (_COMMON | _WRITES).items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {
                **contract.defs,
                **_refusals(contract, database),
                **_rows(contract, database),
                "error": _error(),
            },
        },
    })  # fmt: skip
    return found


def _answer(description: str, schema: Schema) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _function(
    name: str, contract: Contract, agreed: access.Contract, database: Database, examples: list[Example]
) -> Json:
    said, routine = contract.functions[name], database.functions[name]
    summary, _, more = routine.comment.partition("\n")
    about: Json = {
        "tags": ["functions"],
        "summary": summary.rstrip("."),
        "description": more,
        "security": _security(agreed.functions[f"public.{name}"].roles),
        "responses": _responses(said, routine, database, examples),
    }
    body: Json = {"schema": arguments(said)}
    if examples:
        body["examples"] = {"demo": {"value": min(examples, key=lambda e: e.status).arguments}}
    needed = bool(body["schema"]["required"])
    request = {"required": needed, "content": {"application/json": body}}
    operations: Json = {"post": {**about, "operationId": name, "requestBody": request}}
    if routine.is_stable and not any(_is_json(a.schema) for a in said.arguments.values()):
        operations["get"] = {**about, "operationId": f"get_{name}", "parameters": _query(said.arguments)}
    elif name == "handshake":
        operations["get"] = {**about, "operationId": f"get_{name}", **_conditional(said, about["responses"])}
    return operations


def _responses(said: Function, routine: Routine, database: Database, examples: list[Example]) -> Json:
    by_status = defaultdict(list)
    for code in said.refuses:
        by_status[database.refusals[code].status].append(code)
    done = _answer("Done.", said.answer)
    if good := [e.answer for e in examples if e.status == 200]:
        done["content"]["application/json"]["examples"] = {"demo": {"value": good[0]}}
    refused = {e.answer["code"]: e.answer for e in examples if e.status != 200}
    statuses = sorted({*by_status, *_COMMON, *(() if routine.is_stable else _WRITES)})
    return {"200": done} | {str(s): _refused(s, by_status[s], said.beside, database, refused) for s in statuses}


def _conditional(said: Function, responses: Json) -> Json:
    """GET of the handshake: its request as JSON text, ETag and 304."""
    schema = said.arguments["p_request"].schema
    headers = {"ETag": {"schema": {"type": "string"}}}
    return {
        "parameters": [
            {"name": "p_request", "in": "query", "content": {"application/json": {"schema": schema}}},
            {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
        ],
        "responses": {
            **responses,
            "200": responses["200"] | {"headers": headers},
            "304": {"description": "What the app has is current.", "headers": headers},
        },
    }


def _refused(
    status: int, codes: list[str], beside: Schema | None, database: Database, examples: Mapping[str, Any]
) -> Json:
    if not codes:
        return {"$ref": f"#/components/responses/error_{status}"}
    lines = [f"{code}: {database.refusals[code].message}" for code in codes]
    schemas: list[Schema] = [{"$ref": f"#/components/schemas/refusal_{code}"} for code in codes]
    if beside:
        # The objects are closed: what is beside stands in a copy of each.
        schemas = [_refusal(code, {}, database, beside) for code in codes]
    if status in _COMMON or status in _WRITES:
        lines.append((_COMMON | _WRITES)[status])
        schemas.append(_ERROR)
    content: Json = {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}
    if shown := {code: {"value": examples[code]} for code in codes if code in examples}:
        content["examples"] = shown
    said: Json = {"description": " ".join(lines), "content": {"application/json": content}}
    if status == 429:
        said["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return said


def _refusals(contract: Contract, database: Database) -> Json:
    return {f"refusal_{code}": _refusal(code, details, database) for code, details in contract.refusals.items()}


def _refusal(code: str, details: Schema, database: Database, beside: Schema | None = None) -> Schema:
    properties: Json = {
        "ok": {"const": False},
        "code": {"const": code},
        "message": {"type": "string"},
        "details": {"type": "string", "contentMediaType": "application/json"}
        | ({"contentSchema": details} if details else {}),
        "hint": {"type": "string"},
    }
    more = beside["properties"] if beside else {}
    about = database.refusals[code]
    return {
        "description": f"{about.message} {about.hint}",
        "type": "object",
        "properties": properties | more,
        "required": list(properties),
        "additionalProperties": False,
    }


def _error() -> Schema:
    text = {"type": ["string", "null"]}
    return {
        "description": "Misuse, or what PostgREST or PostgreSQL say: code is a SQLSTATE or begins with PGRST.",
        "type": "object",
        "properties": {"code": text, "message": {"type": "string"}, "details": text, "hint": text},
        "required": ["code", "message", "details", "hint"],
        "additionalProperties": False,
    }


def _query(taken: Mapping[str, Any]) -> list[Json]:
    return [
        {"name": name, "in": "query", "required": not a.is_optional, "schema": _plain(a.schema)}
        for name, a in taken.items()
    ]


def _plain(schema: Schema) -> Schema:
    """Without null, which a query cannot say."""
    types = schema.get("type")
    return schema | {"type": next(t for t in types if t != "null")} if isinstance(types, list) else schema


def _is_json(schema: Schema) -> bool:
    types = schema.get("type", "object")
    return not {"object", "array"}.isdisjoint([types] if isinstance(types, str) else types)


def _security(roles: Iterable[str]) -> list[Json]:
    return [{} if role == "anon" else {"token": [role]} for role in roles]


def _table(name: str, table: Table, cells: Mapping[str, Mapping[str, access.Cell]], contract: Contract) -> Json:
    operations: Json = {}
    for command, method in _COMMANDS.items():
        roles = [r for r in ("anon", "authenticated", "dochub_admin", "service_role") if command in cells.get(r, {})]
        if not roles:
            continue
        row = {"$ref": f"#/components/schemas/row_{name}"}
        many = {
            "description": "The rows.",
            "content": {"application/json": {"schema": {"type": "array", "items": row}}},
        }
        beyond = _answer("A limit or offset that cannot be.", _ERROR)
        common = {str(status): {"$ref": f"#/components/responses/error_{status}"} for status in (*_COMMON, 409)}
        done = {"201": {"description": "Done."}} if method == "post" else {"204": {"description": "Done."}}
        operation: Json = {
            "tags": ["tables"],
            "operationId": f"{command}_{name}",
            "summary": table.comment.partition("\n")[0],
            "security": _security(roles),
            "responses": common | ({"200": many, "206": many, "416": beyond} if command == "select" else done),
        }
        if command in ("insert", "update"):
            columns = {c for r in roles for c in cells[r][command].columns or table.columns}
            operation["requestBody"] = {
                "required": True,
                "content": {"application/json": {"schema": _written(table, columns, command)}},
            }
        if command != "insert":
            operation["parameters"] = [
                {
                    "name": c,
                    "in": "query",
                    "schema": {"type": "string", "pattern": _FILTER},
                }
                for c in table.primary_key
            ]
        if command == "select":
            numbers = {"limit": 0, "offset": 0}
            operation["parameters"] += [
                {"name": n, "in": "query", "schema": {"type": "integer", "minimum": least}}
                for n, least in numbers.items()
            ]
            operation["parameters"].append(
                {
                    "name": "order",
                    "in": "query",
                    "schema": {"type": "string", "examples": [f"{table.primary_key[-1]}.desc"]},
                }
            )
            if fields := contract.computed.get(name):
                every = ",".join(["*", *fields])
                operation["parameters"].append(
                    {
                        "name": "select",
                        "in": "query",
                        "schema": {"enum": ["*", every]},
                        "description": "With the computed fields.",
                    }
                )
        operations[method] = operation
    return operations


def _rows(contract: Contract, database: Database) -> Json:
    """Each table's row as it is read."""
    return {
        f"row_{name}": {
            "description": table.comment,
            "type": "object",
            "properties": {c: column.schema | {"description": column.comment} for c, column in table.columns.items()}
            | dict(contract.computed.get(name, {})),
            "required": list(table.columns),
            "additionalProperties": False,
        }
        for name, table in database.tables.items()
    }


def _written(table: Table, columns: set[str], command: str) -> Schema:
    return {
        "type": "object",
        "properties": {c: column.schema for c, column in table.columns.items() if c in columns},
        "required": [
            c for c, column in table.columns.items() if c in columns and column.is_needed and command == "insert"
        ],
        "additionalProperties": False,
    }


def _moved(value: Any) -> Any:
    """References into #/$defs are into the components here."""
    if isinstance(value, dict):
        return {
            k: re.sub(r"^#/\$defs/", "#/components/schemas/", v) if k == "$ref" else _moved(v) for k, v in value.items()
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value
