"""The vocabulary that finds threads."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from accounts.models import Company
from content.text import fold

LONGEST_NAME = 100  # signs, folded too: one sign may fold to eighteen


class TagQuerySet(models.QuerySet):
    def named(self, folded):
        """Return {folded word: Tag} for the words that name a tag, in either language or by its slug."""
        named = {}
        for tag in self.filter(Q(folded__in=folded) | Q(folded_en__in=folded) | Q(slug__in=folded)):
            for word in (tag.slug, tag.folded_en, tag.folded):
                named[word] = tag
        return named

    def suggested(self, beginning):
        """Tags in which a word begins so, in either language."""
        if not beginning:
            return self.none()
        return self.filter(
            Q(folded__startswith=beginning)
            | Q(folded__contains=f" {beginning}")
            | Q(folded_en__startswith=beginning)
            | Q(folded_en__contains=f" {beginning}")
        ).order_by("folded")


class Tag(TagBase):
    """A word of the staff-kept vocabulary, in both languages; `name` is the French one."""

    name_en = models.CharField(_("name in English"), max_length=LONGEST_NAME, blank=True)
    caretakers = models.ManyToManyField(
        Company,
        blank=True,
        related_name="tags",
        limit_choices_to={"is_partner": True},
        verbose_name=_("looked after by"),
        help_text=_("Their people are told of questions with this tag that nobody replies to for a day."),
    )
    # What type-ahead compares: « Énergie » and « energie » are one.
    folded = models.CharField(max_length=LONGEST_NAME, unique=True, editable=False)
    folded_en = models.CharField(max_length=LONGEST_NAME, editable=False, db_index=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["folded"]

    def save(self, *args, **kwargs):
        self.folded, self.folded_en = fold(self.name), fold(self.name_en or self.name)
        super().save(*args, **kwargs)

    def slugify(self, tag, i=None):
        """« 4.0 » becomes 4-0 and « Énergie » energie: accents go, every other sign is a hyphen."""
        slug = "-".join("".join(c if c.isalnum() else " " for c in fold(tag)).split())
        return f"{slug}-{i}" if i else slug

    def get_absolute_url(self):
        return reverse("forum:tag", args=[self.slug])

    @property
    def label(self):
        return self.name_en if self.name_en and get_language().startswith("en") else self.name


class TaggedThread(ItemBase):
    """A tag on a thread. The thread's moment is copied, so that a tag's page reads one index from its end."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("Thread", models.CASCADE, related_name="tagged")
    last_posted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once")]
        indexes = [models.Index(fields=["tag", "-last_posted_at", "-content_object"], name="tagged_latest")]

    def __str__(self):
        return f"{self.tag_id} {self.content_object_id}"
