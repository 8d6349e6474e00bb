"""The length of passwords, said in both languages (Django's own sentence has no Chinese)."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils import translation

from xuezheng.ground.words import Words


class LongEnough(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        least = self.min_length
        return Words(
            f"密码太短，至少 {least} 个字符。", f"The password is too short: at least {least} characters."
        ).in_(translation.get_language() or "zh-hans")

    def get_help_text(self) -> str:
        return Words(f"至少 {self.min_length} 个字符。", f"At least {self.min_length} characters.").in_(
            translation.get_language() or "zh-hans"
        )
