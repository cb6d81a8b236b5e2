"""The product speaks French, completely: in its catalogue, and on its pages."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import formats, translation

CATALOGUE = "locale/fr/LC_MESSAGES/django.po"
FOLDERS = "accounts bookmarks chat config content demo forum live moderation networking notifications search".split()
FOLDERS.append("templates")
# Words that are the same in both languages, or names.
SAME = {
    "Discussion",
    "Question",
    "Message",
    "Messages",
    "Notifications",
    "Actions",
    "Code",
    "Description",
    "Pages",
    "Date",
}
SAME.add("English")  # its own name, in the choice of languages


@pytest.mark.slow
@pytest.mark.once
def test_every_message_has_its_french(tmp_path):
    for folder in (*FOLDERS, "locale"):
        shutil.copytree(settings.ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "-v", "0"]
    subprocess.run(command, cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin"})
    catalogue = polib.pofile(str(tmp_path / CATALOGUE))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []
    assert len(catalogue) > 300


def test_french_keeps_the_rules_of_quebec():
    wrong = []
    for entry in polib.pofile(str(settings.ROOT / CATALOGUE)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            words = re.sub(r"<[^>]+>|%\(\w+\)s|\{\w+\}|https?:\S+", "", text)
            if re.search(r"'|\.\.\.|[a-zà-ÿ] [?!;»]|« |[a-zà-ÿ)] :|\"", words):
                wrong.append(text)
    assert wrong == []


def test_a_number_stays_with_what_it_counts():
    """« 7 » at the end of a line and « réponses » at the beginning of the next are read twice."""
    counts = r"(?:%\((?:n|most|limit|over|hour)\)s|(?<![-\w.,])\d+)"
    apart = re.compile(rf"{counts} (?!(?:à|au|aux|sur|ou|et|de|du|des|par|comme|a|ont)\b)[^\W\d_]\w*")
    assert apart.search("Il reste %(n)s codes") and not apart.search("Message 3 de Noé, %(n)s sur %(all)s")
    texts = (
        text
        for entry in polib.pofile(str(settings.ROOT / CATALOGUE))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    )
    assert [found[0] for found in map(apart.search, texts) if found] == []


def test_placeholders_are_the_same_in_both_languages():
    place = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for entry in polib.pofile(str(settings.ROOT / CATALOGUE)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            expected = set(place.findall(entry.msgid)) | set(place.findall(entry.msgid_plural or ""))
            assert set(place.findall(text)) <= expected, entry.msgid


@pytest.mark.parametrize(("language", "hour"), [("fr-ca", "14\xa0h\xa002"), ("en-ca", "2:02 p.m.")])
def test_hours_are_written_as_here(language, hour):
    from datetime import time

    with translation.override(language):
        assert formats.time_format(time(14, 2)) == hour


class Words(HTMLParser):
    """The sentences that a page shows or reads out, without passages in another language."""

    def __init__(self, page):
        super().__init__()
        self.found, self.foreign, self.silent = set(), 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("script", "style"):
            self.silent += 1
        if self.foreign or attributes.get("lang", "").startswith("en"):
            self.foreign += tag not in ("br", "img", "input", "hr", "meta", "link", "use", "path")
        for name in ("aria-label", "title", "placeholder"):
            if attributes.get(name) and not self.foreign:
                self.found.add(attributes[name].strip())

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.silent -= 1
        elif self.foreign:
            self.foreign -= 1

    def handle_data(self, data):
        if data.strip() and not self.silent and not self.foreign:
            self.found.add(" ".join(data.split()))


@pytest.mark.slow
@pytest.mark.once
def test_pages_in_french_hold_no_english_message(client, thread, room, camille, sylvie, noe):
    from tests.build import make_message, make_post

    make_post(thread, noe)
    make_message(room, camille)
    catalogue = polib.pofile(str(Path(settings.ROOT) / CATALOGUE))
    english = {entry.msgid for entry in catalogue if entry.msgid != entry.msgstr and "%(" not in entry.msgid}
    french = {text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}
    english -= french | SAME
    entrance = ("connexion", "inscription", "mot-de-passe/oublie", "profil", "fermer")
    admin = ("", "forum/board/", "forum/board/add/", "forum/tag/", "chat/room/", "accounts/user/", "auth/group/")
    addresses = [
        *("/", "/fils/", "/babillards/", "/nouveau/", "/salons/", "/entreprises/", "/notifications/", "/vie-privee/"),
        *("/moderation/", "/moderation/journal/", "/absent/"),
        *(f"/compte/{page}/" for page in entrance),
        *(f"/admin/{page}" for page in admin),
        f"/babillards/{thread.board.slug}/",
        f"/babillards/{thread.board.slug}/nouveau/",
        thread.get_absolute_url(),
        room.get_absolute_url(),
        camille.get_absolute_url(),
        f"/messages/{thread.posts.first().pk}/actions/",
        f"/messages/{thread.posts.first().pk}/modifier/",
        f"/signaler/thread/{thread.pk}/",
        f"/moderation/thread/{thread.pk}/close/",
    ]
    camille.is_staff = camille.is_superuser = True
    camille.save()
    for person in (None, noe, camille):
        if person:
            client.force_login(person)
        for address in addresses:
            answer = client.get(address, follow=True)
            assert Words(answer.content.decode()).found & english == set(), address
