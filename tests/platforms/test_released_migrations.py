"""What a release exported for Supabase stays as it is, byte for byte: projects have pushed it.

released_migrations.txt has a line a release: its tag, how many migrations it exports, the SHA-256 of their names and texts.
"""

import hashlib
from pathlib import Path

import pytest

from dochub import export, paths
from dochub.plan import read

pytestmark = pytest.mark.gate

RECORD = Path(__file__).with_name("released_migrations.txt")


def sha256(migrations: dict[str, str], count: int) -> str:
    said = "".join(f"{name}\n{text}" for name, text in sorted(migrations.items())[:count])
    return hashlib.sha256(said.encode()).hexdigest()


def test_released_migrations_are_frozen() -> None:
    migrations = export.supabase()
    recorded = [line.split() for line in RECORD.read_text().splitlines()]
    assert [sha256(migrations, int(count)) for _, count, _ in recorded] == [hashed for *_, hashed in recorded]
    tags = [tag.name for change in read(paths.root()).changes for tag in change.tags]
    line = f"{tags[-1]} {len(migrations)} {sha256(migrations, len(migrations))}"
    assert [tag for tag, *_ in recorded] == tags, f"right after the tag, add: {line}"
