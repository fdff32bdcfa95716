"""The member's addresses. None of them carries a contact, a code or a card."""

from django.urls import URLPattern, URLResolver, path

from cabinet.views.certificates import certificate, certificates, print_certificate, remove
from cabinet.views.coupons import coupons
from cabinet.views.friends import accept_code, friends, join
from cabinet.views.history import history
from cabinet.views.home import home, qr
from cabinet.views.look import accent
from cabinet.views.order import order
from cabinet.views.sign_in import ask_code, ask_contact, send_again
from cabinet.views.sign_out import leave_session
from cabinet.views.unsubscribe import leave_letters

app_name = "cabinet"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("qr/", qr, name="qr"),
    path("coupons/", coupons, name="coupons"),
    path("history/", history, name="history"),
    path("orders/<int:order_id>/", order, name="order"),
    path("friends/", friends, name="friends"),
    path("friends/code/", accept_code, name="accept_code"),
    path("join/", join, name="join"),
    path("certificates/", certificates, name="certificates"),
    path("certificates/<int:certificate_id>/", certificate, name="certificate"),
    path("certificates/<int:certificate_id>/pdf/", print_certificate, name="print_certificate"),
    path("certificates/<int:certificate_id>/remove/", remove, name="remove_certificate"),
    path("sign-in/", ask_contact, name="sign_in"),
    path("sign-in/code/", ask_code, name="code"),
    path("sign-in/again/", send_again, name="send_again"),
    path("sign-out/", leave_session, name="sign_out"),
    path("unsubscribe/<str:token>/", leave_letters, name="unsubscribe"),
    path("accent.css", accent, name="accent"),
]
