"""The model card: what an artifact says of itself to people, and to the Hub."""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from huggingface_hub import EvalResult, ModelCardData

from mnistff import handwriting
from mnistff.datasets import TEST_SETS, TRAINED_ON, description
from mnistff.evaluation import Evaluation, confusion_matrix, recall_and_precision, worst_confusions
from mnistff.model import Network
from mnistff.system.text import escaped

TEMPLATE = Path(__file__).with_suffix(".md")
EXPERIMENTS = {
    "labels": {"shuffled": "The labels of the training images were shuffled: it learnt no digits by them."},
    "activation": {"none": "There was no ReLU: the two layers are folded into the one that they are."},
    "softmax": {"added": "A softmax stood before the loss, which has its own: both losses are larger."},
    "weights": {"zeros": "All weights were 0 in the beginning."},
}
"""What is remarked of settings that the lecture advises against."""


def model_card(model: Network, metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> str:
    """The text of an artifact's README.md.

    It says USER/REPO where the name of the repository belongs, which `hub.push` puts in.
    """
    first, evaluation = next(iter(evaluations.items()))
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    recall, _ = recall_and_precision(matrix)
    hardest = int(recall.nan_to_num(1).argmin())
    layers = " → ".join(str(layer.out_features) for layer in model.layers[:-1])
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        metadata=metadata(metrics, evaluations).to_yaml(),
        recipe=escaped(metrics["recipe"]),
        data=description(metrics["settings"]["data"]),
        architecture=type(model).__name__,
        hidden=f"{layers} hidden units → " if layers else "",
        epochs=metrics["settings"]["epochs"],
        seed=metrics["seed"],
        device=metrics["device"],
        seconds=f"{metrics['seconds']:.0f}",
        remarks=remarks(metrics),
        parameters=f"{metrics['parameters']:,}",
        accuracies="\n".join(accuracy_lines(metrics, evaluations)),
        test_set=TEST_SETS[first].test_title,
        hardest=hardest,
        recall=f"{recall[hardest]:.2%}",
        mistakes=f"{int((evaluation.predictions != evaluation.labels).sum()):,}",
        count=f"{len(evaluation.labels):,}",
        confusions="\n".join(f"- {confusion}" for confusion in worst_confusions(matrix)),
    )


def remarks(metrics: Mapping[str, Any]) -> str:
    """A paragraph on what the recipe did that makes the numbers other than they seem; "" if nothing."""
    settings, said = metrics["settings"], []
    if every := settings.get("redrawn_every"):
        said.append(f"Every {every} epochs other digits were drawn; the first row is of the last of them.")
    for name, remark in EXPERIMENTS.items():
        if settings.get(name) in remark:
            said.append(remark[settings[name]])
    if smoothing := settings.get("label_smoothing"):
        said.append(f"The labels were smoothed by {smoothing}: the training loss is larger for it.")
    if handwritten := metrics.get("handwriting"):
        said.append(handwriting.in_words(handwritten))
    if temperature := metrics.get("temperature"):
        said.append(
            f"In the end the logits were divided by {temperature:.3f}, chosen on digits drawn for that: of "
            "the answers given with 90%, about 90% are right. The losses are from before."
        )
    return "\n\n" + "\n".join(said) if said else ""


def metadata(metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> ModelCardData:
    """What the Hub reads at the top of the card, with the accuracies as its `model-index`."""
    on_hub = [each.hub_id for each in TRAINED_ON[metrics["settings"]["data"]] if each.hub_id]
    return ModelCardData(
        library_name="mnistff",
        pipeline_tag="image-classification",
        license="mit",
        datasets=on_hub or None,
        metrics=["accuracy"],
        tags=["mnist", "pytorch", "feed-forward"],
        model_name=f"mnistff-{metrics['recipe']}",
        eval_results=[
            EvalResult(
                task_type="image-classification",
                metric_type="accuracy",
                metric_value=evaluation.accuracy,
                dataset_type=TEST_SETS[name].hub_id or f"mnistff-{name}",
                dataset_name=TEST_SETS[name].card_title,
                dataset_split="test",
            )
            for name, evaluation in evaluations.items()
        ],
    )


def accuracy_lines(metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> list[str]:
    """A Markdown table: the accuracy on what the network was trained on, and on each test set."""
    return [
        "| measured on | images | accuracy |",
        "| --- | --- | --- |",
        f"| what it was trained on | {metrics['train_images']:,} | {metrics['train_accuracy']:.2%} |",
        *(
            f"| {TEST_SETS[name].test_title} | {len(e.labels):,} | {e.accuracy:.2%} |"
            for name, e in evaluations.items()
        ),
    ]
