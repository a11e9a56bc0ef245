"""Imports what the app and a training import, and draws the pen-stroke test set, for whoever is forked."""

import gc
from importlib import import_module

IMPORTED = [
    *("app", "train", "mnistff.hub", "mnistff.serving.watch", "mnistff.ui"),
    *("torch._dynamo", "torchvision.datasets.mnist", "mnistff.artifact.plots"),  # for whoever trains
]

gc.disable()  # none of it is garbage, here or there
for name in IMPORTED:
    try:
        import_module(name)
    except ImportError as error:  # which the server would pass over in silence
        raise RuntimeError(f"{name} can't be imported.") from error
import_module("torch").set_num_threads(1)  # a fork has no others, and would wait for them for ever
import_module("mnistff.strokes").evaluation_set()
gc.freeze()
gc.enable()
