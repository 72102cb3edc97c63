"""Rows, scores and silenced heads against plain loops and against the weights themselves."""

from types import SimpleNamespace

import pytest
import torch

from helpers.inside import attention, heads, induction
from helpers.inside.induction import FIRST_IDS, LAST_IDS, NEW, OTHER, TOLD, USUAL, WORDS
from helpers.inside.induction_views import courses, grids
from helpers.measure.experiment import Runs


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def small(layers: int = 2):
    return induction.network(len(WORDS), layers, heads=4, width=32).eval()


@pytest.mark.parametrize("people, redrawn", [(4, 0.5), (16, 0.5), (4, 0.0), (3, 1.0)])
def test_reports_say_what_can_be_known(people, redrawn):
    ids, kinds = induction.reports(60, rng(), people, redrawn)
    usual = dict(zip(FIRST_IDS.tolist(), induction.usual_surnames().tolist()))
    assert ids.shape == kinds.shape == (60, 33) and (ids[:, 0] == 2).all()
    for row, known in zip(ids.tolist(), kinds.tolist()):
        names, told = {}, list(zip(row[1::2], row[2::2], known[2::2]))
        assert len({first for first, _, _ in told}) <= people
        assert known[0] == OTHER and set(known[1::2]) == {OTHER}
        for first, last, kind in told:
            assert names.get(first, last) == last  # one surname a person and row
            new = TOLD if first in names else NEW
            assert kind == (USUAL if last == usual[first] else new)
            names[first] = last
        assert len(set(names.values())) == len(names) or redrawn < 1
    if people == 16:
        assert (kinds != TOLD).all()
    if redrawn == 0:
        assert set(kinds[:, 2::2].flatten().tolist()) == {USUAL}


def test_questions_ask_what_was_shown():
    ids, asked = induction.questions(20, rng(), FIRST_IDS, LAST_IDS, pairs=6)
    assert ids.shape == (20, 25) and asked.sum(1).tolist() == [6] * 20
    for row, ask in zip(ids.tolist(), asked.tolist()):
        shown = dict(zip(row[1:13:2], row[2:13:2]))
        assert len(shown) == 6
        for place in [i for i, yes in enumerate(ask) if yes]:
            assert shown[row[place]] == row[place + 1]


def test_scores_against_a_loop():
    model = small()
    ids, asked = induction.questions(5, rng(1), FIRST_IDS, LAST_IDS, pairs=4)
    weights = attention.weights_of(model, ids)
    ahead, back = [], []
    for r, i in asked.nonzero().tolist():
        first = ids[r].tolist().index(int(ids[r, i]))
        ahead.append(weights[r, :, :, i, first + 1])
        back.append(weights[r, :, :, i, i - 1])
    got = induction.induction_scores(weights, ids, asked)
    assert torch.allclose(got, torch.stack(ahead).mean(0), atol=1e-6)
    got = induction.previous_scores(weights, asked)
    assert torch.allclose(got, torch.stack(back).mean(0), atol=1e-6)


def test_accuracy_counts_the_asked_tokens_only():
    ids, asked = induction.questions(6, rng(), FIRST_IDS, LAST_IDS, pairs=4)

    class Knows(torch.nn.Module):
        """Right everywhere in even rows."""

        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(1))

        def forward(self, input_ids, use_cache):
            logits = torch.zeros(*input_ids.shape, len(WORDS))
            logits[::2].scatter_(2, ids[::2, 1:, None], 1.0)
            return SimpleNamespace(logits=logits)

    assert induction.accuracy(Knows(), ids, asked) == pytest.approx(0.5)


def test_silencing_with_zero_is_taking_the_columns_away():
    model, ids = small(), torch.randint(5, 53, (3, 9), generator=rng())
    with heads.without(model, [(0, 1), (1, 3)]):
        got = induction.token_losses(model, ids)
    before = induction.token_losses(model, ids)
    with torch.no_grad():
        for layer, head in ((0, 1), (1, 3)):
            matrix = model.model.layers[layer].self_attn.o_proj.weight
            matrix[:, 8 * head : 8 * head + 8] = 0
    assert torch.allclose(got, induction.token_losses(model, ids), atol=1e-5)
    assert not torch.allclose(got, before, atol=1e-5)


def test_means_are_those_of_each_head_and_change_nothing_else():
    model, ids = small(), torch.randint(5, 53, (3, 9), generator=rng())
    seen = {}
    matrix = model.model.layers[1].self_attn.o_proj
    hook = matrix.register_forward_pre_hook(lambda _, args: seen.update(x=args[0]))
    means = heads.head_means(model, ids)
    hook.remove()
    assert means.shape == (2, 4, 8)
    assert torch.allclose(means[1].flatten(), seen["x"].mean((0, 1)), atol=1e-6)
    same = torch.full((1, 4), 7)  # one token only: a mean over it is the head's own result
    with torch.no_grad():
        plain = model(input_ids=same[:, :1]).logits
        with heads.without(model, [(0, 2)], heads.head_means(model, same[:, :1])):
            assert torch.allclose(model(input_ids=same[:, :1]).logits, plain, atol=1e-5)


@pytest.mark.parametrize("head", [(2, 0), (0, 4), (-1, 0)])
def test_a_head_that_is_not_there(head):
    model = small()
    with pytest.raises(IndexError, match="There is no head"), heads.without(model, [(0, 0), head]):
        pass
    assert not any(layer.self_attn.o_proj._forward_pre_hooks for layer in model.model.layers)


def test_hooks_go_even_after_an_error():
    model = small()
    with pytest.raises(ZeroDivisionError), heads.without(model, [(0, 0)]):
        raise ZeroDivisionError
    assert not any(layer.self_attn.o_proj._forward_pre_hooks for layer in model.model.layers)


def test_other_heads_are_a_fair_control():
    found, seen = [(1, 0), (1, 2), (3, 1)], set()
    for seed in range(200):
        control = heads.others(found, 4, 5, rng(seed))
        assert len(set(control)) == 3 and not set(control) & set(found)
        seen |= set(control)
        near = heads.others(found, 4, 5, rng(seed), same_layers=True)
        assert sorted(layer for layer, _ in near) == [1, 1, 3]
        assert len(set(near)) == 3 and not set(near) & set(found)
    assert len(seen) == 17


def test_other_heads_of_a_layer_that_has_none_left_come_from_elsewhere():
    assert heads.others([(0, 0), (0, 1)], 2, 2, rng(), same_layers=True) in (
        [(1, 0), (1, 1)],
        [(1, 1), (1, 0)],
    )
    assert len(heads.others([(0, 0), (0, 1)], 1, 3, rng())) == 1  # no more there are


def test_pictures():
    runs = Runs(
        [{"network": "one", "seed": s, "steps": [0, 9], "answers": [0.0, 0.5]} for s in (0, 1)]
    )
    fig, summary = courses(runs, ["one"], chance=0.1)
    assert summary == "Right answers at the end, mean over the runs: one 0.50."
    assert len(fig.axes[0].lines) == 3
    fig, _ = grids({"a": torch.zeros(2, 4), "b": torch.ones(2, 4)}, "Two.")
    assert [ax.get_title() for ax in fig.axes] == ["a", "b"]
