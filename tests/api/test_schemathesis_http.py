"""Schemathesis makes requests of the OpenAPI document, right and wrong ones, and holds every answer of real PostgREST against it.

Each role makes those that it may; what it may not is tests/access's. `make fuzz` makes many more: DOCHUB_FUZZ_SECONDS, of each role.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dochub import paths, server
from dochub import postgrest as rest
from dochub.api import command
from dochub.seed import CLOVER, HERON, seed_demo
from dochub.token import token

SECONDS = int(os.environ.get("DOCHUB_FUZZ_SECONDS", "0"))
EXAMPLES = 4  # requests of an operation, right and wrong ones each
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]

# What there is in the seed, so that calls get further than to say that it is not there.
KNOWN = {
    name: words
    for names, words in {
        "p_user_id p_referee_id p_from p_to user_id account": [CLOVER.user_id, HERON.user_id],
        "store p_store": ["apple", "google", "stripe"],
        "environment p_environment": ["production", "sandbox"],
        "currency p_currency": ["USD", "EUR"],
        "product_id p_product_id": ["dochub.credits.10", "dochub.premium.monthly", "deep-sleep"],
        "course_code": ["deep-sleep"],
        "p_code parent_code": ["SLEEP20", "WELCOME5", "SUMMER25"],
        "p_cohort slug": ["harbour-lane", "new-one"],
        "p_product_type": ["course", "credits", "any"],
        "p_role": ["user", "admin"],
        "p_ttl": ["15 minutes"],
        "time_zone": ["Europe/Berlin"],
    }.items()
    for name in names.split()
}
LAST = ("erase_my_account", "erase_user")  # after them nothing is answered any more

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 4 * SECONDS)]


@pytest.fixture(scope="module")
def seeded(cluster: server.Server, template: str) -> Iterator[str]:
    """The conninfo of a seeded database."""
    server.create_database(cluster.dsn(), "fuzzed", template=template)
    seed_demo(cluster.dsn("fuzzed"))
    yield cluster.dsn("fuzzed")
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute("drop database fuzzed with (force)")


@pytest.fixture(scope="module")
def document(seeded: str) -> dict[str, Any]:
    """What `dochub api openapi` prints."""
    found: dict[str, Any] = json.loads(command.document("", lambda: nullcontext(seeded)))
    return found


@pytest.fixture(scope="module")
def api(seeded: str) -> Iterator[rest.Api]:
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    with rest.serve(seeded) as running:
        yield running


def narrowed(document: dict[str, Any], role: str) -> dict[str, Any]:
    """The operations that a role may make; what the database knows is said to be all that there is."""
    narrow: dict[str, Any] = json.loads(json.dumps(document))
    wanted = {} if role == "anon" else {"token": [role]}
    for path, item in list(narrow["paths"].items()):
        narrow["paths"][path] = {
            method: operation
            for method, operation in item.items()
            if wanted in operation["security"] and operation["operationId"] not in LAST
        }
    for place in (narrow["paths"], {n: s for n, s in narrow["components"]["schemas"].items() if n.endswith("_in")}):
        know(place)
    return narrow


def know(value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.get("properties", {}).items():
            if name in KNOWN and "$ref" not in inner:
                value["properties"][name] = {"enum": KNOWN[name]}
        if value.get("in") == "query" and value["name"] in KNOWN and "pattern" not in value["schema"]:
            value["schema"] = {"enum": KNOWN[value["name"]]}
        for key, inner in value.items():
            if key != "responses":
                know(inner)
    elif isinstance(value, list):
        for inner in value:
            know(inner)


def fuzz(
    api: rest.Api, document: dict[str, Any], folder: Path, role: str, *options: str
) -> subprocess.CompletedProcess[str]:
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    sub = CLOVER.user_id if role == "authenticated" else None
    bearer = [] if role == "anon" else ["--header", f"Authorization: Bearer {token(api.secret, role, sub=sub)}"]
    much = ["--max-time", str(SECONDS)] if SECONDS else ["--seed", "1"]
    phases = "examples,coverage,fuzzing" if SECONDS else "examples,fuzzing"
    return subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", file, "--url", api.url, *bearer, "--checks", ",".join(CHECKS), "--phases", phases, *much,
         "--max-examples", str(EXAMPLES), "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", *options],
        cwd=folder, capture_output=True, text=True, timeout=90 + 2 * SECONDS,
    )  # fmt: skip


def test_it_has_examples_of_the_demo(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    spend = document["paths"]["/rpc/deduct_credits"]["post"]
    assert spend["requestBody"]["content"]["application/json"]["examples"]["demo"]["value"]["p_amount"] == 2
    assert spend["responses"]["200"]["content"]["application/json"]["examples"]["demo"]["value"]["ok"] is True
    assert "insufficient_credits" in spend["responses"]["402"]["content"]["application/json"]["examples"]


@pytest.mark.parametrize(("role", "operations"), [("anon", 3), ("authenticated", 30), ("service_role", 60)])
def test_every_answer_is_as_the_document_says(
    api: rest.Api, document: dict[str, Any], tmp_path: Path, role: str, operations: int
) -> None:
    done = fuzz(api, narrowed(document, role), tmp_path, role, "--report", "ndjson", "--report-ndjson-path", "report")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested, done.stdout[-1500:]
    assert int(tested[1]) > operations
    statuses = Counter(re.findall(r'"status_code": ?(\d)', (tmp_path / "report").read_text()))
    assert statuses["2"] > operations / 3, f"calls get through: {statuses}"


def test_an_answer_that_is_not_documented_is_noticed(api: rest.Api, document: dict[str, Any], tmp_path: Path) -> None:
    spoilt = narrowed(document, "authenticated")
    path = spoilt["paths"]["/rpc/my_courses"]
    spoilt["paths"] = {"/rpc/my_courses": path}
    schema = path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    del schema["properties"]["courses"]
    schema["required"] = ["ok"]
    done = fuzz(api, spoilt, tmp_path, "authenticated")
    assert done.returncode == 1
    assert "'courses' was unexpected" in done.stdout
