"""Postgres refuses to run as root, and PostgREST should not: what both run as instead."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from dochub.errors import Problem


def unprivileged() -> dict[str, Any]:
    """Arguments for `subprocess.Popen` that drop root: the account `postgres`, else `nobody`; none for other users.

    No account is made and none is changed.
    """
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise Problem("running as root, and there is neither an account postgres nor nobody to run the server as")


def within_reach(program: Path, directory: Path, *parts: Path) -> Path:
    """`program` itself if the unprivileged account can run it, else its copy below `directory`.

    A virtual environment in root's home is not readable by others. It stays so: `parts` (the directories and files
    that the program needs, itself among them) are copied with the places they have relative to one another.
    """
    try:
        subprocess.run([program, "--version"], cwd="/", check=True, capture_output=True, **unprivileged())
        return program
    except (OSError, subprocess.CalledProcessError) as error:
        account = unprivileged()
        if not account:
            raise Problem(f"{program} cannot be run: {error}") from None
        base = Path(os.path.commonpath([p.parent for p in parts]))
        for part in parts:
            copy = directory / part.relative_to(base)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if part.is_dir():
                shutil.copytree(part, copy)
            else:
                shutil.copy(part, copy)
        subprocess.run(["chown", "-R", f"{account['user']}:{account['group']}", directory], check=True)
        return directory / program.relative_to(base)
