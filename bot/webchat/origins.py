"""Which sites may ask from a browser, and what a browser is told about it."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

# A browser may remember for so long what it was told beforehand.
PREFLIGHT_SECONDS = 600
METHODS = "GET, POST, DELETE"
HEADERS = "Authorization, Content-Type"
EXPOSED = "Retry-After, Content-Disposition"


def allowed(origin: str | None, host: str, listed: Collection[str]) -> bool:
    """Whether a request may be answered: it names no origin, the server's own, or one of those listed.

    The own one is known by host and port alone, since a proxy may have taken the encryption off.
    """
    if origin is None:
        return True
    return origin.lower() in listed or (origin != "null" and urlsplit(origin).netloc.lower() == host.lower())


def headers(origin: str | None, method: str) -> dict[str, str]:
    """What a browser is told in answer to an allowed request; with OPTIONS it asks beforehand."""
    told = {"Vary": "Origin, Accept-Encoding"}
    if origin is not None:
        told |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED}
    if method == "OPTIONS":
        told |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
    return told
