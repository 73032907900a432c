"""Local authority: a certificate for phones on the same network, by a CA made on this machine."""

import socket
from pathlib import Path

import trustme
from flask import Blueprint, Flask, Response

from server.core.endpoint import PUBLIC, endpoint
from server.core.problems import NotFound
from server.core.runtime import runtime

routes = Blueprint("local_authority", __name__, url_prefix="/install")
FOLDER = "tls"
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>安装本地证书</title>
<style>body{font:17px/1.7 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1.5rem;
color:#12303a}a.button{display:block;background:#0b5c66;color:#fff;text-align:center;padding:.9rem;
border-radius:.75rem;text-decoration:none;margin:1.2rem 0}li{margin:.5rem 0}</style></head><body>
<h1>安装本地证书</h1><p>督查通需要 HTTPS 才能离线使用和拍照。本服务的证书由这台电脑自己签发,
装一次即可，只用于本单位内网。</p><a class="button" href="/install/ca.pem">下载证书</a>
<h2>安卓</h2><ol><li>下载后打开 设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。</li>
<li>选择刚下载的 <b>ducha-ca.pem</b>,确认安装。</li><li>完全关闭浏览器，再打开本站。</li></ol>
<h2>iPhone</h2><ol><li>用 Safari 下载，在 设置 → 已下载描述文件 中安装。</li>
<li>设置 → 通用 → 关于本机 → 证书信任设置，打开“督查通”的开关。</li></ol>
<p lang="en">Install this certificate once, then reopen the site. It is valid for this server only.
</p><p><a href="/">完成，打开督查通</a></p></body></html>"""


def issue_certificate(data_dir: Path, host: str) -> tuple[Path, Path]:
    """Certificate and key for this machine's names, signed by the kept local authority."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    leaf = _authority(folder).issue_cert(*_names(host))
    cert, key = folder / "server.pem", folder / "server.key"
    cert.write_bytes(b"".join(part.bytes() for part in leaf.cert_chain_pems))
    key.touch(mode=0o600)
    key.write_bytes(leaf.private_key_pem.bytes())
    return cert, key


def install(app: Flask) -> None:
    app.register_blueprint(routes)


@endpoint(
    routes, "GET", "", guard=PUBLIC, summary="How to trust the local authority", media="text/html"
)
def show_steps() -> Response:
    return Response(PAGE, content_type="text/html; charset=utf-8")


@endpoint(
    routes,
    "GET",
    "/ca.pem",
    guard=PUBLIC,
    summary="The local authority's certificate",
    media="application/x-x509-ca-cert",
    problems=(NotFound,),
)
def get_authority() -> Response:
    path = runtime().settings.data_dir / FOLDER / "ca.pem"
    if not path.exists():
        raise NotFound("本服务没有使用本地证书")
    headers = {"Content-Disposition": "attachment; filename=ducha-ca.pem"}
    return Response(path.read_bytes(), headers=headers, content_type="application/x-x509-ca-cert")


def _authority(folder: Path) -> trustme.CA:
    """The authority of this data folder; made once, so that phones trust it for good."""
    cert, key = folder / "ca.pem", folder / "ca.key"
    if cert.exists() and key.exists():
        return trustme.CA.from_pem(cert.read_bytes(), key.read_bytes())
    authority = trustme.CA(organization_name="督查通 Ducha", organization_unit_name="local")
    cert.write_bytes(authority.cert_pem.bytes())
    key.touch(mode=0o600)
    key.write_bytes(authority.private_key_pem.bytes())
    return authority


def _names(host: str) -> set[str]:
    names = {"localhost", "127.0.0.1", socket.gethostname(), host} - {"0.0.0.0", "::"}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # No packet is sent: this only asks which address the machine would use on its network.
        probe.connect(("192.0.2.1", 9))
        names.add(probe.getsockname()[0])
    return names
