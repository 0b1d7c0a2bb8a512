"""Many posts in one command, large or small."""
import clients
from measure import MB, MIB

SMALL = 3e6  # as transfer-posts.mjs makes them
FEW = 10
USUAL = 6  # at once, in the row that is not for comparison


def is_video(url):
    return "/video/tos/" in url


def learned(bench, server, addresses):
    """Saves them once. What was asked for is then on the server, and what the others are given."""
    seen = server.learn(lambda: bench.fresh(bench.save(addresses), 0))
    seen.videos = [url for url in seen.urls if is_video(url)]
    seen.bytes = sum(seen.sizes)
    seen.least = sum(size for url, size in zip(seen.urls, seen.sizes) if is_video(url))
    if len(seen.videos) != len(addresses):
        raise SystemExit(f"{len(seen.videos)} videos of {len(addresses)} posts")
    return seen


def measured(bench, server, addresses, seen, runs, among=None):
    """Costs by name, `among` these; what is not installed is left out. And what the server could do."""
    fetch, names = clients.curl(bench.top, "all", seen.urls, seen.at_once)
    alone, _ = clients.curl(bench.top, "videos", seen.videos, USUAL)
    commands = {"ours": bench.save(addresses), "curl": fetch, "proof": clients.and_proof(fetch, names, bench.top),
                **clients.others(bench.top, "all", seen.urls, seen.videos, seen.at_once), "videos": alone}
    commands = {name: command for name, command in commands.items() if among is None or name in among}
    return server.strained(lambda: bench.in_turns(commands, runs, seen.least))


def rows(table, what, cost, seen, bound=True):
    same = f"the same {len(seen.urls)} answers, {seen.at_once} at once"
    against = {"curl": (1.3, f"curl --parallel, {same}"), "proof": (1.0, "that curl, sync, sha256sum"),
               "aria2c": (1.0, f"aria2c, {same}"), "wget2": (None, f"wget2, {same}"),
               "yt-dlp": (1.0, "yt-dlp, videos alone, one by one"),
               "videos": (None, f"curl --parallel, videos alone, {USUAL} at once")}
    for name, (most, words) in against.items():
        if name in cost:
            table.row(what, cost["ours"].wall, cost[name].wall, "s", most if bound else None, words)


def many_posts(bench, server, table, addresses, runs):
    seen = learned(bench, server, addresses)
    cost, server_could = measured(bench, server, addresses, seen, runs)
    what, giga = f"{len(addresses)} posts of 3 MB", seen.bytes / 1e9
    rows(table, what, cost, seen)
    table.row(f"{what}: processor time per GB", cost["ours"].cpu / giga, cost["curl"].cpu / giga, "s", 1.5,
              "that curl, without hashing")
    table.memory(what, cost["ours"].peak / MIB)
    fastest = min(cost[name].wall for name in cost if name != "videos")
    table.row("the server is fast enough", seen.bytes / fastest / MB, server_could.bytes / MB, "MB/s", 0.5,
              "fastest client; server by its own processor time")


def small_jobs(bench, server, table, addresses, runs):
    """Here what counts is what each costs, not its bytes: the most of it is that each is lasting
    before the next, which the others do not promise."""
    seen = learned(bench, server, addresses)
    cost, server_could = measured(bench, server, addresses, seen, runs, ("ours", "curl", "proof", "aria2c", "wget2"))
    rows(table, f"{len(addresses)} small posts", cost, seen, bound=False)
    fastest = min(one.wall for one in cost.values())
    table.row("the server is fast enough", len(seen.urls) / fastest, server_could.answers, "/s", 0.5,
              "answers of the fastest client; server as above")


def memory(bench, _, table, addresses, runs):
    """A few posts fill all places already; from there on it must not grow. The longest list once:
    a peak hardly differs from run to run."""
    peaks = {count: bench.in_turns({"ours": bench.save(addresses[:count])}, times, 0)["ours"].peak / MIB
             for count, times in ((FEW, runs), (len(addresses), 1))}
    for count, peak in peaks.items():
        table.memory(f"{count} small posts", peak)
    table.row(f"{len(addresses)} small posts: peak memory", peaks[len(addresses)], peaks[FEW], "MiB", None,
              f"the same, {FEW} posts")
