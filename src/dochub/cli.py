"""The command line: parses, calls, prints. What it does is in the other modules."""

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType, ModuleType
from typing import Annotated, Any, NamedTuple, NoReturn

import psycopg
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dochub import __version__, access, catalog, export, libpq, paths, postgrest, released, server
from dochub import deploy as sqitch
from dochub import stamp as stamps
from dochub import token as tokens
from dochub.errors import Problem
from dochub.plan import read

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

HELP = """
DocHub's schema: deploy it, serve it, try it.

Which database: the PG* variables of libpq, or --target with a connection string
(postgresql://user@host:port/database). `up`, `run`, `serve` and `demo` start their own throwaway Postgres where none is
named: it needs no installation, works as root too, and is gone when they end.
"""

EXAMPLES = """
**Examples**

- `dochub demo` plays one user's day against a throwaway database

- `dochub up` starts one and prints its DSN; Ctrl-C ends it

- `dochub run -- psql -Atc 'select count(*) from courses'` runs one command against one

- `dochub run --seed demo --postgrest -- pytest` gives the command PG*, DOCHUB_API_URL and DOCHUB_JWT_SECRET

- `dochub deploy --target postgresql://deployer@db/app` deploys for real; then `status`, `verify`, `revert --to CHANGE`

- `dochub access check --target postgresql://me@db/app` tells where access differs from the contract

- `dochub api openapi` prints the API as OpenAPI 3.1, `dochub api types` as TypeScript

- `dochub serve --seed demo` puts PostgREST over a throwaway database and prints requests to try
"""

PENDING_SHOWN = 10
BENCH_WIDTH = 150  # columns, in a file too
SITE = Path("build/site")

