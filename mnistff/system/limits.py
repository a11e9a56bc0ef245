"""How large an artifact's files may be. Apart from the rest, for the Hub's process, which loads no torch."""

MOST_BYTES, MOST_JSON_BYTES = 64_000_000, 1_000_000
"""Of a file: twice what the widest network takes. Of one of JSON, and of the JSON that begins another."""
