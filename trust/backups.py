"""What checks of backups need: a product as its backup sees it, and somebody who signs in to a restored one."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

import psycopg
import requests

from assessments.models import Person
from assessments.services.access import Actor
from tools.databases import Database
from tools.embedded import EmbeddedServer
from tools.problem import Problem
from tools.roles import Connection
from trust.cast import PASSWORD
from trust.product import Product, address_of, database_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WAIT_SECONDS = 30


def backed_up(product: Product) -> Database:
    """The product's database with the role that may read every row. Raises Problem where there is none."""
    given = os.environ.get("DATABASE_BACKUP_URL")
    if not given:
        raise Problem(
            "A backup needs a role that sees every row.",
            "set DATABASE_BACKUP_URL to a superuser or a role with BYPASSRLS on the server of DATABASE_URL, or leave "
            "DATABASE_URL out",
        )
    address = address_of(given, database_of(product))
    return Database(product.owner_url, product.runtime_url, address, None, False, keep_running=lambda: False)


def connect_as_superuser(server: EmbeddedServer) -> Connection:
    """To make a database in which nothing is."""
    return psycopg.connect(server.superuser_address(), autocommit=True)


def signs_in(product: Product, actor: Actor) -> bool:
    """Whether the person comes as far as the list of assessments, by the form, on a web server of the product."""
    email = Person.objects.values_list("email", flat=True).get(id=actor.person_id)
    product.start("web")
    try:
        product.wait_until_ready()
        with requests.Session() as browser:
            page = browser.get(f"{product.address}/account/login/", timeout=WAIT_SECONDS)
            token = TOKEN.search(page.text)
            said = {"username": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
            answer = browser.post(f"{product.address}/account/login/", data=said, timeout=WAIT_SECONDS)
            return answer.status_code == requests.codes.ok and urlsplit(answer.url).path == "/assessments/"
    finally:
        product.stop()
