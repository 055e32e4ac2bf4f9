"""This process as a product of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trust.product import Product, drop_database, make_product


@contextmanager
def product_here(folder: Path, settings: str = "frcompliance.settings") -> Iterator[Product]:
    """Django works in this process as the product does, under the rights of the runtime role. Once in a process."""
    before, product = dict(os.environ), make_product(folder, demo=False)
    os.environ.update(product.environment() | {"DATABASE_POOL_SIZE": "0", "DJANGO_SETTINGS_MODULE": settings})
    import django

    django.setup()
    try:
        yield product
    finally:
        from django.db import connections

        connections.close_all()
        os.environ.clear()
        os.environ.update(before)
        drop_database(product)
