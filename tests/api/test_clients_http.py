"""docs/clients.md runs: its TypeScript is compiled by tsc with the generated types, and run, as is its shell, against real PostgREST."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from dochub import paths
from dochub.api import command, typescript
from dochub.api.contract import contract
from dochub.api.database import read
from dochub.token import token

GUIDE = Path(__file__).parents[2] / "docs" / "clients.md"
SDKS = Path(__file__).with_name("sdks")
TOOLS = Path(__file__).parents[2] / ".tools"
MODULES = TOOLS / "sdks" / "node_modules"
SUPABASE = shutil.which("supabase") or next(
    (TOOLS / "supabase/node_modules/@supabase").glob("cli-*/bin/supabase"), None
)


pytestmark = pytest.mark.slow


def snippets(language: str, heading: str) -> str:
    """The code of one language below a heading of the guide."""
    section = re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", GUIDE.read_text())
    assert section, heading
    found = re.findall(rf"(?ms)^```{language}\n(.*?)^```", section[1])
    assert found
    return "\n".join(found)


def run(*arguments: Any, cwd: Path, **environment: str) -> str:
    done = subprocess.run(arguments, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def node(*arguments: Any, cwd: Path) -> str:
    """supabase-js looks for WebSocket when it is made, which Node has from 22 on."""
    return run("node", "--import=data:text/javascript,globalThis.WebSocket=class{}", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with what the guide installs."""
    if not (shutil.which("node") and MODULES.is_dir()):
        pytest.skip("no Node, or no SDKs: `make sdks` fetches them")
    folder = tmp_path_factory.mktemp("sdks")
    shutil.copytree(SDKS, folder, dirs_exist_ok=True)
    (folder / "node_modules").symlink_to(MODULES)
    return folder


@pytest.fixture
def bearer(postgrest: Any) -> str:
    return token(postgrest.secret, "authenticated", sub=str(uuid4()), email="ada@example.com")


def test_the_typescript_of_the_guide(postgrest: Any, sdks: Path, bearer: str) -> None:
    """It signs up, spends, is refused, and reads resets_at out of the refusal, knowing only the generated types."""
    if not SUPABASE:
        pytest.skip("no supabase CLI: `make deps` fetches it")
    where = conninfo_to_dict(postgrest.dsn)
    url = f"postgresql://{where['user']}@localhost/{where['dbname']}?host={quote(str(where['host']))}&sslmode=disable"
    generated = run(
        SUPABASE, "gen", "types", "typescript", f"--remote={url}", "--schema", "public", cwd=sdks, HOME=str(sdks)
    )
    assert "deduct_credits" in generated
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute(
            "insert into public.courses (course_code, title, price_micros, currency, status) values ('calm', 'Calm', 1, 'USD', 'published')"
        )
        conn.execute("set role dochub_owner; select private.publish_manifest('shop.json', '{}', '{}', now())")
        module = typescript.module(contract(paths.root()), read(conn))
    (sdks / "database.types.ts").write_text(generated)
    (sdks / "dochub.ts").write_text(module)
    (sdks / "session.ts").write_text(
        f"export const url: string = {json.dumps(postgrest.url)}, token: string = {json.dumps(bearer)};\n"
    )
    (sdks / "client.ts").write_text(snippets("ts", "TypeScript: supabase-js"))
    run(sdks / "node_modules/.bin/tsc", "--project", sdks, cwd=sdks)
    said = node("client.js", cwd=sdks).splitlines()
    assert re.fullmatch(r"signed up [0-9a-f-]{36} user", said[0])
    assert said[1:3] == ["spent 2 left 1 first", "spent 2 left 1 replayed"]
    assert re.fullmatch(r"refused 1 2 \d{4}-\d\d-\d\dT00:00:00\+0\d:00", said[3])
    assert said[4:] == [
        "synced free 1", "synced nothing new 1", "sent record_plays ok", "sent deduct_credits insufficient_credits", "sent log_events ok", "courses 1 no subscription",
    ]  # fmt: skip


def test_a_refusal_reaches_each_javascript_client_whole(postgrest: Any, sdks: Path, bearer: str) -> None:
    said = [json.loads(line) for line in node("refusals.mjs", postgrest.url, bearer, cwd=sdks).splitlines()]
    assert len(said) == 8
    for one in said:
        assert one["code"] == "insufficient_credits", one
        assert json.loads(one["details"]).keys() == {"available", "needed", "debt", "resets_at"}, one
        assert one["message"], one
        assert one["hint"], one
        assert one.get("thrown") or (one["status"], one["data"]) == (402, None), one


def test_the_shell_of_the_guide(postgrest: Any, bearer: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    said = run(
        "bash", "-euo", "pipefail", "-c", snippets("sh", "Plain HTTP"), cwd=tmp_path, API=postgrest.url, TOKEN=bearer
    ).splitlines()
    answers = [json.loads(line) for line in said[:4]]
    assert [a.get("replayed") for a in answers] == [None, False, True, None]
    assert json.loads(answers[3]["details"])["needed"] == 9
    assert said[4] == "304 0"
    assert [type(json.loads(line)) for line in said[5:]] == [list, list]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            "DocHub.swift",
            [
                "struct Balance: Codable",
                "let resetsAt: Date",
                "struct InsufficientCreditsDetails",
                'case insufficientCredits = "insufficient_credits"',
            ],
        ),
        (
            "DocHub.kt",
            ["data class Balance", "data class InsufficientCreditsDetails", '@SerialName("insufficient_credits")'],
        ),
    ],
)
def test_swift_and_kotlin_types_are_made_of_the_schema(sdks: Path, file: str, words: list[str]) -> None:
    (sdks / "dochub.schema.json").write_text(command.schema())
    line = next(line for line in snippets("sh", "Swift and Kotlin: types").splitlines() if file in line)
    run("bash", "-c", line.replace("npx ", "node_modules/.bin/"), cwd=sdks)
    made = (sdks / file).read_text()
    assert [word for word in words if word not in made] == []
