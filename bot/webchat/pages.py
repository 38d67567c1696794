"""The demo page and the widget's files, as a browser asks for them."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw, redirect

from bot.webchat.assets import Asset, load_assets
from bot.webchat.config import Config
from bot.webchat.endpoints import endpoint
from bot.webchat.refusals import not_found
from bot.webchat.turns import NAME

PAGE = "page/index.html"
HEADERS = {
    # Asked for again each time, answered in a word if nothing has changed.
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Whichever site shows the chat may load these.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# For the page: nothing from elsewhere, no script or style written into it, no text taken for markup.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)


def add(routes: Blueprint, config: Config) -> None:
    """Add page and files to the channel's routes."""
    guarded = endpoint(config)
    assets = load_assets()

    # Without the slash at its end, the page's relative addresses would lead elsewhere.
    @routes.get("/")
    @guarded
    async def entrance(request: Request) -> HTTPResponse:
        return redirect(f"{NAME}/")

    @routes.get("/<name:path>")
    @guarded
    async def file(request: Request, name: str) -> HTTPResponse:
        return _send(request, assets.get(name or PAGE))


def _send(request: Request, asset: Asset | None) -> HTTPResponse:
    if asset is None:
        raise not_found("page")
    headers = {**HEADERS, "ETag": asset.etag}
    if asset.content_type.startswith("text/html"):
        headers["Content-Security-Policy"] = POLICY
    if asset.etag in request.headers.get("if-none-match", ""):
        return empty(304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = asset.compressed
        headers["Content-Encoding"] = "gzip"
    return raw(body, headers=headers, content_type=asset.content_type)
