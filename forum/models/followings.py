"""What people follow besides threads."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Company
from forum.models.boards import Board
from forum.models.tags import Tag

TARGETS = ("board", "tag", "author", "company")


class FollowingQuerySet(models.QuerySet):
    def of_thread(self, thread, tags):
        """Those who hear of this new thread, if they may see it. An author is followed where members see their list."""
        author = thread.author
        which = Q(board=thread.board) | Q(tag__in=tags)
        if author.is_for_members("writing"):
            which |= Q(author=author)
            if author.company_for_members:
                which |= Q(company=author.company)
        return self.filter(which)

    def visible_to(self, user):
        """One's own, of boards that one may still read and people who are still here."""
        if not user.is_authenticated:
            return self.none()
        boards = Q(board=None) | Q(board__in=Board.objects.visible_to(user))
        return self.filter(boards, person=user, author__closed_at=None)


class Following(models.Model):
    """One board, tag, person or company of which someone hears each new thread."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings", db_index=False)
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")

    objects = FollowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follows_one",
                condition=Q(
                    *(Q(**{f"{name}__isnull": name != one for name in TARGETS}) for one in TARGETS),
                    _connector=Q.OR,
                ),
            ),
            *(models.UniqueConstraint(fields=["person", name], name=f"follows_{name}_once") for name in TARGETS),
        ]

    def __str__(self):
        return f"{self.person_id} {self.pk}"
