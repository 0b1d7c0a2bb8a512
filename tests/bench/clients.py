"""How the programs that Clipkeep is compared with are told to fetch a list of addresses."""
import shutil

CURL = ["curl", "--disable", "--silent", "--show-error", "--fail", "--no-progress-meter"]
ARIA2 = ["aria2c", "--no-conf", "--quiet", "--split=1", "--max-connection-per-server=1",
         "--ca-certificate=/etc/ssl/certs/ca-certificates.crt"]
WGET2 = ["wget2", "--no-config", "--quiet", "--no-hsts", "--no-robots"]
YT_DLP = ["yt-dlp", "--ignore-config", "--no-cache-dir", "--quiet", "--no-warnings", "--no-mtime",
          "--force-generic-extractor"]


def has(name):
    return shutil.which(name) is not None


def curl(top, name, urls, at_once=1):
    """Gives the command and the names of the files it makes."""
    names, config = [f"f{n}" for n in range(len(urls))], top / f"{name}.curl"
    config.write_text("".join(f'url = "{url}"\noutput = "{file}"\n' for url, file in zip(urls, names)))
    parallel = ["--parallel", "--parallel-max", str(at_once)] if at_once > 1 else []
    return [*CURL, *parallel, "-K", config], names


def and_proof(fetch, names, top):
    """Adds what is needed to be as sure of the files as we are."""
    listed = top / "names"
    listed.write_text("".join(f"{name}\0" for name in names))
    script = f'"$@" && xargs -0 sync <{listed} && xargs -0 sha256sum <{listed} >SUMS'
    return ["sh", "-c", script, "sh", *fetch]


def aria2(top, name, urls, at_once):
    listed = top / f"{name}.aria2"
    listed.write_text("".join(f"{url}\n out=f{n}\n" for n, url in enumerate(urls)))
    return [*ARIA2, f"--max-concurrent-downloads={at_once}", "--input-file", listed]


def wget2(top, name, urls, at_once):
    """In folders, because it would try name after name where many are called index.html."""
    listed = top / f"{name}.wget2"
    listed.write_text("".join(f"{url}\n" for url in urls))
    return [*WGET2, "--force-directories", "--cut-file-get-vars", f"--max-threads={at_once}", "--input-file", listed]


def yt_dlp(top, name, urls):
    """Its own way from a page to a video fails on today's pages: it is given the videos' addresses.
    It fetches one after the other."""
    listed = top / f"{name}.yt-dlp"
    listed.write_text("".join(f"{url}\n" for url in urls))
    return [*YT_DLP, "--output", "f%(autonumber)s", "--batch-file", listed]


def others(top, name, urls, videos, at_once):
    """All that are installed, by name, other than curl; yt-dlp can do only the videos."""
    commands = {}
    if has("aria2c"):
        commands["aria2c"] = aria2(top, name, urls, at_once)
    if has("wget2"):
        commands["wget2"] = wget2(top, name, urls, at_once)
    if has("yt-dlp"):
        commands["yt-dlp"] = yt_dlp(top, name, videos)
    return commands


def going_on(file, url):
    """How each is told to go on with FILE, by name."""
    commands = {"curl -C -": [*CURL, "-C", "-", "-o", file, url],
                "wget -c": ["wget", "--no-config", "--quiet", "--no-hsts", "-c", "-O", file, url],
                "wget2 -c": [*WGET2, "-c", "-O", file, url],
                "aria2c -c": [*ARIA2, "-c", "-o", file, url],
                "yt-dlp -c": [*YT_DLP, "--no-part", "-c", "-o", file, url]}
    return {name: command for name, command in commands.items() if has(command[0])}
