"""The language of the command line: that of `XUEZHENG_LANGUAGE` or of the shell, Chinese where neither says English."""

import os


def shell_language() -> str:
    """ "en" or "zh"."""
    named = os.environ.get("XUEZHENG_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if named.startswith("en") else "zh"
