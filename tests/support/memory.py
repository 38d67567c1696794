"""How much memory a process has in use."""

from __future__ import annotations

import resource
from pathlib import Path


def memory(process: int) -> int:
    """The bytes of memory that a process has in use."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
