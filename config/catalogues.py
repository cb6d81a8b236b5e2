"""Compile the translations with polib, so that no gettext is needed on the machine."""

import os
from pathlib import Path

from django.conf import settings


def compile_catalogues():
    """Write each .mo that is missing or older than its .po; return the languages compiled.

    The .mo takes the time of its .po: any other time, newer or older, means another text.
    """
    return [compile_one(po) for folder in settings.LOCALE_PATHS for po in find_stale(Path(folder))]


def find_stale(folder):
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns != po.stat().st_mtime_ns:
            yield po


def compile_one(po):
    import polib  # only here: most starts have nothing to compile

    seen = po.stat()
    unfinished = po.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(po)).save_as_mofile(str(unfinished))
    os.utime(unfinished, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    unfinished.replace(po.with_suffix(".mo"))
    return po.parent.parent.name
