"""The WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from xuezheng.engine.environment import check_environment

check_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings")
application = get_wsgi_application()

gc.collect()
gc.freeze()  # what was loaded at the start stays, and need not be looked through again and again
