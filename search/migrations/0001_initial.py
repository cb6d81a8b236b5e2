from django.db import migrations, models

import search.models


def add_trigrams(apps, schema_editor):
    """A trusted extension: whoever may create in the database may add it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunPython(add_trigrams, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text="Separated by commas: filage, extrusion. Plurals and accents need not be repeated.",
                        max_length=200,
                        unique=True,
                        validators=[search.models.validate_phrases],
                        verbose_name="words",
                    ),
                ),
            ],
            options={"verbose_name": "synonyms", "verbose_name_plural": "synonyms", "ordering": ["words"]},
        ),
    ]
