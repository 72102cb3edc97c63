"""Typical wrong answers to choose_positions; the docstring's first line is in their message."""

import torch


def ordinary(ids, special_ids):
    return ~torch.isin(ids, torch.tensor(special_ids))


def wrong_also_special(ids, special_ids, rate, generator):
    """It chooses special tokens: [PAD], [UNK], [CLS], [SEP]"""
    return torch.rand(ids.shape, generator=generator) < rate


def wrong_only_padding_is_special(ids, special_ids, rate, generator):
    """It chooses special tokens: [UNK], [CLS], [SEP]"""
    return (torch.rand(ids.shape, generator=generator) < rate) & (ids != special_ids[0])


def wrong_first_ones(ids, special_ids, rate, generator):
    """It always chooses the same end of a row"""
    free = ordinary(ids, special_ids)
    wanted = (rate * free.sum(1, keepdim=True)).round()
    return free & (free.cumsum(1) <= wanted)


def wrong_same_places_in_every_row(ids, special_ids, rate, generator):
    """Every row hides the same places"""
    draw = torch.rand(ids.shape[1], generator=generator)
    return (draw < rate) & ordinary(ids, special_ids)


def wrong_whole_rows(ids, special_ids, rate, generator):
    """It chooses whole rows"""
    draw = torch.rand(len(ids), 1, generator=generator)
    return (draw < rate) & ordinary(ids, special_ids)


def wrong_fixed_seed(ids, special_ids, rate, generator):
    """the choice is fixed"""
    generator = torch.Generator().manual_seed(0)
    return (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)


def wrong_seeds_the_generator(ids, special_ids, rate, generator):
    """Do not seed it inside"""
    generator.manual_seed(generator.initial_seed())
    return (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)


def wrong_ignores_generator(ids, special_ids, rate, generator):
    """Pass `generator=generator` to each draw"""
    return (torch.rand(ids.shape) < rate) & ordinary(ids, special_ids)


def wrong_rate_of_all_tokens(ids, special_ids, rate, generator):
    """It takes `rate` of all tokens, the special ones included"""
    draw = torch.rand(ids.shape, generator=generator)
    draw[~ordinary(ids, special_ids)] = 2.0
    chosen = torch.zeros(ids.shape, dtype=torch.bool).flatten()
    chosen[draw.flatten().argsort()[: int(rate * ids.numel())]] = True
    return chosen.view(ids.shape)


def wrong_side(ids, special_ids, rate, generator):
    """It chooses what should stay"""
    return (torch.rand(ids.shape, generator=generator) > rate) & ordinary(ids, special_ids)


def wrong_always_fifteen(ids, special_ids, rate, generator):
    """It chooses 15% of the ordinary tokens where `rate` is 40%"""
    return (torch.rand(ids.shape, generator=generator) < 0.15) & ordinary(ids, special_ids)


def wrong_normal_draw(ids, special_ids, rate, generator):
    """of the ordinary tokens where `rate` is 15%"""
    return (torch.randn(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)


def wrong_own_numbers(ids, special_ids, rate, generator):
    """Use `special_ids`, not numbers of your own"""
    return (torch.rand(ids.shape, generator=generator) < rate) & (ids >= 5)


def wrong_returns_ids(ids, special_ids, rate, generator):
    """Return True where a token is chosen, False elsewhere"""
    chosen = (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)
    return torch.where(chosen, 4, ids)


def wrong_hides_at_once(ids, special_ids, rate, generator):
    """It changes its argument `ids`"""
    chosen = (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)
    ids[chosen] = 4
    return chosen


def wrong_list_of_places(ids, special_ids, rate, generator):
    """it returns a list"""
    chosen = (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)
    return chosen.nonzero().tolist()


def wrong_no_return(ids, special_ids, rate, generator):
    """it returns None"""
    chosen = (torch.rand(ids.shape, generator=generator) < rate) & ordinary(ids, special_ids)
    print(chosen)


def wrong_same_number_in_each_row(ids, special_ids, rate, generator):
    """Every row has the same share"""
    free = ordinary(ids, special_ids)
    draw = torch.rand(ids.shape, generator=generator).masked_fill(~free, 2.0)
    rank = draw.argsort(1).argsort(1)
    return rank < (rate * free.sum(1, keepdim=True)).round()


def wrong_same_number_in_each_call(ids, special_ids, rate, generator):
    """Every call chooses equally many"""
    free = ordinary(ids, special_ids)
    rank = torch.rand(ids.shape, generator=generator).masked_fill(~free, 2.0).flatten().argsort()
    chosen = torch.zeros(ids.numel(), dtype=torch.bool)
    chosen[rank[: round(rate * int(free.sum()))]] = True
    return chosen.view_as(ids)


def wrong_all_false(ids, special_ids, rate, generator):
    """It chooses nothing"""
    return torch.zeros(ids.shape, dtype=torch.bool)


def right_with_bernoulli(ids, special_ids, rate, generator):
    p = torch.full(ids.shape, rate)
    for token in special_ids:
        p[ids == token] = 0.0
    return torch.bernoulli(p, generator=generator).bool()
