"""Who may open what: every address of the site, for every kind of reader, and one object of each sort to open."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.actions import set_photo
from accounts.companies import actions as companies
from accounts.models import Company, Invitation, User
from accounts.photos import LARGE
from bookmarks.actions import keep
from chat.group_actions import invite
from chat.models import Room
from forum.models import Post, Trial
from forum.moderating.actions import hide_post
from forum.questions.actions import mark_answer
from moderation.actions import decide, report
from moderation.looks.models import NamedModerator
from networking.contact_actions import keep_contact
from networking.live_actions import enter
from networking.models import Proposal, Session, TableInvitation
from networking.poll_actions import start_poll
from networking.table_actions import sit_down, stand_up
from networking.talk_actions import ask, raise_hand
from notifications.actions import notify
from notifications.letters import stop_address
from tests.build import (
    make_attachment,
    make_board,
    make_company,
    make_group_room,
    make_message,
    make_post,
    make_room,
    make_session,
    make_tag,
    make_thread,
    make_user,
    register,
    sit_together,
)
from tests.pictures import sent

# Guest, member of the author's company, member of another one, suspended member, moderator of another board,
# moderator of these boards, administrator.
READERS = ("guest", "colleague", "member", "suspended", "elsewhere", "moderator", "administrator")
# in: sent to sign in. What follows the name says of which object: of the open board, of one that only its moderators
# read (private), hidden, or of somebody else.
TABLE = """
GET  healthz                                      200 200 200 200 200 200 200
GET  robots                                       200 200 200 200 200 200 200
GET  favicon                                      302 302 302 302 302 302 302
GET  live:since                                   404 404 404 404 404 404 404
GET  live:now                                     200 200 200 200 200 200 200
GET  live:counters                                200 200 200 200 200 200 200
POST content:save_draft                            in 422 422 422 422 422 422
POST content:preview                              403 200 200 200 200 200 200
GET  content:files                                 in 200 200 403 200 200 200
POST content:files                                 in 422 422 422 422 422 422
GET  content:file picture                         200 200 200 200 200 200 200
GET  content:file picture private                 404 404 404 404 404 200 200
GET  content:file picture hidden                  404 404 404 404 404 200 200
GET  content:file picture unposted                404 404 404 404 404 404 404
GET  content:file picture room                    404 200 200 200 200 200 200
GET  content:file picture group                   404 200 404 404 404 404 404
GET  content:small_picture picture                200 200 200 200 200 200 200
GET  content:small_picture picture private        404 404 404 404 404 200 200
GET  content:small_picture picture hidden         404 404 404 404 404 200 200
GET  content:small_picture picture unposted       404 404 404 404 404 404 404
GET  content:small_picture picture room           404 200 200 200 200 200 200
GET  content:small_picture picture group          404 200 404 404 404 404 404
GET  notifications:list                            in 200 200 200 200 200 200
POST notifications:read_all                        in 302 302 302 302 302 302
GET  notifications:choices                         in 200 200 200 200 200 200
POST notifications:choices                         in 302 302 302 302 302 302
POST notifications:revoke_addresses                in 302 302 302 302 302 302
GET  notifications:stop stop                      200 200 200 200 200 200 200
POST notifications:stop stop                      200 200 200 200 200 200 200
GET  notifications:open notice                     in 404 404 404 404 404 404
POST notifications:open notice                     in 404 404 404 404 404 404
GET  bookmarks:list                               in 200 200 200 200 200 200
GET  bookmarks:bookmark bookmark                  in 200 200 200 200 200 200
GET  bookmarks:bookmark bookmark private          in 404 404 404 404 200 200
GET  bookmarks:bookmark bookmark hidden           in 404 404 404 404 200 200
GET  bookmarks:bookmark bookmark group            in 200 404 404 404 404 404
POST bookmarks:bookmark bookmark                  in 302 302 302 302 302 302
POST bookmarks:bookmark bookmark private          in 404 404 404 404 302 302
POST bookmarks:bookmark bookmark group            in 302 404 404 404 404 404
GET  bookmarks:remove kept                        in 404 404 404 404 404 404
POST bookmarks:remove kept                        in 404 404 404 404 404 404
GET  account_signup                               200 302 302 302 302 302 302
GET  account_email_verification_sent              200 200 200 200 200 200 200
GET  account_confirm_email key                    404 404 404 404 404 404 404
GET  account_login                                200 302 302 302 302 302 302
GET  mfa_authenticate                              in 302 302 302 302 302 302
GET  account_logout                               302 200 200 200 200 200 200
POST account_logout                               302 302 302 302 302 302 302
GET  account_inactive                             200 200 200 200 200 200 200
GET  account_change_password                       in 200 200 200 200 200 200
GET  account_reset_password                       200 200 200 200 200 200 200
GET  account_reset_password_done                  200 200 200 200 200 200 200
GET  account_reset_password_from_key_done         200 200 200 200 200 200 200
GET  account_reset_password_from_key reset        404 404 404 404 404 404 404
GET  account_reauthenticate                        in 200 200 200 200 200 200
GET  mfa_reauthenticate                            in 302 302 302 302 302 302
GET  mfa_login_webauthn                           200 302 302 302 302 302 302
POST mfa_login_webauthn                            in 302 302 302 302 302 302
GET  mfa_reauthenticate_webauthn                   in 302 302 302 302 302 302
GET  mfa_add_webauthn                              in 302 302 302 302 302 302
GET  mfa_edit_webauthn passkey                     in 302 302 302 302 302 302
GET  mfa_remove_webauthn passkey                   in 302 302 302 302 302 302
GET  mfa_index                                    302 302 302 302 302 302 302
GET  mfa_activate_totp                             in 302 302 302 302 302 302
GET  mfa_deactivate_totp                           in 404 404 404 404 404 404
GET  mfa_view_recovery_codes                       in 404 404 404 404 404 404
GET  mfa_download_recovery_codes                   in 404 404 404 404 404 404
GET  mfa_generate_recovery_codes                   in 302 302 302 302 302 302
GET  accounts:person person                        in 200 200 200 200 200 200
GET  accounts:person public                       200 200 200 200 200 200 200
GET  accounts:photo photo                         404 200 200 200 200 200 200
GET  accounts:photo photo public                  200 200 200 200 200 200 200
GET  accounts:photo photo nobody                  404 404 404 404 404 404 404
GET  search:results                               200 200 200 200 200 200 200
GET  accounts:companies                           200 200 200 200 200 200 200
GET  accounts:company company                     200 200 200 200 200 200 200
GET  accounts:edit_company company                 in 403 403 403 403 403 403
POST accounts:edit_company company                 in 403 403 403 403 403 403
GET  accounts:edit_company company led             in 403 200 403 403 403 403
POST accounts:verify_company company               in 403 403 403 403 403 302
GET  accounts:ask_to_join company                  in 302 200 200 200 200 200
POST accounts:ask_to_join company                  in 302 302 403 302 302 302
GET  accounts:leave_company company                in 200 302 302 302 302 302
POST accounts:leave_company company                in 302 302 302 302 302 302
GET  accounts:team company                         in 200 403 403 200 200 200
GET  accounts:team company led                     in 403 200 403 200 200 200
POST accounts:invite company                       in 201 403 403 403 403 403
POST accounts:revoke_invitation invitation         in 404 404 404 302 302 302
POST accounts:withdraw_request withdrawal          in 404 404 404 403 403 403
POST accounts:settle_request request               in 404 404 404 302 302 302
GET  accounts:remove_member membership             in 403 403 403 200 200 200
POST accounts:remove_member membership             in 403 403 403 302 302 302
POST accounts:put_in_charge membership             in 403 403 403 302 302 302
GET  accounts:join_requests                        in 403 403 403 200 200 200
GET  accounts:invitation token                    200 200 200 200 200 200 200
POST accounts:invitation token                     in 302 302 403 302 302 302
GET  accounts:profile                              in 200 200 200 200 200 200
POST accounts:profile                              in 422 422 422 422 422 422
GET  accounts:security                             in 200 200 200 200 200 200
POST accounts:sign_out                             in 302 302 302 302 302 302
GET  accounts:change_email                         in 200 200 200 200 200 200
POST accounts:change_email                         in 422 422 422 422 422 422
GET  accounts:close                                in 200 200 200 200 200 200
POST accounts:close                                in 422 422 422 422 422 422
GET  accounts:privacy                             200 200 200 200 200 200 200
GET  accounts:set_language                        405 405 405 405 405 405 405
POST accounts:set_language                        302 302 302 302 302 302 302
GET  accounts:shortcuts                           200 200 200 200 200 200 200
POST accounts:set_theme                            in 204 204 204 204 204 204
GET  chat:rooms                                    in 200 200 200 200 200 200
GET  chat:room room                                in 200 200 200 200 200 200
GET  chat:names room                               in 200 200 200 200 200 200
GET  chat:history room                             in 200 200 200 200 200 200
POST chat:send room                                in 302 302 403 302 302 302
POST chat:mark_read room                           in 204 204 204 204 204 204
POST chat:open_direct person                       in 403 403 403 403 403 403
GET  chat:new_group                                in 200 200 403 200 200 200
POST chat:new_group                                in 422 422 403 422 422 422
GET  chat:names group                              in 200 404 404 404 404 404
POST chat:react message                            in 302 302 403 302 302 302
POST chat:react message group                      in 302 404 404 404 404 404
GET  chat:reactions message                        in 200 200 200 200 200 200
GET  chat:reactions message group                  in 200 404 404 404 404 404
POST chat:choose_level room                        in 302 302 302 302 302 302
POST chat:choose_level group                       in 302 404 404 404 404 404
GET  chat:about room                               in 200 200 200 200 200 200
GET  chat:room group                               in 200 404 404 404 404 404
GET  chat:history group                            in 200 404 404 404 404 404
POST chat:send group                               in 302 404 404 404 404 404
POST chat:mark_read group                          in 204 404 404 404 404 404
GET  chat:about group                              in 200 404 404 404 404 404
GET  chat:invite group                             in 200 404 404 404 404 404
POST chat:invite group                             in 422 404 404 404 404 404
GET  chat:rename group                             in 403 404 404 404 404 404
POST chat:rename group                             in 403 404 404 404 404 404
POST chat:leave group                              in 302 404 404 404 404 404
POST chat:archive group                            in 403 404 404 404 404 404
POST chat:reopen group                             in 403 404 404 404 404 404
POST chat:remove_member group member               in 403 404 404 404 404 404
POST chat:hand_over group member                   in 403 404 404 404 404 404
GET  chat:message_actions message group            in 200 404 404 404 404 404
GET  chat:message_row message group                in 200 404 404 404 404 404
POST chat:edit_message message group               in 403 404 404 404 404 404
POST chat:remove_message message group             in 403 404 404 404 404 404
GET  moderation:report report group                in 200 404 404 404 404 404
POST moderation:report report group                in 302 404 404 404 404 404
GET  moderation:decide decide group                in 403 404 404 404 404 404
GET  chat:edit_message message                     in 403 403 403 403 403 403
POST chat:edit_message message                     in 403 403 403 403 403 403
POST chat:remove_message message                   in 403 403 403 403 403 403
POST chat:restore_message message                  in 403 403 403 403 403 403
GET  chat:message_actions message                  in 200 200 200 200 200 200
GET  chat:message_row message                      in 200 200 200 200 200 200
GET  moderation:report report                      in 200 200 403 200 200 200
POST moderation:report report                      in 302 302 403 302 302 302
GET  moderation:report report private              in 404 404 404 404 200 200
POST moderation:report report private              in 404 404 404 404 302 302
GET  moderation:report trial report                in 200 200 403 200 200 200
POST moderation:report trial report                in 302 302 403 302 302 302
POST moderation:report trial report private        in 404 404 404 404 302 302
GET  networking:sessions                          200 200 200 200 200 200 200
GET  networking:past                              200 200 200 200 200 200 200
GET  networking:feed                              200 200 200 200 200 200 200
GET  networking:plan                               in 403 403 403 403 403 200
POST networking:plan                               in 403 403 403 403 403 422
GET  networking:session session                   200 200 200 200 200 200 200
GET  networking:session session members           404 200 200 200 200 200 200
GET  networking:session session draft             404 404 404 404 404 404 200
GET  networking:calendar session                  200 200 200 200 200 200 200
GET  networking:calendar session members          404 200 200 200 200 200 200
GET  networking:calendar session draft            404 404 404 404 404 404 200
GET  networking:change session                     in 403 403 403 403 403 200
GET  networking:change session draft               in 404 404 404 404 404 200
POST networking:change session                     in 403 403 403 403 403 422
POST networking:publish session                    in 403 403 403 403 403 302
POST networking:publish session draft              in 404 404 404 404 404 302
GET  networking:cancel session                     in 403 403 403 403 403 200
POST networking:cancel session                     in 403 403 403 403 403 302
GET  networking:register session                   in 200 200 403 200 200 200
GET  networking:register session draft             in 404 404 404 404 404 403
POST networking:register session                   in 422 422 403 422 422 422
GET  networking:withdraw session                   in 200 200 200 200 200 200
POST networking:withdraw session                   in 403 403 403 403 403 403
GET  networking:registrations session              in 403 403 403 403 403 200
GET  networking:registrations session draft        in 404 404 404 404 404 200
GET  networking:live live                              in 404 200 404 404 404 200
POST networking:enter live                             in 404 302 404 404 404 302
POST networking:enter session                          in 404 404 404 404 404 403
POST networking:leave live                             in 404 302 404 404 404 302
GET  networking:my_round round                         in 404 302 404 404 404 302
POST networking:ask_for_more live                       in 404 403 404 404 404 403
GET  networking:rounds live                             in 404 403 404 404 404 302
POST networking:start_next_round live                   in 404 403 404 404 404 403
POST networking:cancel_rounds live                      in 404 403 404 404 404 302
POST networking:go_on live                              in 404 403 404 404 404 403
POST networking:announce live                          in 404 403 404 404 404 302
POST networking:ask live                               in 404 422 404 404 404 422
POST networking:vote question                          in 404 302 404 404 404 302
POST networking:mark_answered question                 in 404 403 404 404 404 302
POST networking:hide_question question                 in 404 403 404 404 404 302
POST networking:withdraw_question question             in 404 403 404 404 404 403
GET  networking:questions live                         in 404 403 404 404 404 200
GET  networking:questions over                         in 404 403 404 404 404 200
POST networking:propose asked                          in 404 403 404 404 404 422
GET  networking:proposal proposal                      in 404 404 404 404 404 404
POST networking:withdraw_proposal proposal             in 404 404 404 404 404 404
GET  networking:questions session draft                in 404 404 404 404 404 404
POST networking:start_poll live                        in 404 422 404 404 404 422
POST networking:answer_poll poll                       in 404 422 404 404 404 422
POST networking:end_poll poll                          in 404 403 404 404 404 302
POST networking:add_table live                         in 404 422 404 404 404 422
GET  networking:my_table live                          in 404 302 404 404 404 302
POST networking:stand_up live                          in 404 302 404 404 404 302
GET  networking:console live                           in 404 403 404 404 404 200
POST networking:move_people live                       in 404 403 404 404 404 422
POST networking:mute_people live                       in 404 403 404 404 404 422
POST networking:spread_people live                     in 404 403 404 404 404 422
POST networking:tell_tables live                       in 404 403 404 404 404 422
POST networking:close_tables live                      in 404 403 404 404 404 422
POST networking:sit table                              in 404 302 404 404 404 302
POST networking:lock_table table                       in 404 403 404 404 404 302
GET  networking:invite table                           in 404 403 404 404 404 200
POST networking:invite table                           in 404 403 404 404 404 422
GET  networking:invitation table invitation            in 404 404 404 404 404 404
POST networking:remove_table table                     in 404 403 404 404 404 403
POST networking:raise_hand live                        in 404 302 404 404 404 302
POST networking:lower_hands live                       in 404 403 404 404 404 302
POST networking:lower_hand hand                        in 404 403 404 404 404 302
POST networking:next_part live                         in 404 403 404 404 404 302
POST networking:add_minutes live                       in 404 302 404 404 404 302
GET  networking:opinion over                                   in 403 200 403 403 403 403
POST networking:opinion over                                   in 403 422 403 403 403 403
POST networking:opinion session draft                          in 404 404 404 404 404 403
GET  networking:summary live                                   in 403 403 403 403 403 404
GET  networking:summary over                                   in 403 403 403 403 403 200
GET  networking:summary session draft                          in 404 404 404 404 404 404
GET  networking:met live                                       in 404 200 404 404 404 200
POST networking:keep met                                       in 404 302 404 404 404 302
GET  contacts:list                                             in 200 200 200 200 200 200
GET  contacts:cards                                            in 200 200 200 200 200 200
GET  contacts:card contact                                     in 404 404 404 404 404 404
GET  contacts:note contact                                     in 404 404 404 404 404 404
POST contacts:note contact                                     in 404 404 404 404 404 404
GET  contacts:remove contact                                   in 404 404 404 404 404 404
POST contacts:remove contact                                   in 404 404 404 404 404 404
POST networking:accept registration                in 404 404 404 404 404 302
POST networking:refuse registration                in 404 404 404 404 404 302
GET  moderation:reports                            in 403 403 403 200 200 200
GET  moderation:log                                in 403 403 403 200 200 200
POST moderation:undo decision                      in 404 404 404 404 302 302
POST moderation:dismiss report                     in 403 403 403 403 302 302
POST moderation:dismiss report private             in 404 404 404 404 302 302
GET  moderation:decide decide                      in 403 403 403 403 200 200
POST moderation:decide decide                      in 403 403 403 403 302 302
GET  moderation:decide decide private              in 404 404 404 404 200 200
POST moderation:decide decide private              in 404 404 404 404 302 302
GET  moderation:decide trial decide                in 403 403 403 403 200 200
POST moderation:decide trial decide                in 403 403 403 403 302 302
POST moderation:decide trial decide private        in 404 404 404 404 302 302
GET  moderation:decide suspend                     in 403 403 403 200 200 200
GET  moderation:looks                              in 403 403 403 403 200 200
GET  moderation:look signed                        in 403 403 403 403 200 403
POST moderation:look signed                        in 403 403 403 403 200 403
GET  forum:home                                   200 200 200 200 200 200 200
GET  forum:boards                                 200 200 200 200 200 200 200
GET  forum:board board                            200 200 200 200 200 200 200
GET  forum:board board private                    404 404 404 404 404 200 200
GET  forum:board_names board                       in 200 200 200 200 200 200
GET  forum:board_names board private               in 404 404 404 404 200 200
GET  forum:thread_names thread                     in 200 200 200 200 200 200
GET  forum:thread_names thread private             in 404 404 404 404 200 200
GET  forum:new_thread board                        in 200 200 403 200 200 200
GET  forum:new_thread board private                in 404 404 404 404 200 200
POST forum:new_thread board                        in 422 422 422 422 422 422
POST forum:new_thread board private                in 404 404 404 404 422 422
GET  forum:choose_board                            in 200 200 200 200 200 200
GET  forum:tag_suggestions                        200 200 200 200 200 200 200
GET  forum:tag tag                                200 200 200 200 200 200 200
GET  forum:latest                                 200 200 200 200 200 200 200
GET  forum:thread thread                          200 200 200 200 200 200 200
GET  forum:thread thread private                  404 404 404 404 404 200 200
GET  forum:related thread                         200 200 200 200 200 200 200
GET  forum:related thread private                 404 404 404 404 404 200 200
GET  forum:similar                                 in 200 200 200 200 200 200
GET  forum:unread                                  in 200 200 200 200 200 200
GET  forum:followed                                in 200 200 200 200 200 200
GET  forum:mine                                    in 200 200 200 200 200 200
GET  forum:following                               in 200 200 200 200 200 200
GET  forum:feeds                                   in 200 200 200 200 200 200
POST forum:feeds                                   in 200 200 200 200 200 200
POST forum:incoming                               404 404 404 404 404 404 404
GET  forum:board_feed board                       200 200 200 200 200 200 200
GET  forum:board_feed board private               404 404 404 404 404 404 404
GET  forum:tag_feed tag                           200 200 200 200 200 200 200
GET  forum:thread_feed thread                     200 200 200 200 200 200 200
GET  forum:thread_feed thread private             404 404 404 404 404 404 404
GET  forum:sitemap                                200 200 200 200 200 200 200
GET  forum:sitemap_page sitemap                   200 200 200 200 200 200 200
POST forum:follow follow                           in 302 302 302 302 302 302
POST forum:follow follow private                   in 404 404 404 404 302 302
POST forum:follow follow nobody                    in 403 403 403 403 403 403
GET  forum:print thread                          200 200 200 200 200 200 200
GET  forum:print thread private                  404 404 404 404 404 200 200
GET  forum:watch thread                            in 200 200 200 200 200 200
GET  forum:watch thread private                    in 404 404 404 404 200 200
POST forum:watch thread                            in 302 302 302 302 302 302
POST forum:watch thread private                    in 404 404 404 404 302 302
POST forum:mark_read thread                        in 204 204 204 204 204 204
POST forum:mark_read thread private                in 404 404 404 404 204 204
GET  forum:arrange thread                          in 403 403 403 403 200 200
GET  forum:arrange thread private                  in 404 404 404 404 200 200
POST forum:arrange thread                          in 403 403 403 403 422 422
GET  forum:move thread                             in 403 403 403 403 200 200
GET  forum:move thread private                     in 404 404 404 404 200 200
POST forum:move thread                             in 403 403 403 403 422 422
POST forum:move thread private                     in 404 404 404 404 422 422
POST forum:reply thread                            in 302 302 403 302 302 302
POST forum:reply thread private                    in 404 404 404 404 403 403
GET  forum:person_threads person                  404 200 200 200 200 200 200
GET  forum:person_threads public                  404 200 200 200 200 200 200
GET  forum:person_threads open                    200 200 200 200 200 200 200
GET  forum:person_posts person                    404 200 200 200 200 200 200
GET  forum:person_posts open                      200 200 200 200 200 200 200
GET  forum:post post                              302 302 302 302 302 302 302
GET  forum:post post private                      404 404 404 404 404 302 302
GET  forum:post post hidden                       404 404 404 404 404 302 302
GET  forum:edit_post post                          in 403 403 403 403 403 403
GET  forum:edit_post post private                  in 404 404 404 404 403 403
POST forum:edit_post post                          in 403 403 403 403 403 403
POST forum:edit_post post private                  in 404 404 404 404 403 403
POST forum:mark_unread post                        in 302 302 302 302 302 302
POST forum:mark_unread post private                in 404 404 404 404 302 302
POST forum:mark_unread post hidden                 in 404 404 404 404 302 302
GET  forum:history post                           200 200 200 200 200 200 200
GET  forum:history post private                   404 404 404 404 404 200 200
GET  forum:history post hidden                    404 404 404 404 404 200 200
POST forum:mark_answer post                        in 403 403 403 403 302 302
POST forum:mark_answer post private                in 404 404 404 404 302 302
POST forum:mark_answer post hidden                 in 404 404 404 404 403 403
POST forum:vote post                               in 302 302 403 302 302 302
POST forum:vote post private                       in 404 404 404 404 302 302
POST forum:vote post hidden                        in 404 404 404 404 403 403
GET  forum:trials post                             in 200 200 200 200 200 200
GET  forum:trials post private                     in 404 404 404 404 200 200
GET  forum:trials post hidden                      in 404 404 404 404 200 200
POST forum:trials post                             in 403 302 403 403 403 403
POST forum:trials post private                     in 404 404 404 404 403 403
POST forum:withdraw_trial trial                    in 403 403 403 403 403 403
POST forum:withdraw_trial trial private            in 404 404 404 404 403 403
GET  forum:post_actions post                      200 200 200 200 200 200 200
GET  forum:post_actions post private              404 404 404 404 404 200 200
GET  forum:post_actions post hidden               404 404 404 404 404 200 200
GET  forum:post_row post                           in 200 200 200 200 200 200
GET  forum:post_row post private                   in 404 404 404 404 200 200
GET  forum:post_row post hidden                    in 404 404 404 404 200 200
"""


def rows():
    """Yield (method, name, word, answers) of the table."""
    for line in TABLE.strip().splitlines():
        method, name, *rest = line.split()
        answers = rest[-len(READERS) :]
        yield method, name, " ".join(rest[: -len(READERS)]), answers


# What widens a page.
LONG_WORDS = "Assemblage par friction-malaxage : paramètres anticonstitutionnellement longs du 6082-T651"
RICH = """Une *question*, `G54`, **480 °C**.

