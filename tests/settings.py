"""Settings for tests: those of the site, on an instance of their own that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

# Before the site's settings are read: whatever instance the caller has, no test may touch it.
os.environ["XUEZHENG_HOME"] = tempfile.mkdtemp(prefix="xuezheng-tests-")
atexit.register(shutil.rmtree, os.environ["XUEZHENG_HOME"], ignore_errors=True)

from xuezheng.web.settings import *  # noqa: E402, F403

# Every client of a test loads the middleware anew; thousands of type faces need not be listed each time (0.2 CPU-s).
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and nobody's password is in a test
# Tests write records by themselves, past the audit chain by which the site knows that something changed.
KEEPS_ANSWERS = False
