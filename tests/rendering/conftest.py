from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rendering.browser import CHROMIUM, QUIET, Opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (CHROMIUM names another place)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(request: pytest.FixtureRequest, chromium: Any, pages: dict[str, Path]) -> Iterator[Opened]:
    """A page of the module's own ``pages``, which may neither complain nor ask for anything."""
    name, (width, height), scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    found = Opened(context.new_page())
    found.tab.on("console", lambda message: found.complaints.append(message.text))
    found.tab.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.tab.on("request", lambda asked: found.requests.append(asked.url))
    found.tab.goto(pages[name].as_uri())
    yield found
    context.close()
    assert found.complaints == []
    assert found.requests[0] == pages[name].as_uri()
    assert [url for url in found.requests if not url.startswith(pages[name].as_uri())] == []
