from django.contrib import admin

from search.models import Synonyms


@admin.register(Synonyms)
class SynonymsAdmin(admin.ModelAdmin):
    search_fields = ["words"]
    actions = None
