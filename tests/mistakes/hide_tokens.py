"""Typical wrong answers to hide_tokens; the docstring's first line is in their message."""

import torch


def drawn(ids, ordinary_ids, generator):
    return ordinary_ids[torch.randint(len(ordinary_ids), ids.shape, generator=generator)]


def wrong_all_masked(ids, chosen, mask_id, ordinary_ids, generator):
    """Every chosen token becomes [MASK]"""
    return ids.masked_fill(chosen, mask_id)


def wrong_random_from_all_ids(ids, chosen, mask_id, ordinary_ids, generator):
    """A random token is special"""
    fate = torch.rand(ids.shape, generator=generator)
    picks = torch.randint(int(ordinary_ids.max()) + 1, ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), picks, inputs)


def wrong_places_for_tokens(ids, chosen, mask_id, ordinary_ids, generator):
    """Draw from `ordinary_ids`, not from all numbers"""
    fate = torch.rand(ids.shape, generator=generator)
    picks = torch.randint(len(ordinary_ids), ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), picks, inputs)


def wrong_labels_in_inputs(ids, chosen, mask_id, ordinary_ids, generator):
    """That belongs in labels"""
    fate = torch.rand(ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return inputs.masked_fill(~chosen, -100)


def wrong_forgets_chosen(ids, chosen, mask_id, ordinary_ids, generator):
    """It changes tokens that were not chosen"""
    fate = torch.rand(ids.shape, generator=generator)
    inputs = torch.where(fate < 0.8, mask_id, ids)
    return torch.where(fate > 0.9, drawn(ids, ordinary_ids, generator), inputs)


def wrong_changes_ids(ids, chosen, mask_id, ordinary_ids, generator):
    """It changes its argument `ids`"""
    fate = torch.rand(ids.shape, generator=generator)
    ids[chosen & (fate < 0.8)] = mask_id
    replace = chosen & (fate > 0.9)
    ids[replace] = drawn(ids, ordinary_ids, generator)[replace]
    return ids


def wrong_two_draws(ids, chosen, mask_id, ordinary_ids, generator):
    """A second draw overwrites some masks"""
    inputs = ids.clone()
    inputs[chosen & (torch.rand(ids.shape, generator=generator) < 0.8)] = mask_id
    replace = chosen & (torch.rand(ids.shape, generator=generator) < 0.1)
    inputs[replace] = drawn(ids, ordinary_ids, generator)[replace]
    return inputs


def wrong_tenth_of_the_rest(ids, chosen, mask_id, ordinary_ids, generator):
    """It takes 10 % of the remaining 20 %"""
    masked = chosen & (torch.rand(ids.shape, generator=generator) < 0.8)
    replace = chosen & ~masked & (torch.rand(ids.shape, generator=generator) < 0.1)
    inputs = ids.masked_fill(masked, mask_id)
    return torch.where(replace, drawn(ids, ordinary_ids, generator), inputs)


def wrong_none_stays(ids, chosen, mask_id, ordinary_ids, generator):
    """No chosen token stays"""
    fate = torch.rand(ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate >= 0.8), drawn(ids, ordinary_ids, generator), inputs)


def wrong_no_random_token(ids, chosen, mask_id, ordinary_ids, generator):
    """No random token appears"""
    return torch.where(chosen & (torch.rand(ids.shape, generator=generator) < 0.8), mask_id, ids)


def wrong_shares(ids, chosen, mask_id, ordinary_ids, generator):
    """It should be 80 %, 10 % and 10 %"""
    fate = torch.rand(ids.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.1), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), drawn(ids, ordinary_ids, generator), inputs)


def wrong_one_token_for_all(ids, chosen, mask_id, ordinary_ids, generator):
    """The random tokens are too much alike"""
    fate = torch.rand(ids.shape, generator=generator)
    one = ordinary_ids[torch.randint(len(ordinary_ids), (1,), generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), one, inputs)


def wrong_one_fate_a_row(ids, chosen, mask_id, ordinary_ids, generator):
    """All chosen tokens of a row share one fate"""
    fate = torch.rand(len(ids), 1, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), drawn(ids, ordinary_ids, generator), inputs)


def wrong_ignores_generator(ids, chosen, mask_id, ordinary_ids, generator):
    """Pass `generator=generator` to each draw"""
    fate = torch.rand(ids.shape)
    inputs = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate > 0.9), drawn(ids, ordinary_ids, None), inputs)


def wrong_hides_nothing(ids, chosen, mask_id, ordinary_ids, generator):
    """It hides nothing"""
    inputs = ids.clone()
    inputs[chosen].fill_(mask_id)
    return inputs


def wrong_pair(ids, chosen, mask_id, ordinary_ids, generator):
    """it returns a tuple"""
    return ids.masked_fill(chosen, mask_id), ids.masked_fill(~chosen, -100)


def right_chosen_places_one_by_one(ids, chosen, mask_id, ordinary_ids, generator):
    """The three fates in another order, drawn as whole numbers."""
    inputs = ids.clone()
    rows, columns = chosen.nonzero(as_tuple=True)
    fate = torch.randint(10, rows.shape, generator=generator)
    new = ordinary_ids[torch.randint(len(ordinary_ids), rows.shape, generator=generator)]
    inputs[rows[fate == 0], columns[fate == 0]] = new[fate == 0]
    inputs[rows[fate > 1], columns[fate > 1]] = mask_id
    return inputs


def right_half_of_the_rest(ids, chosen, mask_id, ordinary_ids, generator):
    """Two draws, the second one among what the first left over."""
    masked = chosen & torch.bernoulli(torch.full(ids.shape, 0.8), generator=generator).bool()
    half = torch.bernoulli(torch.full(ids.shape, 0.5), generator=generator).bool()
    inputs = ids.masked_fill(masked, mask_id)
    return torch.where(chosen & ~masked & half, drawn(ids, ordinary_ids, generator), inputs)


def wrong_mask_written_down(ids, chosen, mask_id, ordinary_ids, generator):
    """Use `mask_id` and `ordinary_ids`"""
    return right_half_of_the_rest(ids, chosen, 4, ordinary_ids, generator)


def wrong_fixed_random_tokens(ids, chosen, mask_id, ordinary_ids, generator):
    """The random tokens are the same at every call"""
    fate = torch.rand(ids.shape, generator=generator)
    own = torch.Generator().manual_seed(0)
    inputs = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    return torch.where(chosen & (fate >= 0.9), drawn(ids, ordinary_ids, own), inputs)


def wrong_fixed_fates(ids, chosen, mask_id, ordinary_ids, generator):
    """Draw their fates anew"""
    fate = torch.rand(ids.shape, generator=torch.Generator().manual_seed(0))
    inputs = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    return torch.where(chosen & (fate >= 0.9), drawn(ids, ordinary_ids, generator), inputs)
