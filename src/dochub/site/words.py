"""Sentences about policies, checks and functions: made of what the catalog says, so that they cannot say anything else.

What an expression means is told where its form is known; any other is shown as it is, never guessed at.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from dochub.site.model import OWNER, Constraint, Policy, Table

NOBODY = "nobody"

# What a role is called: at the beginning of a sentence, and for short.
PEOPLE = {
    "anon": "a visitor",
    "authenticated": "a user",
    "dochub_admin": "an administrator",
    "service_role": "an edge function",
    "dochub_backup": "the backup",
    OWNER: "the package's own functions",
    "authenticator": "PostgREST's login",
    "public": "everybody",
}
SHORT = {
    "anon": "visitor",
    "authenticated": "user",
    "dochub_admin": "admin",
    "service_role": "edge function",
    "dochub_backup": "backup",
    OWNER: "owner",
    "authenticator": "login",
    "public": "everybody",
}
ABOUT = {
    "anon": "A request without a token: somebody who has not signed in.",
    "authenticated": "A signed-in user. The token's `sub` says which one.",
    "dochub_admin": "An administrator's token. Each request checks that its user is an administrator now.",
    "service_role": "The server side: edge functions that verify receipts and run the AI. It may name any user.",
    "dochub_backup": "`pg_dump --enable-row-security`. It reads everything and changes nothing; nobody logs in as it.",
    OWNER: (
        "Owns every object. The functions of the API run as it, and have only what its policies give. "
        "Nobody logs in as it."
    ),
    "authenticator": (
        "What PostgREST logs in as. It has nothing itself, and becomes one of the other roles for each request."
    ),
}
_VERBS = {
    "select": ("sees", "see"),
    "insert": ("adds", "add"),
    "update": ("changes", "change"),
    "delete": ("deletes", "delete"),
}

_OWN = re.compile(r"\((\w+) = \( SELECT private\.current_user_id\(\) AS current_user_id\)\)")
_EQUALS = re.compile(r"\((\w+) = '([^']*)'::\w+\)")


class Rule(NamedTuple):
    """What a policy's expression lets through."""

    reach: str  # all, own, some
    rows: str  # "every row", "the rows whose `user_id` is their own"
    column: str | None = None
    value: str | None = None


def rule(expression: str | None) -> Rule | None:
    """What the expression means; None where there is none, or its form is not known."""
    text = " ".join((expression or "").split())
    if text == "true":
        return Rule("all", "every row")
    if found := _OWN.fullmatch(text):
        return Rule("own", f"the rows whose `{found[1]}` is their own", found[1])
    if found := _EQUALS.fullmatch(text):
        return Rule("some", f"the rows whose `{found[1]}` is `{found[2]}`", found[1], found[2])
    return None


