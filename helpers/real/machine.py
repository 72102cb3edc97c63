"""What this computer has for a model: the device, the numbers it computes with, free memory."""

from pathlib import Path

import psutil
import torch

from helpers import setup

# What a container may use: cgroup 2, and cgroup 1 before it.
LIMITS = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
SPARE = 300e6  # bytes for tokens, code and the notebook itself


def free_memory(device: torch.device, system: Path = Path("/")) -> int:
    """Bytes that a model may still take: of a GPU's memory, or of the computer's, which a container
    may limit further.

    >>> free_memory(torch.device("cpu")) > 0
    True
    """
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    free, own = psutil.virtual_memory().available, psutil.Process().memory_info().rss
    for name in LIMITS:
        try:
            free = min(free, int((system / name).read_text(encoding="ascii")) - own)
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return free


def dtypes(device: torch.device) -> list[torch.dtype]:
    """The numbers to compute answers with, the preferred ones first.

    A GPU takes 16 bits: bfloat16 where it has it, else float16. A CPU is at home with float32, and
    takes bfloat16 where memory is short. Training is another matter: it keeps float32.

    >>> dtypes(torch.device("cpu"))
    [torch.float32, torch.bfloat16]
    """
    if device.type == "cuda":
        whole = torch.cuda.is_bf16_supported(including_emulation=False)
        return [torch.bfloat16 if whole else torch.float16]
    return [torch.float32, torch.bfloat16]


def choose(parameters: int, wanted: list[torch.dtype]) -> tuple[torch.device, torch.dtype] | None:
    """The course's device, and the first kind of numbers in which so many fit; or None."""
    device = setup.device()
    free = free_memory(device) - SPARE
    fitting = (dtype for dtype in wanted if parameters * dtype.itemsize <= free)
    dtype = next(fitting, None)
    return None if dtype is None else (device, dtype)
