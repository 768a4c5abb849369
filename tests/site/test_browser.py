"""The pages in real Chromium, opened as files: no error, no request elsewhere, axe, search, pictures, a telephone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.server(18), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

SCREENS = Path(__file__).parents[2] / "build" / "screens"  # for whoever looks at a CI run; not committed
# One page of each kind; an internal table's is a table's, an internal function's a function's, a decision's a guide's.
KINDS = {
    "overview": "index.html",
    "table": "tables/referral_credits.html",
    "function": "functions/my_referral_code.html",
    "role": "roles/anon.html",
    "access": "access.html",
    "erasure": "erasure.html",
    "errors": "errors.html",
    "guide": "guides/architecture.html",
    "file": "files/policies-access.yaml.html",
}
LONG = ("access", "file", "errors", "erasure")  # thousands of parts: their contrast is measured on two of each kind
TWO_OF_EACH = """() => {
  const seen = {}
  for (const part of document.querySelectorAll('main :is(tr, li, section, dl > *, pre.code > code > *)')) {
    const kinds = new Set([part, ...part.querySelectorAll('*')].map(each => each.tagName + each.className))
    const kind = [...kinds].sort().join(' ')
    seen[kind] = (seen[kind] ?? 0) + 1
    if (seen[kind] > 2) part.remove()
  }
}"""
RULES = {
    "preload": False,
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}  # preload: it would fetch the style sheet
CONTRAST = {"preload": False, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture
def page(browser: Any, site: Any) -> Iterator[Any]:
    """A page that must say nothing to the console and ask nobody for anything."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    opened.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    opened.go = lambda url: opened.goto((site.folder / url).as_uri())
    yield opened
    context.close()
    assert said == []


def test_every_kind_of_page_is_accessible_and_says_nothing_to_the_console(page, site):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    SCREENS.mkdir(parents=True, exist_ok=True)
    found = []
    for kind, url in KINDS.items():
        for scheme in ("light", "dark") if kind in ("function", "role") else ("light",):
            page.emulate_media(color_scheme=scheme)
            page.go(url)
            page.screenshot(path=SCREENS / f"{kind}-{scheme}.png")
            more = {"rules": {"color-contrast": {"enabled": False}}} if kind in LONG else {}
            violations = axe.run(page, options=RULES | more).response["violations"]
            if kind in LONG:
                page.evaluate(TWO_OF_EACH)
                violations += axe.run(page, options=CONTRAST).response["violations"]
            found += [
                f"{url} {scheme}: {v['id']} {n['target']}: {n['failureSummary'].splitlines()[-1].strip()}"
                for v in violations
                for n in v["nodes"][:3]
            ]
    assert found == []


def test_search_forgives_spelling_and_needs_no_mouse(page):
    page.go("tables/analytics.html")
    page.keyboard.press("/")
    for typed, title in (
        ("discuont", "discount_codes"),
        ("token expired", "token_expired"),
        ("handshake()", "handshake"),
        ("ai usage bank", "bank"),
    ):
        page.fill("#query", typed)
        page.wait_for_function(
            "title => [...document.querySelectorAll('#hits b')].slice(0, 6).some(b => b.textContent === title)",
            arg=title,
        )
    page.fill("#query", "erase_my_account")
    page.wait_for_function("document.querySelector('#hits b')?.textContent === 'erase_my_account'")
    page.screenshot(path=SCREENS / "search.png")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/functions/erase_my_account.html")


def test_a_table_in_the_picture_is_a_link(page):
    page.go("index.html")
    page.click("figure >> nth=0 >> text=discount_codes")
    page.wait_for_url("**/tables/discount_codes.html")
    page.click("figure a:has-text('user_discounts')")
    page.wait_for_url("**/tables/user_discounts.html")


def test_theme_tabs_and_contents_work(page):
    page.go("functions/deduct_credits.html")
    assert page.locator(".nav [aria-current]").inner_text() == "deduct_credits()"
    page.click(".languages >> nth=0 >> text=supabase-js")
    assert "supabase.rpc('deduct_credits'" in page.locator(".tab:not([hidden]) code").first.inner_text()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.locator(".toc a").count() >= 5


def test_a_telephone_scrolls_no_page_sideways(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for kind, url in KINDS.items():
        page.go(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        if kind in ("overview", "table"):
            page.screenshot(path=SCREENS / f"{kind}-phone.png")
    page.click(".menu")
    assert page.locator(".nav a").first.is_visible()


def test_paper_shows_all_three_languages(page, tmp_path: Path):
    page.go("functions/commit_credits.html")
    page.emulate_media(media="print")
    assert not page.locator(".nav").is_visible()
    assert page.locator(".example >> nth=0 >> .tab").evaluate_all("tabs => tabs.every(t => t.offsetHeight > 0)")
