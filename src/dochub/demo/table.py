"""The table: each call with its answer, compared with what it should be."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dochub.demo.transports import Answer, Get, Rpc, Transport

Check = Callable[[Get | Rpc, Answer], str | None]  # what is wrong with an answer, whatever was asked


class Wrong(Exception):
    """An answer that is not what it should be; the message says in what."""


class Day:
    """Makes the calls, compares the answers, prints a line for each."""

    def __init__(self, transport: Transport, console: Console, check: Check | None = None) -> None:
        self.transport = transport
        self.console = console
        self.check = check
        self.count = 0
        self._table = Table()

    @contextmanager
    def chapter(self, title: str) -> Iterator[None]:
        """A table of the steps in the block, printed also when one of them is wrong."""
        self._table = Table(box=None, expand=True, pad_edge=False, padding=(0, 0, 0, 2))
        self._table.add_column("", justify="right", style="dim", width=2)
        self._table.add_column(f"[bold cyan]{title}[/]", ratio=11)
        self._table.add_column("answer", ratio=9)
        for heading, width in (("HTTP", 4), ("bytes", 6), ("ms", 5), ("", 1)):
            self._table.add_column(heading, justify="right", width=width)
        try:
            yield
        finally:
            self.console.print(self._table, highlight=False)
            self.console.print()

    def step(
        self,
        title: str,
        request: Rpc | Get,
        *,
        expect: Any,
        say: Callable[[Any], str],
        status: int = 200,
        most: int | None = None,
        first: Sequence[Rpc] = (),
    ) -> Any:
        """Sends the request; returns the answer's JSON, or raises Wrong.

        `expect`: what the JSON must hold at least; `status`: its HTTP status; `most`: bytes that it must stay below;
        `say`: a right answer in few words; `first`: what is sent before, each a success.
        """
        self.count += 1
        before = [(sent, self.transport.send(sent)) for sent in first]
        answer = self.transport.send(request)
        wrong = [f"{sent} is refused: {cut(said.body)}" for sent, said in before if said.status != 200]
        wrong += _differences(expect, answer.body, "the answer")
        if self.check:
            wrong += [said for pair in [*before, (request, answer)] if (said := self.check(*pair))]
        if answer.status != status:
            wrong.insert(0, f"HTTP status {answer.status} instead of {status}")
        if most and answer.size >= most:
            wrong.append(f"{answer.size} bytes, not fewer than {most}")
        self._table.add_row(
            str(self.count),
            Group(escape(title), *map(_line, (*first, request))),
            "[red]not as it should be[/]" if wrong else escape(say(answer.body)),
            str(answer.status),
            f"{answer.size:,}",
            f"{answer.ms:.1f}",
            "[red]✗[/]" if wrong else "[green]✓[/]",
        )
        if wrong:
            raise Wrong("\n  ".join([f"{title}: {request}", *wrong, f"all of it: {cut(answer.body, 1000)}"]))
        return answer.body


def _line(request: Rpc | Get) -> Text:
    return Text(str(request), style="dim", no_wrap=True, overflow="ellipsis")


def _differences(expected: Any, actual: Any, place: str) -> Iterator[str]:
    """In what `actual` is not at least `expected`: objects may have more keys, functions are asked."""
    if callable(expected):
        if not expected(actual):
            yield f"{place} is not {expected.__doc__}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            yield from _differences(value, actual.get(key), f"{place}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (value, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _differences(value, other, f"{place}[{index}]")
    elif expected != actual:
        yield f"{place} is {cut(actual)} instead of {cut(expected)}"


def cut(value: Any, most: int = 200) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else text[: most - 1] + "…"
