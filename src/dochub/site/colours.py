"""Code in colour, by Pygments; the style sheet says which colours."""

from functools import cache
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_FORMATTER = HtmlFormatter(nowrap=True)
_WORDS = {"sql": "postgresql", "plpgsql": "plpgsql", "sh": "bash", "js": "javascript", "ts": "typescript", "": "text"}


@cache
def _lexer(word: str) -> Any:
    try:
        return get_lexer_by_name(_WORDS.get(word, word), stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


@cache
def coloured(code: str, word: str) -> str:
    """The code as a block that can be scrolled by keyboard."""
    inner: str = highlight(code.rstrip("\n"), _lexer(word), _FORMATTER)
    return f'<pre class="code" tabindex="0"><code>{inner.rstrip()}</code></pre>'
