"""What the lesson `training` and its lab stand on: pairs, tables, broken scripts, pictures."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from helpers.text import bigrams
from helpers.weights import broken_loops, optim, pair_tables, training
from helpers.weights import training_views as views

SGD = torch.optim.SGD


def some_pairs(count: int = 400, size: int = 6) -> torch.Tensor:
    """Pairs in which a token is mostly followed by the next id."""
    rng = torch.Generator().manual_seed(0)
    before = torch.randint(size, (count,), generator=rng)
    luck = torch.randint(size, (count,), generator=rng)
    follows = torch.rand(count, generator=rng) < 0.8
    return torch.stack([before, torch.where(follows, (before + 1) % size, luck)], 1)


def test_pairs_stay_inside_texts_and_vocabulary():
    words = bigrams.commonest(["a b. a, b", "a c"], 2)
    assert words == ["a", "b"]
    found = bigrams.pairs(["a b c a b", "b a"], words)
    assert found.tolist() == [[0, 1], [0, 1], [1, 0]]
    assert bigrams.pairs(["x y"], words).shape == (0, 2)


def test_counting_is_what_training_comes_near_to():
    pairs = some_pairs()
    found = pair_tables.fit(pairs, lambda table: SGD(table, 1.0), steps=2000, size=6)
    learned, counted = found[-1].softmax(1), bigrams.counted(pairs, 6)
    assert (learned - counted).abs().max() < 0.1
    best = cross_entropy(bigrams.counted(pairs, 6, 1e-9).log()[pairs[:, 0]], pairs[:, 1]).item()
    assert pair_tables.losses(found[-1:], pairs)[0] >= best


def test_fit_keeps_the_table_on_the_way():
    def make(table):
        return SGD(table, 1.0)

    found = pair_tables.fit(some_pairs(), make, steps=50, every=20, size=6)
    assert len(found) == 4 and not found[0].any()  # before steps 0, 20, 40, and at the end
    again = pair_tables.fit(some_pairs(), make, steps=50, every=20, size=6)
    assert all(torch.equal(*both) for both in zip(found, again))
    other = pair_tables.fit(some_pairs(), make, steps=50, every=20, size=6, seed=1)
    assert not torch.equal(found[-1], other[-1])


def test_fit_takes_the_same_steps_as_the_courses_loop():
    pairs = some_pairs()

    def loss(network, batch):
        return cross_entropy(network(batch[0][:, 0]), batch[0][:, 1])

    def batches(generator):
        return (pairs,)

    network = pair_tables.network(6)
    how = {"schedule": lambda step, steps: 1.0, "show": False}
    optimizer = SGD(network.parameters(), 0.5)
    training.train("pairs-test", network, batches, 5, loss, optimizer, **how)
    table = torch.zeros(6, 6)
    for _ in range(5):  # the gradient by hand: probability minus 1 for the right token
        slopes = torch.zeros(6, 6)
        wrong = table[pairs[:, 0]].softmax(1)
        wrong[range(len(pairs)), pairs[:, 1]] -= 1
        table = table - 0.5 * slopes.index_add(0, pairs[:, 0], wrong) / len(pairs)
    assert torch.allclose(network.weight, table, atol=1e-6)


def test_without_clearing_gradients_the_loss_is_higher():
    pairs, ends = some_pairs(), {}
    for clear in (True, False):
        found = pair_tables.fit(pairs, lambda table: SGD(table, 3.0), 300, clear=clear, size=6)
        ends[clear] = pair_tables.losses(found[-1:], pairs)[0]
    assert ends[False] > 2 * ends[True]


def test_each_broken_script_shows_its_symptom():
    pairs, start = some_pairs(), torch.zeros(6, 6)
    batches = [tuple(part.T) for part in pairs.split(20)] * 10
    rows = list(pairs.split(20)) * 10
    right = pair_tables.losses([bigrams.counted(pairs, 6).log()], pairs)[0]
    losses = broken_loops.loop_a(start, batches, 5)[1]
    assert sum(losses[-20:]) / 20 > 2 * right
    losses = broken_loops.loop_b(start, batches, 5)[1]
    assert losses[-1] > losses[0]
    assert broken_loops.loop_c(start, rows, 5)[1][-1] < right / 10
    network = torch.nn.Sequential(torch.nn.Embedding(6, 6), torch.nn.Dropout(0.5))
    values = {broken_loops.evaluate_d(network, *pairs.T) for _ in range(3)}
    assert len(values) == 3
    assert not start.any()


@pytest.mark.parametrize("name", ["loop_a", "loop_b", "loop_c", "evaluate_d"])
def test_shown_code_runs_and_fits_a_line(name):
    text = broken_loops.code(getattr(broken_loops, name))
    assert max(map(len, text.splitlines())) <= 75 and '"""' not in text
    compile(text, name, "exec")


def test_muon_makes_weak_patterns_strong():
    matrix = torch.diag(torch.tensor([1.0, 0.2, 0.1]))
    values = torch.linalg.svdvals(optim.orthogonal(matrix[None])[0])
    assert values.min() > 0.5 * values.max()


def test_pictures_say_what_they_show(capsys):
    views.curves({"a": [2.0, 1.0], "b": [2.0, 3.0]}, "Two.", floors={"floor": 1.5}, highest=4)
    views.intervals([(1.0, 0.5, 1.5)], truth=1.0)
    views.slope(lambda weight: -weight, at=0.0, steepness=-1.0)
    views.panels({name: {"training": [2.0, 1.0]} for name in "ABC"})
    said = capsys.readouterr().out
    assert "Two." in said and "0 of 1 intervals" in said and "makes the loss lower" in said
    assert "C: training from 2.00 to 1.00." in said
