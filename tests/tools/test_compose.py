"""docker-compose.yml: any number of web and worker containers. Read as a file; nothing is started."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from assessments.web.receiving import MOST_TIMES_LARGER
from assessments.web.verifying import LARGEST_PDF_BYTES
from trust.product import ROOT

PROXY = ROOT / "deploy" / "nginx.conf"
DOCKERFILE = ROOT / "Dockerfile"
SCALED = ("web", "worker")
NAMED_BY_WHOEVER_RUNS_IT = ("${BACKUP_FOLDER:-", "${BACKUP_IDENTITY_FILE:-")
WITHOUT_NAME = "/unpacked"


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


def locations() -> dict[str, str]:
    """What the proxy is told about each address, by the address; "" for all of the server."""
    server = PROXY.read_text().partition("server {")[2]
    inside = dict(re.findall(r'location (?:[~=] )?"?(\S+?)"? \{(.*?)\n        \}', server, flags=re.DOTALL))
    return {"": server.partition("location")[0], **inside}


def largest(told: str) -> list[int]:
    return [int(each) * 1024 * 1024 for each in re.findall(r"client_max_body_size (\d+)m;", told)]


def test_the_proxy_takes_what_the_product_takes_and_large_bodies_only_where_files_come_in() -> None:
    told = locations()
    (upload,) = (each for each in told if each.startswith("^"))
    assert set(told) == {"", "/", "/verify/", upload}
    evidence = reverse("evidence-question", kwargs={"assessment_id": uuid4(), "question": "q_orgkind"})
    assert re.search(upload, evidence)
    assert not re.search(upload, reverse("evidence", kwargs={"assessment_id": uuid4()}))
    assert reverse("verify") == "/verify/"
    (elsewhere,), (report,), (file,) = largest(told[""]), largest(told["/verify/"]), largest(told[upload])
    assert largest(told["/"]) == []
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < elsewhere <= 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert LARGEST_PDF_BYTES < report < file
    assert file > MOST_TIMES_LARGER * 20 * 1024 * 1024


def test_nobody_alone_takes_all_turns_of_the_proxy() -> None:
    told = locations()
    assert "limit_conn requests " in told[""]
    for address, here in told.items():
        assert ("limit_conn files " in here) == ("client_max_body_size" in here and address != "")
        # One limit of its own puts those of the server aside.
        assert ("limit_conn requests " in here) == (address != "/")
    zones = re.findall(r"limit_conn_zone (\S+) zone=(\w+):", PROXY.read_text())
    assert zones == [("$counted", "requests"), ("$filing", "files")]
    assert re.search(r'map \$request_method \$filing \{\s*default "";\s*POST \$counted;\s*\}', PROXY.read_text())


def test_answers_that_wait_for_slow_readers_cannot_fill_the_memory_of_the_proxy() -> None:
    (for_one,) = re.findall(r"proxy_max_temp_file_size (\d+)m;", PROXY.read_text())
    (at_a_time,) = re.findall(r"limit_conn requests (\d+);", locations()[""])
    assert int(for_one) * int(at_a_time) <= 256


def test_bodies_that_come_in_can_fill_only_so_much_memory(compose: dict[str, Any]) -> None:
    (place,) = re.findall(r"client_body_temp_path (\S+);", PROXY.read_text())
    sizes = dict(re.findall(r"^(/\w+):size=(\d+[mg])", "\n".join(compose["services"]["proxy"]["tmpfs"]), re.MULTILINE))
    assert set(sizes) == {"/tmp", place}  # noqa: S108


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


def test_an_encrypted_backup_is_unpacked_on_disk_and_its_identity_is_only_read(compose: dict[str, Any]) -> None:
    restore = compose["services"]["restore"]
    place = restore["environment"]["TMPDIR"]
    assert place in restore["volumes"], "without a name: it goes with the container"
    (owned,) = re.findall(r"install -d -o frcompliance -m 0700 (.*)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert place in owned.split()
    assert restore["environment"]["BACKUP_IDENTITY_FILE"] == "${BACKUP_IDENTITY_FILE:+/identity}"
    assert "${BACKUP_IDENTITY_FILE:-/dev/null}:/identity:ro" in restore["volumes"]


def test_every_volume_secret_and_service_that_is_named_is_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            if str(volume).startswith(NAMED_BY_WHOEVER_RUNS_IT) or volume == WITHOUT_NAME:
                continue
            source = str(volume).split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).is_file()
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert set(service.get("depends_on", [])) <= set(compose["services"])
