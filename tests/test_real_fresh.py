"""Other processes, vectors of texts, and the table of what carries over."""

import pytest
import torch

from helpers.files import CourseError, write_text
from helpers.real import fresh, loading, vectors


def test_it_hands_over_arguments_and_what_was_printed(tmp_path):
    program = write_text(tmp_path / "a.py", "import sys\nprint('é', *sys.argv[1:])\n")
    assert fresh.run(program, "x y", tmp_path / "z") == f"é x y {tmp_path / 'z'}"


def test_it_asks_no_hub(tmp_path):
    code = "import os\nprint(os.environ['HF_HUB_OFFLINE'])\n"
    assert fresh.run(write_text(tmp_path / "a.py", code)) == "1"


def test_what_fails_is_told_by_its_last_line(tmp_path):
    program = write_text(tmp_path / "a.py", "raise ValueError('no such column')\n")
    with pytest.raises(CourseError, match="a.py failed: ValueError: no such column. Mend"):
        fresh.run(program)
    with pytest.raises(CourseError, match="failed: it said nothing"):
        fresh.run(write_text(tmp_path / "b.py", "import sys\nsys.exit(3)\n"))
    with pytest.raises(CourseError, match="c.py is missing"):
        fresh.run(tmp_path / "c.py")


def test_what_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(fresh, "SECONDS", 0.5)
    program = write_text(tmp_path / "a.py", "import time\ntime.sleep(60)\n")
    with pytest.raises(CourseError, match="a.py ran for"):
        fresh.run(program)


def test_vectors_do_not_depend_on_the_company():
    body, tokenizer = loading.encoder("manuals-encoder")
    texts = ["Short.", "A text that is longer than the other one, by quite a few words."]
    together = vectors.mean_vectors(body, tokenizer, texts)
    alone = torch.cat([vectors.mean_vectors(body, tokenizer, [text]) for text in texts])
    assert torch.allclose(together, alone, atol=1e-5)
    cut = vectors.mean_vectors(body, tokenizer, texts, max_tokens=5)
    assert not torch.allclose(cut[1], together[1], atol=1e-3)
    with pytest.raises(CourseError, match="empty text"):
        vectors.mean_vectors(body, tokenizer, [" "])
