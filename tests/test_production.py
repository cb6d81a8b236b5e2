"""docs/production.md, started once as it is written: its commands, units and nginx.conf on free loopback ports."""

import gzip
import json
import os
import re
import shlex
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests import services
from tests.certificates import write_certificate

# One worker runs them all: what they start is started once.
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("production")]
ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NEEDED = {
    "SECRET_KEY": "production-test-" * 5,
    "SITE_URL": "https://localhost",
    "DATABASE_URL": "postgres://espace@127.0.0.1/espace",
    "REDIS_URL": "redis://127.0.0.1/0",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "Espace Aluminium <ne-pas-repondre@localhost>",
    "PRIVACY_OFFICER": "Responsable, courriel@localhost",
}
ADMINISTRATOR = {"ESPACE_ADMIN_EMAIL": "admin@espace.example", "ESPACE_ADMIN_PASSWORD": "Lingots-et-billettes-7"}


def clean_environment(data, **variables):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    places = {"ESPACE_DATA": str(data), "STATIC_ROOT": f"{data}/static", "ACCEL_REDIRECT": "/prive/"}
    return {**kept, "PRODUCTION": "1", **places, **variables}


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def manage_well(environment, *arguments):
    done = manage(environment, *arguments)
    assert done.returncode == 0, f"{arguments}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def unit_command(name, replaced):
    """Return the ExecStart of a unit of docs/systemd, for this checkout and these ports."""
    unit = (ROOT / "docs/systemd" / name).read_text()
    line = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE).group(1)
    for old, new in {"/srv/espace/.venv/bin/": f"{BIN}/", **replaced}.items():
        line = line.replace(old, new)
    return shlex.split(line)


