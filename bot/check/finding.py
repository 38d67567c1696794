"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to mend: a stable code, the place, what is wrong, what to do. A warning fails nothing."""

    code: str
    place: str
    problem: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning" if self.warning else "error"
        return f"{self.code} {kind} {self.place}: {self.problem}. {self.remedy}."
