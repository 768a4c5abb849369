"""4.6.2: resolution against a model that is written from the rule, not from the SQL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

T0 = datetime(2026, 1, 1, tzinfo=UTC)
USERS = {
    None: UUID("a0000000-0000-4000-8000-000000000000"),
    "clinic": UUID("a0000000-0000-4000-8000-000000000001"),
    "trial": UUID("a0000000-0000-4000-8000-000000000002"),
}
RANK = {"global": 0, "trial": 1, "clinic": 2}
VERSIONS = ["1", "1.0.0", "1.9", "1.10", "2.0.0.1"]
BOUNDS = st.none() | st.sampled_from(VERSIONS)

hours = st.integers(0, 6)
manifests = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a.json", "b.json"]),
        "cohorts": st.dictionaries(st.sampled_from(["clinic", "trial"]), st.sampled_from(["include", "exclude"])),
        "priority": st.integers(-1, 1),
        "from": hours,
        "until": st.none() | hours,
        "platform": st.sampled_from([None, None, "ios", "android"]),
        "min": BOUNDS,
        "max": BOUNDS,
    }
)
requests = st.tuples(
    st.sampled_from(list(USERS)),
    st.sampled_from(["ios", "android", ""]),
    st.sampled_from([*VERSIONS, "1.9.5+12", "3", "", "1.10-beta"]),
    hours,
)


def numbers(version: str) -> list[int] | None:
    """The version as four numbers, None when it cannot be compared."""
    parts = version.partition("+")[0].split(".")
    return [int(p) for p in parts] + [0] * (4 - len(parts)) if all(p.isdigit() for p in parts) else None


def expected(published: list[dict[str, Any]], cohort: str | None, platform: str, app: str, hour: int) -> dict[str, int]:
    best: dict[str, tuple[Any, ...]] = {}
    mine = numbers(app)
    for m in published:
        mode = m["cohorts"].get(cohort)
        is_global = "include" not in m["cohorts"].values()
        if mode == "exclude" or not (is_global or mode == "include"):
            continue
        if hour < m["from"] or (m["until"] is not None and hour >= m["until"]):
            continue
        if m["platform"] not in (None, platform):
            continue
        if m["min"] and (mine is None or mine < numbers(m["min"])):
            continue
        if m["max"] and (mine is None or mine > numbers(m["max"])):
            continue
        rank = (RANK["global" if is_global else cohort], m["priority"], m["version"])
        best[m["name"]] = max(best.get(m["name"], rank), rank)
    return {name: rank[-1] for name, rank in best.items()}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(manifests, max_size=12), st.lists(requests, min_size=5, max_size=20))
def test_every_user_gets_what_the_rule_says(db: Any, wanted: list[dict[str, Any]], asked: list[Any]) -> None:
    wanted = [m for m in wanted if m["until"] is None or m["until"] > m["from"]]
    wanted = [m for m in wanted if not (m["min"] and m["max"] and numbers(m["min"]) > numbers(m["max"]))]
    with db.transaction(force_rollback=True):
        db.execute("insert into public.cohorts (slug, name, kind) values ('clinic', 'Clinic', 'institution')")
        db.execute(
            """insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to)
               values ('trial', 'Trial', 'experiment', 's', 0, 0)"""
        )
        for cohort, user in USERS.items():
            db.execute("insert into public.user_profile (user_id) values (%s)", [user])
            if cohort:
                member = "insert into public.user_cohorts (user_id, slug, source) values (%s, %s, 'manual')"
                db.execute(member, [user, cohort])
        for m in wanted:
            options = {
                "cohorts": [{"slug": slug, "mode": mode} for slug, mode in m["cohorts"].items()],
                "priority": m["priority"],
                "effective_at": (T0 + timedelta(hours=m["from"])).isoformat(),
                "retired_at": m["until"] and (T0 + timedelta(hours=m["until"])).isoformat(),
                "platform": m["platform"],
                "min_app_version": m["min"],
                "max_app_version": m["max"],
            }
            published = db.execute("select private.publish_manifest(%s, '{}', %s, %s)", [m["name"], Jsonb(options), T0])
            m["version"] = published.fetchone()[0]["version"]
        for cohort, platform, app, hour in asked:
            rows = db.execute(
                """select m.name, m.version
                     from (select) as one
                     left join private.user_cohort(%(user)s, %(at)s) as c on true
                    cross join lateral private.resolve_manifests(c.slug, c.kind, %(platform)s, %(app)s, %(at)s) as m""",
                {"user": USERS[cohort], "platform": platform, "app": app, "at": T0 + timedelta(hours=hour)},
            ).fetchall()
            assert dict(rows) == expected(wanted, cohort, platform, app, hour), (cohort, platform, app, hour)
