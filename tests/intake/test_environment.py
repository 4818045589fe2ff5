"""Addresses of the inbox take ${NAME} from the environment; a password with @ stays whole, a missing one is said."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from assets.intake.office.environment import VariableMissing, expanded


def test_a_password_may_hold_any_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", "p@ss/word:1")
    address = urlsplit(expanded("sftp://office:${SFTP_PASSWORD}@10.0.0.8/inbox"))
    assert unquote(address.password or "") == "p@ss/word:1"
    assert (address.hostname, address.path) == ("10.0.0.8", "/inbox")


def test_a_whole_address_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_URL", "s3://district/inbox?x=1")
    assert expanded("${INBOX_URL}") == "s3://district/inbox?x=1"
    assert expanded("inbox") == "inbox"


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENT", raising=False)
    with pytest.raises(VariableMissing, match="ABSENT") as problem:
        expanded("sftp://office:${ABSENT}@host/inbox")
    assert problem.value.exit_code == 2
