"""The registry of refusals against the sources: no code without an entry, no entry without a function."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.gate
ROOT = Path(__file__).parents[2]


def test_every_code_is_registered_and_every_registered_code_can_be_answered(db: Any) -> None:
    sources = "\n".join(p.read_text() for p in (ROOT / "functions").rglob("*.sql"))
    answered = set(re.findall(r"private\.refuse\(\s*'([a-z_]+)'", sources)) | set(
        re.findall(r"-- refuses: ([a-z_]+)", sources)
    )
    registered = {code for (code,) in db.execute("select code from private.error_codes")}
    assert len(answered) > 10, "the sources were read"
    assert answered == registered


def test_codes_named_in_comments_are_registered(db: Any) -> None:
    """What an API function's COMMENT promises as a refusal is in the registry."""
    registered = {code for (code,) in db.execute("select code from private.error_codes")}
    comments = db.execute(
        """
        select p.proname, d.description
          from pg_proc as p, obj_description(p.oid, 'pg_proc') as d (description)
         where p.pronamespace = 'public'::regnamespace and d.description ~ 'Refusals?:'
        """
    ).fetchall()
    assert len(comments) > 5
    for name, comment in comments:
        promised = set(re.findall(r"\b([a-z]+(?:_[a-z]+)+)\b \((?:40\d|41\d|42\d)", comment))
        assert promised <= registered, name
