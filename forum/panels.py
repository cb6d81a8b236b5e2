"""What other apps show beside the threads of the home page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

panels = []


@dataclass(frozen=True)
class Panel:
    """`rows(user)` returns what `template` draws for this reader, a guest too; nothing is drawn where there is none."""

    template: str
    rows: Callable[[Any], list]


def register(panel):
    if panel not in panels:
        panels.append(panel)


def shown_to(user):
    """Return [(template, rows)] of the panels that have something to show."""
    found = [(panel.template, panel.rows(user)) for panel in panels]
    return [(template, rows) for template, rows in found if rows]
