"""The command line of the checks, and when a promise counts as kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from trust.__main__ import forget_installation, read_arguments
from trust.all_checks import LONGEST, longest_first, names
from trust.checking import Check, Run, Tally, judge


def finds(*faults: str, cases: int = 3) -> Callable[[Run], Tally]:
    return lambda run: Tally(cases, list(faults))


@pytest.mark.parametrize(
    ("run", "control", "holds", "said"),
    [
        (finds(), finds("a loss"), True, "cases=3 bad=0 PASS"),
        (finds("a loss"), finds("a loss"), False, "cases=3 bad=1 FAIL"),
        (finds(), finds(), False, "cases=3 bad=0 FAIL"),
        (finds(cases=0), finds("a loss"), False, "cases=0 bad=0 FAIL"),
    ],
    ids=["kept", "broken", "the control finds nothing", "nothing was tried"],
)
def test_a_promise_is_kept_if_nothing_breaks_it_and_its_control_finds_something(
    run: Callable[[Run], Tally],
    control: Callable[[Run], Tally],
    holds: bool,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    check = Check("Nothing is lost.", run, control, "the defence")
    assert judge("loss", check, Run(7, False, tmp_path, cast(Any, None))) is holds
    assert capsys.readouterr().out.splitlines()[-1] == f"loss {said}"


def test_checks_are_named_one_by_one_or_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_arguments(["rls", "races", "--deep"]).names == ["rls", "races"]
    assert read_arguments(["all", "--seed", "3"]).seed == 3
    assert read_arguments([]).names == []
    with pytest.raises(SystemExit):
        read_arguments(["rls", "nothing"])
    assert "there is no check nothing" in capsys.readouterr().err


def test_no_setting_of_an_installation_is_taken_over() -> None:
    dropped = ("EVIDENCE_S3_BUCKET", "EMAIL_HOST", "OIDC_CLIENT_SECRET_FILE", "SEAL_TSA_URL", "METRICS_TOKEN")
    environment = dict.fromkeys((*dropped, "DATABASE_URL", "PATH"), "given")
    forget_installation(environment)
    assert environment == {"DATABASE_URL": "given", "PATH": "given"}


def test_every_name_that_is_written_down_is_that_of_a_check() -> None:
    assert {*LONGEST} <= {*names()}
    assert sorted(longest_first(names())) == names()
    assert longest_first(names())[0] == LONGEST[0]
