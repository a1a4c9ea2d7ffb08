# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def data():
    return ROOT / "data"


@pytest.fixture(scope="session")
def command():
    """The crease command; tests that hold the package against it are skipped where there is none."""
    path = os.environ.get("CREASE_COMMAND")
    if not path:
        pytest.skip("CREASE_COMMAND does not name the command")
    return path


@pytest.fixture
def rng(request):
    seed = int(os.environ.get("CREASE_TEST_SEED", random.randrange(2**31)))
    print(f"CREASE_TEST_SEED={seed}")  # shown where the test fails
    return random.Random(seed)


@pytest.fixture(scope="session")
def scale():
    return float(os.environ.get("CREASE_TEST_SCALE", "1"))
