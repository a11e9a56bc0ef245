"""A card that people edited on the Hub keeps what they wrote, and says the new numbers."""

from pathlib import Path

import pytest
from huggingface_hub import ModelCard

from mnistff import artifact, hub
from mnistff.artifact.card import model_card
from mnistff.hub_client.card_merge import merged
from mnistff.hub_client.errors import HubError
from support.loopback_hub import LoopbackHub

pytestmark = pytest.mark.usefixtures("jobs_here")


ACCURACY = f"{artifact.load(artifact.PRETRAINED['robust']).metrics['test_accuracy']['mnist']:.2%}"
"""What the new card says."""


@pytest.fixture(scope="session")
def old() -> str:
    return (artifact.PRETRAINED["lecture"] / artifact.CARD).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def new() -> str:
    return (artifact.PRETRAINED["robust"] / artifact.CARD).read_text(encoding="utf-8")


def data(card: str) -> dict:
    return ModelCard(card).data.to_dict()


def test_a_card_that_nobody_edited_becomes_the_new_one(old: str, new: str) -> None:
    assert merged(old, new) == new
    assert merged(new, new) == new


def test_every_number_of_a_card_stands_between_marks(old: str, new: str) -> None:
    shipped = artifact.load(artifact.PRETRAINED["lecture"])
    strokes_only = {**shipped.metrics, "settings": {**shipped.metrics["settings"], "data": "strokes"}}
    other = model_card(shipped.model, strokes_only, {"strokes": shipped.evaluations["strokes"]})
    assert merged(old, other).split("---\n", 2)[2] == other.split("---\n", 2)[2]
    assert "datasets" not in data(merged(old, other))


def test_what_a_person_wrote_stays_beside_the_new_numbers(old: str, new: str) -> None:
    edited = old.replace("## Load it", "## Thanks\n\nTo class 7b, 97.83% of them.\n\n## Load it")
    edited = edited.replace("It is not for anything\nthat matters", "Not for cheques")
    edited = edited.replace("# A feed-forward network for MNIST\n", "# Our network\n")
    result = merged(edited, new)
    for kept in ("To class 7b, 97.83% of them.", "Not for cheques", "# Our network\n"):
        assert kept in result
    assert f"| MNIST's test set | 10,000 | {ACCURACY} |" in result
    assert "| MNIST's test set | 10,000 | 97.83% |" not in result
    assert "800 hidden units" in result and "128 hidden units" not in result


def test_what_a_person_wrote_between_marks_is_written_anew(old: str, new: str) -> None:
    assert merged(old.replace("128 hidden units", "127 hidden units"), new) == new


@pytest.mark.parametrize("gone", ["<!-- measured: mistakes -->", "<!-- end: mistakes -->"])
def test_a_part_whose_mark_was_taken_away_stays_as_it_is(old: str, new: str, gone: str) -> None:
    result = merged(old.replace(gone, ""), new)
    assert "is wrong about 217 of 10,000 images" in result
    assert ACCURACY in result


def test_a_part_that_was_taken_out_stays_out(old: str, new: str) -> None:
    before, _, rest = old.partition("<!-- measured: mistakes -->")
    _, _, after = rest.partition("<!-- end: mistakes -->")
    result = merged(before + after, new)
    assert "is wrong about" not in result
    assert ACCURACY in result


def test_metadata_of_a_person_stays_and_what_is_measured_is_new(old: str, new: str) -> None:
    edited = old.replace("license: mit", "license: apache-2.0\nlanguage: en\nco2_eq_emissions: 3")
    edited = edited.replace("tags:\n", "tags:\n- our-school\n")
    result = data(merged(edited, new))
    assert (result["license"], result["language"], result["co2_eq_emissions"]) == ("apache-2.0", "en", 3)
    assert set(result["tags"]) == {"our-school", "mnist", "pytorch", "feed-forward"}
    assert result["model-index"] == data(new)["model-index"]
    assert result["library_name"] == "mnistff"


@pytest.mark.parametrize(
    "empty", ["", "---\nlicense: cc0-1.0\n---\n", "---\nlicense: cc0-1.0\n---\n\n \n", "---\n{}\n---\n"]
)
def test_a_card_without_a_text_gets_the_whole_one(new: str, empty: str) -> None:
    result = merged(empty, new)
    assert ModelCard(result).text == ModelCard(new).text
    assert data(result)["license"] == ("cc0-1.0" if "cc0" in empty else "mit")


def test_a_text_without_metadata_gets_it(new: str) -> None:
    result = merged("# Ours\n\nNothing measured.\n", new)
    assert ModelCard(result).text == "# Ours\n\nNothing measured.\n"
    assert data(result) == data(new)


def test_line_ends_stay_those_of_the_card(old: str, new: str) -> None:
    result = merged("\ufeff" + old.replace("\n", "\r\n"), new)
    assert result.count("\r\n") == result.count("\n")
    assert result.replace("\r\n", "\n") == new


@pytest.mark.parametrize("tags", ["{a: b}", "[[a, b], c, 3, {d: e}, null]", "3", "true"])
def test_tags_that_are_no_text_are_left_out(new: str, tags: str) -> None:
    result = merged(f"---\ntags: {tags}\n---\nOurs.\n", new)
    assert set(data(result)["tags"]) - {"c"} == set(data(new)["tags"])


@pytest.mark.parametrize("metadata", ["tags: [a", "- a list", "a: b: c", "\tx: 1"])
def test_metadata_that_is_no_yaml_is_for_a_person_to_mend(new: str, metadata: str) -> None:
    with pytest.raises(HubError, match=r"README\.md on the Hub .*Mend it"):
        merged(f"---\n{metadata}\n---\nOurs.\n", new)


def test_a_push_keeps_what_was_edited_on_the_hub_on_each_branch_apart(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")

    def card(branch: str) -> str:
        return (
            the_hub.blobs / the_hub.repositories["ann/branches"].commit(branch).files["README.md"]
        ).read_text()

    hub.push(artifact.PRETRAINED["lecture"], "ann/branches")
    the_hub.add("ann/branches", {"README.md": f"{card('main')}\nEdited.\n".encode()})
    hub.push(artifact.PRETRAINED["robust"], "ANN/branches", revision="trial")
    assert "Edited." in card("trial") and "800 hidden units" in card("trial")
    assert "128 hidden units" in card("main")
    assert 'from_pretrained("ann/branches"' in card("trial")


def test_who_edits_while_a_push_is_under_way_loses_nothing(
    the_hub: LoopbackHub, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.add("ann/edited", {"README.md": b"First."})

    def edit_meanwhile(request: object) -> None:
        if "/preupload/" in request.url.path:
            the_hub.add("ann/edited", {"README.md": b"Edited."})

    the_hub.fault = edit_meanwhile
    with pytest.raises(HubError, match=r"changed meanwhile \(412\)\. Try again"):
        hub.push(trained, "ann/edited")
    assert artifact.WEIGHTS not in the_hub.repositories["ann/edited"].commit("main").files
