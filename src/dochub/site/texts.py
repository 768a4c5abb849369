"""The guides, decisions and changes: Markdown of the repository in the frame of the site, its links kept whole.

A link to another guide goes to its page; one to a file that is no guide goes to a page with that file's text. Anything
else (a folder, a file that is not there) is only text.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dochub.site.colours import coloured

GUIDES = (
    "README.md", "CONTRIBUTING.md", "tests/README.md",
    "docs/architecture.md", "docs/deploying.md", "docs/security.md", "docs/maintenance.md", "docs/performance.md",
)  # fmt: skip
WORDS = {".sql": "sql", ".yaml": "yaml", ".py": "python", ".ts": "ts", ".toml": "toml", ".pgsql": "sql"}


@dataclass(frozen=True)
class Heading:
    """A heading of a text."""

    level: int
    anchor: str
    title: str
    text: str  # what stands below it, for the search


@dataclass
class Text:
    """A text as a page."""

    file: str  # relative to the root of the repository
    url: str
    title: str
    kind: str  # guide, decision, changes
    html: str = ""
    headings: list[Heading] = field(default_factory=list)


@dataclass
class Texts:
    """All of them, and the other files that they link to."""

    root: Path
    pages: dict[str, Text]
    files: dict[str, str] = field(default_factory=dict)  # file → url of the page with its text
    images: dict[str, str] = field(default_factory=dict)  # file → url of its copy

    @property
    def guides(self) -> list[Text]:
        return [text for text in self.pages.values() if text.kind == "guide"]

    @property
    def decisions(self) -> list[Text]:
        return [text for text in self.pages.values() if text.kind == "decision"]

    def url(self, file: str) -> str | None:
        """The page of a file of the repository; it gets one where it has none."""
        if file in self.pages:
            return self.pages[file].url
        path = self.root / file
        if file not in self.files and path.is_file() and path.stat().st_size < MOST_BYTES:
            self.files[file] = f"files/{file.replace('/', '-').lstrip('.')}.html"
        return self.files.get(file)


MOST_BYTES = 200_000  # of a file that is linked to


def read(root: Path, instead: Callable[[str, str], str | None]) -> Texts:
    """The texts below `root`. `instead(word, code)` is asked for HTML in place of a fenced block of that word."""
    others = sorted(str(p.relative_to(root)) for p in (root / "docs").glob("*.md"))
    found: dict[str, Text] = {}
    for file in dict.fromkeys([*GUIDES, *others]):
        if (root / file).is_file():
            name = PurePosixPath(file).stem.lower()
            name = f"{PurePosixPath(file).parent.name}-{name}" if name == "readme" and "/" in file else name
            found[file] = Text(file, f"guides/{name}.html", _title(root / file), "guide")
    for path in sorted((root / "docs/adr").glob("*.md")):
        file = str(path.relative_to(root))
        found[file] = Text(file, f"decisions/{path.stem}.html", _title(path), "decision")
    if (root / "CHANGELOG.md").is_file():
        found["CHANGELOG.md"] = Text("CHANGELOG.md", "changes.html", "Changelog", "changes")
    texts = Texts(root, found)
    for text in found.values():
        _render(texts, text, instead)
    return texts


def _title(path: Path) -> str:
    first = next(line for line in path.read_text().splitlines() if line.startswith("# "))
    return first.removeprefix("# ").replace("`", "")


def anchor(title: str) -> str:
    """As GitHub makes them."""
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def _render(texts: Texts, text: Text, instead: Callable[[str, str], str | None]) -> None:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    source = re.sub(r"<!--.*?-->\n?", "", (texts.root / text.file).read_text(), flags=re.DOTALL)
    tokens = parser.parse(source)
    seen: set[str] = set()
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _plain(tokens[number + 1])
            name = anchor(title) or "section"
            while name in seen:
                name += "-1"
            seen.add(name)
            token.attrSet("id", name)
            level = int(token.tag[1])
            if level > 1:
                text.headings.append(Heading(level, name, title, _below(tokens, number + 3)))
        for child in token.children or ():
            if child.type == "link_open":
                _link(texts, text, child)
            elif child.type == "image":
                file = _file(text, str(child.attrGet("src") or ""))
                texts.images[file] = f"files/{PurePosixPath(file).name}"
                child.attrSet("src", f"~/{texts.images[file]}")

    def fence(_self: Any, tokens: list[Token], number: int, _options: Any, _env: Any) -> str:
        word = tokens[number].info.strip().partition(" ")[0]
        code = tokens[number].content
        return instead(word, code) or coloured(code, word or "text")

    parser.add_render_rule("fence", fence)
    html: str = parser.renderer.render(tokens, parser.options, {})
    html = re.sub(r'<a href="#!">(.*?)</a>', r"\1", html, flags=re.DOTALL)
    html = re.sub(r"<h1[^>]*>.*?</h1>\n?", "", html, count=1, flags=re.DOTALL)
    text.html = html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _below(tokens: list[Token], start: int) -> str:
    """What stands between a heading and the next one."""
    said: list[str] = []
    for token in tokens[start:]:
        if token.type == "heading_open":
            break
        if token.type == "inline":
            said.append(_plain(token))
    return " ".join(said)


def _link(texts: Texts, text: Text, link: Token) -> None:
    """Makes the link one between pages: `~/` is the root of the site, `#!` no link at all."""
    target = str(link.attrGet("href") or "")
    if re.match(r"[a-z]+:", target) or target.startswith("#"):
        return
    path, _, part = target.partition("#")
    file = _file(text, path)
    if file == "docs/adr":
        link.attrSet("href", "~/decisions/index.html")
        return
    url = texts.url(file)
    link.attrSet("href", f"~/{url}{f'#{part}' if part and file in texts.pages else ''}" if url else "#!")


def _file(text: Text, path: str) -> str:
    """The file that a text means by `path`, from the root of the repository."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(text.file), path))


def file_page(texts: Texts, file: str) -> str:
    """The text of a file that is no guide, in colour."""
    return coloured((texts.root / file).read_text(), WORDS.get(PurePosixPath(file).suffix, "text"))
