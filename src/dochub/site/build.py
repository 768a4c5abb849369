"""`dochub site build`: reads everything, writes the pages."""

import shutil
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dochub import __version__, bodies, libpq, paths, postgrest
from dochub.errors import Problem
from dochub.plan import read as read_plan
from dochub.site import answers as requests
from dochub.site import contract, downloads, pictures, playground, texts, usage
from dochub.site.model import Model
from dochub.site.model import read as read_model
from dochub.site.pages import Facts, Kept, Site
from dochub.site.pictures import Subject

HERE = Path(__file__).parent
Deployed = Callable[[], AbstractContextManager[str]]  # makes a throwaway, seeded database, gives its conninfo


@dataclass(frozen=True)
class Built:
    """What was written."""

    out: Path
    pages: int
    notes: tuple[str, ...]  # what was left out, and how to have it


def build(target: str, out: Path, seeded: Deployed, *, keep_pictures: bool = False) -> Built:
    """Writes the site into `out`, which holds nothing else.

    The catalog is that of `target`, or of the throwaway database.

    What the requests answer comes from the throwaway database in either case: they write.
    """
    root = paths.root()
    notes: list[str] = []
    with playground.Database(out / "assets" / "pglite", root) as database, ThreadPoolExecutor(2) as pool:
        parsing = pool.submit(bodies.functions, root)  # while the database is made, which is mostly waiting
        with seeded() as dsn:
            database.take(dsn, pool)  # before the requests, which write
            model = _model(target or dsn)
            found = _answers(dsn, model, notes)
            taken = downloads.made(root, dsn, found)
        used = usage.usage(parsing.result(), model)
        subjects = _subjects()
        images, said = pictures.drawn(pictures.graphs(model, subjects, _floors(root)))
        notes += [said] if said else []
        if keep_pictures:
            pictures.keep(images)
        minisearch = paths.minisearch()
        if minisearch is None:
            notes.append(
                "no MiniSearch here, so there is no search: `make tools` fetches it "
                f"(npm package {paths.MINISEARCH_PACKAGE})"
            )
        if not (root / "docs").is_dir():
            notes.append("no docs/ here, so there are no guides: they are in a checkout")

        def instead(word: str, _code: str) -> str | None:
            return f'<figure class="picture">{images["floors"]}</figure>' if word == "mermaid" else None

        site = Site(
            Facts(
                model=model,
                usage=used,
                contract=contract.read(root),
                answers=found,
                texts=texts.read(root, instead),
                plan=tuple(read_plan(root).changes),
                subjects=tuple(subjects),
                lives=_content()["tables"],
                personal=_personal(root),
                statements=_statements(root),
                images=images,
                downloads=taken,
                has_search=minisearch is not None,
                database=database,
                version=__version__,
            )
        )
        count = _write(site, out, minisearch)
        if problem := database.problem():
            notes.append(f"no playground: {problem}: {problem.hint}")
    return Built(out, count, tuple(notes))


def _model(dsn: str) -> Model:
    with libpq.connect(dsn) as conn:
        return read_model(conn)


def _answers(dsn: str, model: Model, notes: list[str]) -> requests.Answers:
    tables = [t.short for t in model.public]
    if paths.postgrest() is None:
        notes.append(f"no PostgREST here, so the requests went straight over SQL: {postgrest.HOW_TO_GET}")
        return requests.record(dsn, None, tables)
    with postgrest.serve(dsn) as api:
        return requests.record(dsn, api, tables)


def _content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "content.yaml").read_text())
    return found


def _subjects() -> list[Subject]:
    return [
        Subject(name, said["title"], said["about"], tuple(said["tables"]), tuple(said["functions"]))
        for name, said in _content()["subjects"].items()
    ]


def _floors(root: Path) -> list[list[str]]:
    found: list[list[str]] = yaml.safe_load((root / "functions/floors.yaml").read_text())
    return found


def _personal(root: Path) -> dict[str, Kept]:
    data = yaml.safe_load((root / "policies/personal_data.yaml").read_text())
    return {
        table: Kept(
            str(said["why"]), tuple(said.get("delete", ())), said.get("erase", {}), tuple(said.get("keep", ())),
            tuple(said.get("tombstone", ())), str(said["not_exported"]) if "not_exported" in said else None,
        )
        for table, said in data["tables"].items()
    }  # fmt: skip


def _statements(root: Path) -> dict[str, list[tuple[str, int]]]:
    """How many statements a call runs, by the pairs of the bench; in a checkout."""
    file = root / "tests/bench/statements.yaml"
    if not file.is_file():
        return {}
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for pair, count in yaml.safe_load(file.read_text())["most"].items():
        script = root / "bench/pairs" / f"{pair}.sql"
        for line in script.read_text().splitlines() if script.is_file() else ():
            if line.startswith("-- call "):
                found[line.split()[2]].append((pair, count))
    return dict(found)


def _write(site: Site, out: Path, minisearch: Path | None) -> int:
    if out.exists():
        if not (out / "assets" / "site.css").is_file() and any(out.iterdir()):
            raise Problem(f"{out} is not a site of ours", "name another folder with --out, or empty this one")
        shutil.rmtree(out)
    assets = out / "assets"
    shutil.copytree(HERE / "static", assets)  # first: it tells the next build that the folder is ours
    count = 0
    for page in site.pages():
        _into(out / page.url).write_text(page.html)
        count += 1
    for download in site.facts.downloads:
        _into(out / "downloads" / download.name).write_text(download.text)
    for file, url in site.facts.texts.images.items():
        if (site.facts.texts.root / file).is_file():
            shutil.copy(site.facts.texts.root / file, _into(out / url))
    if minisearch:
        shutil.copy(minisearch, assets / "minisearch.js")
        (assets / "entries.js").write_text(site.search_script())
    site.facts.database.copy()
    return count


def _into(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
