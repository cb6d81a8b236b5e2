"""The product's settings, for tests: a fast hasher, mail in memory, its own data folder."""

import atexit
import os
import shutil
import tempfile

if "ESPACE_DATA" not in os.environ:
    os.environ["ESPACE_DATA"] = tempfile.mkdtemp(prefix="espace-test-")
    atexit.register(shutil.rmtree, os.environ["ESPACE_DATA"], ignore_errors=True)
DATA_FOLDER = os.environ["ESPACE_DATA"]

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ACCOUNT_RATE_LIMITS = False
SECOND_FACTOR_REQUIRED = False  # the cast signs in by password; tests of the second step switch it on
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file: SQLite's in-memory database locks whole tables between threads.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATA_FOLDER}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
if REDIS_URL:  # noqa: F405
    # Workers of one run share a server, and hear nothing of one another.
    WORKER = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = WORKER  # noqa: F405
    # Clearing a cache empties its whole database, whatever the prefix: one each.
    NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0]}/{NUMBER}"  # noqa: F405
# WhiteNoise warns of a missing folder, and a warning is a failure.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
