"""One user's day through the API, and somebody else's first and last, every answer compared with what it should be.

The calls go through PostgREST where there is one; where there is none, straight over SQL as the same roles with the
same claims, in transactions like PostgREST's.
"""

import sys
import time

from rich.console import Console
from rich.markup import escape

from dochub import libpq
from dochub.demo.chapters import CHAPTERS
from dochub.demo.table import Check, Day, Wrong
from dochub.demo.transports import over_http, over_sql
from dochub.postgrest import HOW_TO_GET, Api
from dochub.seed import CLOVER

WIDTH = 100  # columns, where the output is no terminal


def run(dsn: str, *, api: Api | None = None, console: Console | None = None, check: Check | None = None) -> int:
    """Plays the day against a database just deployed and seeded; 0 when every answer was right, else 1.

    Through `api`, a PostgREST over that database, or over SQL without one. `check` looks at every answer besides.
    """
    console = console or Console(width=None if sys.stdout.isatty() else WIDTH)
    begin = time.perf_counter()
    with over_http(api) if api else over_sql(dsn) as transport:
        day = Day(transport, console, check)
        console.print(f"\n[bold]A day of {CLOVER.name}[/]: {CLOVER.about.partition(';')[0]}")
        console.print(f"[dim]{transport.describe()} · {_server(dsn)}[/]\n", highlight=False)
        try:
            for title, chapter in CHAPTERS.items():
                with day.chapter(title):
                    chapter(day)
        except Wrong as wrong:
            console.print(f"[bold red]Step {day.count} is wrong.[/] {escape(str(wrong))}", highlight=False)
            return 1
    seconds = time.perf_counter() - begin
    console.print(
        f"[bold green]All {day.count} answers are as they should be[/] [dim]({seconds:.1f} s)[/]", highlight=False
    )
    if not api:
        console.print(f"[dim]The same over HTTP needs PostgREST: {HOW_TO_GET}.[/]", highlight=False)
    return 0


def _server(dsn: str) -> str:
    with libpq.connect(dsn) as conn:
        version = conn.info.server_version
    return f"PostgreSQL {version // 10000}.{version % 10000}"
