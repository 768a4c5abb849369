"""How many answers are built when a thousand phones ask at once after a publication."""

import time
from typing import NamedTuple

from dochub import paths
from dochub.bench.measure import Bench
from dochub.bench.pairs import Signatures, read, script

HANDSHAKES = 1000
CLIENTS = 50
PHONES = 100  # so that ten handshakes want the same answer


class Stampede(NamedTuple):
    """What came of it."""

    handshakes: int
    phones: int
    builds: int
    seconds: float


def stampede(bench: Bench, signatures: Signatures) -> Stampede:
    """Publishes a file, then lets the phones of a few users sync all at once, each several times over."""
    [pair] = read(paths.root() / "bench" / "pairs", ["handshake_first"])
    phones = min(PHONES, int(bench.variables["pool"]))
    text = script(pair, "ours", signatures).replace(":pool", str(phones))
    before = _builds(bench, phones)
    with bench.conn.transaction():
        bench.conn.execute('set local request.jwt.claims = \'{"role": "service_role"}\'')
        bench.conn.execute("""select public.publish_manifest('news.json', '{"items": ["stampede"]}')""")
    began = time.monotonic()
    done = bench.run(text, calls=HANDSHAKES // CLIENTS, clients=CLIENTS)
    return Stampede(done.calls, phones, _builds(bench, phones) - before, time.monotonic() - began)


def _builds(bench: Bench, phones: int) -> int:
    row = bench.conn.execute(
        """select coalesce(sum(c.builds), 0)
             from public.cached_handshake_responses as c join bench.users as u using (user_id)
            where u.n <= %s and c.app_version = '1.4.2'""",
        [phones],
    ).fetchone()
    assert row
    return int(row[0])
