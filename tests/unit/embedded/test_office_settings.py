"""Settings of an office without Docker: written once, then the operator's; what is wrong is named."""

from pathlib import Path

import pytest

from deploy.embedded.office.settings import FILE, OfficeSettings, SettingsRefused, read


def test_the_first_settings_are_written_for_their_owner_alone_and_are_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings == OfficeSettings()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_what_an_operator_has_written_stays(tmp_path: Path) -> None:
    written = 'port = 9090\nsmtp_host = "mail.example"\nsmtp_password = "kanarie"\n'
    (tmp_path / FILE).write_text(written)

    settings = read(tmp_path)

    assert (tmp_path / FILE).read_text() == written
    assert (settings.port, settings.sender_name) == (9090, "Coordination")
    notifications = settings.of_services()["notifications"]
    assert (notifications["smtp_host"], notifications["smtp_password"]) == ("mail.example", "kanarie")


def test_without_a_gateway_mail_goes_to_no_machine_at_all(tmp_path: Path) -> None:
    assert read(tmp_path).of_services()["notifications"]["smtp_host"] == "smtp.invalid"


REFUSED = {
    "port = 80": "port",
    'port = "8080"': "port",
    'smtp_hots = "mail.example"': "smtp_hots",
    'smtp_host = "mail.example"\nsmtp_tls = "none"': "smtp_tls",
    'smtp_tls = "maybe"': "smtp_tls",
    'sms_url = "http://sms.example/messages"': "sms_url",
    'sender_address = "nobody"': "sender_address",
    'oidc_issuer = "http://issuer.example"': "oidc_issuer",
    'oidc_issuer = "https://issuer.example"': "oidc_client_id",
    'oidc_ca = "/nowhere/authority.pem"': "oidc_ca",
    "contacts_per_day = 0": "contacts_per_day",
    'smtp_host = "mail': "TOML",
}


@pytest.mark.parametrize(("written", "named"), REFUSED.items())
def test_what_a_service_would_refuse_is_named_before_anything_starts(tmp_path: Path, written: str, named: str) -> None:
    (tmp_path / FILE).write_text(f'smtp_password = "kanarie"\n{written}\n')

    with pytest.raises(SettingsRefused) as refused:
        read(tmp_path)

    assert f"{tmp_path / FILE}" in str(refused.value)
    assert named in str(refused.value)
    assert "kanarie" not in str(refused.value)
