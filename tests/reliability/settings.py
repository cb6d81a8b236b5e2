"""The settings of the servers under test: faults on order, a channel layer that loses, nothing else."""

from tests.settings import *  # noqa: F403

FAULTS = "tests.reliability.faults.obey"
LAYER = CHANNEL_LAYERS["default"]["BACKEND"].rpartition(".")[2]  # noqa: F405
CHANNEL_LAYERS["default"]["BACKEND"] = f"tests.reliability.layers.Losing{LAYER}"  # noqa: F405
