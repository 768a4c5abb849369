"""The wheel carries the SQL: an installed dochub works outside the checkout, also where the checkout is not."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.server(18)]

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_it_holds_all_the_sql(wheel: Path) -> None:
    folders = ("deploy", "revert", "verify", "schema", "functions", "policies")
    files = {p.relative_to(CHECKOUT) for folder in folders for p in (CHECKOUT / folder).rglob("*") if p.is_file()}
    files |= {Path("sqitch.plan"), Path("sqitch.conf")}
    held = {Path(n).relative_to("dochub/sql") for n in zipfile.ZipFile(wheel).namelist() if n.startswith("dochub/sql/")}
    assert held == files
    assert len(held) > 200


def test_alone_it_brings_no_server(wheel: Path) -> None:
    """`pip install dochub-schema` deploys and checks where there are no binaries of a server, as on Alpine."""
    with zipfile.ZipFile(wheel) as held:
        metadata = held.read(next(n for n in held.namelist() if n.endswith("/METADATA"))).decode()
    needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    assert [line for line in needs if "extra ==" not in line and "embedded" in line] == []
    assert [line for line in needs if "embedded" in line and "extra == 'postgres'" in line]
    assert metadata.count("\nProject-URL: ") == 3


def test_it_holds_what_the_site_is_made_with(wheel: Path) -> None:
    here = CHECKOUT / "src" / "dochub" / "site"
    files = {str(p.relative_to(here)) for p in here.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    held = {n.removeprefix("dochub/site/") for n in zipfile.ZipFile(wheel).namelist() if n.startswith("dochub/site/")}
    assert held == files
    assert {"templates/table.html", "static/site.css", "pictures/overview.svg", "calls.yaml"} <= held


def test_installed_it_runs_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    ours = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    theirs = next(home.glob("lib/python*/site-packages"))
    (theirs / "dependencies.pth").write_text(f"{ours}\n")  # what pip would fetch
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--ignore-installed", wheel], check=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOCHUB", "PYTHON"))}
    where = [home / "bin" / "python", "-c", "import dochub.paths; print(dochub.paths.root())"]
    assert subprocess.check_output(where, cwd="/", env=clean, text=True) == f"{theirs / 'dochub' / 'sql'}\n"
    command = [home / "bin" / "dochub", "run", "--", "psql", "-Atc", "select count(*) from courses"]
    done = subprocess.run(command, cwd="/", env=clean, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
    checks = "dochub status && dochub verify && dochub access check"
    command = [
        home / "bin" / "dochub",
        "run",
        "--",
        "bash",
        "-c",
        checks.replace("dochub", str(home / "bin" / "dochub")),
    ]
    done = subprocess.run(command, cwd="/", env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
