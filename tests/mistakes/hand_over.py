"""Typical wrong answers to hand_over; the docstring's first line is in their message."""

import shutil

from transformers import AutoModelForSequenceClassification, AutoTokenizer


def parts(trained, names=None):
    how = {}
    if names:
        how["id2label"] = dict(enumerate(names))
        how["label2id"] = {name: number for number, name in enumerate(names)}
    model = AutoModelForSequenceClassification.from_pretrained(trained, **how)
    return model, AutoTokenizer.from_pretrained(trained)


def wrong_nothing_saved(trained, folder, names, max_tokens):
    """The folder is empty"""
    parts(trained, names)
    return folder


def wrong_no_tokenizer(trained, folder, names, max_tokens):
    """The folder has no tokenizer"""
    parts(trained, names)[0].save_pretrained(folder)
    return folder


def wrong_no_names(trained, folder, names, max_tokens):
    """It answers LABEL_0"""
    for part in parts(trained):
        part.save_pretrained(folder)
    return folder


def wrong_copied(trained, folder, names, max_tokens):
    """It answers LABEL_0"""
    shutil.copytree(trained, folder)
    return folder


def wrong_sorted(trained, folder, names, max_tokens):
    """It has the names in another order"""
    model, tokenizer = parts(trained, sorted(names))
    tokenizer.model_max_length = max_tokens
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def wrong_never_cut(trained, folder, names, max_tokens):
    """Its tokenizer would cut after"""
    for part in parts(trained, names):
        part.save_pretrained(folder)
    return folder


def wrong_no_return(trained, folder, names, max_tokens):
    """The folder is right. Return it"""
    model, tokenizer = parts(trained, names)
    tokenizer.model_max_length = max_tokens
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return trained


def right_by_config(trained, folder, names, max_tokens):
    model, tokenizer = parts(trained)
    model.config.id2label = dict(enumerate(names))
    model.config.label2id = {name: number for number, name in enumerate(names)}
    tokenizer.model_max_length = max_tokens
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder
