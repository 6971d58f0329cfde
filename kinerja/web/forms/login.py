"""The login form with the words of this application."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Name and password. There is no way to a forgotten password: the manager of the application sets a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, hint, fault in (
            ("login", "Nama pengguna", "", "Isi nama pengguna."),
            ("password", "Kata sandi", "Lupa kata sandi? Hubungi pengelola aplikasi.", "Isi kata sandi."),
        ):
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = fault
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.setdefault("maxlength", 150)
        self.fields["login"].widget.attrs.pop("autofocus", None)
