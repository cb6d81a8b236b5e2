"""The frames that servers under measurement send when they are told to: those of one real message, renumbered."""

import json
import os
from functools import cache
from pathlib import Path

BODY = (
    "Bonjour à tous. Nous cherchons de la capacité de **filage en 6061-T6** pour octobre, environ 4 tonnes, "
    "sections de moins de 150 mm. Quelqu'un a une presse libre ? Détails : https://example.org/devis/4417"
)
TOKEN = "t" * 32  # of the CSRF cookie
# Where a prepared frame carries its version: a number nobody reaches, so that it can be replaced in the text.
VERSION = 7_777_777_777
LANGUAGE = "fr-ca"  # of the pages that hear one language only


@cache
def templates(topic):
    """Return {language: text} of the frame in this topic, VERSION in the places of its number."""
    texts = json.loads(Path(os.environ["FRAMES"]).read_text())
    return {language: text.replace('"TOPIC"', json.dumps(topic)) for language, text in texts.items()}


def texts_of(topic, version):
    return {language: numbered(text, version) for language, text in templates(topic).items()}


def numbered(text, version):
    return text.replace(f'"from":{VERSION - 1}', f'"from":{version - 1}').replace(str(VERSION), str(version))
