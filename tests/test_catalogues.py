import gettext
import os

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
