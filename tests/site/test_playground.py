"""The playground in real Chromium, over HTTP: who sees a row, who does not, who is refused, and which policy or grant said so."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest

pytestmark = [pytest.mark.server(18), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

SCREENS = Path(__file__).parents[2] / "build" / "screens"  # as in test_browser.py
HERON = "22222222-2222-4222-8222-222222222222"


@pytest.fixture(scope="module")
def web(site: Any) -> Iterator[str]:
    """The site's address."""
    if not (site.folder / "assets/pglite/database.tar.gz").is_file():
        pytest.skip("no Node, or no PGlite: `make pglite` fetches it")
    from dochub.site.serve import serve

    with serve(site.folder) as url:
        yield url


@pytest.fixture(scope="module")
def page(browser: Any, web: str) -> Iterator[Any]:
    """The playground, started once; it must say nothing to the console and ask nobody else for anything."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith((web, "data:")) else None)
    opened.on("requestfailed", lambda asked: said.append(f"failed: {asked.url}"))
    opened.goto(f"{web}index.html")
    opened.click("text=Try it as anybody")
    opened.wait_for_selector("#results article >> nth=1")
    yield opened
    assert said == []
    context.close()


def ask(page: Any, act: Any) -> list[str]:
    """What each article of the answer says, after `act`."""
    page.evaluate("document.querySelector('#results').replaceChildren()")
    act()
    people = 2 if page.eval_on_selector("#and", "list => list.value") else 1
    page.wait_for_function("count => document.querySelectorAll('#results article').length === count", arg=people)
    return [re.sub(r"\s+", " ", article.inner_text()) for article in page.locator("#results article").all()]


def go(page: Any, fragment: str) -> list[str]:
    return ask(page, lambda: page.evaluate("fragment => { location.hash = fragment }", fragment))


def test_clover_cannot_read_herons_purchases_and_the_policy_says_so(page):
    assert re.search(r"runs in this page, \d+\.\d seconds", page.inner_text("#state"))
    clover, heron = ask(page, lambda: page.click("text=Can Clover read Heron’s purchases?"))
    assert clover.startswith("Clover 200 OK 0 rows, of 3 that there are.")
    assert "Policy course_purchases_select_own lets 0 of 3 rows through." in clover
    assert "A user sees the rows whose user_id is their own." in clover
    assert heron.startswith("Heron 200 OK 3 rows, of 3 that there are.")
    assert "Policy course_purchases_select_own lets 3 of 3 rows through." in heron
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / "playground.png", full_page=True)
    policy = page.locator("#results a", has_text="course_purchases_select_own").first
    assert policy.get_attribute("href") == "tables/course_purchases.html#policy-course_purchases_select_own"


def test_a_row_is_seen_a_row_is_hidden_a_request_is_refused(page):
    visitor, juniper = ask(page, lambda: page.click("text=What does a visitor see of courses?"))
    assert "10 rows, of 12 that there are." in visitor
    assert "courses_select_published" in visitor
    assert "dream-garden" not in visitor
    assert "dream-garden Dream Garden draft" in juniper
    clover, juniper = ask(page, lambda: page.click("text=Who may read discount_codes?"))
    assert clover.startswith("Clover 403 Forbidden Refused: permission denied for table discount_codes")
    assert "authenticated has no SELECT on public.discount_codes: dochub_admin, dochub_backup" in clover
    assert "discount_codes_select_all" in juniper


def test_a_request_is_made_of_the_form_and_the_address_holds_it(page):
    page.select_option("#as", "heron")
    page.select_option("#and", "")
    page.check("input[value=rpc]")
    page.select_option("#rpc", "deduct_credits")
    page.fill("#argument-p_amount", "1000")
    page.fill("#argument-p_idempotency_key", "summary-0042")
    [heron] = ask(page, lambda: page.click("button.main"))
    assert heron.startswith("Heron 402 Payment Required Refused: ")
    assert "code insufficient_credits" in heron
    assert "authenticated has EXECUTE on public.deduct_credits, which then acts as dochub_owner." in heron
    assert "The function itself refuses: insufficient_credits." in heron
    assert 'args={"p_amount":1000,"p_idempotency_key":"summary-0042"}' in unquote(page.url)
    page.check("input[value=read]")
    page.select_option("#read", "audio_usage")
    page.select_option("#where select", "user_id")
    page.fill("#where input", HERON)
    page.focus("#where input")
    [heron] = ask(page, lambda: page.keyboard.press("Enter"))
    assert "audio_usage_select_own" in heron
    assert page.url.endswith(f"#as=heron&read=audio_usage&user_id={HERON}")


def test_sql_and_reset(page):
    count = "as=clover&sql=update+user_profile+set+locale+%3D+%27fr%27+returning+locale"
    [clover] = go(page, count)
    assert "1 row. locale fr" in clover
    assert "Policy user_profile_update_own lets 1 of 200 rows through." in clover
    [clover] = go(page, f"as=clover&sql=update+user_profile+set+locale+%3D+%27it%27+where+user_id+%3D+%27{HERON}%27")
    assert "0 rows changed." in clover  # Heron's row is there, and hidden
    [clover] = go(page, "as=clover&read=user_profile&select=locale")
    assert "locale fr" in clover
    page.click("#reset")
    page.wait_for_function("document.querySelector('#state').textContent.includes('as it was at first')")
    assert "locale fr" not in ask(page, lambda: page.click("button.main"))[0]
    [clover] = go(page, "as=clover&sql=update+user_profile+set+role+%3D+%27admin%27")
    assert clover.startswith("Clover 42501 refused by PostgreSQL")
    assert "may UPDATE the columns first_name, last_name, display_name, locale of public.user_profile" in clover


def test_arguments_that_are_not_json_are_told(page):
    page.evaluate("location.hash = 'as=clover&rpc=log_events&args={'")
    page.wait_for_selector("#results .note")
    assert page.inner_text("#results").startswith("Clover\n\nThe arguments are not JSON: ")


def test_what_is_tried_from_a_page_arrives_filled_in(page, web):
    page.goto(f"{web}functions/deduct_credits.html")
    shown = page.locator(".example").first
    amount = re.search(r"p_amount\D+(\d+)", shown.locator("pre").first.inner_text())[1]
    answer = [line for line in shown.locator(".answer code").inner_text().splitlines() if "amount" in line]
    shown.locator(".try").click()
    page.wait_for_selector("#results article")
    assert page.input_value("#rpc") == "deduct_credits"
    assert page.input_value("#argument-p_amount") == amount
    text = page.inner_text("#results")
    assert re.match(r"Clover\s+200\s+OK", text)
    assert f'"amount": {amount}' in text
    assert answer
    assert "other calls came before it" not in text


def test_it_is_accessible_light_and_dark_and_fits_a_telephone(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = []
    for scheme, link in (("light", "Who may read"), ("dark", "Can Clover make herself"), ("light", "with one key")):
        page.emulate_media(color_scheme=scheme)
        ask(page, lambda link=link: page.click(f"text={link}"))
        result = axe.run(page, options={"preload": False, "runOnly": {"type": "tag", "values": tags}}).response
        found += [
            f"{link}: {v['id']} {n['target']}: {n['failureSummary']}" for v in result["violations"] for n in v["nodes"]
        ]
        page.screenshot(path=SCREENS / f"playground-{scheme}.png")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=SCREENS / "playground-phone.png", full_page=True)
    assert found == []


def test_opened_as_a_file_it_says_why_not(browser, site):
    context = browser.new_context()
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto((site.folder / "playground.html").as_uri())
    assert "dochub site serve" in opened.inner_text("#state")
    assert not opened.is_visible("#playground")
    assert said == []
    context.close()


def test_every_example_can_be_tried_by_somebody_whom_the_playground_knows(site):
    """And asks for a function or a table that its forms have."""
    facts = json.loads(re.search(r'id="facts" type="application/json">(.*?)</script>', site["playground.html"].html)[1])
    personas = re.findall(r"^  (\w+): \{", (site.folder / "assets/playground.mjs").read_text(), re.MULTILINE)
    assert len(personas) == 9
    tried = 0
    for page in site.pages.values():
        links = [unescape(link) for link in re.findall(r'class="try" href="[^"]*playground\.html#([^"]*)"', page.html)]
        assert len(links) == page.html.count('<section class="example'), page.url
        for link in links:
            said = dict(parse_qsl(link))
            assert said["as"] in personas, link
            assert said.get("rpc") in facts["functions"] or said.get("read") in facts["tables"] or said["sql"], link
        tried += len(links)
    assert tried > 100


def test_without_node_the_build_goes_on_and_says_what_is_missing(monkeypatch, tmp_path):
    from dochub import paths
    from dochub.site import playground

    monkeypatch.setenv("PATH", str(tmp_path))
    with playground.Database(tmp_path / "pglite", paths.root()) as database:
        problem = database.problem()
        database.copy()
    assert re.search("no (node|PGlite)", str(problem))
    assert problem.hint
    assert list(tmp_path.iterdir()) == []


def test_what_is_made_of_the_same_is_not_made_again(web, site, monkeypatch):
    from dochub import paths
    from dochub.site import playground

    folder = site.folder / "assets/pglite"
    monkeypatch.setattr(playground.pglite, "Writer", lambda _: pytest.fail("made again"))
    monkeypatch.setattr(playground, "_sources", lambda _: (folder / playground.SOURCES).read_text())
    with playground.Database(folder, paths.root()) as database:
        assert database.problem() is None
