"""What only the tests in this folder need."""

import pytest
import torch

# Hooks for other processes, and what runs in the hub's room: no test, and not to be imported here.
collect_ignore = ["guard", "hub_parts.py", "hub_spawner.py"]


@pytest.fixture
def one_thread():
    """The order of sums depends on the number of threads: for tests that compare exact numbers."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
