import gettext
import os
import shutil
import subprocess
import sys

from django.conf import settings

from config.catalogues import compile_catalogues

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def write(folder, text, *, at):
    po = folder / "fr/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(f'{HEADER}msgid "Thread"\nmsgstr "{text}"\n', encoding="utf-8")
    os.utime(po, (at, at))


def read(folder):
    with (folder / "fr/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Thread")


def test_a_catalogue_is_compiled_once(tmp_path):
    write(tmp_path, "Fil", at=1000)
    assert (compile_catalogues(tmp_path), compile_catalogues(tmp_path)) == (["fr"], [])
    assert read(tmp_path) == "Fil"


def test_another_text_is_compiled_even_when_its_file_is_older(tmp_path):
    write(tmp_path, "Fil", at=1000)
    compile_catalogues(tmp_path)
    write(tmp_path, "Conversation", at=900)
    assert compile_catalogues(tmp_path) == ["fr"]
    assert read(tmp_path) == "Conversation"


FIRST_START = """
import django
django.setup()
from django.utils.translation import gettext, override
from config.prepare import translate
with override("fr-ca"):
    before = gettext("Boards")
    translate(print)
    print(before, gettext("Boards"))
"""


def test_the_first_start_of_a_fresh_clone_speaks_french(tmp_path):
    """In a process of its own: this one has its catalogues."""
    left_out = shutil.ignore_patterns(".*", "*.mo", "__pycache__", "data*", "docs", "bench", "tests", "static")
    clone = shutil.copytree(settings.ROOT, tmp_path / "clone", ignore=left_out)
    start = [sys.executable, "-c", FIRST_START]
    place = {"ESPACE_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(start, cwd=clone, env=place, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1:] == ["Boards Babillards"], done.stderr
