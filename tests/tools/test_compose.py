"""docker-compose.yml: any number of web and worker containers. Read as a file; nothing is started."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from trust.product import ROOT

PROXY = ROOT / "deploy" / "nginx.conf"
SCALED = ("web", "worker")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.mark.parametrize("name", SCALED)
def test_what_is_scaled_has_no_name_and_no_port_of_the_host(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert not {"ports", "container_name", "hostname", "network_mode"} & set(service)


def test_only_the_proxy_can_be_reached_and_only_from_the_host_itself(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"proxy": ["127.0.0.1:8200:8080"]}


def test_the_proxy_hands_on_to_every_web_container_and_the_product_believes_it(compose: dict[str, Any]) -> None:
    told = PROXY.read_text()
    assert "set $web http://web:8200;" in told
    assert "listen 8080;" in told
    assert "resolver 127.0.0.11" in told
    assert told.count("{") == told.count("}")
    assert compose["services"]["web"]["environment"]["TRUSTED_PROXIES"] == "1"
    assert f"./{PROXY.relative_to(ROOT)}:/etc/nginx/nginx.conf:ro" in compose["services"]["proxy"]["volumes"]


def test_the_proxy_takes_what_the_product_takes() -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", PROXY.read_text())
    assert int(megabytes) > 5 * 20


@pytest.mark.parametrize("name", SCALED)
def test_a_bucket_can_take_the_place_of_the_volume(compose: dict[str, Any], name: str) -> None:
    environment = compose["services"][name]["environment"]
    settings = environment if "EVIDENCE_DIR" in environment else environment["<<"][0]
    wanted = ("BUCKET", "ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY")
    assert {f"EVIDENCE_S3_{each}" for each in wanted} <= set(settings)
    assert compose["services"]["objects"]["profiles"] == compose["services"]["bucket"]["profiles"] == ["objects"]


def test_what_is_backed_up_can_be_restored(compose: dict[str, Any]) -> None:
    backup, restore = (compose["services"][name] for name in ("backup", "restore"))
    assert restore["secrets"] == backup["secrets"]
    assert {"evidence:/evidence", "trail:/trail"} <= set(restore["volumes"])
    assert "prepare" not in restore["depends_on"]
    assert restore["entrypoint"][:-1] == backup["entrypoint"][:-1]


def test_every_volume_secret_and_service_that_is_named_is_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            if str(volume).startswith("${BACKUP_FOLDER:-"):  # a folder that whoever runs it names
                continue
            source = str(volume).split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).is_file()
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert set(service.get("depends_on", [])) <= set(compose["services"])
