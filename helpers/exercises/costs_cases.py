"""Cases and typical mistakes of the lab `costs`."""

import torch

Pair = tuple[torch.Tensor, torch.Tensor]


def draw_scores(count: int, share: float, digits: int, seed: int) -> Pair:
    """Labels (0 or 1) and scores that lean towards them; few digits make equal scores."""
    rng = torch.Generator().manual_seed(seed)
    labels = (torch.rand(count, generator=rng) < share).long()
    labels[0] = 1
    scores = (torch.rand(count, generator=rng) * 0.7 + 0.3 * labels).mul(10**digits).round()
    return labels, scores / 10**digits


# --- confusion_counts, precision_recall ---------------------------------------------------------


def flag_cases() -> list:
    labels, scores = draw_scores(60, 0.2, 3, seed=1)
    rare, other = draw_scores(200, 0.04, 3, seed=2)
    return [
        (torch.tensor([1, 1, 1, 0, 0, 0, 0, 0]), torch.tensor([1, 1, 0, 1, 0, 0, 0, 0]).bool()),
        (labels, scores > 0.5),
        (rare, other > 0.6),
        (torch.tensor([1, 0, 1]), torch.tensor([False, False, False])),  # nothing is flagged
        (torch.tensor([0, 0, 0, 0]), torch.tensor([True, False, False, True])),  # nothing to find
    ]


def quadrants(labels, flagged) -> tuple[int, int, int, int]:
    hit = int(((labels == 1) & flagged).sum())
    alarm = int(((labels == 0) & flagged).sum())
    missed = int(((labels == 1) & ~flagged).sum())
    return hit, alarm, missed, len(labels) - hit - alarm - missed


def errors_swapped(labels, flagged):
    hit, alarm, missed, quiet = quadrants(labels, flagged)
    return hit, missed, alarm, quiet


def sklearn_order(labels, flagged):
    return quadrants(labels, flagged)[::-1]


def sklearn_flat(labels, flagged):
    hit, alarm, missed, quiet = quadrants(labels, flagged)
    return quiet, alarm, missed, hit


def as_shares(labels, flagged):
    return tuple(value / len(labels) for value in quadrants(labels, flagged))


def all_flagged_as_hits(labels, flagged):
    _, alarm, missed, quiet = quadrants(labels, flagged)
    return int(flagged.sum()), alarm, missed, quiet


def swapped(labels, flagged):
    hit, alarm, missed, _ = quadrants(labels, flagged)
    return hit / max(hit + missed, 1), hit / max(hit + alarm, 1)


def unguarded(labels, flagged):
    hit, alarm, missed, _ = quadrants(labels, flagged)
    return hit / (hit + alarm), hit / (hit + missed)


def one_for_nothing(labels, flagged):
    hit, alarm, missed, _ = quadrants(labels, flagged)
    precision = hit / (hit + alarm) if hit + alarm else 1.0
    return precision, hit / (hit + missed) if hit + missed else 1.0


def accuracy_as_precision(labels, flagged):
    hit, alarm, missed, quiet = quadrants(labels, flagged)
    return (hit + quiet) / len(labels), hit / max(hit + missed, 1)


def of_all_texts(labels, flagged):
    hit, _, _, _ = quadrants(labels, flagged)
    return hit / len(labels), hit / len(labels)


def specificity_as_recall(labels, flagged):
    hit, alarm, missed, quiet = quadrants(labels, flagged)
    return hit / max(hit + alarm, 1), quiet / max(quiet + alarm, 1)


# --- class_weights ------------------------------------------------------------------------------


def weight_cases() -> list:
    rng = torch.Generator().manual_seed(3)
    return [
        (torch.tensor([0, 0, 0, 1]), 2),
        (torch.multinomial(torch.tensor([0.5, 0.4, 0.1]), 300, True, generator=rng), 3),
        (torch.multinomial(torch.tensor([0.97, 0.03]), 500, True, generator=rng), 2),
        (torch.tensor([0, 2, 2, 2, 0]), 4),  # classes 1 and 3 do not occur
    ]


def counted(labels, classes):
    return torch.bincount(labels, minlength=classes).float()


def by_frequency(labels, classes):
    return counted(labels, classes) / len(labels)


def not_scaled(labels, classes):
    counts = counted(labels, classes)
    return torch.where(counts > 0, 1 / counts, 0.0)


def classes_forgotten(labels, classes):
    counts = counted(labels, classes)
    return torch.where(counts > 0, len(labels) / counts, 0.0)


def infinite(labels, classes):
    return len(labels) / (classes * counted(labels, classes))


