"""The contract as a TypeScript module that lays over what `supabase gen types typescript` writes."""

import json
from collections.abc import Iterator, Mapping

from dochub.api.contract import Argument, Contract, Schema
from dochub.api.database import Column, Database

HEAD = """\
// Written by `dochub api types`: what `supabase gen types typescript` does not know of DocHub's database.
//   import { createClient } from "@supabase/supabase-js";
//   import { details, refused, type Database } from "./dochub.js";
//   const client = createClient<Database>(url, key);
// Database is MergeDeep (type-fest) of what `supabase gen types typescript` wrote into ./database.types.
import type { MergeDeep } from "type-fest";
import type { Database as Generated } from "./database.types.js";
"""

GUARD = """\
/** A refusal as supabase-js and postgrest-js give it in `error`. `details` is text: read it with details(). */
export type Refusal<C extends Code = Code> = {
  [K in C]: { code: K; message: string; details: string; hint: string };
}[C];

/** Whether `error` is a refusal, with one of `codes` where any is given, and not misuse or a failure. */
export function refused<C extends Code = Code>(error: unknown, ...codes: C[]): error is Refusal<C> {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" && (codes.length > 0 ? codes as string[] : CODES as readonly string[]).includes(code);
}

/** What a refusal says besides its code. */
export function details<C extends Code>(refusal: { code: C; details: string }): Details[C] {
  return JSON.parse(refusal.details) as Details[C];
}
"""


def module(contract: Contract, database: Database) -> str:
    """The text of the module."""
    return "\n".join(
        [
            HEAD,
            *_shapes(contract),
            *_codes(contract),
            *_functions(contract, database),
            *_merged(contract, database),
            GUARD,
        ]
    )


def _shapes(contract: Contract) -> Iterator[str]:
    yield "export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];\n"
    for name, schema in contract.defs.items():
        yield f"export type {_pascal(name)} = {_type(schema, '')};\n"


def _codes(contract: Contract) -> Iterator[str]:
    yield "/** The details of each refusal, by its code. */\nexport interface Details {"
    for code, schema in contract.refusals.items():
        yield f"  {code}: {_type(schema, '  ') if schema['properties'] else 'Record<string, never>'};"
    yield "}\n\n/** The codes of refusals. */\nexport type Code = keyof Details;\n"
    yield f"const CODES = {json.dumps(list(contract.refusals))} as const;\n"
    yield "/** The codes that each function can refuse with. */\nexport interface Refuses {"
    for name, function in contract.functions.items():
        yield f"  {name}: {' | '.join(json.dumps(code) for code in function.refuses) or 'never'};"
    yield "}\n"


def _functions(contract: Contract, database: Database) -> Iterator[str]:
    yield "/** Functions: arguments, and the answer of a success; a refusal comes as `error`. */"
    yield "export interface Functions {"
    for name, function in contract.functions.items():
        yield f"  /** {database.functions[name].comment.partition(chr(10))[0].replace('*/', '')} */"
        yield f"  {name}: {{ Args: {_arguments(function.arguments)}; Returns: {_type(function.answer, '  ')} }};"
    yield "}\n"


def _arguments(taken: Mapping[str, Argument]) -> str:
    if not taken:
        return "never"
    said = [f"{name}{'?' if a.is_optional else ''}: {_type(a.schema, '')}" for name, a in taken.items()]
    return f"{{ {'; '.join(said)} }}"


def _merged(contract: Contract, database: Database) -> Iterator[str]:
    yield "/** Columns that hold one of a few words, and computed fields. */\nexport interface Tables {"
    for name, table in database.tables.items():
        words = {c: column for c, column in table.columns.items() if column.words}
        computed = contract.computed.get(name, {})
        if words or computed:
            row = [f"{c}: {_words(column)}" for c, column in words.items()]
            row += [f"{field}: {_type(schema, '')} | null" for field, schema in computed.items()]
            insert = [f"{c}{'' if column.is_needed else '?'}: {_words(column)}" for c, column in words.items()]
            update = [f"{c}?: {_words(column)}" for c, column in words.items()]
            yield f"  {name}: {{"
            for form, columns in (("Row", row), ("Insert", insert), ("Update", update)):
                yield f"    {form}: {{ {'; '.join(columns)} }};"
            yield "  };"
    yield "}\n"
    yield "export type Database = MergeDeep<Generated, { public: { Tables: Tables; Functions: Functions } }>;\n"
    yield '/** What a function answers. */\nexport type Answer<F extends keyof Functions> = Functions[F]["Returns"];\n'


def _words(column: Column) -> str:
    return _type(column.schema, "")


def _type(schema: Schema, indent: str) -> str:
    """A type; an object of more than a few properties over several lines, each deeper than `indent`."""
    if "$ref" in schema:
        return _pascal(schema["$ref"].rpartition("/")[2])
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(word) for word in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " | ".join(_type(s, indent) for s in schema["anyOf"])
    types = schema.get("type", "any")
    return " | ".join(_one(t, schema, indent) for t in ([types] if isinstance(types, str) else types))


def _one(type_: str, schema: Schema, indent: str) -> str:
    match type_:
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null":
            return type_
        case "array":
            items = _type(schema.get("items", {}), indent)
            return f"({items})[]" if " | " in items and not items.startswith("{") else f"{items}[]"
        case "object" if "properties" in schema:
            return _object(schema, indent)
        case "object":
            return "{ [key: string]: Json | undefined }"
    return "Json"


def _object(schema: Schema, indent: str) -> str:
    lines = [
        f"{name}{'' if name in schema['required'] else '?'}: {_type(inner, indent + '  ')}"
        for name, inner in schema["properties"].items()
    ]
    if schema["additionalProperties"] is not False:
        other = _type(schema["additionalProperties"], indent + "  ")
        lines.append(f"[key: string]: {other}{' | undefined' if 'Json' in other and lines else ''}")
    if len(lines) <= 3 and all("\n" not in line for line in lines):
        return f"{{ {'; '.join(lines)} }}"
    return "{\n" + "".join(f"{indent}  {line};\n" for line in lines) + indent + "}"


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
