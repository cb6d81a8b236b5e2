from django.urls import path

from chat import views

app_name = "chat"

urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("message/<int:pk>/modifier/", views.edit_message, name="edit_message"),
    path("message/<int:pk>/retirer/", views.remove_message, name="remove_message"),
    path("message/<int:pk>/remettre/", views.restore_message, name="restore_message"),
    path("message/<int:pk>/actions/", views.message_actions, name="message_actions"),
    path("message/<int:pk>/rang/", views.message_row, name="message_row"),
    path("<slug:slug>/", views.room, name="room"),
    path("<slug:slug>/envoyer/", views.send, name="send"),
    path("<slug:slug>/historique/", views.history, name="history"),
    path("<slug:slug>/lu/", views.mark_read, name="mark_read"),
]
