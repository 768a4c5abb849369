"""What was measured, as ratios: a table, a chart, JSON."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from rich import box
from rich.table import Table

from dochub.bench.measure import Sample
from dochub.bench.result import Result
from dochub.bench.stampede import Stampede

LIMITS = {"same": "same rows", "double_entry": "double entry", "bare": "bare"}
COLOURS = {"same": "#2b6cb0", "double_entry": "#b7791f", "bare": "#a0aec0"}
Format = Callable[[float], str]


class Ratio(NamedTuple):
    """The median of a ratio over the rounds, and how far they lie apart."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.most:.2f})"


def throughput(result: Result, limit: str) -> Ratio:
    """Ours / the limit, of calls a second: 1 is as fast."""
    return _ratio(result, limit, lambda ours, its: (ours.calls / ours.seconds) / (its.calls / its.seconds))


def cpu(result: Result, limit: str) -> Ratio:
    """The limit / ours, of CPU a call: 1 is as cheap."""
    return _ratio(result, limit, lambda ours, its: (its.cpu / its.calls) / max(ours.cpu / ours.calls, 1e-9))


def a_call(result: Result, side: str) -> dict[str, float]:
    """Medians of what one call took and gave."""
    samples = result.samples[side]
    return {
        "calls_per_second": statistics.median(s.calls / s.seconds for s in samples),
        "cpu_us": statistics.median(1e6 * s.cpu / s.calls for s in samples),
        "wal_bytes": statistics.median(s.wal / s.calls for s in samples),
    }


def pre_request_share(result: Result) -> float:
    """How much CPU pre_request adds to the envelope without it, of the pair pre_request."""
    return 1 / cpu(result, "same").median - 1


def line(result: Result) -> str:
    """A pair, as soon as it is measured."""
    said = f"{result.pair.name}: {throughput(result, 'same')} of the same rows, CPU {cpu(result, 'same').median:.2f}"
    return said + (f", {pre_request_share(result):.2f} of the envelope" if result.pair.name == "pre_request" else "")


def table(results: Iterable[Result]) -> Table:
    """One line a pair."""
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column("pair", no_wrap=True)
    for name in ("calls/s", "CPU µs", "WAL B", "statements", "+ keys", "same rows: CPU µs", "WAL B"):
        grid.add_column(name, justify="right", no_wrap=True)
    for name in ("ours / same rows", "CPU", "/ bare", "/ double entry"):
        grid.add_column(name, no_wrap=True)
    for result in results:
        ours, same, inside = a_call(result, "ours"), a_call(result, "same"), result.statements["ours"]
        grid.add_row(
            result.pair.name,
            *(f"{value:,.0f}" for value in ours.values()),
            f"{inside.own:.1f}",
            f"{inside.key_checks:.1f}",
            *(f"{same[what]:,.0f}" for what in ("cpu_us", "wal_bytes")),
            str(throughput(result, "same")),
            f"{cpu(result, 'same').median:.2f}",
            f"{throughput(result, 'bare').median:.2f}",
            str(throughput(result, "double_entry")) if "double_entry" in result.samples else "",
        )
    return grid


def growth(by_users: Mapping[int, Sequence[Result]]) -> Table:
    """Ours, and the limit, at each size: calls a second, as parts of those at the smallest."""
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column("pair", no_wrap=True)
    for users in by_users:
        grid.add_column(f"{users:,} users: ours", justify="right")
        grid.add_column("same rows", justify="right")
    smallest = {result.pair.name: result for result in next(iter(by_users.values()))}
    for name, first in smallest.items():
        cells = []
        for results in by_users.values():
            for result in (r for r in results if r.pair.name == name):
                cells += [
                    f"{_rate(result, side) / _rate(first, side):.2f}" for side in ("ours", "same")
                ]  # fmt: skip
        grid.add_row(name, *cells)
    return grid