app = typer.Typer(
    help=HELP,
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

access_app = typer.Typer(
    help="Who may do what: compare a database with the contract, or print the contract.", no_args_is_help=True
)
app.add_typer(access_app, name="access")
api_app = typer.Typer(
    help="What goes in and comes out: the contract of the API as JSON Schema, OpenAPI, TypeScript.",
    no_args_is_help=True,
)
app.add_typer(api_app, name="api")

export_app = typer.Typer(
    help="Write the plan as files that need no dochub: for psql, for Supabase, for PGlite.", no_args_is_help=True
)
app.add_typer(export_app, name="export")
site_app = typer.Typer(help="The documentation of a deployed database as static pages.", no_args_is_help=True)
app.add_typer(site_app, name="site")

Target = Annotated[str, typer.Option(metavar="DSN", help="The database; by default what the PG* variables name.")]
ServerOption = Annotated[
    str,
    typer.Option(
        "--server",
        metavar="embedded|MAJOR|DSN",
        help="The wheel's Postgres 18, an installed Debian one (15), or a server where a database is made and dropped.",
    ),
]
Seed = Annotated[str, typer.Option(metavar="demo|none", help="What to fill the database with.")]
To = Annotated[str | None, typer.Option(metavar="CHANGE", help="A change's name, name@tag, @tag or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]
Patience = Annotated[float, typer.Option(metavar="SECONDS", min=0, help="How long to try for a change's locks.")]
Tcp = Annotated[bool, typer.Option("--tcp", help="127.0.0.1, a free port and a random password, not a socket.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The port, instead of a free one.")]


class Database(NamedTuple):
    """A deployed throwaway database."""

    dsn: str  # for us: through the socket where the server is ours
    public: str  # for the user: as asked for


@app.command()
def up(*, where: ServerOption = "embedded", tcp: Tcp = False, port: Port = None, seed: Seed = "demo") -> None:
    """Start a throwaway Postgres, deployed and seeded, print its DSN and keep it until Ctrl-C."""
    with _database(where, seed, tcp=tcp or port is not None, port=port) as database:
        out.print(f"DSN   {database.public}")
        out.print(f"psql  {shutil.which('psql') or paths.psql(tls=False)} {_quoted(database.public)}")
        err.print("Ctrl-C stops and deletes it.")
        _wait_for_signal()


@app.command(context_settings={"allow_interspersed_args": False})
def run(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND…", help="The command and its arguments.")],
    *,
    where: ServerOption = "embedded",
    tcp: Tcp = False,
    seed: Seed = "none",
    rest: Annotated[bool, typer.Option("--postgrest", help="Also DOCHUB_API_URL and DOCHUB_JWT_SECRET.")] = False,
) -> NoReturn:
    """Run a command against a throwaway database: PGHOST, PGPORT, PGUSER, PGDATABASE are set for it.

    Signals are passed on to the command, and its exit status is the one of `dochub run`.
    """
    with ExitStack() as stack:
        database = stack.enter_context(_database(where, seed, tcp=tcp))
        environment = libpq.environ(database.public)
        environment["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(paths.bindir())])
        if rest:
            api = stack.enter_context(postgrest.serve(database.dsn))
            environment |= {"DOCHUB_API_URL": api.url, "DOCHUB_JWT_SECRET": api.secret}
        code = _run(command, environment)
    sys.exit(code)


@app.command()
def deploy(
    target: Target = "",
    *,
    to: To = None,
    verify: Annotated[bool, typer.Option(help="Verify each change before it commits.")] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; tell what each change would lock, tried elsewhere.")
    ] = False,
    log_only: Annotated[
        bool, typer.Option("--log-only", help="Run nothing; enter in the registry what is there, as verify shows.")
    ] = False,
    patience: Patience = sqitch.PATIENCE,
) -> None:
    """Deploy what is not deployed yet. Sqitch sees the result as its own work, and the other way round.

    A change and its row in the registry commit together. For a lock it waits a fifth of a second at a time, so that no
    call of the API waits longer for it, and tries again.
    """
    with libpq.connect(target) as conn:
        if warning := server.below_floor(conn.info.server_version):
            err.print(f"[yellow]warning:[/] {warning}")
    if dry_run:
        _print_locks(target, to)
    elif log_only:
        count, missing = sqitch.log_only(target, to=to, report=_line("="))
        out.print(f"{count} changes entered" if count else "Nothing entered")
        if missing:
            out.print(f"{escape(missing.label)} is not there: `dochub deploy` goes on with it")
    else:
        try:
            count = sqitch.deploy(target, to=to, verify=verify, patience=patience, report=_line("+"), waiting=_waiting)
        except (KeyboardInterrupt, SystemExit):
            err.print("stopped; what is deployed is whole, and `dochub deploy` goes on")
            raise
        out.print(f"{count} changes deployed" if count else "Nothing to deploy (up-to-date)")


def _waiting(said: str) -> None:
    err.print(escape(said))


def _print_locks(target: str, to: str | None) -> None:
    from dochub import locks

    with err.status("trying the changes on a throwaway server"):
        pending = locks.dry_run(target, to=to)
    for change, held in pending:
        out.print(f"  + {escape(change.label)}" + ("" if held else " [dim]no lock on what is there[/]"))
        for lock in held:
            out.print(f"      {lock.mode} on {lock.table}: {lock.waits}")
    out.print(f"{len(pending)} changes would be deployed" if pending else "Nothing to deploy (up-to-date)")


@app.command()
def verify(target: Target = "", *, as_json: AsJson = False) -> None:
    """Run the verify script of every deployed change."""
    failures = sqitch.verify(target, report=sqitch.quiet if as_json else _line("*"))
    pending = [change.label for change in sqitch.status(target).pending]
    if as_json:
        _print_json({"failures": failures, "pending": pending})
        raise typer.Exit(int(bool(failures)))
    for said in failures.values():
        err.print(f"[red]not ok[/] {escape(said)}")
    if failures:
        raise Problem(f"{len(failures)} changes are not as they should be", code=1)
    out.print("Verify successful" + (f"; {len(pending)} changes are not deployed" if pending else ""))


@app.command()
def revert(
    target: Target = "",
    *,
    to: To = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    patience: Patience = sqitch.PATIENCE,
) -> None:
    """Revert what was deployed after a change, or everything. Data in reverted tables is lost."""
    if to:
        read(paths.root()).index(to)  # a wrong name is told before the question
    if not yes:
        what = f"everything after {to}" if to else "everything"
        with libpq.connect(target) as conn:
            where = f"{conn.info.dbname} on {conn.info.host}"
        typer.confirm(f"Revert {what} from {where}?", abort=True, err=True)
    count = sqitch.revert(target, to=to, patience=patience, report=_line("-"), waiting=_waiting)
    out.print(f"{count} changes reverted" if count else "Nothing to revert")


@app.command()
def status(target: Target = "", *, as_json: AsJson = False) -> None:
    """Tell what is deployed and what is not. Exit status: 0 up-to-date, 1 something is pending, 2 no telling."""
    found = sqitch.status(target)
    if as_json:
        _print_json(_told_status(found))
        raise typer.Exit(int(bool(found.pending)))
    table = Table.grid(padding=(0, 2))
    table.add_row("project", found.plan.project)
    if found.deployed:
        last = found.deployed[-1]
        table.add_row("change", last.label)
        table.add_row("id", last.id)
        table.add_row("deployed", f"{found.committed_at:%Y-%m-%d %H:%M:%S %z}")
        table.add_row("by", escape(found.committer))
    table.add_row("changes", f"{len(found.deployed)} of {len(found.plan.changes)}")
    out.print(table)
    for change in found.edited:
        out.print(f"[yellow]edited since it was deployed:[/] {change.label}")
    for change in found.pending[:PENDING_SHOWN]:
        out.print(f"not deployed: {change.label}")
    if len(found.pending) > PENDING_SHOWN:
        out.print(f"not deployed: {len(found.pending) - PENDING_SHOWN} more")
    if found.pending:
        raise typer.Exit(1)
    out.print("Nothing to deploy (up-to-date)")


def _told_status(found: sqitch.Status) -> dict[str, Any]:
    last = found.deployed[-1] if found.deployed else None
    return {
        "project": found.plan.project,
        "changes": len(found.plan.changes),
        "deployed": len(found.deployed),
        "last": last and {"change": last.label, "id": last.id, "at": str(found.committed_at), "by": found.committer},
        "edited": [change.label for change in found.edited],
        "pending": [change.label for change in found.pending],
    }


def _print_json(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=1, ensure_ascii=False))  # noqa: T201


@access_app.command("check")
def access_check(target: Target = "", *, as_json: AsJson = False) -> None:
    """Compare a database's catalog with policies/access.yaml; fail where they differ.

    One line a difference: `more`, `less` or `different`, where, what, and the statement that repairs it. Lines that
    begin with `note` are ways past the policies that may be meant. It reads only, and any role that can connect may
    do it.
    """
    report = catalog.check(target)
    if as_json:
        _print_json(_told(report))
        raise typer.Exit(int(bool(report.differences)))
    _print_report(report, str(access.FILE))


def _told(report: catalog.Report) -> dict[str, Any]:
    found = {"differences": report.differences, "notes": report.notes}
    told: dict[str, Any] = {name: [difference._asdict() for difference in of] for name, of in found.items()}
    return told | {"compared": report.compared}


def _print_report(report: catalog.Report, of: str) -> None:
    colours = {"more": "red", "less": "yellow", "different": "magenta", "note": "dim"}
    for difference in [*report.differences, *report.notes]:
        kind, _, rest = str(difference).partition(":")
        out.print(f"[{colours[kind]}]{kind}:[/]{escape(rest)}")
    if count := len(report.differences):
        hint = "`dochub status` tells whether the database has another version than this contract"
        raise Problem(f"{count} difference{'s' if count > 1 else ''} from {of}", hint, code=1)
    out.print(f"As {of} says: {', '.join(f'{n} {what}' for what, n in report.compared.items())} compared")


@app.command()
def drift(target: Target = "", *, as_json: AsJson = False) -> None:
    """Compare a database with the package: tables, columns, keys, indexes, functions, policies, grants, base data.

    What differs, and the statement that repairs it, as `access check` tells it, which is a part of this. It reads
    only; a throwaway server shows what should be there. Exit status: 0 no difference, 1 some, 2 no telling.
    """
    from dochub.drift import drift as compare

    try:
        with err.status("comparing with a throwaway server"):
            report = compare(target)
    except psycopg.Error as error:
        raise Problem(f"the database says: {str(error).strip()}") from None
    if as_json:
        _print_json(_told(report))
        raise typer.Exit(int(bool(report.differences)))
    _print_report(report, "the package")


@access_app.command("matrix")
def access_matrix(*, markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown.")] = False) -> None:
    """Print the contract: what each role may do to each table, and which functions it may call."""
    for grid in access.matrix(access.contract(paths.root())):
        if markdown:
            print(access.markdown(grid))  # noqa: T201
            continue
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        for number, name in enumerate(grid.head):
            table.add_column(name, no_wrap=number == 0, overflow="fold")
        for row in grid.rows:
            table.add_row(*map(escape, row))
        out.print(table)
        out.print(*grid.notes, sep="\n", end="\n\n", markup=False)


@export_app.command("psql")
def export_psql(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Not standard output.")] = None,
) -> None:
    """Write one SQL file that deploys everything in one transaction by psql alone, once.

    It enters what it deploys into Sqitch's registry: `dochub` and Sqitch carry on from there.
    """
    text = export.psql()
    if output:
        output.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


@export_app.command("supabase")
def export_supabase(
    project: Annotated[Path, typer.Argument(metavar="DIR", help="Where `supabase init` was run.")],
) -> None:
    """Write numbered migrations for the Supabase CLI below DIR/supabase/migrations; `supabase db push` runs them.

    Run it again after an upgrade: it adds what is new. docs/supabase.md tells the rest.
    """
    folder, count = export.write_supabase(project)
    out.print(f"{count} migrations written to {folder}" if count else f"{folder} has all migrations")
    out.print("Then: supabase db push --include-all, and in supabase/config.toml (or by the dashboard, Auth, Hooks):")
    out.print(export.HOOK, markup=False)


@export_app.command("pglite")
def export_pglite(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The data directory, a .tar.gz.")],
    *,
    seed: Seed = "none",
) -> None:
    """Write a deployed database as a data directory of PGlite: the whole backend in a test under Node, or in a page.

    Needs Node and npm's @electric-sql/pglite; examples/node has a test on it. What is seeded is dated relative to now.
    """
    from dochub.export import pglite

    pglite.command(file)  # what is missing is said at once
    with _database("embedded", seed) as database, err.status("restoring in PGlite"):
        size = pglite.write(file, database.dsn)
    out.print(f"{escape(str(file))}: {size / 1e6:.1f} MB")


@api_app.command("schema")
def api_schema() -> None:
    """Print functions/api.yaml as one JSON Schema (draft 2020-12): for generators of other languages."""
    from dochub.api import command

    print(command.schema())  # noqa: T201


@api_app.command("openapi")
def api_openapi(target: Target = "", *, where: ServerOption = "embedded") -> None:
    """Print OpenAPI 3.1: functions, refusals by status, tables, who may.

    Of --target, or of a throwaway database; then with examples from the demo.
    """
    from dochub.api import command

    print(command.document(target, lambda: _dsn(where, "demo")))  # noqa: T201


@api_app.command("types")
def api_types(target: Target = "", *, where: ServerOption = "embedded") -> None:
    """Print a TypeScript module that lays over `supabase gen types typescript`, with a guard for refusals."""
    from dochub.api import command

    print(command.types(target, lambda: _dsn(where, "none")))  # noqa: T201


@site_app.command("build")
def site_build(
    target: Annotated[
        str, typer.Option(metavar="DSN", help="The database whose catalog is told; by default a throwaway one.")
    ] = "",
    *,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to; it is emptied first.")] = SITE,
    where: ServerOption = "embedded",
    keep_pictures: Annotated[bool, typer.Option("--keep-pictures", hidden=True)] = False,
) -> None:
    """Write the pages. They need no server: open index.html.

    The requests in them are answered by a throwaway database, whatever the target: they write.
    """
    built = _site().build(target, folder, lambda: _dsn(where, "demo"), keep_pictures=keep_pictures)
    for note in built.notes:
        err.print(f"[yellow]note:[/] {escape(note)}")
    out.print(f"{built.pages} pages: {built.out / 'index.html'}")


@site_app.command("serve")
def site_serve(
    *,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the pages are.")] = SITE,
    port: Port = None,
) -> None:
    """Serve the pages on 127.0.0.1 until Ctrl-C; build them first where there are none."""
    if not (folder / "index.html").is_file():
        site_build(folder=folder)
    from dochub.site.serve import serve as pages

    with pages(folder, port) as url:
        out.print(url)
        _wait_for_signal()


@app.command()
def serve(
    target: Annotated[
        str, typer.Option(metavar="DSN", help="A deployed database; PostgREST logs in to it as authenticator.")
    ] = "",
    *,
    where: ServerOption = "embedded",
    port: Port = None,
    seed: Seed = "none",
) -> None:
    """Put PostgREST over a throwaway database (or --target) and print requests to try, until Ctrl-C."""
    with ExitStack() as stack:
        dsn = target or stack.enter_context(_database(where, seed)).dsn
        api = stack.enter_context(postgrest.serve(dsn, port=port))
        _print_requests(api, dsn, *_people(dsn, is_ours=not target))
        _wait_for_signal()


@app.command()
def token(
    role: Annotated[str, typer.Option(help="anon, authenticated, dochub_admin or service_role.")],
    *,
    sub: Annotated[str | None, typer.Option(metavar="UUID", help="The user.")] = None,
    email: Annotated[str | None, typer.Option(help="A verified address.")] = None,
    claims: Annotated[str, typer.Option(metavar="JSON", help="More claims; they win.")] = "{}",
    minutes: Annotated[int, typer.Option(help="How long it is valid.")] = 60,
) -> None:
    """Print a development JWT, signed with $DOCHUB_JWT_SECRET (`serve` and `run --postgrest` say theirs)."""
    secret = os.environ.get("DOCHUB_JWT_SECRET")
    if not secret:
        raise Problem("DOCHUB_JWT_SECRET is not set", "set it to the secret that `dochub serve` printed")
    lifetime = timedelta(minutes=minutes)
    print(tokens.token(secret, role, sub=_uuid(sub), email=email, claims=_object(claims), lifetime=lifetime))  # noqa: T201


@app.command()
def seed(
    target: Target = "",
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Courses, manifests, cohorts, 200 users, codes.")] = False,
) -> None:
    """Fill a deployed database with realistic content. Only for databases that nobody uses."""
    if not demo:
        raise Problem("say which content: --demo")
    out.print("demo content is in" if _seed(target) else "demo content was in already")


@app.command()
def stamp(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where a script is not its source.")
    ] = False,
) -> None:
    """Write deploy, revert and verify scripts from their sources, and the hashes of what a new tag releases."""
    root = paths.root()
    written = stamps.stamp(root, write=not check) + released.record(root, write=not check)
    for path in written:
        done = "wrote" if (root / path).exists() else "removed"
        out.print(f"{'differs' if check else done} {path}")
    if check and written:
        raise Problem(f"{len(written)} files are not what their sources say", "run `make stamp`", code=1)


@app.command()
def rework(
    name: Annotated[str, typer.Argument(help="A released change, or its file: functions/kernel/throttle.sql.")],
    *,
    note: Annotated[str, typer.Option("--note", "-n", help="What the plan says of it.")] = "",
) -> None:
    """Make a new instance of a released function or policy file that was edited: plan, scripts, everything.

    An earlier body may come back, and arguments may change: the function of old is dropped first.
    """
    from dochub.rework import rework as again

    root = paths.root()
    done = again(root, name, note)
    out.print(f"planned {escape(done.line)}")
    for path in done.kept:
        out.print(f"kept    {path}")
    for path in done.written:
        out.print(f"wrote   {path}")


@app.command()
def demo(*, where: ServerOption = "embedded") -> NoReturn:
    """Play one user's day against a throwaway database, through PostgREST if there is one; fail on a wrong answer."""
    from dochub.demo import run as play

    with ExitStack() as stack:
        database = stack.enter_context(_database(where, "demo"))
        api = stack.enter_context(postgrest.serve(database.dsn)) if paths.postgrest() else None
        code = play(database.dsn, api=api)
    sys.exit(code)


@app.command()
def bench(
    *,
    users: Annotated[int, typer.Option(help="How many users the database has.")] = 10_000,
    seconds: Annotated[int, typer.Option(min=1, help="How long a side runs in a round.")] = 5,
    rounds: Annotated[int, typer.Option(min=1, help="How often the sides take turns.")] = 5,
    clients: Annotated[int, typer.Option(min=1, max=100, help="Connections that call at once.")] = 2,
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="This pair; repeat it for more.")] = None,
    where: Annotated[str, typer.Option("--server", metavar="18|15", help="The wheel's Postgres, or Debian's.")] = "18",
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write every sample there.")] = None,
    svg_file: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw a chart there.")] = None,
    grow: Annotated[bool, typer.Option("--grow", help="At 10,000, 100,000 and 1,000,000 users.")] = False,
    stampede: Annotated[bool, typer.Option("--stampede", help="Also 1,000 handshakes after a publish.")] = False,
) -> None:
    """Measure each hot API function against the cheapest SQL with the same effect, as PostgREST calls it.

    Runs in a checkout (the pairs are in bench/) and on Linux. Takes the whole machine; docs/performance.md says how to
    read it. NAME is a file of bench/pairs, such as deduct.
    """
    from dochub import bench as benches

    sizes = benches.GROWTH if grow else (users,)
    major = "embedded" if where == "18" else where
    with err.status("reading bench/") as state:
        measured = benches.run(
            sizes, clients=clients, seconds=seconds, rounds=rounds, only=only, major=major, stampede=stampede,
            progress=lambda said: state.update(escape(said)), done=lambda result: err.print(benches.line(result)),
        )  # fmt: skip
    wide = Console(highlight=False, width=max(out.width, BENCH_WIDTH))
    for heading, grid in measured.tables():
        wide.print(heading, grid, sep="\n")
    if json_file:
        json_file.write_text(json.dumps(measured.as_json(), indent=1) + "\n")
    if svg_file:
        svg_file.write_text(measured.chart())


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        out.print(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        out.print(context.get_help())


def main() -> None:
    """Runs the command; a Problem is a message and an exit status, never a traceback."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        app()
    except Problem as problem:
        err.print(f"[red]error:[/] {escape(str(problem))}")
        if problem.hint:
            err.print(f"[dim]{escape(problem.hint)}[/]")
        sys.exit(problem.code)
    except psycopg.Error as error:
        err.print(f"[red]error:[/] the database says: {escape(str(error).strip())}")
        sys.exit(1)


@contextmanager
def _database(where: str, content: str, *, tcp: bool = False, port: int | None = None) -> Iterator[Database]:
    """A throwaway database on the server of `--server`, deployed, and seeded with `content`."""
    if content not in ("demo", "none"):
        raise Problem(f"--seed {content}: there is demo, or none")
    with ExitStack() as stack:
        if where == "embedded" or where.isdigit():
            libpq.forget_environment()
            with err.status("starting Postgres"):
                own = stack.enter_context(server.throwaway(paths.bindir(where), tcp=tcp, port=port))
            server.create_database(own.dsn(), "dochub")
            database = Database(own.dsn("dochub"), own.dsn("dochub", tcp=tcp))
        else:
            database = Database(*[stack.enter_context(server.throwaway_database(where))] * 2)
        with err.status("deploying") as state:
            sqitch.deploy(
                database.dsn,
                verify=False,
                report=lambda step: state.update(f"deploying {step.number}/{step.total} {step.change.name}"),
            )
        if content == "demo":
            _seed(database.dsn)
        yield database


@contextmanager
def _dsn(where: str, content: str) -> Iterator[str]:
    with _database(where, content) as database:
        yield database.dsn


def _site() -> ModuleType:
    try:
        from dochub.site import build
    except ModuleNotFoundError as error:
        raise Problem(f"the site needs {error.name}", "pip install 'dochub-schema[site]'") from None
    return build


def _seed(dsn: str) -> bool:
    from dochub.seed import seed_demo

    with err.status("seeding") as state:
        return seed_demo(dsn, progress=state.update)


def _line(sign: str) -> Callable[[sqitch.Step], None]:
    def report(step: sqitch.Step) -> None:
        out.print(f"  {sign} {escape(step.change.label)} [dim]{step.seconds * 1000:.0f} ms[/]")

    return report


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Runs a command, passes on signals, returns its exit status (128 + n after signal n, as shells do)."""
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        raise Problem(f"{command[0]}: no such command", "give the command after `--`", code=127)
    started: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if not started:
            early.append(number)
        elif not (number == signal.SIGINT and _in_foreground()):  # then the terminal has sent it to the command too
            started[0].send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        started.append(subprocess.Popen([program, *command[1:]], env=environment))
        for number in early:
            started[0].send_signal(number)
        code = started[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _wait_for_signal() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        err.print("stopping")


def _print_requests(api: postgrest.Api, dsn: str, user: str, admin: str | None) -> None:
    day = timedelta(days=1)
    personas = {
        "USER": tokens.token(api.secret, "authenticated", sub=user, lifetime=day),
        "ADMIN": tokens.token(api.secret, "dochub_admin", sub=admin, lifetime=day) if admin else None,
        "SERVICE": tokens.token(api.secret, "service_role", lifetime=day),
    }
    handshake = json.dumps({"p_request": {"platform": "ios", "app_version": "1.0.0", "locale": "en"}})
    json_header = "-H 'Content-Type: application/json'"
    out.print(f"API={api.url}")
    out.print(f"DSN={_quoted(dsn)}", markup=False)
    out.print(f"export DOCHUB_JWT_SECRET={api.secret}")
    for name, value in personas.items():
        out.print(f"{name}={value}" if value else f"# {name}: nobody is one yet; as service: set_user_role")
    out.print("\n# anybody, without a token")
    out.print('curl "$API/courses?select=course_code,title,price_micros"')
    out.print(f"\n# the user {user}")
    out.print(f'curl "$API/rpc/handshake" -H "Authorization: Bearer $USER" {json_header} -d {_quoted(handshake)}')
    out.print('curl "$API/ai_usage" -H "Authorization: Bearer $USER"')
    if admin:
        out.print(f"\n# the administrator {admin}")
        out.print('curl "$API/user_profile?select=user_id,role&limit=3" -H "Authorization: Bearer $ADMIN"')
    out.print("\n# the server side")
    out.print(f'curl "$API/rpc/credit_balance?p_user_id={user}" -H "Authorization: Bearer $SERVICE"')


def _people(dsn: str, *, is_ours: bool) -> tuple[str, str | None]:
    """A user and an administrator of the database. Ours always has one; elsewhere we may not be let look."""
    found: dict[str, str] = {}
    with libpq.connect(dsn) as conn:
        try:
            if is_ours:
                conn.execute(
                    """
                    insert into public.user_profile (user_id, role)
                    select gen_random_uuid(), 'admin'
                     where not exists (select 1 from public.user_profile as p where p.role = 'admin')
                    """
                )
            query = "select distinct on (role) role, user_id::text from public.user_profile order by role, created_at"
            found = dict(conn.execute(query).fetchall())
        except psycopg.errors.InsufficientPrivilege:
            pass
    return found.get("user", str(uuid.uuid4())), found.get("admin")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _uuid(text: str | None) -> str | None:
    try:
        return str(uuid.UUID(text)) if text else None
    except ValueError:
        raise Problem(f"--sub {text}: not a UUID") from None


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Problem(f"--claims is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Problem('--claims must be a JSON object, like \'{"email": "a@example.com"}\'')
    return value
