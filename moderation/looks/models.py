"""The two moderators who may see who signed « Une PME », and each look that they took."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Post, SignedPost

PLACES = [1, 2]
LONGEST_REASON = 500


class NamedModerator(models.Model):
    """One of two at most, named by an administrator, who is none by that: the database holds the number."""

    place = models.PositiveSmallIntegerField(unique=True, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("moderator")
    )
    named_at = models.DateTimeField(_("named on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("moderator who may see who signed")
        verbose_name_plural = _("moderators who may see who signed")
        constraints = [models.CheckConstraint(condition=Q(place__in=PLACES), name="two_named_moderators")]

    def __str__(self):
        return str(self.person)


class LookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Looks at posts that this person reads; the caller has asked whether the log is theirs."""
        return self.filter(post__in=Post.objects.visible_to(user))

    def told_to(self, user):
        """Looks at what this person signed."""
        signed = SignedPost.objects.filter(person=user.pk).values("post")
        return self.filter(post__in=signed).select_related("post__thread")


class Look(models.Model):
    """A named moderator saw who signed a post. It does not hold who that was."""

    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LookQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-created_at", "-id"], name="look_latest")]

    def __str__(self):
        return f"{self.post_id} {self.created_at}"