def listed(items: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def policy(table: Table, of: Policy) -> str:
    """The policy in one sentence, and in a second one on which columns the grants leave it."""
    people = [PEOPLE.get(role, f"`{role}`") for role in of.roles]
    plural = len(people) > 1 or of.roles == (OWNER,)
    commands = [of.command] if of.command != "all" else list(_VERBS)
    verbs = listed([_VERBS[command][plural] for command in commands])
    sentence = f"{capital(listed(people))} {verbs} {_what(of)}."
    limits = [
        f"{capital(PEOPLE[role])} may set only {listed([f'`{c}`' for c in columns])}."
        if command in ("insert", "update")
        else f"Of the columns {PEOPLE[role]} gets {listed([f'`{c}`' for c in columns])}."
        for role in of.roles
        for command in commands
        if (columns := table.granted(role, command))
    ]
    without = [role for role in of.roles if all(table.granted(role, command) is None for command in commands)]
    if without:
        limits.append(
            f"No grant goes with it for {listed([PEOPLE.get(r, r) for r in without])}: it lets nothing through there."
        )
    return " ".join([sentence, *limits])


def _what(of: Policy) -> str:
    before, after = rule(of.using), rule(of.check)
    if of.command == "insert":
        if after and after.reach == "all":
            return "any row"
        if after and after.reach == "own":
            return f"rows with their own `{after.column}` only"
        return f"the rows for which `{of.check}`"
    if before is None:
        return f"the rows for which `{of.using}`"
    if of.command == "update" and of.check and of.check != of.using:
        return f"{before.rows}, so that afterwards `{of.check}`"
    if of.command == "update" and before.reach == "own":
        return f"{before.rows}, and cannot hand them to anybody else"
    return before.rows


def rows(table: Table, role: str, command: str) -> str:
    """What the role may do by the command, in a word or two: all, own, published … or nobody."""
    if table.may(role, command) is None:
        return NOBODY
    found = [said for p in table.policies_for(role, command) if (said := rule(p.using or p.check))]
    if not found:
        return "some"
    widest = next(r for word in ("all", "some", "own") for r in found if r.reach == word)
    return widest.value or widest.reach


def check(constraint: Constraint) -> list[str]:
    """A CHECK in words, a line a condition; a condition of an unknown form stands as SQL between backticks."""
    from pglast import parse_sql

    text = constraint.definition.removeprefix("CHECK ").removesuffix(" NOT VALID")
    tree = parse_sql(f"select {text}")[0].stmt.targetList[0].val
    return _merged([_said(node) for node in _parts(tree, "AND_EXPR")])


def _parts(node: Any, operator: str) -> list[Any]:
    if _is(node, operator):
        return [leaf for arg in node.args for leaf in _parts(arg, operator)]
    return [node]


def _is(node: Any, operator: str) -> bool:
    return type(node).__name__ == "BoolExpr" and bool(node.boolop.name == operator)


def _said(node: Any) -> Any:
    """A condition: a line, or a bound that `_merged` joins with its other side."""
    from pglast.stream import RawStream

    if _is(node, "OR_EXPR"):
        return ", or ".join(
            " and ".join(_merged([_said(leaf) for leaf in _parts(part, "AND_EXPR")]))
            for part in _parts(node, "OR_EXPR")
        )
    return _condition(_plain(RawStream()(node)))


def _plain(text: str) -> str:
    """Without the casts that the printed form adds to every literal."""
    text = re.sub(r"'([^']*)'::(text|integer|jsonb)", lambda m: m[1] if m[2] == "integer" else f"'{m[1]}'", text)
    text = re.sub(r"CAST\(('[^']*') AS (?:pg_catalog\.)?(?:text|jsonb)\)", r"\1", text)
    text = re.sub(r"CAST\((\w+|'[^']*') AS [a-z]+(?:\[\])?\)", r"\1", text)
    return re.sub(r"::(text|bigint)\b", "", text)


_PATTERNS = {
    "^[0-9a-f]{64}$": "is 64 lower-case hexadecimal digits",
    "^[A-Z]{3}$": "is three capital letters",
    "^https://": "begins with https://",
}
_COMPARED = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
_FORMS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"length\((\w+)\) (>=|<=) (\d+)"), lambda m: (m[1], m[2], m[3], "characters")),
    (re.compile(r"octet_length\(\(?(\w+)\)?\) (>=|<=) (\d+)"), lambda m: (m[1], m[2], m[3], "bytes as text")),
    (re.compile(r"cardinality\((\w+)\) (>=|<=) (\d+)"), lambda m: (m[1], m[2], m[3], "elements")),
    (re.compile(r"jsonb_array_length\((\w+)\) (>=|<=) (\d+)"), lambda m: (m[1], m[2], m[3], "elements")),
    (re.compile(r"(\w+) (>=|<=) '?(-?\d+)'?"), lambda m: (m[1], m[2], m[3], "")),
    (re.compile(r"length\((\w+)\) = (\d+)"), lambda m: f"`{m[1]}` has {m[2]} characters"),
    (re.compile(r"translate\((\w+), '(\w+)', ''\) = ''"), lambda m: f"`{m[1]}` holds only {_set(m[2])}"),
    (
        re.compile(r"\(*((?:\w+\)* \| )+\w+)\)* >= 0"),
        lambda m: listed([f"`{name}`" for name in re.findall(r"[a-z]\w+", m[0])]) + " are never negative",
    ),
    (re.compile(r"NOT (\w+)"), lambda m: f"`{m[1]}` is false"),
    (re.compile(r"(\w+) = '?([\w\[\]{}-]+)'?"), lambda m: f"`{m[1]}` is `{m[2]}`"),
    (re.compile(r"(\w+) = lower\(\1 COLLATE \"C\"\)"), lambda m: f"`{m[1]}` is in lower case"),
    (re.compile(r"(\w+) <> ALL ?\(ARRAY\[(.*)\]\)"), lambda m: f"`{m[1]}` is none of {_words(m[2])}"),
    (re.compile(r"(\w+) > 0"), lambda m: f"`{m[1]}` is positive"),
    (re.compile(r"(\w+) = ANY ?\(ARRAY\[(.*)\]\)"), lambda m: f"`{m[1]}` is one of {_words(m[2])}"),
    (re.compile(r"(\w+) IN \((.*)\)"), lambda m: f"`{m[1]}` is one of {_words(m[2])}"),
    (re.compile(r"(\w+) ~ '(.*)'"), lambda m: f"`{m[1]}` {_PATTERNS.get(m[2]) or f'matches `{m[2]}`'}"),
    (re.compile(r"jsonb_typeof\((\w+)\) = '(\w+)'"), lambda m: f"`{m[1]}` is a JSON {m[2]}"),
    (re.compile(r"(\w+) IS NOT NULL"), lambda m: f"`{m[1]}` is set"),
    (re.compile(r"(\w+) IS NULL"), lambda m: f"`{m[1]}` is not set"),
    (
        re.compile(r"\(?(\w+) IS NULL\)? = \(?(\w+) IS NULL\)?"),
        lambda m: f"`{m[1]}` and `{m[2]}` are set together or not at all",
    ),
    (
        re.compile(r"\(?(\w+) = '([^']*)'\)? = \(?(\w+) IS NOT NULL\)?"),
        lambda m: f"`{m[3]}` is set if, and only if, `{m[1]}` is `{m[2]}`",
    ),
    (re.compile(r"num_nonnulls\((\w+), (\w+)\) = 1"), lambda m: f"exactly one of `{m[1]}` and `{m[2]}` is set"),
    (
        re.compile(r"(\w+_at|\w+_to|\w+_until) (>=|>) (\w+)"),
        lambda m: f"`{m[1]}` is {'not before' if m[2] == '>=' else 'after'} `{m[3]}`",
    ),
    (re.compile(r"([a-z]\w*) (>=|<=|>|<) ([a-z]\w*)"), lambda m: f"`{m[1]}` is {_COMPARED[m[2]]} `{m[3]}`"),
    (re.compile(r"([a-z]\w*) <> ('?[\w-]+'?)"), lambda m: f"`{m[1]}` is not `{m[2].strip(chr(39))}`"),
)