> une citation

- un
- deux

| Uréthane | aucune sur 9 barres de 10 | moyenne |
|---|---|---|
| UHMW | garde les copeaux | 0,4 |"""


def make_world(camille, fjord, sylvie, noe):
    """Return {word: arguments} of the addresses: one object of each sort, written by Camille."""
    open_board, private = make_board(), make_board(name_fr="Comité", readable_by="groups", writable_by="groups")
    private.moderators.add(camille)
    make_board(name_fr="Ailleurs", moderators=[make_user("Elsa Roy")])
    threads = [
        make_thread(camille, board, title=LONG_WORDS, body=RICH, tags=[make_tag(f"mot {board.pk}")])
        for board in (open_board, private)
    ]
    pictures = {word: make_attachment(camille) for word in ("", " private", " hidden", " room", " group", " unposted")}
    words = {word: picture.markdown for word, picture in pictures.items()}
    posts = [make_post(thread, camille, words[word]) for thread, word in zip(threads, ("", " private"), strict=True)]
    hidden = make_post(threads[0], camille, words[" hidden"])
    for board in (open_board, private):
        board.moderators.set([sylvie])
    hide_post(by=sylvie, post=hidden)
    trials = []
    for post in posts:
        mark_answer(by=sylvie, post=post, mark="accepted")
        trials.append(Trial.objects.create(post=post, person=noe, outcome="worked", text=LONG_WORDS))
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(tried=1, confirmed=1)
    signed = make_thread(make_user("Iris Roy"), open_board, title="Qui coule du 535?", signed=True)
    NamedModerator.objects.create(place=1, person=sylvie)
    room = make_room()
    message = make_message(room, camille, words[" room"])
    group = make_group_room(camille)
    whisper = make_message(group, camille, words[" group"])
    decision = decide(moderator=sylvie, kind="close", target=threads[1], reason="Réglé.")
    report(reporter=noe, target=posts[0], reason="Hors sujet.")
    foundry = make_company("Fonderie du Nord")
    token = urlsplit(companies.invite(by=camille, company=fjord)).path.split("/")[2]
    asked = companies.ask_to_join(person=make_user("Ugo Roy"), company=fjord)
    [notice] = notify([camille], kind="decision", about=decision)
    return {
        "": [],
        "board": [open_board.slug],
        "board private": [private.slug],
        "thread": [threads[0].pk],
        "thread private": [threads[1].pk],
        "post": [posts[0].pk],
        "post private": [posts[1].pk],
        "signed": [signed.posts.get().pk],
        "trial": [trials[0].pk],
        "trial private": [trials[1].pk],
        "post hidden": [hidden.pk],
        **{f"picture{word}": [picture.pk] for word, picture in pictures.items()},
        "tag": [threads[0].tags.get().slug],
        "room": [room.slug],
        "message": [message.pk],
        "group": [group.slug],
        "group member": [group.slug, camille.pk],
        "message group": [whisper.pk],
        "report group": ["message", whisper.pk],
        "decide group": ["message", whisper.pk, "hide"],
        "person": [camille.pk],
        "open": [make_user("Ode Roy", writing_shown_to="everyone").pk],
        "public": [make_user("Ève Roy", about_shown_to="everyone").pk],
        **photos(),
        "company": [fjord.slug],
        "company led": [foundry.slug],
        "token": [token],
        "invitation": [fjord.slug, Invitation.objects.get().pk],
        "request": [fjord.slug, asked.pk, "accepter"],
        "withdrawal": [fjord.slug, asked.pk],
        "membership": [fjord.slug, camille.memberships.get().pk],
        "notice": [notice.pk],
        "bookmark": ["post", posts[0].pk],
        "bookmark private": ["post", posts[1].pk],
        "bookmark hidden": ["post", hidden.pk],
        "bookmark group": ["message", whisper.pk],
        "kept": [keep(person=camille, about=posts[0]).pk],
        **make_sessions(open_board),
        "follow": ["board", open_board.pk],
        "sitemap": [0],
        "follow private": ["board", private.pk],
        "follow nobody": ["author", make_user("Oda Roy", writing_shown_to="nobody").pk],
        "stop": [stop_address(camille, "reply").rsplit("/", 2)[1]],
        "decision": [decision.pk],
        "report": ["post", posts[0].pk],
        "report private": ["post", posts[1].pk],
        "trial report": ["trial", trials[0].pk],
        "trial report private": ["trial", trials[1].pk],
        "trial decide": ["trial", trials[0].pk, "hide"],
        "trial decide private": ["trial", trials[1].pk, "hide"],
        "decide": ["thread", threads[0].pk, "close"],
        "decide private": ["thread", threads[1].pk, "hide"],
        "suspend": ["person", camille.pk, "suspend"],
        "key": ["cle-fausse"],
        "passkey": [1],
        "reset": ["1", "cle-fausse"],
    }


def make_sessions(board):
    """Return the arguments of three sessions that a partner plans, and of somebody who asks for a place."""
    partner = make_company("Partenaire", is_partner=True)
    planner = make_user("Pia Roy", company=partner)
    said = {"partner": partner, "title_fr": LONG_WORDS, "by_approval": True}
    session = make_session(planner, **said)
    live = {"partner": partner, "title_fr": LONG_WORDS, "audience": "members", "starts_in": -timedelta(minutes=5)}
    asked = register(make_user("Ida Roy"), session, seeks=LONG_WORDS)
    rounds = {"kind": "rounds", "minutes": 90, "round_count": 1, "title_fr": "", "title_en": ""}
    on = make_session(planner, **live, agenda=[rounds])
    eva, ali = (make_user(name) for name in ("Éva Côté", "Ali Côté"))
    for person in (eva, ali):
        register(person, on)
        enter(person=person, session=on)
    table = sit_together(on, eva, ali)
    keep_contact(person=ali, other=eva, session=on)
    question = ask(person=eva, session=on, text=LONG_WORDS)
    over = make_session(planner, **live)
    register(eva, over)
    enter(person=eva, session=over)
    asked_there = ask(person=eva, session=over, text=LONG_WORDS)
    poll = start_poll(by=planner, session=on, question=LONG_WORDS, choices=["Oui", LONG_WORDS], is_multiple=False)
    return {
        "question": [on.pk, question.pk],
        "table": [on.pk, table.pk],
        "table invitation": [TableInvitation.objects.create(table=table, person=ali, by=planner).pk],
        "poll": [on.pk, poll.pk],
        "hand": [on.pk, raise_hand(person=eva, session=on, on=True).pk],
        "met": [on.pk, eva.pk],
        "contact": [keep_contact(person=eva, other=ali, session=on).pk],
        "session": [session.pk],
        "session members": [make_session(planner, **said, audience="members").pk],
        "over": [over.pk],
        "asked": [over.pk, asked_there.pk],
        "proposal": [Proposal.objects.create(question=asked_there, board=board, by=planner).pk],
        "session draft": [make_session(planner, **said, published=False).pk],
        "registration": [asked.pk],
        "live": [on.pk],
        "round": [on.pk, on.rounds.get().pk],
    }


def photos():
    """Return the arguments of three photos: for members, for everyone, for nobody."""
    shown_to = {"photo": "members", "photo public": "everyone", "photo nobody": "nobody"}
    people = {
        word: make_user(email=f"{audience}@example.org", photo_shown_to=audience) for word, audience in shown_to.items()
    }
    return {word: [person.pk, set_photo(person=person, file=sent()).photo, LARGE] for word, person in people.items()}


def make_people(fjord, sylvie, camille):
    """Return {reader: person} of the table, once the world is made."""
    colleague = make_user("Carl Roy", company=fjord)
    # The only reader who belongs to the group: administrators and moderators do not.
    invite(by=camille, room=Room.objects.get(is_group=True, is_hosted=False), people=[colleague])
    people = {
        "guest": None,
        "colleague": colleague,
        "member": in_charge(make_user("Mia Roy", company=Company.objects.get(slug="fonderie-du-nord"))),
        "suspended": make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1)),
        "elsewhere": User.objects.get(email="elsa@example.org"),
        "moderator": sylvie,
        "administrator": make_user("Rose Roy", is_staff=True, is_superuser=True),
    }
    live, over = Session.objects.filter(starts_at__lt=timezone.now()).order_by("pk")
    for session in (live, over):
        register(people["member"], session)
        enter(person=people["member"], session=session)
    enter(person=people["administrator"], session=live)
    for reader in ("member", "administrator"):  # who meet Éva
        sit_down(person=people[reader], table=live.tables.get())
        stand_up(person=people[reader], session=live)
    Session.objects.filter(pk=over.pk).update(ends_at=timezone.now())
    return people


def in_charge(person):
    person.memberships.update(in_charge=True)
    return person