@dataclass
class Report:
    """Everything that a run measured, by the number of users."""

    results: dict[int, list[Result]]
    stampedes: dict[int, Stampede] = field(default_factory=dict)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Headings and tables: one a size, growth, the stampede."""
        for users, results in self.results.items():
            yield f"{users:,} users", table(results)
        if len(self.results) > 1:
            yield "Calls a second, as parts of those at the smallest size", growth(self.results)
        if self.stampedes:
            grid = Table("users", "handshakes", "of phones", "builds", "seconds", box=box.SIMPLE_HEAD)
            for users, s in self.stampedes.items():
                grid.add_row(f"{users:,}", str(s.handshakes), str(s.phones), str(s.builds), f"{s.seconds:.1f}")
            yield "All at once, after a publication", grid

    def as_json(self) -> list[dict[str, Any]]:
        """The samples too."""
        return [
            {"users": users, "pairs": [_as_json(r) for r in results]}
            | ({"stampede": self.stampedes[users]._asdict()} if users in self.stampedes else {})
            for users, results in self.results.items()
        ]

    def chart(self) -> str:
        """An SVG of the largest size."""
        users, results = max(self.results.items())
        return chart(results, f"Calls a second, {users:,} users")


def chart(results: Sequence[Result], title: str) -> str:
    """An SVG of bars: throughput of ours / each limit, with the spread over the rounds; the line is 1."""
    left, width, bar, gap = 170, 520, 9, 10
    bars = [(r, [x for x in LIMITS if x in r.samples]) for r in results]
    height = 60 + sum(len(limits) * bar + gap for _, limits in bars) + 20
    most = max([1.0, *(throughput(r, x).most for r, limits in bars for x in limits)])
    scale = width / most
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 60}" height="{height}"',
        f' font-family="sans-serif" font-size="11"><title>{escape(title)}</title>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{left}" y="18" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (limit, says) in enumerate(LIMITS.items()):
        x = left + number * 130
        parts.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{COLOURS[limit]}"/>')
        parts.append(f'<text x="{x + 14}" y="37">ours / {escape(says)}</text>')
    y = 54.0
    for result, limits in bars:
        baseline = y + len(limits) * bar / 2 + 4
        parts.append(f'<text x="{left - 8}" y="{baseline:.0f}" text-anchor="end">{escape(result.pair.name)}</text>')
        for limit in limits:
            ratio = throughput(result, limit)
            length, least, furthest = (part * scale for part in ratio)
            middle = y + bar / 2 - 0.5
            parts += [
                f'<rect x="{left}" y="{y:.0f}" width="{length:.1f}" height="{bar - 1}" fill="{COLOURS[limit]}"/>',
                f'<path d="M{left + least:.1f} {middle:.1f}H{left + furthest:.1f}" stroke="#1a202c"/>',
                f'<text x="{left + furthest + 4:.1f}" y="{y + bar - 1:.0f}" font-size="9">{ratio.median:.2f}</text>',
            ]
            y += bar
        y += gap
    parts.append(f'<path d="M{left + scale:.1f} 46V{y:.0f}" stroke="#c53030" stroke-dasharray="3 3"/></svg>')
    return "\n".join(parts) + "\n"


def _as_json(result: Result) -> dict[str, Any]:
    limits = [side for side in result.samples if side != "ours"]
    return {
        "name": result.pair.name,
        "says": result.pair.says,
        "throughput": {limit: throughput(result, limit)._asdict() for limit in limits},
        "cpu": {limit: cpu(result, limit)._asdict() for limit in limits},
        "sides": {
            side: a_call(result, side)
            | result.statements[side]._asdict()
            | {"samples": [sample._asdict() for sample in samples]}
            for side, samples in result.samples.items()
        },
    }


def _rate(result: Result, side: str) -> float:
    return a_call(result, side)["calls_per_second"]


def _ratio(result: Result, limit: str, of: Callable[[Sample, Sample], float]) -> Ratio:
    rounds = [of(ours, its) for ours, its in zip(result.samples["ours"], result.samples[limit], strict=True)]
    return Ratio(statistics.median(rounds), min(rounds), max(rounds))
