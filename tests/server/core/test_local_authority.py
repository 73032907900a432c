"""The local authority: phones trust it once, and it stays the same over restarts."""

from pathlib import Path

from cryptography import x509
from flask import Flask

from server.local_authority import issue_certificate


def test_the_certificate_is_signed_by_an_authority_that_stays(tmp_path: Path) -> None:
    cert_path, key_path = issue_certificate(tmp_path, "192.0.2.7")
    before = (tmp_path / "tls" / "ca.pem").read_bytes()
    issue_certificate(tmp_path, "192.0.2.8")
    assert (tmp_path / "tls" / "ca.pem").read_bytes() == before
    authority = x509.load_pem_x509_certificate(before)
    leaf = x509.load_pem_x509_certificate(cert_path.read_bytes())
    leaf.verify_directly_issued_by(authority)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "192.0.2.8" in {str(ip) for ip in names.get_values_for_type(x509.IPAddress)}
    assert key_path.stat().st_mode & 0o077 == 0


def test_the_page_tells_how_and_gives_the_authority_only_where_there_is_one(app: Flask) -> None:
    browser = app.test_client()
    assert "安装本地证书" in browser.get("/install").get_data(as_text=True)
    assert browser.get("/install/ca.pem").status_code == 404
    data_dir = app.extensions["ducha"].settings.data_dir
    issue_certificate(data_dir, "localhost")
    answer = browser.get("/install/ca.pem")
    assert answer.get_data().startswith(b"-----BEGIN CERTIFICATE-----")
    assert "attachment" in answer.headers["Content-Disposition"]
