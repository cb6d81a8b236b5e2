from django.urls import path

from chat import group_views, views

app_name = "chat"

urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("avec/<int:pk>/", group_views.open_direct, name="open_direct"),
    path("nouveau/", group_views.new_group, name="new_group"),
    path("message/<int:pk>/modifier/", views.edit_message, name="edit_message"),
    path("message/<int:pk>/retirer/", views.remove_message, name="remove_message"),
    path("message/<int:pk>/remettre/", views.restore_message, name="restore_message"),
    path("message/<int:pk>/actions/", views.message_actions, name="message_actions"),
    path("message/<int:pk>/reagir/", views.react, name="react"),
    path("message/<int:pk>/reactions/", views.reactions, name="reactions"),
    path("message/<int:pk>/rang/", views.message_row, name="message_row"),
    path("<slug:slug>/", views.room, name="room"),
    path("<slug:slug>/envoyer/", views.send, name="send"),
    path("<slug:slug>/noms/", views.names, name="names"),
    path("<slug:slug>/historique/", views.history, name="history"),
    path("<slug:slug>/lu/", views.mark_read, name="mark_read"),
    path("<slug:slug>/a-propos/", group_views.about, name="about"),
    path("<slug:slug>/rappels/", group_views.choose_level, name="choose_level"),
    path("<slug:slug>/inviter/", group_views.invite, name="invite"),
    path("<slug:slug>/renommer/", group_views.rename, name="rename"),
    path("<slug:slug>/quitter/", group_views.leave, name="leave"),
    path("<slug:slug>/archiver/", group_views.archive, name="archive"),
    path("<slug:slug>/rouvrir/", group_views.reopen, name="reopen"),
    path("<slug:slug>/membres/<int:pk>/retirer/", group_views.remove_member, name="remove_member"),
    path("<slug:slug>/membres/<int:pk>/responsable/", group_views.hand_over, name="hand_over"),
]
