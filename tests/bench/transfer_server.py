"""The server of transfer.py: nginx, to which all names of the world are led."""
import contextlib
import os
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

ADDRESS, STANDIN = "203.0.113.12", "203.0.113.10"
# What is not kept yet comes from the stand-in. Its addresses of media end with a slash, which
# no file's name can.
CONFIG = """
worker_processes 1;
daemon off;
user root;
pid {top}/nginx.pid;
error_log {top}/error.log;
events {{}}
http {{
  client_body_temp_path {top}/tmp; proxy_temp_path {top}/tmp; fastcgi_temp_path {top}/tmp;
  uwsgi_temp_path {top}/tmp; scgi_temp_path {top}/tmp;
  log_format plain '$status $body_bytes_sent $connections_writing https://$host$request_uri';
  access_log {top}/access.log plain;
  map $uri $kept {{ ~^(?<name>.*[^/])/?$ $name; }}
  map $request_uri $type {{ ~^/video/ video/mp4; ~~tplv- image/jpeg; default text/html; }}
  default_type "";
  types {{}}
  sendfile on; tcp_nopush on; keepalive_requests 100000;
  server {{
    listen {address}:443 ssl http2;
    ssl_certificate {world}/server.pem; ssl_certificate_key {world}/server.key;
    root {top}/kept;
    set $rate 0;
    if (-f {top}/slow) {{ set $rate 16m; }}
    limit_rate $rate;
    location / {{
      add_header Content-Type $type;
      add_header Set-Cookie "tt_chain_token=AAAAAAAAAAAAAAAAAAAAAA==; Domain=.tiktok.com; Path=/; Secure; HttpOnly";
      try_files /$host$kept @standin;
    }}
    location @standin {{
      proxy_pass https://{standin}; proxy_ssl_server_name on; proxy_ssl_name $host;
      proxy_set_header Host $host; proxy_set_header Accept-Encoding ""; proxy_set_header Range "";
      proxy_store {top}/kept/$host$kept;
    }}
  }}
}}
"""


class Server:
    def __init__(self, top):
        self.top = top / "server"
        self.log = self.top / "access.log"

    def __enter__(self):
        world = Path(os.environ["CK_WORLD"])
        (self.top / "tmp").mkdir(parents=True)
        config = self.top / "nginx.conf"
        config.write_text(CONFIG.format(top=self.top, world=world, address=ADDRESS, standin=STANDIN))
        subprocess.run(["ip", "address", "add", f"{ADDRESS}/24", "dev", "ck0"], check=True)
        self.process = subprocess.Popen(["nginx", "-p", self.top, "-c", config, "-e", self.top / "error.log"])
        hosts = world / "hosts.txt"  # the world's, not the machine's
        hosts.write_text(hosts.read_text().replace(STANDIN, ADDRESS))
        self.wait_until_up()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def wait_until_up(self):
        for _ in range(100):
            if (self.top / "nginx.pid").exists() and self.workers():
                return
            time.sleep(0.05)
        raise SystemExit(f"nginx does not start: {(self.top / 'error.log').read_text()}")

    def workers(self):
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def processor_seconds(self):
        """Of its own, so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.workers()]
        return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")

    def learn(self, action):
        """What was asked for meanwhile: `urls` in order, the `sizes` of the answers, and `at_once`, the
        most that were under way at one time."""
        before = self.log.stat().st_size if self.log.exists() else 0
        action()
        time.sleep(0.1)  # a line is written after its answer
        with open(self.log, encoding="utf-8") as log:
            log.seek(before)
            lines = [line.split() for line in log]
        bad = [line for line in lines if line[0] not in ("200", "206")]
        if bad:
            raise SystemExit(f"the server refused {bad[0]}")
        return SimpleNamespace(urls=[line[3] for line in lines], sizes=[int(line[1]) for line in lines],
                               at_once=1 + max(int(line[2]) for line in lines))  # besides the one that ended

    def strained(self, action):
        """What the action gives, and how many bytes and answers the server gave meanwhile for each
        second of its own processor time."""
        began, results = self.processor_seconds(), []
        seen = self.learn(lambda: results.append(action()))
        took = self.processor_seconds() - began
        return results[0], SimpleNamespace(bytes=sum(seen.sizes) / took, answers=len(seen.sizes) / took)

    @contextlib.contextmanager
    def slow(self):
        """Media at 16 MB/s, so that there is time to stop in their midst."""
        (self.top / "slow").touch()
        yield
        (self.top / "slow").unlink()