def adds_up_to_one(labels, classes):
    weights = not_scaled(labels, classes)
    return weights / weights.sum()


def only_seen_classes(labels, classes):
    counts = torch.unique(labels, return_counts=True)[1].float()
    return len(labels) / (len(counts) * counts)


def one_minus_share(labels, classes):
    return 1 - by_frequency(labels, classes)


# --- pr_curve, average_precision, cheapest_threshold --------------------------------------------


def score_cases() -> list:
    ties = torch.tensor([1, 0, 1, 0, 0]), torch.tensor([0.9, 0.7, 0.7, 0.4, 0.1])
    return [
        ties,
        draw_scores(30, 0.3, 3, 4),
        draw_scores(80, 0.15, 1, 5),
        draw_scores(120, 0.05, 2, 6),
    ]


def curve(labels, scores, reach=torch.ge) -> torch.Tensor:
    rows = []
    for threshold in scores.unique().flip(0):
        flagged = reach(scores, threshold)
        hit = (labels[flagged] == 1).sum().float()
        rows.append(torch.stack([threshold, hit / flagged.sum().clamp(min=1), hit / labels.sum()]))
    return torch.stack(rows)


def strictly_above(labels, scores):
    return curve(labels, scores, torch.gt)


def upwards(labels, scores):
    return curve(labels, scores).flip(0)


def recall_first(labels, scores):
    return curve(labels, scores)[:, [0, 2, 1]]


def one_by_one(labels, scores):
    """A row for each text, equal scores taken apart."""
    order = scores.argsort(descending=True, stable=True)
    hits = labels[order].cumsum(0).float()
    taken = torch.arange(1, len(scores) + 1)
    return torch.stack([scores[order], hits / taken, hits / labels.sum()], dim=1)


def flags_below(labels, scores):
    return curve(labels, scores, torch.le)


def mean_precision(labels, scores):
    return curve(labels, scores)[:, 1].mean().item()


def trapezoids(labels, scores):
    _, precision, recall = curve(labels, scores).T
    precision = torch.cat([precision[:1], precision])
    recall = torch.cat([torch.zeros(1), recall])
    return torch.trapezoid(precision, recall).item()


def ties_in_order(labels, scores):
    _, precision, recall = one_by_one(labels, scores).T
    return (recall.diff(prepend=torch.zeros(1)) * precision).sum().item()


def roc_area(labels, scores):
    apart = scores[labels == 1][:, None] - scores[labels == 0][None]
    return ((apart > 0).float() + 0.5 * (apart == 0)).mean().item()


def first_step_lost(labels, scores):
    _, precision, recall = curve(labels, scores).T
    return (recall.diff() * precision[1:]).sum().item()


def best_f1(labels, scores):
    _, precision, recall = curve(labels, scores).T
    return (2 * precision * recall / (precision + recall).clamp(min=1e-9)).max().item()


def cost_cases() -> list:
    ties, a, b, c = score_cases()
    # Here the highest scores are false alarms, so that flagging does not always pay.
    hidden = torch.tensor([0, 0, 1, 0]), torch.tensor([0.9, 0.8, 0.3, 0.1])
    return [
        (*ties, 10.0, 1.0),
        (*a, 50.0, 2.0),
        (*b, 3.0, 3.0),
        (*ties, 3.0, 3.0),
        (*c, 1000.0, 5.0),
        (*hidden, 1.0, 5.0),
        (*hidden, 3.0, 1.0),
    ]


def bills(labels, scores, missed, alarm, reach=torch.ge, none=True) -> list[tuple[float, float]]:
    """(threshold, cost), from the highest threshold down; `none` is for flagging nothing."""
    tries = [float("inf")] * none + scores.unique().flip(0).tolist()
    found = []
    for threshold in tries:
        flagged = reach(scores, torch.tensor(threshold))
        wrong = missed * ((labels == 1) & ~flagged).sum() + alarm * ((labels == 0) & flagged).sum()
        found.append((threshold, float(wrong)))
    return found


def cheapest(found) -> float:
    return min(found, key=lambda pair: pair[1])[0]


def costs_swapped(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, false_alarm, missed))


def always_flags(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm, none=False))


def above_only(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm, torch.gt))


def lowest_of_equals(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, missed, false_alarm)[::-1])


def fewest_mistakes(labels, scores, missed, false_alarm):
    return cheapest(bills(labels, scores, 1.0, 1.0))


def dearest(labels, scores, missed, false_alarm):
    return max(bills(labels, scores, missed, false_alarm), key=lambda pair: pair[1])[0]


def the_cost(labels, scores, missed, false_alarm):
    return min(cost for _, cost in bills(labels, scores, missed, false_alarm))
