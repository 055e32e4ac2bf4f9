"""What the panel on the last page says of the seal that is about to be put over it: whose, and of which kind.

Nothing that only a check can say: whether the seal is valid, and when it was made, stands nowhere on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.texts import Text
from assessments.report.levels import Level

LEVELS = {
    Level.B_B: Text("PAdES B-B, without a time stamp", "PAdES B-B，不含时间戳"),
    Level.B_T: Text("PAdES B-T, with a time stamp", "PAdES B-T，含时间戳"),
    Level.B_LT: Text("PAdES B-LT, with a time stamp and proofs", "PAdES B-LT，含时间戳及验证材料"),
    Level.B_LTA: Text("PAdES B-LTA, with archive time stamp and proofs", "PAdES B-LTA，含存档时间戳及验证材料"),
}


@dataclass(frozen=True, slots=True)
class SealPanel:
    """Printed before the seal is made. A report whose seal came out otherwise is not published."""

    signer: str
    """Whom the certificate names."""
    fingerprint: str
    """SHA-256 of the certificate, lower-case hex."""
    level: Level

    @property
    def fingerprint_lines(self) -> tuple[str, str]:
        """In two halves of four groups of eight each."""
        groups = [self.fingerprint[n : n + 8] for n in range(0, 64, 8)]
        return " ".join(groups[:4]), " ".join(groups[4:])

    @property
    def kind_en(self) -> str:
        """The kind of seal in words."""
        return LEVELS[self.level].in_language("en")

    @property
    def kind_zh(self) -> str:
        """The same in Chinese."""
        return LEVELS[self.level].in_language("zh-hans")
