"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from xuezheng.engine.environment import check_environment

check_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings")
application = get_wsgi_application()
