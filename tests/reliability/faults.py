"""What a server does at the places of live/faults.py: what a file in its data folder orders, once."""

import contextlib
import os
import signal
import time
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.DATA) / "faults"


def order(place, what):
    """Have the next server that reaches this place « kill » itself or sleep for so many seconds."""
    FOLDER.mkdir(exist_ok=True)
    draft = FOLDER / f"{place}.draft"
    draft.write_text(str(what))
    draft.rename(FOLDER / place)


def is_done(place):
    return not (FOLDER / place).exists()


def obey(place):
    """Called by the servers. Who renames the order first is the one who obeys."""
    taken = FOLDER / f"{place}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        (FOLDER / place).rename(taken)
        what = taken.read_text()
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(float(what))
