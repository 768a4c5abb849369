"""What the README counts is so many."""

import re

import pytest

from dochub import paths

pytestmark = pytest.mark.gate


def test_the_readme_counts_the_tables() -> None:
    readme = (paths.root() / "README.md").read_text()
    [counted] = re.findall(r"(\d+) tables and (\d+) internal ones", readme)
    assert [*map(int, counted)] == [
        len(list((paths.root() / "schema" / schema).glob("*.sql"))) for schema in ("public", "private")
    ]
