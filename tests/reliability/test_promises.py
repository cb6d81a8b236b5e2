"""The short run of the scenarios; `python -m tests.reliability` is the long one."""

import subprocess
import sys

import pytest

from tests.reliability.rig import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.servers]


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_promises_are_kept(database):
    command = [sys.executable, "-m", "tests.reliability", "--short", "--database", database]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr[-5000:]
