"""Pages: their Python runs, their commands exist, their links lead somewhere."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path
    for path in (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(ROOT.glob("docs/**/*.md")))
}
BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
ALLOWED = ("cd ", "git clone ", "pip install ", "python ", "sqlite3 ", "uv ", "cp ", "kill ", "#")


def blocks(page: str, *languages: str) -> list[str]:
    text = PAGES[page].read_text(encoding="utf-8")
    return [body for language, body in BLOCK.findall(text) if language in languages]


def shown(page: str) -> list[str]:
    """What its Python is said to print, in the order of the page."""
    kinds = list(BLOCK.finditer(PAGES[page].read_text(encoding="utf-8")))
    return [
        block[2]
        for before, block in pairwise(kinds)
        if (before[1], block[1]) == ("python", "text")
        and not block.string[before.end() : block.start()].strip()
    ]


PATIENT = """\
from hypothesis import HealthCheck, settings

settings.register_profile("page", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("page")
"""


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_the_python_of_a_page_runs(page: str, tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    code = "\n".join(blocks(page, "python"))
    # Nothing fails for the speed of its machine, on a page as in the tests.
    head = PATIENT if "hypothesis" in code else ""
    script.write_text(head + code, encoding="utf-8")
    # Its own process: what a page defines or opens is gone with it.
    told = subprocess.run(  # noqa: S603 - our own pages
        [sys.executable, "-W", "error", script.name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    printed = told.stdout
    for block in shown(page):
        assert block in printed, printed
        printed = printed[printed.index(block) + len(block) :]


@pytest.mark.parametrize("page", PAGES)
def test_a_command_of_a_page_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for block in blocks(page, "shell", "sh"):
        for line in filter(None, map(str.strip, block.splitlines())):
            made = line.startswith("make ") and line.split()[1] in targets
            assert made or line.startswith(ALLOWED), line


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_a_page_leads_somewhere(page: str) -> None:
    path = PAGES[page]
    for link in LINK.findall(BLOCK.sub("", path.read_text(encoding="utf-8"))):
        assert (path.parent / link).exists(), link


def test_both_readmes_have_the_same_parts() -> None:
    def parts(page: str) -> tuple[int, list[str], list[str]]:
        text = PAGES[page].read_text(encoding="utf-8")
        links = [link for link in LINK.findall(text) if not link.startswith("README")]
        return len(re.findall(r"^#", text, re.MULTILINE)), blocks(page, "python", "shell"), links

    assert parts("README.md") == parts("README.zh-CN.md")
