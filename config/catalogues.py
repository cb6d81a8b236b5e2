"""Compile the translations with polib, so that no gettext is needed: `python -m config.catalogues`."""

import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues(folder=LOCALE):
    """Write each .mo that does not belong to the present .po; return the languages compiled.

    A .mo has the time of its .po: any other time, newer or older, means another text.
    """
    return [compile_one(po) for po in find_stale(folder)]


def find_stale(folder=LOCALE):
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


if __name__ == "__main__":
    compile_catalogues()
