"""How many connections there may be; which one gives way, and when, is in test_patience.py."""

import sys

import pytest
from uvicorn import Config

from mnistff.serving.http import connections
from mnistff.serving.http.connections import (
    DESCRIPTORS_FOR_THE_REST,
    MOST,
    PatientConnection,
    be_patient,
    most_connections,
)


def test_the_server_makes_patient_connections_and_no_sockets() -> None:
    config = Config(app=None)
    be_patient(config)
    assert config.http_protocol_class is PatientConnection
    assert config.ws_protocol_class is None
    assert 0 < PatientConnection.most <= MOST


@pytest.mark.skipif(sys.platform == "win32", reason="Needs limits as Unix has them.")
def test_there_are_as_many_as_there_are_descriptors_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, before[1]))
        monkeypatch.setattr(connections, "MOST", 400)
        assert most_connections() == 400  # the system allows more than there were
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 400 + DESCRIPTORS_FOR_THE_REST
        monkeypatch.setattr(connections, "MOST", before[1])  # and no more than it allows
        assert most_connections() == before[1] - DESCRIPTORS_FOR_THE_REST
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
