from django.db import migrations

from search.stores import index_table


class Migration(migrations.Migration):
    dependencies = [("networking", "0001_sessions"), ("search", "0001_initial")]
    operations = [index_table("session", titled=True)]
