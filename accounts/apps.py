from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and companies")

    def ready(self):
        from accounts import devices, finding, second_factor
        from accounts.companies.notices import register

        devices.listen()
        second_factor.listen()
        register()
        finding.register()
