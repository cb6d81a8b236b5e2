"""What people are told: rows on their page, and the emails that wait to leave."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.prepared import prepared
from notifications.hours import CLOSES_AT, OPENS_AT, next_open
from notifications.kinds import Channel, choice_of

MOST_COUNTED = 100


class CappedCount(Subquery):
    """Counts the rows of a sliced subquery: the cost ends with the slice, however many rows wait."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = models.IntegerField()


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)

    def on_page(self):
        return self.filter(on_page=True)

    def to_mail(self):
        """What is to be told by email, unless its reader has read it on the page meanwhile."""
        return self.filter(mail_at__isnull=False, read_at=None)

    def for_list(self):
        """With who did it last, and in `people` how many different people did."""
        people = Notification.actors.through.objects.filter(notification=OuterRef("pk")).order_by()
        people = people.values("notification").annotate(n=Count("pk")).values("n")
        return self.select_related("actor").annotate(people=Subquery(people))

    def unread_of(self, user_ids):
        """Return {id: unread}, at most 100 each, in one query: a live counter."""
        return dict(unread_notifications(*user_ids))


@prepared
def unread_notifications(*user_ids):
    unread = (
        Notification.objects.on_page().unread().filter(recipient=OuterRef("pk")).order_by().values("pk")[:MOST_COUNTED]
    )
    people = get_user_model().objects.filter(pk__in=user_ids).order_by()
    return people.annotate(unread=CappedCount(unread)).values_list("pk", "unread")


class Notification(models.Model):
    """One thing that one person is told. What it is about is asked again each time it is shown (kinds.py).

    What goes on in one topic gathers in one row of its kind until that row is read.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=30)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    about_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    data = models.JSONField(default=dict)
    # Of rows that gather, while they are unread: « thread:42 », the last number in it that they tell of, and everyone
    # who did something; `actor` is the last of them.
    topic = models.CharField(max_length=40, null=True)  # noqa: DJ001 - of rows without one there are many
    number = models.PositiveIntegerField(null=True)
    actors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # What a person is told by email only is a row too, until it left.
    on_page = models.BooleanField(default=True, db_default=True)
    mail_at = models.DateTimeField(null=True)  # when an email about it is due; nothing once it left
    mailed_at = models.DateTimeField(null=True)  # of rows that gather: up to when an email told of it

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "topic", "kind"], name="notification_gathers"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_latest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["created_at"], name="notification_age"),
            # What is carried to another topic.
            models.Index(fields=["topic"], condition=Q(topic__isnull=False), name="notification_by_topic"),
            models.Index(
                fields=["mail_at", "recipient"],
                condition=Q(mail_at__isnull=False, read_at=None),
                name="notification_to_mail",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def others(self):
        """How many people beside `actor` did the same, of a row read with for_list()."""
        return max((self.people or 1) - 1, 0)


class Broadcast(models.Model):
    """What many people are to be told: stored with its cause, and told by a job."""

    recipients = models.JSONField()  # the keys of those who have not been told yet
    kind = models.CharField(max_length=30)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    about_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    data = models.JSONField(default=dict)
    topic = models.CharField(max_length=40, null=True)  # noqa: DJ001 - as above
    number = models.PositiveIntegerField(null=True)

    def __str__(self):
        return f"{self.kind} {self.pk}"


class Choices(models.Model):
    """How a person wants to be told; without a row, as everyone is by default."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_choices"
    )
    channels = models.JSONField(default=dict)  # {kind: Channel} of those that were chosen
    # Emails leave from Monday to Friday between these hours of the person's day.
    working_hours = models.BooleanField(default=True)
    opens_at = models.PositiveSmallIntegerField(default=OPENS_AT)
    closes_at = models.PositiveSmallIntegerField(default=CLOSES_AT)

    digest = models.BooleanField(default=True, db_default=True)
    # Whether one follows the threads that one opens, and those in which one replies.
    follows_own = models.BooleanField(default=True, db_default=True)
    follows_replied = models.BooleanField(default=True, db_default=True)
    # How often this person revoked the addresses at which they answer by email; those made before are worth nothing.
    addresses_revoked = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at"), closes_at__lte=24), name="opens_before_it_closes"
            )
        ]

    def __str__(self):
        return f"{self.person_id}"

    @classmethod
    def of(cls, person):
        return cls.objects.filter(person=person).first() or cls(person=person)

    @classmethod
    def channels_of(cls, people, kind):
        """Return {key: Channel} by which the people with these keys are told of a kind, in one query."""
        name, default = choice_of(kind)
        chosen = dict(cls.objects.filter(person__in=people).values_list("person", "channels"))
        return {pk: Channel(chosen.get(pk, {}).get(name, default)) for pk in people}

    def channel(self, kind):
        name, default = choice_of(kind)
        return Channel(self.channels.get(name, default))

    def next_open(self, moment):
        """Return the first moment from this one on at which an email may leave."""
        if not self.working_hours:
            return moment
        return next_open(moment, zone=self.person.zone, opens_at=self.opens_at, closes_at=self.closes_at)


class Email(models.Model):
    """A letter that leaves, or left: its words are kept only until then.

    One of a `kind` (letters.py) has no words here: they are put together when it leaves, of what one may then see.
    """

    kind = models.CharField(_("kind"), max_length=20, blank=True, default="", db_default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Nothing once it left, or when it was given up.
    next_try_at = models.DateTimeField(_("next try on"), null=True, default=timezone.now)

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="email_due"),
            models.Index(fields=["created_at"], name="email_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(next_try_at__isnull=False), name="one_email_waits"
            )
        ]

    def __str__(self):
        return f"{self.pk}"
