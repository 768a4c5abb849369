"""What a reader takes along: the API contract as JSON Schema, OpenAPI and TypeScript, where the package has one."""

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from dochub import access, libpq
from dochub.demo.transports import Rpc
from dochub.site import contract
from dochub.site.answers import Answers


class Download(NamedTuple):
    """A file to take along."""

    name: str  # below downloads/
    about: str
    text: str


def made(root: Path, dsn: str, answers: Answers) -> tuple[Download, ...]:
    """The files, of the database `dsn`; none without functions/api.yaml and `dochub.api`, which prints it."""
    if not (root / contract.FILE).is_file() or find_spec("dochub.api") is None:
        return ()
    api, openapi, typescript, database = (
        import_module(f"dochub.api.{name}") for name in ("contract", "openapi", "typescript", "database")
    )
    agreed = api.contract(root)
    with libpq.connect(dsn) as conn:
        read = database.read(conn)
    examples = {
        name: [
            openapi.Example(e.request.arguments, e.answer.status, e.answer.body)
            for e in found
            if isinstance(e.request, Rpc)
        ]
        for name, found in answers.functions.items()
    }
    document = openapi.document(agreed, access.contract(root), read, examples)
    return (
        Download("openapi.json", "OpenAPI 3.1, with examples", _printed(document)),
        Download("schema.json", "JSON Schema of every argument and answer", _printed(agreed.document())),
        Download("types.ts", "TypeScript types, for supabase-js", typescript.module(agreed, read)),
    )


def _printed(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
