"""Entry for web servers. Refuses to serve on a foundation that would not keep its promises."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frcompliance.settings")
os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "5")
application = get_wsgi_application()

from assessments.services.distrusted import load_distrusted  # noqa: E402  Django must be set up first
from assessments.services.key_separation import refuse_sealing_key  # noqa: E402  Django must be set up first
from assessments.services.startup import refuse_unsafe_start  # noqa: E402  Django must be set up first

refuse_unsafe_start()
refuse_sealing_key("web server")
load_distrusted()  # a list that is not understood is told now, not at the first report
