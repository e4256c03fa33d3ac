"""What people install: the wheel, in an environment of its own, used from an empty directory."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import memfs
import memfs.cli

TOP = Path(__file__).parent.parent
SCHEMAS = sorted(path.name for path in (TOP / "schema").iterdir())
HOOKS = sorted(path.name for path in (TOP / "hooks").iterdir())

command_is_built = pytest.mark.skipif(not hasattr(memfs.cli, "main"), reason="the command is not built yet")
hook_is_built = pytest.mark.skipif(importlib.util.find_spec("memfs.hook") is None, reason="the hook is not built yet")


def run(*arguments: str | Path, cwd: Path) -> str:
    """Run a program and return its output; fail the test with its words."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "PYTHON"))}
    done = subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive, and the wheel from it, with what is installed here; nothing is downloaded."""
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, TOP, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel beside a view of our dependencies, and return where its commands are."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    install = ("install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel)
    run(sys.executable, "-m", "pip", "--python", python, *install, cwd=place)
    # only names reach a path file's directories, not the path files in them: our editable install stays out
    libraries = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip())
    dependencies = "\n".join(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib")))
    (libraries / "dependencies.pth").write_text(dependencies + "\n", encoding="utf-8")
    return place / "bin"


def test_wheel_holds_the_package_the_schemas_and_the_hooks_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [
        name for name in names if not name.startswith(("memfs/", f"memfs_git-{memfs.__version__}.dist-info/"))
    ] == []
    assert sorted(Path(name).name for name in names if name.startswith("memfs/schema/")) == SCHEMAS
    assert sorted(Path(name).name for name in names if name.startswith("memfs/hooks/")) == HOOKS
    assert {"memfs/py.typed", f"memfs_git-{memfs.__version__}.dist-info/licenses/LICENSE"} <= set(names)


def test_installed_package_is_the_wheel_and_brings_its_schemas(programs: Path, tmp_path: Path) -> None:
    code = "import json, memfs, memfs.schemas as s; print(json.dumps([memfs.__file__, sorted(s.packaged())]))"
    place, names = json.loads(run(programs / "python", "-c", code, cwd=tmp_path))
    assert Path(place).is_relative_to(programs.parent)
    assert names == SCHEMAS


def test_installed_program_is_known_by_the_moment_it_was_installed(programs: Path, tmp_path: Path) -> None:
    code = "import memfs.catalog, memfs; print(memfs.catalog.judged_by()); print(memfs.__file__)"
    name, place = run(programs / "python", "-c", code, cwd=tmp_path).splitlines()
    record = Path(place).parent.parent / f"memfs_git-{memfs.__version__}.dist-info" / "RECORD"
    assert name.startswith(f"memfs {memfs.__version__} {record.stat().st_mtime_ns} ")


@command_is_built
def test_installed_command_tells_its_version(programs: Path, tmp_path: Path) -> None:
    assert memfs.__version__ in run(programs / "memfs", "--version", cwd=tmp_path)


@command_is_built
def test_installed_command_makes_and_judges_a_store(programs: Path, tmp_path: Path) -> None:
    run(programs / "memfs", "init", cwd=tmp_path)
    run(programs / "memfs", "add", "context", "objectives", "Ship the wheel", cwd=tmp_path)
    assert run(programs / "memfs", "check", cwd=tmp_path).endswith(", 0 violations\n")


@hook_is_built
def test_installed_hook_runs_where_there_is_no_store(programs: Path, tmp_path: Path) -> None:
    run("git", "init", "-q", ".", cwd=tmp_path)
    assert run(programs / "memfs-hook", cwd=tmp_path) == ""