def _set(letters: str) -> str:
    return letters.replace("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A–Z ").replace("0123456789", "0–9").strip()


def _words(text: str) -> str:
    return listed([f"`{word}`" for word in re.findall(r"'([^']*)'", text)], "or")


def _condition(text: str) -> Any:
    for form, said in _FORMS:
        if found := form.fullmatch(text):
            return said(found)
    return f"`{text}`"


def _merged(conditions: list[Any]) -> list[str]:
    """Lower and upper bounds of one thing become one line."""
    said: list[str] = []
    bounds = [c for c in conditions if isinstance(c, tuple)]
    for condition in conditions:
        if isinstance(condition, str):
            said.append(condition)
            continue
        what, sign, number, unit = condition
        other = next((b for b in bounds if b[0] == what and b[3] == unit and b[1] != sign), None)
        if other and sign == "<=":
            continue
        if other:
            line = f"`{what}` {'has' if unit else 'is from'} {_number(number)} to {_number(other[2])}"
        elif unit:
            line = f"`{what}` has {_COMPARED[sign]} {_number(number)}"
        elif (sign, number) == (">=", "0"):
            line = f"`{what}` is never negative"
        else:
            line = f"`{what}` is {_COMPARED[sign]} {_number(number)}"
        said.append(f"{line} {unit}".rstrip())
    return said


def _number(text: str) -> str:
    return f"{int(text):,}"
