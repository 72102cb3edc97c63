"""What only the tests in this folder need."""

import pytest
import torch

collect_ignore = ["guard"]  # a hook for other processes: importing it here would do nothing good


@pytest.fixture
def one_thread():
    """The order of sums depends on the number of threads: for tests that compare exact numbers."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
