"""What the tests in a real browser share: Chromium's place, an opened page, probes of what it shows."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE, DESKTOP = (390, 844), (1280, 900)
OVERFLOWING = """() => [...document.querySelectorAll("main *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && !e.closest(".scroller") && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.outerHTML.slice(0, 90))"""
# WCAG 2's contrast of each text with what is painted behind it, see-through layers included.
FAINT = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const painted = colours => {
        colours.forEach(c => { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); });
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.unshift(getComputedStyle(e).backgroundColor);
        const behind = painted(layers), ink = painted([...layers, getComputedStyle(element).color]);
        const ratio = (Math.max(behind, ink) + 0.05) / (Math.min(behind, ink) + 0.05);
        if (ratio < 4.5) found.push([ratio.toFixed(2), walker.currentNode.data.trim().slice(0, 40)]);
    }
    return found;
}"""


@dataclass
class Opened:
    """A page in the browser, with all that it complained of and asked for."""

    tab: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def on(*names: str, sizes: tuple[tuple[int, int], ...] = (PHONE, DESKTOP), schemes: str = "light dark") -> Any:
    cases = [(name, size, scheme) for name in names for size in sizes for scheme in schemes.split()]
    return pytest.mark.parametrize("opened", cases, indirect=True, ids=[f"{n}-{s[0]}-{c}" for n, s, c in cases])
