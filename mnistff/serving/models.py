"""The models that the app shows: those for everybody, newer weights of them, and a visitor's own."""

import secrets
import threading
from collections.abc import Iterator, Mapping

from mnistff.artifact import Artifact

OLD_ONES_KEPT = 4
"""How many replaced models go on answering the pages that began with them."""
OWN = "own-"
"""What the keys of visitors' own models begin with."""


class Models(Mapping[str, Artifact]):
    """Artifacts by key. All threads may use it at once.

    Going through it gives the keys that a new visitor is shown. Two more kinds answer to whoever
    knows their key: models that were replaced, so that a page goes on with the weights it began
    with, and a visitor's own, whose keys cannot be guessed.
    """

    def __init__(self, artifacts: Mapping[str, Artifact]):
        self._lock = threading.Lock()
        self._shown = dict(artifacts)
        self._old: dict[str, Artifact] = {}
        self._own: dict[str, Artifact] = {}
        self._labels: dict[str, str] = {}

    def __getitem__(self, key: str) -> Artifact:
        for place in (self._shown, self._old, self._own):
            if key in place:
                return place[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def first(self) -> str:
        """The key that a new visitor begins with."""
        return next(iter(self))

    def label(self, key: str) -> str:
        """What to call a model on the page."""
        return self._labels.get(key, key)

    def choices(self, *keys: str) -> list[tuple[str, str]]:
        """Labels and keys that a page with the models `keys` offers: those for everybody, and these."""
        return [(self.label(each), each) for each in dict.fromkeys([*self, *keys])]

    def show(self, artifacts: Mapping[str, Artifact]) -> None:
        """Show these from now on, in one step; pages that have one of the others keep it."""
        with self._lock:
            gone = {key: artifact for key, artifact in self._shown.items() if key not in artifacts}
            self._old = dict(list({**self._old, **gone}.items())[-OLD_ONES_KEPT:])
            self._shown = dict(artifacts)

    def add_own(self, label: str, artifact: Artifact) -> str:
        """Keep a visitor's own model until `remove_own`; returns its key. Their number is visitors.py's."""
        key = f"{OWN}{secrets.token_urlsafe(16)}"
        with self._lock:
            self._labels = {**self._labels, key: label}
            self._own = {**self._own, key: artifact}
        return key

    def remove_own(self, key: str) -> None:
        """Forget a visitor's own model; nothing happens if it is gone already."""
        with self._lock:
            self._own = {each: artifact for each, artifact in self._own.items() if each != key}
            self._labels = {each: label for each, label in self._labels.items() if each != key}
