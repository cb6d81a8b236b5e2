from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_confirmed(apps, schema_editor):
    """A solved question takes over what its answer, noted in its first post, has."""
    Thread, Post = (apps.get_model("forum", name) for name in ("Thread", "Post"))
    answers = Post.objects.filter(answer__confirmed__gt=0)
    first = answers.filter(thread=OuterRef("pk"), number=1)
    Thread.objects.filter(pk__in=answers.values("thread")).update(
        confirmed=Subquery(first.values("answer__confirmed")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("forum", "0019_incoming_emails")]
    operations = [
        migrations.AddField(
            model_name="thread",
            name="confirmed",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunPython(note_confirmed, migrations.RunPython.noop),
    ]
