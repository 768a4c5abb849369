"""What a pair came to."""

from dataclasses import dataclass, field

from dochub.bench.measure import Sample, Statements
from dochub.bench.pairs import Pair


@dataclass
class Result:
    """A sample a round and side, and the statements of a call."""

    pair: Pair
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    statements: dict[str, Statements] = field(default_factory=dict)