def nginx_command(folder, ports):
    """Write docs/nginx.conf for these ports, with a certificate of its own, inside the least nginx.conf."""
    write_certificate(folder)
    site = (ROOT / "docs/nginx.conf").read_text()
    replaced = {
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{ports['http']};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports['https']} ssl http2;",
        "espace.example;": "localhost;",
        "/etc/letsencrypt/live/espace.example/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "/srv/espace-static/": f"{folder}/static/",
        "/var/lib/espace/": f"{folder}/",
        "127.0.0.1:8001": f"127.0.0.1:{ports['pages']}",
        "127.0.0.1:8002": f"127.0.0.1:{ports['sockets']}",
        "127.0.0.1:8003": f"127.0.0.1:{ports['more sockets']}",
    }
    for old, new in replaced.items():
        assert old in site, f"docs/nginx.conf has no {old}"
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    main = [
        f"{'user root; ' if os.geteuid() == 0 else ''}daemon off; pid {folder}/nginx.pid; worker_processes 1;",
        "events {} http { include /etc/nginx/mime.types;",
        *(f"{kind}_temp_path {folder}/nginx-{kind};" for kind in kinds),
        f"include {folder}/site.conf; }}",
    ]
    (folder / "nginx.conf").write_text("\n".join(main))
    return [
        services.find_program("nginx"),
        "-c",
        f"{folder}/nginx.conf",
        "-p",
        folder,
        "-e",
        f"{folder}/nginx-error.log",
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Yield the environment of the whole, migrated and running behind nginx, with an administrator."""
    folder = tmp_path_factory.mktemp("production")
    ports = {name: services.free_port() for name in ("http", "https", "pages", "sockets", "more sockets")}
    with ExitStack() as stack:
        # Servers of its own: nothing of other tests that share the run's Redis or fill its PostgreSQL.
        database = stack.enter_context(services.private_postgresql())
        redis = stack.enter_context(services.private_redis())
        address = f"https://localhost:{ports['https']}"
        values = {"DATABASE_URL": database, "REDIS_URL": redis, "SITE_URL": address}
        values |= {"EMAIL_URL": f"filemail:///{folder}/mail", "DATABASE_POOL": "4"}
        environment = clean_environment(folder, **NEEDED | values)
        manage_well(environment, "migrate")
        manage_well(environment, "collectstatic", "--no-input")
        administrator = {
            "ESPACE_ADMIN_EMAIL": "admin@espace.example",
            "ESPACE_ADMIN_PASSWORD": "Lingots-et-billettes-7",
        }
        manage_well({**environment, **administrator}, "create_administrator")

        def start(command, ready):
            stack.enter_context(services.running(command, ready=ready, cwd=ROOT, env=environment))

        start(unit_command("espace-worker.service", {}), lambda: True)
        start(unit_command("espace-due.service", {}), lambda: True)
        pages = unit_command("espace-pages.service", {":8001": f":{ports['pages']}", "--workers 5": "--workers 2"})
        # gunicorn accepts connections before its workers can answer them.
        start(pages, lambda: is_healthy(ports["pages"]))
        for name in ("sockets", "more sockets"):
            command = unit_command("espace-sockets@.service", {"%i": str(ports[name])})
            start(command, lambda name=name: services.answers(ports[name]))
        start(nginx_command(folder, ports), lambda: services.answers(ports["https"]))
        yield {**environment, "folder": folder, "http": f"http://localhost:{ports['http']}"}


def is_healthy(port):
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def tls(site):
    return ssl.create_default_context(cafile=site["folder"] / "fullchain.pem")


def fetch(site, tls, path, **headers):
    address = path if path.startswith("http") else site["SITE_URL"] + path
    request = urllib.request.Request(address, headers=headers)
    opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=tls))
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        return answer.status, answer.headers, answer.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def test_the_home_page_arrives_through_nginx(site, tls):
    status, headers, body = fetch(site, tls, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="fr' in body.decode()
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "'unsafe-" not in headers["Content-Security-Policy"]


def test_an_unencrypted_address_leads_to_the_encrypted_one(site, tls):
    status, headers, _ = fetch(site, tls, site["http"] + "/fils/")
    assert (status, headers["Location"]) == (301, "https://localhost/fils/")


def test_healthz_answers(site, tls):
    status, _, body = fetch(site, tls, "/healthz")
    assert (status, json.loads(body)["status"]) == (200, "ok")


def test_a_static_file_is_hashed_compressed_and_kept_for_ever(site, tls):
    _, _, page = fetch(site, tls, "/")
    style = re.search(r'href="(/static/css/[^"]+\.css)"', page.decode()).group(1)
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    status, headers, body = fetch(site, tls, style, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["X-Content-Type-Options"]) == (200, "gzip", "nosniff")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"{" in gzip.decompress(body)


def test_a_page_is_compressed(site, tls):
    _, headers, body = fetch(site, tls, "/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(body)


PUBLISH = """
from tests.build import make_attachment, make_board, make_thread, make_user
author = make_user("Camille Gauthier")
shown, kept = make_attachment(author), make_attachment(author)
make_thread(author, make_board(), body=shown.markdown)
print("files:", shown.get_absolute_url(), kept.get_absolute_url())
"""


def test_nginx_sends_the_picture_of_a_public_post_and_no_other(site, tls):
    shown, kept = manage_well(site_environment(site), "shell", "-c", PUBLISH).split("files:")[1].split()
    status, headers, body = fetch(site, tls, shown)
    assert (status, headers["Content-Type"], body[8:12]) == (200, "image/webp", b"WEBP")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert (headers["Cache-Control"], headers["X-Accel-Redirect"]) == ("private, no-cache", None)
    assert fetch(site, tls, shown, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert fetch(site, tls, kept)[0] == 404
    [path] = (site["folder"] / "files").glob(f"*/*/{shown.split('/')[2].replace('-', '')}.webp")
    assert fetch(site, tls, f"/prive/{path.relative_to(site['folder'] / 'files')}")[0] == 404


def test_a_guest_who_opens_a_socket_is_told_to_sign_in(site, tls):
    address, patient = socket_address(site), {"ssl": tls, "open_timeout": services.PATIENCE}
    with connect(address, origin=site["SITE_URL"], **patient) as socket, pytest.raises(ConnectionClosed):
        while True:
            socket.recv(timeout=services.PATIENCE)
    assert socket.close_code == 4401


def test_a_socket_from_a_foreign_page_gets_nowhere(site, tls):
    with pytest.raises(Exception, match="403"):
        connect(socket_address(site), ssl=tls, origin="https://localhost.example")


def socket_address(site):
    return site["SITE_URL"].replace("https:", "wss:") + "/ws/?lang=fr-ca"


def test_mail_leaves_by_the_worker(site):
    letter = "from notifications.actions import send_email as s; s(to='camille@espace.example', subject='S', text='T')"
    manage_well(site_environment(site), "shell", "-c", letter)
    deadline = time.monotonic() + 60
    while not (sent := list((site["folder"] / "mail").glob("*"))) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert "To: camille@espace.example" in "".join(path.read_text() for path in sent)


def test_the_deployment_check_has_nothing_to_say(site):
    said = manage_well(site_environment(site), "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said


def test_a_backup_restores_to_the_same(site, tmp_path):
    source = site["DATABASE_URL"]
    target = source.rsplit("/", 1)[0] + "/restored"
    dump, restore, create = (services.find_program(name) for name in ("pg_dump", "pg_restore", "psql"))
    subprocess.run([dump, "--format=custom", f"--file={tmp_path}/espace.dump", source], check=True)
    subprocess.run([create, source, "-c", "CREATE DATABASE restored"], check=True, capture_output=True)
    subprocess.run([restore, "--exit-on-error", f"--dbname={target}", f"{tmp_path}/espace.dump"], check=True)
    restored = {**site_environment(site), "DATABASE_URL": target}
    assert "No migrations to apply" in manage_well(restored, "migrate")
    count = "from accounts.models import User; print('admins:', User.objects.filter(is_superuser=True).count())"
    assert "admins: 1" in manage_well(restored, "shell", "-c", count)


def site_environment(site):
    return {name: value for name, value in site.items() if name not in ("folder", "http")}


@pytest.mark.parametrize("missing", NEEDED)
def test_production_refuses_to_start_without_its_secrets_and_says_which(missing, tmp_path):
    environment = clean_environment(tmp_path, **NEEDED)
    del environment[missing]
    refusal = manage(environment, "check")
    assert refusal.returncode != 0
    assert refusal.stderr.rstrip().endswith(f"PRODUCTION=1 needs these environment variables: {missing}")


def test_production_is_never_a_demo(tmp_path):
    refusal = manage(clean_environment(tmp_path, **NEEDED, DEMO="1"), "check")
    assert "DEMO=1 has public passwords" in refusal.stderr


def test_production_has_no_page_that_shows_emails(site, tls):
    assert fetch(site, tls, "/demo/courriels/")[0] == 404
