"""Demo content: a catalog, content files, cohorts, 200 users with a past, codes.

The same every time, but for ids and codes that the database makes; dates are relative to now. What happens today goes
through the functions of the API, as a role that may call them and with claims set as PostgREST sets them. What happened
before goes through the private functions behind them, dated back. Receipts of the stores and custom courses are
ordinary SQL of dochub_owner.
"""

from collections.abc import Callable
from datetime import datetime
from typing import LiteralString

from dochub import libpq
from dochub.errors import Problem
from dochub.seed import content, past, present
from dochub.seed.acting import Acting, statement
from dochub.seed.people import ANYBODY, CLOVER, HERON, JUNIPER, PERSONAS, SAGE, SERVICE, Persona, User, people

__all__ = ["ANYBODY", "CLOVER", "HERON", "JUNIPER", "PERSONAS", "SAGE", "SERVICE", "Persona", "seed_demo", "statement"]

CHAPTERS: dict[str, Callable[[Acting, list[User], datetime], None]] = {
    "courses, products, cohorts": content.catalog,
    "200 accounts": past.accounts,
    "subscriptions": past.subscriptions,
    "purchases": past.purchases,
    "members of cohorts": past.members,
    "referrals": past.referrals,
    "credits": past.credits,
    "profiles": present.profiles,
    "a member by hand": present.assigned,
    "content files": content.publish,
    "discount codes": content.codes,
    "rewards for referrals": present.rewards,
    "redemptions": present.redemptions,
    "custom courses": present.custom_courses,
    "settings, plays, logs": present.traces,
    "handshakes": present.handshakes,
}

# Each finds what must not be.
CHECKS: dict[str, LiteralString] = {
    "users whose ledger sums are not their balances": """
        select u.user_id
          from public.ai_usage as u
          left join private.credit_ledger as l on l.user_id = u.user_id
         group by u.user_id
        having coalesce(sum(l.weekly_used), 0) <> u.weekly_used
            or coalesce(sum(l.bank), 0) <> u.bank
            or coalesce(sum(l.held), 0) <> u.held
            or coalesce(sum(l.debt), 0) <> u.debt
            or coalesce(sum(l.promotional), 0) <> (
               select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)""",
    # ADR 16: what the row says is what the facts say, from its clock to the last moment before next_change_at.
    "users whose stored credits do not hold until next_change_at": """
        select u.user_id, t.at
          from public.ai_usage as u
         cross join lateral (values
           (u.clock_at), (u.clock_at + (least(u.next_change_at, u.clock_at + interval '8 days') - u.clock_at) / 2),
           (u.next_change_at - interval '1 microsecond')) as t (at)
         cross join lateral private.credit_state(u.user_id, t.at) as s
         where u.next_change_at > u.clock_at
           and u.facts_generation = (
             select g.generation from private.sync_generations as g where g.scope = 'entitlement')
           and not exists (
             select 1 from private.referral_clawbacks as c where c.user_id = u.user_id and c.settled_at is null)
           and (s.weekly_allowance, s.weekly_used, s.promotional, s.bank, s.held, s.debt, s.resets_at)
               is distinct from (u.weekly_peak, u.weekly_used, u.promotional, u.bank, u.held, u.debt, u.resets_at)""",
    "codes whose counter is not their redemptions": """
        select d.code
          from public.discount_codes as d
          left join public.user_discounts as u on u.code = d.code and u.released_at is null
         group by d.code
        having d.times_redeemed <> count(u.user_id)""",
    "cohorts whose seats are not their members": """
        select c.slug
          from public.cohorts as c
          left join public.user_cohorts as u on u.slug = c.slug
         where c.kind = 'institution'
         group by c.slug
        having c.seats_taken <> count(u.user_id)""",
    "files with numbers that clients would write differently": """
        select m.name from public.master_manifests as m where private.unsupported_number(m.content) is not null""",
}


def seed_demo(dsn: str, *, progress: Callable[[str], object] = lambda _: None) -> bool:
    """Fills a deployed database, in one transaction; False, and no change, where that was done already.

    Problem: the login role may not act as DocHub's roles, or what came out is not what it should be.
    """
    with libpq.connect(dsn) as conn, conn.transaction():
        acting = Acting(conn)
        conn.execute("select pg_advisory_xact_lock(hashtextextended('dochub.seed', 0))")
        if acting.value("select exists (select from public.user_profile where user_id = %s)", CLOVER.user_id):
            progress("seeded already")
            return False
        now = acting.value("select now()")
        users = people(now)
        for title, chapter in CHAPTERS.items():
            progress(f"seeding {title}")
            chapter(acting, users, now)
        for title, query in CHECKS.items():
            if found := [str(row[0]) for row in conn.execute(query)]:
                raise Problem(f"the seed is wrong: {title}: {', '.join(found)}", code=1)
    return True
