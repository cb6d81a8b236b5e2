"""« Essayé chez nous »: what came of an accepted answer in another company."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.models.boards import Board
from forum.models.posts import Post


class TrialQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(hidden_at=None, removed_at=None)

    def visible_to(self, user):
        """Those that were hidden or taken back are for the moderators of their board only."""
        moderated = models.Q(post__thread__board__in=Board.objects.moderated_by(user))
        seen = models.Q(hidden_at=None, removed_at=None) | moderated
        return self.filter(seen, post__in=Post.objects.visible_to(user))

    def for_list(self):
        return self.select_related("person__company").order_by("created_at", "pk")


class Trial(models.Model):
    class Outcome(models.TextChoices):
        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked partly")
        FAILED = "failed", _("It did not work")

    class Size(models.TextChoices):
        UNDER_10 = "under_10", _("under 10 people")
        UNDER_60 = "under_60", _("10 to 59 people")
        UNDER_200 = "under_200", _("60 to 199 people")
        LARGER = "larger", _("200 people or more")

    class Cost(models.TextChoices):
        NOTHING = "nothing", _("next to nothing")
        UNDER_1 = "under_1", _("under $1,000")
        UNDER_10 = "under_10", _("$1,000 to $10,000")
        UNDER_50 = "under_50", _("$10,000 to $50,000")
        LARGER = "larger", pgettext_lazy("cost", "over $50,000")

    post = models.ForeignKey(Post, models.CASCADE, related_name="trials", db_index=False)
    # Who left stays as someone who left, as in what they wrote.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trials")
    outcome = models.CharField(max_length=10, choices=Outcome)
    size = models.CharField(max_length=10, choices=Size, blank=True, default="")
    equipment = models.CharField(max_length=140, blank=True, default="")
    cost = models.CharField(max_length=10, choices=Cost, blank=True, default="")
    text = models.CharField(max_length=600)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    # Taken back by its author, words and all; the row stays for what moderators decided about it.
    removed_at = models.DateTimeField(null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="trial_once")]

    def __str__(self):
        return f"{self.person}: {self.text}"

    def get_absolute_url(self):
        return reverse("forum:trials", args=[self.post_id])

    @property
    def author(self):
        return self.person
