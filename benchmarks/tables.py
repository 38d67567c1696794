"""What the tables of the benchmarks share: how a share is written, and where a table goes in a page."""

from __future__ import annotations

import re
from pathlib import Path

from scipy.stats import binomtest


def share(count: int, number: int) -> str:
    """A share of a number with its 95 % interval (Wilson): `0.952 (0.927-0.969)`."""
    interval = binomtest(count, number).proportion_ci(method="wilson")
    return f"{count / number:.3f} ({interval.low:.3f}-{interval.high:.3f})"


def replace_block(page: Path, name: str, written: str) -> None:
    """Replace what stands in a page between `<!-- name -->` and the next `<!-- end -->`."""
    block = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    text = page.read_text(encoding="utf-8")
    page.write_text(block.sub(lambda found: f"{found[1]}\n{written}\n\n{found[2]}", text), encoding="utf-8")
