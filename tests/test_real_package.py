"""The real encoder of the extra `real`: through the door, embedded, and trained by `Trainer`."""

import json
import os
import subprocess
import sys

import pytest

from helpers.files import root
from helpers.real import listed

NAME = "sentence-transformers/all-MiniLM-L6-v2"
SCRIPT = """
import json, sys, time
import psutil, torch
from datasets import Dataset
from meter import exact_peak
from transformers import DataCollatorWithPadding, Trainer, TrainingArguments
from helpers.real import loading, memory

body, tokenizer = loading.encoder(sys.argv[1])
texts = ["The cat sleeps on the sofa.", "A kitten is napping on the couch.", "Shares fell sharply."]
batch = tokenizer(texts, padding=True, return_tensors="pt")
with torch.no_grad():
    states, mask = body(**batch).last_hidden_state, batch["attention_mask"].unsqueeze(-1)
vectors = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1))
found = {"parameters": body.num_parameters(), "alike": (vectors @ vectors.T).tolist()[0]}
del body

model, tokenizer = loading.encoder(sys.argv[1], ["animals", "markets"])
data = Dataset.from_dict({"text": [texts[0], texts[2]] * 12, "label": [0, 1] * 12})
data = data.map(lambda row: tokenizer(row["text"], truncation=True, max_length=128))
arguments = TrainingArguments(
    sys.argv[2], max_steps=3, per_device_train_batch_size=8, learning_rate=1e-4, use_cpu=True,
    logging_steps=1, save_strategy="no", report_to="none", disable_tqdm=True,
)
trainer = Trainer(model, arguments, DataCollatorWithPadding(tokenizer), train_dataset=data)
before = time.process_time()
trainer.train()
found["seconds"] = time.process_time() - before
found["losses"] = [row["loss"] for row in trainer.state.log_history if "loss" in row]
found["MB"] = exact_peak(psutil.Process()) / 1e6
print(json.dumps(found))
"""


@pytest.mark.skipif(
    not listed.installed(NAME), reason="the extra `real` is not installed: it brings the encoder"
)
def test_the_package_s_encoder_embeds_and_learns(tmp_path):
    places = [str(root() / name) for name in (".", "tests", "tests/guard")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(places),
        "COURSE_GUARD_LOG": str(tmp_path / "network.log"),
        "COURSE_CACHE": str(tmp_path / "course"),
        "HF_HOME": str(tmp_path / "hub"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, NAME, str(tmp_path / "out")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    print(found)
    assert found["parameters"] == listed.find(NAME).parameters
    alike = found["alike"]
    assert alike[0] == pytest.approx(1) and alike[1] > 0.5 > 0.2 > alike[2]
    assert len(found["losses"]) == 3 and found["losses"][2] < found["losses"][0]
    assert found["seconds"] < 30 and found["MB"] < 1600
    assert not (tmp_path / "network.log").exists(), "it asked a network"
