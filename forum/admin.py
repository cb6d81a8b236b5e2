"""Boards, tags, threads and posts in Django's admin. What people wrote is read here, never changed."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import Tag as PlainTag

from content.admin import NewestPaginator
from content.text import fold
from forum.live import announce_board, announce_vocabulary
from forum.models import Board, Post, Tag, Thread
from forum.models.tags import LONGEST_NAME

# The library's own vocabulary is not ours.
admin.site.unregister(PlainTag)

# What the hues of static/css/tokens.css look like, in their order.
TONES = [
    _("Coral"),
    _("Copper"),
    _("Mustard"),
    _("Green"),
    _("Teal"),
    _("Blue"),
    _("Violet"),
    _("Fuchsia"),
    _("Amber"),
    _("Lime"),
    _("Indigo"),
    _("Rose"),
]
# Those of static/icons.svg that tell of a subject.
ICONS = {
    "message-square": _("Speech bubble"),
    "megaphone": _("Megaphone"),
    "lightbulb": _("Light bulb"),
    "bot": _("Robot"),
    "gauge": pgettext_lazy("icon", "Gauge"),
    "wrench": _("Wrench"),
    "factory": _("Factory"),
    "refresh-cw": _("Turning arrows"),
    "truck": _("Truck"),
    "ship": _("Ship"),
    "package": _("Parcel"),
    "handshake": _("Handshake"),
    "globe": _("Globe"),
    "coins": _("Coins"),
    "users": _("People"),
    "graduation-cap": _("Graduation cap"),
    "shield-check": _("Shield"),
    "clipboard-check": _("Clipboard"),
    "scale": _("Scales"),
    "calendar": _("Calendar"),
    "building-2": _("Building"),
    "library": _("Library"),
}


class BoardForm(forms.ModelForm):
    tone = forms.TypedChoiceField(label=_("Colour"), coerce=int, choices=list(enumerate(TONES)))
    icon = forms.ChoiceField(label=_("Icon"), choices=list(ICONS.items()))

    def clean(self):
        data = super().clean()
        for rights, groups in (("readable_by", "readable_groups"), ("writable_by", "writable_groups")):
            if data.get(rights) == "groups" and groups in data and not data[groups]:
                self.add_error(groups, _("Choose at least one group."))
        return data


class TagForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.fields:  # none for those who may only look
            self.fields["name"].label, self.fields["slug"].label = capfirst(_("name in French")), capfirst(_("address"))
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made from the name: « 4.0 » becomes 4-0.")

    def clean(self):
        """One spelling names one tag, whatever its case, accents or language."""
        data = super().clean()
        others = Tag.objects.exclude(pk=self.instance.pk)
        for field in ("name", "name_en"):
            word = fold(data.get(field) or "")
            if word and others.filter(Q(folded=word) | Q(folded_en=word)).exists():
                self.add_error(field, ValidationError(_("Another tag has this name."), code="unique"))
            if len(word) > LONGEST_NAME:
                self.add_error(field, ValidationError(_("This name is too long once its signs are spelled out.")))
        return data


@admin.register(Board)
class BoardAdmin(admin.ModelAdmin):
    form = BoardForm
    list_display = ["name_fr", "name_en", "position", "readable_by", "writable_by", "visible_threads"]
    list_editable = ["position"]
    list_filter = ["readable_by", "writable_by"]
    ordering = ["position", "pk"]
    prepopulated_fields = {"slug": ["name_fr"]}
    autocomplete_fields = ["readable_groups", "writable_groups", "moderators"]
    actions = None
    fieldsets = [
        (None, {"fields": ["name_fr", "name_en", "slug", "description_fr", "description_en"]}),
        (_("Look and order"), {"fields": ["position", "tone", "icon"]}),
        (_("Readers"), {"fields": ["readable_by", "readable_groups"]}),
        (_("Writers"), {"fields": ["writable_by", "writable_groups"]}),
        (_("Moderation"), {"fields": ["moderators"]}),
    ]

    def get_changelist_form(self, request, **kwargs):
        # The list edits the order alone.
        return super().get_changelist_form(request, **kwargs | {"form": forms.ModelForm})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        transaction.on_commit(lambda: announce_board(form.instance), robust=True)

    def delete_view(self, request, object_id, extra_context=None):
        used = Thread.objects.filter(board=unquote(object_id)).exists()
        sentence = _("A board that holds threads cannot be deleted. Let only a group read it to take it out of sight.")
        return refuse_deletion(self, request, object_id, sentence) if used else super().delete_view(request, object_id)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    fields = ["name", "name_en", "slug", "caretakers"]
    autocomplete_fields = ["caretakers"]
    list_display = ["name", "name_en", "address"]
    search_fields = ["folded", "folded_en", "slug"]
    ordering = ["folded"]
    actions = None

    @admin.display(description=_("address"), ordering="slug")
    def address(self, tag):
        return tag.slug

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        transaction.on_commit(announce_vocabulary, robust=True)

    def delete_view(self, request, object_id, extra_context=None):
        used = Thread.objects.filter(tagged__tag=unquote(object_id)).exists()
        sentence = _("Threads carry this tag: it can be renamed, not deleted.")
        return refuse_deletion(self, request, object_id, sentence) if used else super().delete_view(request, object_id)


def refuse_deletion(model_admin, request, object_id, sentence):
    """Say why in one sentence; Django's own page would list every row that hangs on this one."""
    messages.error(request, sentence)
    return redirect(
        reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[object_id])
    )


class ReadOnlyAdmin(admin.ModelAdmin):
    """What people wrote, newest first, as far as this administrator may see it."""

    paginator = NewestPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    ordering = ["-pk"]

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    fields = ["title", "board", "author", "kind", "language", "created_at", "last_posted_at", "visible_posts", "tags"]
    fields += ["closed_at", "hidden_at"]
    list_display = ["title", "board", "author", "kind", "created_at", "closed_at", "hidden_at"]
    list_filter = ["board", "kind"]
    list_select_related = ["board", "author"]
    search_fields = ["title", "author__name", "author__email"]


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    fields = ["thread", "number", "author", "body", "language", "created_at", "edited_at", "hidden_at"]
    list_display = ["thread", "number", "author", "created_at", "edited_at", "hidden_at"]
    list_select_related = ["thread", "author"]
    search_fields = ["body", "thread__title", "author__name", "author__email"]
