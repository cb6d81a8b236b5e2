"""What may happen to live pages, a row of the table each: functions of a Rig that return figures or raise Broken."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Scenario:
    title: str
    run: Any
    on: tuple  # databases
    in_short: tuple  # those of them on which it is in the short run


SCENARIOS = []


def scenario(title, on=("postgresql", "sqlite"), in_short=("postgresql",)):
    def add(function):
        SCENARIOS.append(Scenario(title, function, on, in_short))
        return function

    return add


from tests.reliability.scenarios import crowds, deaths, losses, outages, rights, sessions  # noqa: E402, F401  they fill the list
