"""Chinese glyphs for Chromium without a font package: the report's own fonts, added to whatever the system has."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tools.paths import FONTS, VAR

CONFIGURATION = VAR / "fonts.conf"


def browser_environment() -> dict[str, str]:
    """Writes a configuration for fontconfig; returns the variable that names it."""
    VAR.mkdir(exist_ok=True)
    CONFIGURATION.write_text(font_configuration(), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(CONFIGURATION)}


def font_configuration() -> str:
    """The system's configuration, the fonts folder of the report, and a cache in var/."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"  <dir>{escape(str(FONTS))}</dir>\n"
        f"  <cachedir>{escape(str(VAR / 'fontcache'))}</cachedir>\n"
        "</fontconfig>\n"
    )
