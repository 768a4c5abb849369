"""What the database becomes: its schema as pg_dump tells it, so that a change's diff shows it (`make stamp` writes it).

    dochub run -- python tests/history/schema_dump.py

Without the bodies of functions and the comments, which stand in the sources, and without what is another at each dump.
"""

import re
import subprocess
import sys
from pathlib import Path

from dochub import paths

FILE = Path(__file__).with_name("schema.pgsql")
HEADER = (
    "-- The schema that the plan deploys, on PostgreSQL 18; written by `make stamp`. Nothing reads it but reviewers.\n"
)
LEFT_OUT = ("--", "\\", "SET ", "SELECT pg_catalog.set_config(")


def schema(conninfo: str) -> str:
    """The deployed schema of a database; '' is that of the PG* variables."""
    options = ["--schema-only", "--no-comments", "--no-owner", "--exclude-schema=sqitch"]
    command = [paths.bindir() / "pg_dump", *options, f"--dbname={conninfo}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    text = re.sub(r"\n    AS (\$\w*\$).*?\1;", ";", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if line and not line.startswith(LEFT_OUT)]
    return HEADER + "".join(f"\n{line}\n" if line.startswith("CREATE ") else f"{line}\n" for line in lines)


if __name__ == "__main__":
    text = schema("")
    if not FILE.is_file() or FILE.read_text() != text:
        FILE.write_text(text)
        sys.stdout.write(f"wrote {FILE}\n")
