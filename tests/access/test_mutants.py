"""Whatever is loosened, dropped or added in a deployed database is caught, one thing at a time: `make mutate`."""

from typing import Any

import mutants
import psycopg
import pytest

from dochub import access, catalog, paths


@pytest.mark.server("18")
@pytest.mark.timeout(1200)
@pytest.mark.slow
def test_every_mutant_is_caught(filled: psycopg.Connection[Any], agreed: access.Contract) -> None:
    # A clone of a database has none of its privileges.
    filled.execute(f"grant create on database {filled.info.dbname} to dochub_owner")
    sources = catalog.sources(paths.root())
    report = mutants.run(filled, agreed, lambda conn: catalog.compare(conn, agreed, sources))
    print("\n".join(report.lines()))  # noqa: T201, `make mutate` and pytest -rP show it
    assert report.mutants > 10_000
    # What changes what somebody reaches is caught by what it does, not by the comparison alone.
    assert report.behaviour.total() > 0.8 * report.mutants
    for kind in (
        "policy dropped",
        "policy tightened",
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
