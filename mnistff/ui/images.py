"""The images of MNIST's test set, read when somebody first wants to see one."""

import threading

import torch

from mnistff.data import DataError, load_mnist


class TestImages:
    """MNIST's test images, fetched once, in the background, and shared by all visitors."""

    __test__ = False  # pytest: this is no test

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._images: torch.Tensor | None = None

    def prepare(self) -> None:
        """Start to read or fetch the images; returns at once."""
        threading.Thread(target=self._try, daemon=True).start()

    def get(self) -> torch.Tensor:
        """The images, uint8 (10000, 28, 28); waits until they are there.

        Raises:
            DataError: they cannot be had; the next call tries again.
        """
        with self._lock:
            if self._images is None:
                self._images = load_mnist("test").images
            return self._images

    def _try(self) -> None:
        try:
            self.get()
        except DataError as error:
            print(error)
