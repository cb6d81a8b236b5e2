"""What those who were in a session say of it afterwards."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from networking.models.sessions import Session

LOWEST, HIGHEST = 1, 5


class MarkField(models.PositiveSmallIntegerField):
    """An answer from 1 to 5."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "validators": [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]})


class Opinion(models.Model):
    """Three marks and a comment. Hosts read neither of one person alone: see networking/summaries.py.

    `person` is none once they left the site: the marks stay, for an average that moved would tell theirs.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="opinions", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    worth = MarkField()
    useful = MarkField()
    again = MarkField()
    comment = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="judges_once"),
            models.CheckConstraint(
                condition=Q(
                    worth__range=(LOWEST, HIGHEST), useful__range=(LOWEST, HIGHEST), again__range=(LOWEST, HIGHEST)
                ),
                name="marks_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.pk}"
