from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_gathered_notifications")]

    operations = [
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["topic"], condition=models.Q(topic__isnull=False), name="notification_by_topic"),
        ),
    ]
