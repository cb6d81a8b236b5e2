from django.db import migrations

from search.stores import index_table


class Migration(migrations.Migration):
    """What is there already is indexed by `manage.py rebuild_search`."""

    dependencies = [("chat", "0005_exact_counts"), ("search", "0001_initial")]
    operations = [index_table("message")]
