"""4.1.1: what phones call their time zone: every name that the server has, too, is taken at sign-in; others are warned of."""

from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

# POSIX strings already; a server without these files reads them as such, and means the same.
EITHER_WAY = {"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"}


def test_every_zone_of_a_phone_signs_in(db: Any, as_user: Any) -> None:
    """4.1.1: Python's list, which is a phone's."""
    known = {name for (name,) in db.execute("select name from pg_timezone_names")} | EITHER_WAY
    phones = available_timezones() | {"GMT", "Japan", "Singapore", "PRC", "Etc/GMT0", "Asia/Calcutta", "Asia/Atlantis"}
    with as_user(db, uuid4()):
        answers = {
            name: db.execute(
                "select public.ensure_profile(jsonb_build_object('time_zone', %s::text, 'first_name', %s::text))",
                [name, name],
            ).fetchone()[0]
            for name in sorted(phones)
        }
    assert {name for name, answer in answers.items() if answer["profile"]["first_name"] != name} == set()
    assert {name for name, answer in answers.items() if answer["warnings"] == []} == phones & known
    assert all(answers[name]["profile"]["time_zone"] == name for name in phones & known)
    assert answers["Asia/Atlantis"]["warnings"] == ["unknown_time_zone"]
