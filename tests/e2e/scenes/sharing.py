"""One stage for all processes of a test run: the one that directs them opens it when the first of them asks."""

from __future__ import annotations

import json
import threading
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.scenes.stage import Stage, open_stage
from trust.product import Product

LONGEST_WAIT_SECONDS = 300
PAUSE_SECONDS = 0.1


class SharedStage:
    """Opens the stage in a thread as soon as somebody asks for it, and closes it at the end."""

    def __init__(self) -> None:
        self._passing = TemporaryDirectory()
        self.folder = Path(self._passing.name)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Stop what was started; nothing of it stays."""
        self._is_over.set()
        self._thread.join()
        self._passing.cleanup()

    def _serve(self) -> None:
        while not (self.folder / "wanted").exists():
            if self._is_over.wait(PAUSE_SECONDS):
                return
        stage = self.folder / "stage"
        stage.mkdir()
        try:
            with open_stage(stage) as opened:
                _tell(self.folder, _described(opened))
                self._is_over.wait()
        except Exception:  # noqa: BLE001  told to those who wait for it, who fail with it
            _tell(self.folder, {"failed": traceback.format_exc()})


def ask_for_stage(folder: Path) -> Stage:
    """The stage that `SharedStage` opened there. Raises RuntimeError with its reason where it could not."""
    (folder / "wanted").touch()
    answer = folder / "answer.json"
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not answer.exists():
        if time.monotonic() > until:
            raise RuntimeError("nobody opened the stage")
        time.sleep(PAUSE_SECONDS)
    told = json.loads(answer.read_text(encoding="utf-8"))
    if "failed" in told:
        raise RuntimeError(told["failed"])
    product, newer = (Product(**{**told[name], "folder": Path(told[name]["folder"])}) for name in ("product", "newer"))
    return Stage(product, newer, told["made"])


def _described(stage: Stage) -> dict[str, object]:
    products = {"product": stage.product, "newer": stage.newer}
    told = {name: {**vars(each), "folder": str(each.folder), "processes": {}} for name, each in products.items()}
    return {**told, "made": stage.made}


def _tell(folder: Path, answer: dict[str, object]) -> None:
    """Whole or not at all."""
    begun = folder / "answer.part"
    begun.write_text(json.dumps(answer), encoding="utf-8")
    begun.rename(folder / "answer.json")
