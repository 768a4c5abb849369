"""The site, built once for all tests of this folder, of a seeded clone; and what is on each page."""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from dochub import paths, server
from dochub.seed import seed_demo

NAME = "site"


class _Reader(HTMLParser):
    """The text of a page, its links and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._silent += tag in ("script", "style", "nav")
        if "id" in said:
            self.ids.append(said["id"] or "")
        for name in ("href", "src"):
            if said.get(name):
                self.links.append(said[name] or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "nav")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


@dataclass
class Page:
    """A page that was written."""

    url: str
    html: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass
class Pages:
    """The site that was written."""

    folder: Path
    pages: dict[str, Page]
    notes: tuple[str, ...]

    def __getitem__(self, url: str) -> Page:
        return self.pages[url]


def read(folder: Path, notes: tuple[str, ...] = ()) -> Pages:
    found = {}
    for file in sorted(folder.rglob("*.html")):
        reader = _Reader()
        html = file.read_text()
        reader.feed(html)
        url = str(file.relative_to(folder))
        text = re.sub(r"\s+", " ", "".join(reader.texts))
        found[url] = Page(url, html, text, reader.links, reader.ids)
    return Pages(folder, found, notes)


@pytest.fixture(scope="session")
def site_db(cluster: server.Server, template: str) -> Iterator[str]:
    """The conninfo of a deployed database that is not seeded: what the pages are compared with."""
    server.create_database(cluster.dsn(), f"{NAME}_bare", template=template)
    try:
        yield cluster.dsn(f"{NAME}_bare")
    finally:
        _drop(cluster, f"{NAME}_bare")


@pytest.fixture(scope="session")
def site(cluster: server.Server, template: str, tmp_path_factory: Any, pytestconfig: Any) -> Pages:
    """The pages; with several workers the first that wants them builds them for all."""
    pytest.importorskip("pygments")
    if not paths.postgrest():
        pytest.skip("no postgrest on this machine: `make tools` fetches it")
    from dochub.site import build

    @contextmanager
    def seeded() -> Iterator[str]:
        server.create_database(cluster.dsn(), NAME, template=template)
        try:
            seed_demo(cluster.dsn(NAME))
            yield cluster.dsn(NAME)
        finally:
            _drop(cluster, NAME)

    base = tmp_path_factory.getbasetemp()
    folder = base.parent if hasattr(pytestconfig, "workerinput") else base
    notes = folder / "site-notes.json"
    with (folder / "site-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not notes.exists():
            built = build.build("", folder / "site-out", seeded)
            notes.write_text(json.dumps(built.notes))
    return read(folder / "site-out", tuple(json.loads(notes.read_text())))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine: `make deps` installs it")
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"]
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="session")
def catalog(site_db: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(site_db, autocommit=True) as conn:
        conn.execute("set search_path = pg_catalog")  # so that the catalog writes every name with its schema
        yield conn


def _drop(cluster: server.Server, name: str) -> None:
    with psycopg.connect(cluster.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
