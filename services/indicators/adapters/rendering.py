"""Renders pictures with vl-convert: Vega and Vega-Lite in an embedded engine, no browser and no network."""

import asyncio
import hashlib
from collections import OrderedDict

import vl_convert

from services.indicators.domain.pictures.picture import Grammar, Picture
from services.indicators.domain.pictures.twin import with_words
from shared.kernel.canonical import canonical_json
from shared.kernel.errors import Unavailable

VEGA_LITE = "6.4"
AT_ONCE, WAITING_SECONDS = 2, 10.0
KEPT = 64


class Renderer:
    """Renders a few pictures at a time, in threads, and keeps the last ones."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[str, str] = OrderedDict()

    @staticmethod
    def name(picture: Picture) -> str:
        """Name what would be drawn, by its content and the engine's version."""
        words = [picture.title, picture.description, list(picture.lines), picture.language.code]
        content = canonical_json([picture.spec, words, f"{VEGA_LITE} {vl_convert.get_vega_version()}"])
        return hashlib.sha256(content).hexdigest()[:32]

    async def svg(self, picture: Picture) -> str:
        """Draw as SVG, with title and description as elements. Raises Unavailable when too many wait."""
        name = self.name(picture)
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        try:
            async with asyncio.timeout(WAITING_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable("too many pictures are being drawn") from None
        try:
            drawn = with_words(await asyncio.to_thread(_svg, picture), picture)
        finally:
            self._turns.release()
        self._kept[name] = drawn
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return drawn

    async def png(self, picture: Picture, scale: float) -> bytes:
        """Draw as PNG, `scale` pixels for each unit of the SVG."""
        drawn = await self.svg(picture)
        async with self._turns:
            return await asyncio.to_thread(_png, drawn, scale)


def _svg(picture: Picture) -> str:
    # An empty list of bases: a specification can make the engine read nothing from outside.
    if picture.grammar is Grammar.VEGA:
        svg: str = vl_convert.vega_to_svg(picture.spec, allowed_base_urls=[])
    else:
        svg = vl_convert.vegalite_to_svg(picture.spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return svg


def _png(svg: str, scale: float) -> bytes:
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png
