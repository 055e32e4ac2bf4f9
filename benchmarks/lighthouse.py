"""`python -m benchmarks.lighthouse [FOLDER]`: what Lighthouse says of the landing page, a step and the findings.

`npm ci` in this folder installs the pinned Lighthouse; it runs on the local Chromium, as on a phone over a slow line
and as on a desk. With FOLDER its full reports are kept there. The exit code is 1 where a figure is below `WANTED`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.visiting import LANGUAGE, places, running_browser, running_stage
from tests.e2e.conftest import CHROMIUM, FLAGS
from tools.browser_fonts import browser_environment

PROGRAM = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = {"performance": 95, "accessibility": 95, "best-practices": 95}
FORM_FACTORS: dict[str, tuple[str, ...]] = {"mobile": (), "desktop": ("--preset=desktop",)}
EXAMINED = ("landing", "biggest step", "findings")
SECONDS = 180


def examine(address: str, cookies: str, flags: tuple[str, ...], folder: Path, name: str) -> dict[str, int]:
    """The categories of one page, 0 to 100; the reports stay in the folder."""
    command: list[str | Path] = [
        "node",
        PROGRAM,
        *(address, "--quiet", "--no-enable-error-reporting", *flags),
        *("--output=json", "--output=html", f"--output-path={folder / name}"),
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        f"--extra-headers={json.dumps({'Cookie': cookies})}",
    ]
    environment = {**os.environ, **browser_environment(), "CHROME_PATH": CHROMIUM}
    for is_last in (False, True):
        # Now and then Chromium's trace lacks its beginning, and Lighthouse asks to be run again.
        done = subprocess.run(command, env=environment, check=is_last, timeout=SECONDS, stderr=subprocess.PIPE)
        if done.returncode == 0:
            break
    report = json.loads((folder / f"{name}.report.json").read_text())
    for line in shortcomings(report):
        print(f"    {line}")
    return {each: round(report["categories"][each]["score"] * 100) for each in CATEGORIES}


def shortcomings(report: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    """Audits that count and did not reach full marks."""
    counted: set[object] = set()
    for category in report["categories"].values():
        references = category["auditRefs"]
        assert isinstance(references, list)
        counted |= {each["id"] for each in references if each["weight"]}
    found = []
    for key, audit in report["audits"].items():
        score = audit["score"]
        if key in counted and isinstance(score, int | float) and score < 1:
            found.append(f"{key} {score}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return found


def main(arguments: list[str]) -> int:
    """Examine every page in both form factors; 1 where one falls short."""
    if not PROGRAM.exists():
        print("Lighthouse is not installed: run `npm ci` in benchmarks/", file=sys.stderr)
        return 2
    short = False
    with TemporaryDirectory() as passing, running_stage() as stage:
        folder = Path(arguments[0]).resolve() if arguments else Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        with running_browser() as browser:
            examined = [each for each in places(browser, stage) if each.name in EXAMINED]
        print(f"{'':<24}{'  '.join(CATEGORIES)}")
        for place in examined:
            sent = "; ".join(f"{name}={value}" for name, value in stage.cookies(place.who, LANGUAGE).items())
            for form_factor, flags in FORM_FACTORS.items():
                name = f"{place.name.replace(' ', '-')}-{form_factor}"
                figures = examine(stage.product.address + place.address, sent, flags, folder, name)
                row = "  ".join(f"{figures[each]:>{len(each)}}" for each in CATEGORIES)
                print(f"{place.name + ', ' + form_factor:<24}{row}", flush=True)
                short = short or any(figures[each] < least for each, least in WANTED.items())
    return int(short)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
