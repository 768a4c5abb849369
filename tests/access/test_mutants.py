"""Whatever is loosened, dropped or added in a deployed database is caught, one thing at a time.

Of the grants on single columns, three quarters of all, a fourth is tried here; `make mutate` (DOCHUB_LONG=1) tries them all.
"""

import os
import zlib
from typing import Any

import mutants
import psycopg
import pytest

from dochub import access, catalog, paths

LONG = os.environ.get("DOCHUB_LONG") == "1"
SAMPLED = "column's grant added"


def tried(mutant: mutants.Mutant) -> bool:
    return LONG or mutant.kind != SAMPLED or zlib.crc32(mutant.statement.encode()) % 4 == 0


@pytest.mark.server("18")
@pytest.mark.timeout(1200)
@pytest.mark.slow
def test_every_mutant_is_caught(filled: psycopg.Connection[Any], agreed: access.Contract) -> None:
    # A clone of a database has none of its privileges.
    filled.execute(f"grant create on database {filled.info.dbname} to dochub_owner")
    sources = catalog.sources(paths.root())
    report = mutants.run(filled, agreed, lambda conn: catalog.compare(conn, agreed, sources), only=tried)
    print("\n".join(report.lines()))  # noqa: T201, `make mutate` and pytest -rP show it
    # Each of the sample stands for four.
    unseen = 0 if LONG else 3
    made = report.mutants + unseen * (report.behaviour + report.catalog + report.noted)[SAMPLED]
    assert made > 20_000
    # What changes what somebody reaches is caught by what it does, not by the comparison alone.
    assert report.behaviour.total() + unseen * report.behaviour[SAMPLED] > 0.8 * made
    for kind in (
        "policy dropped",
        "policy tightened",
        "policy's role dropped",
        "grant dropped",
        "guard dropped",
        "guard disabled",
        "guard forgets",
    ):
        assert report.behaviour[kind] > 0
        assert report.catalog[kind] == 0, kind
    survived = {mutant.statement for mutant in report.survivors}
    if survived != set(mutants.EXPLAINED):
        pytest.fail("\n".join(report.lines()), pytrace=False)


NOTHING_SEEN = catalog.Report([], [], {})


def test_a_mutant_that_nobody_catches_is_told(filled: psycopg.Connection[Any], agreed: access.Contract) -> None:
    forced = (
        "alter table private.store_products no force row level security"  # its owner has a policy for every command
    )
    report = mutants.run(filled, agreed, lambda _: NOTHING_SEEN, only=lambda mutant: mutant.statement == forced)
    assert report.mutants == 1
    assert f"survived: FORCE dropped: {forced}: NOT EXPLAINED" in report.lines()


def test_a_database_that_is_wrong_already_is_not_mutated(
    filled: psycopg.Connection[Any], agreed: access.Contract
) -> None:
    filled.execute("grant select on private.settings to anon")
    with pytest.raises(ValueError, match=r"anon, select private.settings"):
        mutants.run(filled, agreed, lambda _: NOTHING_SEEN)


def test_a_helper_whose_words_changed_asks_for_new_mutants(
    filled: psycopg.Connection[Any], agreed: access.Contract
) -> None:
    # The same meaning in other words.
    row = filled.execute("select pg_get_functiondef('private.caller_class'::regproc)").fetchone()
    filled.execute(row[0].replace("else 'client'", "else 'cli' || 'ent'").encode())
    with pytest.raises(ValueError, match=r"caller_class has no \"else 'client'\": say what else"):
        mutants.run(filled, agreed, lambda _: NOTHING_SEEN, only=lambda _: False)
