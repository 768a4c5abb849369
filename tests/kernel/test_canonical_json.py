"""4.4.1: canonical JSON and its SHA-256 are the same in the database, in Python and in JavaScript.

The Python and JavaScript are those of docs/canonical-json.md, cut out of it.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "canonical-json.md").read_text()
VECTORS = json.loads((HERE / "canonical_json.json").read_text())
GOOD = [v for v in VECTORS if "canonical" in v]
BAD = [v for v in VECTORS if "unsupported" in v]
LIMIT = 2**53 - 1

# NUL and lone surrogates cannot be in jsonb. Edges of escaping, of UTF-8 lengths and of the order of UTF-16 come often.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from(
    '\x01\x08\x0b\x1f"\\/\x7f\x80é\u07ff\u0800\u2028\u2029\ud7ff\ue000\ufeff\uffff\U00010000\U0001f600\U0010ffff019'
)
TEXTS = st.text(CHARACTERS, max_size=6)
INTEGERS = st.integers(-LIMIT, LIMIT) | st.sampled_from([LIMIT, -LIMIT, 0])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=30,
)


def code(language: str) -> str:
    [block] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return block


@pytest.fixture(scope="module")
def python() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code("python"), "canonical-json.md", "exec"), names)
    return names


@pytest.fixture(scope="module")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], list[list[Any]]]:
    node = shutil.which("node")
    if not node:
        pytest.skip("no node on this machine")
    module = tmp_path_factory.mktemp("js") / "canonical.mjs"
    module.write_text(code("js"))

    def run(texts: list[str]) -> list[list[Any]]:
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run(
            [node, HERE / "canonical_json.mjs", module],
            input=lines.encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr.decode()
        return [json.loads(line) for line in done.stdout.decode().split("\n") if line]

    return run


@pytest.fixture(scope="module")
def database(pgtap_connection: Any) -> Iterator[Callable[[str], list[Any]]]:
    def run(text: str) -> list[Any]:
        query = "select %(j)s::jsonb::text, private.canonical_sha256(%(j)s), private.unsupported_number(%(j)s)"
        return list(pgtap_connection.execute(query, {"j": text}).fetchone())

    return run


@pytest.mark.parametrize("vector", GOOD, ids=lambda v: v["text"])
def test_a_vector_is_the_same_everywhere(vector: Any, database: Any, python: Any, javascript: Any) -> None:
    text, canonical = vector["text"], vector["canonical"]
    answer = database(text)
    sha256 = python["canonical_sha256"](json.loads(text))
    assert answer == [canonical, sha256, None]
    assert python["canonical"](json.loads(text)) == canonical
    assert javascript([text]) == [[canonical, sha256]]


@pytest.mark.parametrize("vector", BAD, ids=lambda v: v["text"])
def test_an_unsupported_number_is_refused_everywhere(vector: Any, database: Any, python: Any, javascript: Any) -> None:
    """4.4.1: numbers only integers within ±2^53−1."""
    assert database(vector["text"])[2] == vector["unsupported"]
    with pytest.raises(ValueError, match="unsupported number"):
        python["canonical"](json.loads(vector["text"]))
    assert javascript([vector["text"]]) == [["RangeError", None]]


@pytest.mark.parametrize("number", ["1.0", "-0.0", "1e-2", "1.5e0"])
def test_what_was_written_as_a_fraction_is_refused_where_it_is_seen(number: str, database: Any, python: Any) -> None:
    """JavaScript reads 1.0 as 1: there is nothing to see."""
    assert database(number)[2] is not None
    with pytest.raises(ValueError, match="unsupported number"):
        python["canonical"](json.loads(number))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS, ascii_only=st.booleans())
@example(document={"\U0001f600": 1, "\uffff": 2, "\ue000": 3}, ascii_only=True)
def test_python_and_the_database_agree(document: Any, ascii_only: bool, database: Any, python: Any) -> None:
    canonical, sha256, unsupported = database(json.dumps(document, ensure_ascii=ascii_only))
    assert unsupported is None
    assert python["canonical"](document) == canonical
    assert python["canonical_sha256"](document) == sha256
    assert json.loads(canonical) == document


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(DOCUMENTS, min_size=20, max_size=40))
def test_javascript_and_the_database_agree(documents: list[Any], database: Any, javascript: Any) -> None:
    texts = [json.dumps(document) for document in documents]
    assert javascript(texts) == [database(text)[:2] for text in texts]


def test_the_examples_of_the_page(database: Any) -> None:
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `([0-9a-f]{64})` \|$", PAGE, re.MULTILINE)
    assert len(rows) == 2
    for text, canonical, sha256 in rows:
        assert database(text) == [canonical, sha256, None]
