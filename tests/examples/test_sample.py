"""The bundled sample is what its maker writes, so that neither drifts from the other."""

import gzip
from pathlib import Path

from sample_maker import main, sample_files

DATA = Path(__file__).parents[2] / "examples" / "data"


def unpacked(name: str, data: bytes) -> bytes:
    # How tightly a file is packed is its packer's business; what is in it is not.
    return gzip.decompress(data) if name.endswith(".gz") else data


def there(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): unpacked(file.name, file.read_bytes())
        for file in folder.rglob("*.*")
        if file.is_file()
    }


def test_the_bundled_sample_is_what_its_maker_writes() -> None:
    assert there(DATA) == {name: unpacked(name, data) for name, data, _ in sample_files(1)}


def test_the_makers_command_writes_the_bundled_sample(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    assert there(tmp_path) == there(DATA)
    assert main(["--out", str(tmp_path), "--seed", "2"]) == 0
    assert there(tmp_path) != there(DATA)
