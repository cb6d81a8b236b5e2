"""Make an embedded installation ready to serve, doing only what is not done yet."""

import hashlib
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation.reloader import translation_file_changed

from config.catalogues import LOCALE, compile_catalogues, find_stale


def prepare(say):
    """Compile, migrate, collect, and fill a new installation. `say` prints one line."""
    translate(say)
    if waits_for_migration():
        with timed(say, "Database migrated"):
            call_command("migrate", interactive=False, verbosity=0)
    collect_static(say)
    if settings.DEMO and not get_user_model().objects.exists():
        # All or nothing: an interrupted load starts again from an empty database.
        with timed(say, "Demo content loaded"), transaction.atomic():
            call_command("load_demo", verbosity=0)
    elif not settings.DEMO and not get_user_model().objects.filter(is_superuser=True).exists():
        call_command("create_administrator")


@contextmanager
def timed(say, what):
    start = time.perf_counter()
    yield
    say(f"{what} ({time.perf_counter() - start:.1f} s)")


def translate(say):
    if not any(find_stale()):
        return
    with timed(say, "Translations compiled"):
        compile_catalogues()
    # Apps that started before may have read what was there: without this the first start speaks English.
    translation_file_changed(None, LOCALE / "django.mo")


def waits_for_migration():
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static(say):
    stamp, fingerprint = settings.DATA / "static.stamp", static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    with timed(say, "Static files collected and compressed"):
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)
    # The settings were read before: pages that stayed open through the restart must see another build.
    settings.BUILD = getattr(staticfiles_storage, "manifest_hash", "") or settings.BUILD


def static_fingerprint():
    """A digest of the names, sizes and times of every static file, and of where they are collected."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
