"""A card that was edited on the Hub, and that of the next push: what is measured is new, the rest stays."""

import re
from typing import Any

from huggingface_hub import CardData, RepoCard

from mnistff.hub_client.errors import HubError

MEASURED = ("library_name", "pipeline_tag", "datasets", "metrics", "model-index")
"""What the metadata says of this model alone; all else is whoever's who wrote it."""
PART = re.compile(r"<!-- measured: (\w+) -->.*?<!-- end: \1 -->", re.DOTALL)
"""A part of the text that each push writes anew, with its two marks."""


def merged(old: str, new: str) -> str:
    """The card `old`, with what the card `new` measured.

    Of the text, each part that is marked in both is that of `new`: whoever takes a mark away keeps
    the part as it is, or gone. Where there is no text yet, it is that of `new`. Of the metadata,
    MEASURED is that of `new`; the tags of both are kept; of the rest, `new` adds what `old` lacks.

    Raises:
        HubError: the metadata of `old` can't be read.
    """
    old = old.removeprefix("\ufeff")
    try:
        card = RepoCard(old)
    except Exception as error:  # of several kinds, as the YAML is wrong in several ways
        raise HubError(
            "README.md on the Hub begins with metadata that is no YAML. Mend it on its page, and push again."
        ) from error
    ours = RepoCard(new)
    card.data = CardData(**merged_metadata(card.data.to_dict(), ours.data.to_dict()))
    parts = {part[1]: part[0] for part in PART.finditer(ours.text)}
    if "\r\n" in old:
        parts = {name: part.replace("\n", "\r\n") for name, part in parts.items()}
    text = card.text if card.text.strip() else ours.text
    card.text = PART.sub(lambda part: parts.get(part[1], part[0]), text)
    return str(card)


def merged_metadata(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The metadata of both; what is None is left out of the card."""
    tags = [tag for tag in (*as_list(old.get("tags")), *as_list(new.get("tags"))) if isinstance(tag, str)]
    return {**new, **old, **{key: new.get(key) for key in MEASURED}, "tags": list(dict.fromkeys(tags))}


def as_list(value: Any) -> list:
    """A tag may stand alone."""
    return value if isinstance(value, list) else [value] if value else []
