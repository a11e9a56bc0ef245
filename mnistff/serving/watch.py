"""Which models the app was told to show, kept up with the Hub while the app runs."""

import dataclasses
import threading
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mnistff import artifact, hub
from mnistff.artifact import Artifact
from mnistff.hub import Source
from mnistff.serving.models import Models
from mnistff.system.errors import told
from mnistff.system.text import plain

SECONDS_BETWEEN_LOOKS = 300
LONGEST_TROUBLE = 500
"""In letters, of what is said in the log and on the page."""


class Watch:
    """Fills `models`, and replaces them when there are newer ones on the Hub.

    Of each source it shows the newest commit on the Hub; while that can't be had, the last good
    copy in the Hub's cache; if there is none, what ships with the app. Nothing here waits for the
    Hub but a thread of its own; whatever goes wrong with a source, the others are asked for.

    Raises:
        ArtifactError: a folder holds no artifact.
    """

    def __init__(self, places: Iterable[Path | Source]):
        places = list(dict.fromkeys(places))
        folders = iter(artifact.load_all(place for place in places if isinstance(place, Path)).items())
        self._found: dict[str | Source, Artifact | None] = dict(
            next(folders) if isinstance(place, Path) else (place, last_good(place)) for place in places
        )
        self._sources = [place for place in places if isinstance(place, Source)]
        self._troubles = {source: f"{source} is being asked for at the Hub." for source in self._sources}
        self._lock = threading.Lock()
        self._next_look = 0.0
        self.models = Models(self._on_show())

    def look(self) -> None:
        """See whether there is something newer, in the background, unless that was done lately."""
        with self._lock:
            if not self._sources or time.monotonic() < self._next_look:
                return
            self._next_look = float("inf")
        try:
            threading.Thread(target=self._look, daemon=True).start()
        except RuntimeError as error:  # the system gives no more threads now
            told(error)
            self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS

    def _look(self) -> None:
        try:
            for source in self._sources:
                trouble = self._pull(source)
                if trouble and trouble != self._troubles[source]:
                    print(trouble, flush=True)
                self._troubles[source] = trouble
                self.models.show(self._on_show())
        finally:
            self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS

    def _pull(self, source: Source) -> str:
        """Pull a source; what went wrong, or ""."""
        try:
            self._found[source] = hub.pull(source)
        except Exception as error:
            return plain(told(error), LONGEST_TROUBLE)
        return ""

    def _on_show(self) -> dict[str, Artifact]:
        """Models by key: folders by name, those from the Hub as USER/REPO@COMMIT."""
        shown = {}
        for place, found in self._found.items():
            if isinstance(place, str):
                shown[place] = found
            elif found and found.folder:
                key = f"{place.repo_id}@{found.folder.name[:7]}"
                shown[key] = with_trouble(found, self._troubles[place], "the last good copy")
            else:
                for name, shipped in what_ships().items():
                    shown.setdefault(name, with_trouble(shipped, self._troubles[place], "what ships"))
        return shown


@cache
def what_ships() -> dict[str, Artifact]:
    return artifact.load_all(artifact.PRETRAINED.values())


def last_good(source: Source) -> Artifact | None:
    """The copy of a source that is here; None too if something unexpected is in its place."""
    try:
        return hub.last_good(source)
    except Exception as error:
        print(f"{source}: {told(error)}", flush=True)
        return None


def with_trouble(found: Artifact, trouble: str, stand_in: str) -> Artifact:
    """Say of an artifact why it is shown and not the newest from the Hub."""
    if not trouble:
        return found
    return dataclasses.replace(found, origin=f"{found.origin} {trouble} Meanwhile {stand_in} is shown.")
