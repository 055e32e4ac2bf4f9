"""Styles and scripts as they are collected: smaller, whole, and one file for each page that loads modules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from frcompliance.static_files import Collected, SmallStaticFiles, small_form

STATIC = Path(__file__).resolve().parents[2] / "static"
TEMPLATES = STATIC.with_name("templates")
CLASSES = re.compile(r' class="([^"]*)"')
SELECTED = re.compile(r"\.([a-z][\w-]*)(?=[^{}]*\{)")
TOP_LEVEL = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function\*?) (\w+)", re.MULTILINE)


def collected() -> Collected:
    source = FileSystemStorage(STATIC)
    names = [str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file()]
    return {name: (source, name) for name in names}


def given(files: dict[str, str]) -> Collected:
    storage = InMemoryStorage()
    for name, text in files.items():
        storage.save(name, ContentFile(text.encode()))
    return {name: (storage, name) for name in files}


def test_modules_come_before_what_imports_them_and_once() -> None:
    files = given(
        {
            "live/page.js": '// The page.\nimport { b } from "./b.js";\nimport { c } from "./c.js";\n\nb(c);\n',
            "live/b.js": 'import { c } from "./c.js";\n\nexport function b(x) {\n  return c + x; // kept\n}\n',
            "live/c.js": "// Only a number.\nexport const c = 1;\n",
        }
    )
    assert small_form("live/page.js", files) == "const c = 1;\nfunction b(x) {\nreturn c + x; // kept\n}\nb(c);\n"


def test_styles_lose_comments_and_indentation() -> None:
    files = given({"site.css": "/* About\n   this */\na{color:red}\n\n  b{color:blue} /* and that */\n"})
    assert small_form("site.css", files) == "a{color:red}b{color:blue}"


@pytest.mark.parametrize("name", ["htmx/htmx.min.js", "mark.svg", "fonts/OFL.txt"])
def test_files_of_others_stay_as_they_are(name: str) -> None:
    assert small_form(name, collected()) is None


def modules_of(path: Path) -> set[Path]:
    """The module and all that it imports."""
    found, wanted = set(), [path]
    while wanted:
        one = wanted.pop()
        found.add(one)
        wanted += {one.with_name(name) for name in re.findall(r'from "\./([^"]+)"', one.read_text())} - found
    return found


@pytest.mark.parametrize("path", sorted((STATIC / "live").glob("*.js")), ids=lambda path: path.name)
def test_own_modules_can_be_one_file(path: Path) -> None:
    small = small_form(f"live/{path.name}", collected())
    assert small is not None
    assert not re.search(r"^(import|export)\b", small, re.MULTILINE), "one import a line, from the same folder"
    names = Counter(name for one in modules_of(path) for name in TOP_LEVEL.findall(one.read_text()))
    assert {name for name, count in names.items() if count > 1} == set()


def test_what_is_served_is_the_small_form(tmp_path: Path) -> None:
    storage = SmallStaticFiles(location=tmp_path, base_url="/static/")
    for name, (source, path) in collected().items():
        with source.open(path) as file:
            storage.save(name, file)
    assert all(not isinstance(done[2], Exception) for done in storage.post_process(collected()) if done)  # type: ignore[index]
    script = (tmp_path / storage.stored_name("live/step.js")).read_text()
    assert "class Saving" in script
    assert "import " not in script
    styles = (tmp_path / storage.stored_name("site.css")).read_text()
    assert "/*" not in styles
    assert storage.stored_name("fonts/sans-text.woff2") in styles


def test_a_step_shows_nothing_that_only_the_other_pages_have_rules_for() -> None:
    shown = {name for text in parts_of("steps/step.html") for each in CLASSES.findall(text) for name in each.split()}
    rules_of_steps, others = (set(SELECTED.findall((STATIC / f"{one}.css").read_text())) for one in ("site", "pages"))
    assert shown & rules_of_steps > {"q", "opt", "dis"}
    assert shown & (others - rules_of_steps) == set()


def parts_of(name: str) -> Iterator[str]:
    """The template and all that it includes or stands on."""
    text = (TEMPLATES / name).read_text()
    yield re.sub("{[%{].*?[%}]}", " ", text)
    for other in re.findall(r'{% (?:include|extends) "([^"]+)"', text):
        yield from parts_of(other)
