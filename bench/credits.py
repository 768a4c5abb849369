"""deduct_credits against a bare `update … returning` of one row, as a ratio, in one run.

    dochub run -- python bench/credits.py [seconds] [clients]

The throwaway server does not sync to disk, so that what is measured is the work. Rounds alternate; the medians count.
"""

import statistics
import subprocess
import sys
from pathlib import Path

import psycopg

HERE = Path(__file__).parent
ROUNDS = 5

SET_UP = """
insert into public.user_profile (user_id)
select ('be000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(1, 1000) as n;
select private.ensure_user(u.user_id, now()) from public.user_profile as u;
select private.post_credits(u.user_id, 'purchase', now(), p_bank => 1000000) from public.user_profile as u;
create schema bench;
create table bench.balances (user_id uuid primary key, bank integer not null) with (fillfactor = 70);
insert into bench.balances select u.user_id, 1000000 from public.user_profile as u;
analyze;
"""


def rate(script: str, seconds: int, clients: int) -> float:
    """Transactions a second."""
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-T", str(seconds), "-f", str(HERE / script)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    [tps] = [line for line in said.splitlines() if line.startswith("tps")]
    return float(tps.split()[2])


def main() -> None:
    seconds, clients = (int(a) for a in [*sys.argv[1:], "3", "2"][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 2)
    with psycopg.connect("", autocommit=True) as conn:
        conn.execute(SET_UP)
    bare, deduct = [], []
    for _ in range(ROUNDS):
        bare.append(rate("credits_bare.sql", seconds, clients))
        deduct.append(rate("credits.sql", seconds, clients))
    each, floor = statistics.median(deduct), statistics.median(bare)
    print(f"deduct_credits   {each:9,.0f}/s   {1e6 * clients / each:7.0f} µs")  # noqa: T201
    print(f"bare update      {floor:9,.0f}/s   {1e6 * clients / floor:7.0f} µs")  # noqa: T201
    print(f"a deduct_credits costs {floor / each:.2f} bare updates")  # noqa: T201


if __name__ == "__main__":
    main()
