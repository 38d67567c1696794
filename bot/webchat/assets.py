"""What the browser loads: the files of `widget/`, without their comments, compressed once and held in memory.

There is no build step: the files run as they lie there. Only what no browser reads stays behind.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WIDGET = Path(__file__).parent / "widget"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
COMMENTED = {".css", ".js"}


@dataclass(frozen=True)
class Asset:
    """A file as it is handed out: plain and by gzip, with its content type and a strong entity tag."""

    body: bytes
    compressed: bytes
    content_type: str
    etag: str


def load_assets(folder: Path = WIDGET) -> Mapping[str, Asset]:
    """Every file that a browser may ask for, by its path below the folder, such as `page/page.css`."""
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in CONTENT_TYPES)
    return {path.relative_to(folder).as_posix(): _asset(path) for path in paths}


def without_comments(source: str) -> str:
    """JavaScript or CSS without its comments, blank lines and indentation.

    Understands what the widget's own files hold: block comments anywhere but in a string, and line comments
    on lines of their own.
    """
    source = re.sub(r"/\*.*?\*/ ?", "", source, flags=re.DOTALL)
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _asset(path: Path) -> Asset:
    text = path.read_text(encoding="utf-8")
    body = (without_comments(text) if path.suffix in COMMENTED else text).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # mtime=0: the same content compresses to the same bytes.
    return Asset(body, gzip.compress(body, mtime=0), CONTENT_TYPES[path.suffix], etag)
