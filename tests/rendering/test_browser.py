"""A real browser opens the HTML file: alone, without network, on a desk, a phone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from unticket.rendering.html import render_html
from unticket.reports.report import WeeklyReport

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: run tests/set_up_browser.sh"),
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Opened:
    """A page, with what it asked the network for and what it complained about."""

    def __init__(self, browser: Browser, file: Path, size: dict[str, int], *, dark: bool = False) -> None:
        scheme = "dark" if dark else "light"
        self.page: Page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        self.asked: list[str] = []
        self.complained: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complained.append(message.text))
        self.page.on("pageerror", lambda error: self.complained.append(str(error)))
        self.page.goto(file.as_uri())


_LANGUAGES = {"weekly": "en", "counted": "vi", "hostile": "vi", "huge": "en"}


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, written = tmp_path_factory.mktemp("pages"), {}
    for name, language in _LANGUAGES.items():
        written[name] = folder / f"{name}.html"
        report: WeeklyReport = request.getfixturevalue(name)
        written[name].write_bytes(render_html(report, language=language, organisation="Trường Ánh Dương"))
    return written


@pytest.mark.parametrize("name", ["weekly", "counted", "hostile"])
def test_it_opens_without_network_and_without_complaint(browser: Browser, files: dict[str, Path], name: str) -> None:
    opened = Opened(browser, files[name], DESK)
    assert opened.asked == [files[name].as_uri()]
    assert opened.complained == []
    assert opened.page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"


@pytest.mark.parametrize("name", ["weekly", "counted", "hostile"])
@pytest.mark.parametrize("size", [PHONE, DESK, {"width": 320, "height": 600}], ids=["phone", "desk", "small phone"])
def test_nothing_stands_out_sideways(browser: Browser, files: dict[str, Path], name: str, size: dict[str, int]) -> None:
    page = Opened(browser, files[name], size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_no_label_of_a_chart_is_cut_off(browser: Browser, files: dict[str, Path]) -> None:
    page = Opened(browser, files["weekly"], DESK).page
    outside = page.evaluate(
        "[...document.querySelectorAll('.chart svg text')].filter(text => {"
        "  const box = text.getBoundingClientRect(), body = document.querySelector('main').getBoundingClientRect();"
        "  return box.width && (box.left < body.left || box.right > body.right);"
        "}).map(text => text.textContent)"
    )
    assert outside == []


def test_following_a_count_shows_its_tickets(browser: Browser, files: dict[str, Path]) -> None:
    page = Opened(browser, files["weekly"], DESK).page
    page.locator("#category").locator("xpath=..").get_by_role("link", name="7", exact=True).click()
    assert page.url.endswith("#of-category-1")
    assert page.locator("#of-category-1").get_by_role("link", name="HT20289", exact=True).is_visible()


def test_following_a_large_count_unfolds_its_tickets(browser: Browser, files: dict[str, Path]) -> None:
    page = Opened(browser, files["huge"], DESK).page
    assert not page.locator("#of-category-2 a").first.is_visible()
    page.locator("tbody a[href='#of-category-2']").click()
    page.locator("#of-category-2 a").first.wait_for(state="visible")


def test_it_prints_on_a4_pages(browser: Browser, files: dict[str, Path]) -> None:
    page = Opened(browser, files["weekly"], DESK).page
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.startswith(b"%PDF-")
    assert 2 <= printed.count(b"/Type /Page\n") <= 8
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, files: dict[str, Path], *, dark: bool) -> None:
    """WCAG 2 AA: a contrast of at least 4.5 to 1 for every piece of text, in both colour schemes."""
    page = Opened(browser, files["weekly"], DESK, dark=dark).page
    assert page.evaluate(_FAINT) == []


_FAINT = """
() => {
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || node.closest('style, .unseen, title')) continue;
    const style = getComputedStyle(node);
    const ink = light(numbers(node.closest('svg') ? style.fill : style.color)), paper = light(ground(node));
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (contrast < 4.5) faint.push(walker.currentNode.textContent.trim() + ' ' + contrast.toFixed(2));
  }
  return faint;
}
"""
