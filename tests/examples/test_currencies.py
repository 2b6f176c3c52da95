"""All figures of a run are sums in one currency: channels of two are refused before any is read."""

import shutil
from pathlib import Path

import pytest

import channels
import order_to_cash

SAMPLE = Path(order_to_cash.__file__).parent / "data"


@pytest.fixture
def in_euro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The partner buys in euro, as its mapping says."""
    shutil.copytree(channels.MAPPINGS, tmp_path / "mappings")
    partner = tmp_path / "mappings" / "partner.toml"
    partner.write_text(partner.read_text("utf-8").replace('"GBP"', '"EUR"'), "utf-8")
    monkeypatch.setattr(channels, "MAPPINGS", tmp_path / "mappings")


@pytest.mark.usefixtures("in_euro")
def test_channels_of_two_currencies_are_refused_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert order_to_cash.main(["--data", str(SAMPLE), "--out", str(out)]) == 1
    said = capsys.readouterr().out
    assert "[demo.currencies]" in said
    assert "online_retail GBP, partner EUR" in said
    assert "请按币种分开运行" in said
    assert not out.exists()


@pytest.mark.usefixtures("in_euro")
def test_a_mapping_in_another_currency_that_no_file_uses_is_no_matter(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "shop", tmp_path / "in")
    out = tmp_path / "out"
    assert order_to_cash.main(["--data", str(tmp_path / "in"), "--out", str(out)]) == 0
