"""What several exercises of `costs` share."""

import torch

Pair = tuple[torch.Tensor, torch.Tensor]


def draw_scores(count: int, share: float, digits: int, seed: int) -> Pair:
    """Labels (0 or 1) and scores that lean towards them; few digits make equal scores."""
    rng = torch.Generator().manual_seed(seed)
    labels = (torch.rand(count, generator=rng) < share).long()
    labels[0] = 1
    scores = (torch.rand(count, generator=rng) * 0.7 + 0.3 * labels).mul(10**digits).round()
    return labels, scores / 10**digits


def flag_cases() -> list:
    """Labels and what was flagged."""
    labels, scores = draw_scores(60, 0.2, 3, seed=1)
    rare, other = draw_scores(200, 0.04, 3, seed=2)
    return [
        (torch.tensor([1, 1, 1, 0, 0, 0, 0, 0]), torch.tensor([1, 1, 0, 1, 0, 0, 0, 0]).bool()),
        (torch.tensor([1, 1, 0]), torch.tensor([True, True, False])),  # all right
        (torch.tensor([1, 0, 1]), torch.tensor([True, True, False])),  # one of each
        (labels, scores > 0.5),
        (rare, other > 0.6),
        (torch.tensor([1, 0, 1]), torch.tensor([False, False, False])),  # nothing is flagged
        (torch.tensor([0, 0, 0, 0]), torch.tensor([True, False, False, True])),  # nothing to find
    ]


def score_cases() -> list:
    """Labels and scores."""
    ties = torch.tensor([1, 0, 1, 0, 0]), torch.tensor([0.9, 0.7, 0.7, 0.4, 0.1])
    return [
        ties,
        (
            torch.tensor([1, 0, 1]),
            torch.tensor([0.9, 0.5, 0.2]),
        ),  # the last one found is the lowest
        draw_scores(30, 0.3, 3, 4),
        draw_scores(80, 0.15, 1, 5),
        draw_scores(120, 0.05, 2, 6),
    ]


def curve(labels, scores, reach=torch.ge) -> torch.Tensor:
    """A precision-recall curve; `reach` says which scores are flagged at a threshold."""
    rows = []
    for threshold in scores.unique().flip(0):
        flagged = reach(scores, threshold)
        hit = (labels[flagged] == 1).sum().float()
        rows.append(torch.stack([threshold, hit / flagged.sum().clamp(min=1), hit / labels.sum()]))
    return torch.stack(rows)
