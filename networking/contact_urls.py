from django.urls import path

from networking import contact_views as views

app_name = "contacts"
urlpatterns = [
    path("", views.contacts, name="list"),
    path("cartes.vcf", views.all_cards, name="cards"),
    path("<int:pk>/carte.vcf", views.card, name="card"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/retirer/", views.remove, name="remove"),
]
