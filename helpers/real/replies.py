"""Answers that a program can use: JSON, held against a schema, with a sentence for each fault."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from helpers import arguments

Schema = TypeVar("Schema", bound=BaseModel)
FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*```$", re.DOTALL)


@arguments.checked
def read(text: str, schema: type[Schema]) -> tuple[Schema | None, str]:
    """The answer as `schema` has it, or None and a sentence that says what is wrong.

    The whole answer must be JSON; marks around it, as large models like to put, are taken off. The
    sentence can be sent back to the model.

    >>> from typing import Literal
    >>> class Note(BaseModel):
    ...     kind: Literal["road", "sea"]
    >>> read('{"kind": "sea"}', Note)
    (Note(kind='sea'), '')
    >>> read('{"kind": "moon"}', Note)[1]
    "kind: Input should be 'road' or 'sea'."
    >>> read("the sea", Note)[1]
    'This is no JSON.'
    """
    fenced = FENCE.match(text.strip())
    try:
        return schema.model_validate_json(fenced[1] if fenced else text, strict=True), ""
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    if any(fault["type"] == "json_invalid" for fault in faults):
        return None, "This is no JSON."
    first = faults[0]
    place = ".".join(str(part) for part in first["loc"])
    return None, f"{place}: {first['msg']}." if place else f"{first['msg']}."
