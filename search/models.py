from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_phrases(words):
    if len(phrases_in(words)) < 2:
        raise ValidationError(_("Name at least two words that mean the same, separated by commas."))


def phrases_in(words):
    return [phrase for phrase in map(str.strip, words.split(",")) if phrase]


class Synonyms(models.Model):
    """Words of the trade that mean the same, in either language: who looks for one of them finds the others."""

    words = models.CharField(
        _("words"),
        max_length=200,
        unique=True,
        validators=[validate_phrases],
        help_text=_("Separated by commas: filage, extrusion. Plurals and accents need not be repeated."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self):
        return self.words

    @property
    def phrases(self):
        return phrases_in(self.words)
