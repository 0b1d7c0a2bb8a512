// Installing, the doctor, and uninstalling, as a person does it: the scripts of manifests/ in a
// home of their own, the installed program, no browser needed.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const place = fs.mkdtempSync(path.join(os.tmpdir(), "clipkeep-install-"));
const home = path.join(place, "home");
const prefix = path.join(place, "prefix with space");
const clipkeep = path.join(prefix, "bin/clipkeep");
const chromiumId = "naelbjimdjmkcpfelajbclpboledbdlf";
const manifestName = "app.clipkeep.host.json";
const chromiumManifest = path.join(home, ".config/chromium/NativeMessagingHosts", manifestName);
const firefoxManifest = path.join(home, ".mozilla/native-messaging-hosts", manifestName);

/** The environment of somebody who has only this home. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("XDG_")));
env.HOME = home;

const run = (program, args, options = {}) =>
  spawnSync(program, args, { encoding: "utf8", env, ...options });
const install = (...args) =>
  run(path.join(root, "manifests/install.sh"), ["--prefix", prefix, "--yes", "--no-packages", ...args]);
const uninstall = (...args) =>
  run(path.join(root, "manifests/uninstall.sh"), ["--prefix", prefix, ...args]);
const doctor = () => {
  const { status, stdout } = run(clipkeep, ["doctor", "--json"]);
  return { status, ...JSON.parse(stdout) };
};
const register = (...args) => {
  const { status, stdout, stderr } = run(clipkeep, ["register", ...args]);
  assert.equal(status, 0, stdout + stderr);
  return stdout;
};
const filesBelow = (folder) =>
  fs.existsSync(folder)
    ? fs.readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
        .sort()
    : [];

/** A manifest of ours with `change` made to it. */
const editManifest = (file, change) => {
  const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
  change(manifest);
  fs.writeFileSync(file, JSON.stringify(manifest));
};
const putProgram = (text, mode) => {
  const file = path.join(place, "another");
  fs.writeFileSync(file, text, { mode });
  fs.chmodSync(file, mode);
  return file;
};

// Written by hand from what the browsers' makers document and what was seen; not from the table.
const config = (folder) => path.join(home, ".config", folder, "NativeMessagingHosts", manifestName);
const mozilla = (folder) => path.join(home, folder, "native-messaging-hosts", manifestName);
const folders = {
  "chrome": config("google-chrome"),
  "chrome-beta": config("google-chrome-beta"),
  "chrome-dev": config("google-chrome-unstable"),
  "chrome-canary": config("google-chrome-canary"),
  "chrome-for-testing": config("google-chrome-for-testing"),
  "chromium": config("chromium"),
  "brave": config("BraveSoftware/Brave-Browser"),
  "brave-beta": config("BraveSoftware/Brave-Browser-Beta"),
  "brave-nightly": config("BraveSoftware/Brave-Browser-Nightly"),
  "edge": config("microsoft-edge"),
  "edge-beta": config("microsoft-edge-beta"),
  "edge-dev": config("microsoft-edge-dev"),
  "vivaldi": config("vivaldi"),
  "vivaldi-snapshot": config("vivaldi-snapshot"),
  "opera": config("google-chrome"),
  "yandex": config("yandex-browser"),
  "iridium": config("iridium"),
  "slimjet": config("slimjet"),
  "thorium": config("thorium"),
  "helium": config("net.imput.helium"),
  "comet": config("comet"),
  "firefox": mozilla(".mozilla"),
  "librewolf": mozilla(".librewolf"),
  "waterfox": mozilla(".waterfox"),
  "floorp": mozilla(".floorp"),
  "zen": mozilla(".mozilla"),
};
const profiles = [".config/google-chrome", ".config/google-chrome-beta",
  ".config/google-chrome-unstable", ".config/google-chrome-canary",
  ".config/google-chrome-for-testing", ".config/chromium", ".config/BraveSoftware/Brave-Browser",
  ".config/BraveSoftware/Brave-Browser-Beta", ".config/BraveSoftware/Brave-Browser-Nightly",
  ".config/microsoft-edge", ".config/microsoft-edge-beta", ".config/microsoft-edge-dev",
  ".config/vivaldi", ".config/vivaldi-snapshot", ".config/opera", ".config/yandex-browser",
  ".config/iridium", ".config/slimjet", ".config/thorium", ".config/net.imput.helium",
  ".config/comet", ".mozilla/firefox", ".librewolf", ".waterfox", ".floorp", ".zen"];

before(() => fs.mkdirSync(home));
after(() => fs.rmSync(place, { recursive: true, force: true }));

describe("install.sh", () => {
  test("installs, registers, and the doctor finds all well", () => {
    const done = install("--browser", "chromium");
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /chrome:\/\/extensions/);
    assert.match(done.stdout, /Load unpacked/);
    const found = doctor();
    assert.equal(found.status, 0);
    assert.equal(found.ok, true);
    assert.deepEqual(found.checks.filter((check) => check.state !== "ok"), []);
    assert.ok(found.checks.some(({ check, subject }) => check === "hello" && subject === "chromium"));
    assert.ok(!JSON.stringify(found).includes(home), "the home folder is not told");
  });

  test("the manifest leads to the installed program", () => {
    const manifest = JSON.parse(fs.readFileSync(chromiumManifest, "utf8"));
    assert.deepEqual(manifest, {
      allowed_origins: [`chrome-extension://${chromiumId}/`],
      description: manifest.description,
      name: "app.clipkeep.host",
      path: clipkeep,
      type: "stdio",
    });
    assert.equal(fs.statSync(chromiumManifest).mode & 0o777, 0o644);
    assert.equal(fs.existsSync(firefoxManifest), false, "Firefox was not named");
  });

  test("the extension lies where it stays, and is packed for both families", () => {
    const share = path.join(prefix, "share/clipkeep");
    const source = JSON.parse(fs.readFileSync(path.join(root, "extension/manifest.json"), "utf8"));
    const packages = fs.readdirSync(path.join(share, "packages")).sort();
    assert.deepEqual(packages, [`clipkeep-${source.version}-chromium.zip`,
      `clipkeep-${source.version}-firefox.xpi`]);
    assert.deepEqual(
      JSON.parse(fs.readFileSync(path.join(share, "extension/manifest.json"), "utf8")), source);
    const inside = (file) => JSON.parse(
      execFileSync("unzip", ["-p", path.join(share, "packages", file), "manifest.json"]));
    assert.deepEqual(inside(packages[0]), source);
    const firefox = inside(packages[1]);
    assert.equal(firefox.background.service_worker, undefined);
    assert.deepEqual(firefox.background.scripts, source.background.scripts);
    assert.equal(firefox.browser_specific_settings.gecko.id, "clipkeep@clipkeep.app");
  });

  test("running it again updates and leaves the registration as it is", () => {
    const stale = path.join(prefix, "share/clipkeep/extension/stale.js");
    const registered = fs.statSync(chromiumManifest);
    fs.writeFileSync(stale, "");
    const done = install("--browser", "chromium");
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /unchanged\s+Chromium/);
    assert.equal(fs.statSync(chromiumManifest).ino, registered.ino);
    assert.equal(fs.existsSync(stale), false);
  });

  test("a folder that anyone may change is refused", () => {
    const open = path.join(place, "open");
    fs.mkdirSync(path.join(open, "bin"), { recursive: true });
    fs.chmodSync(path.join(open, "bin"), 0o777);
    const done = run(path.join(root, "manifests/install.sh"), ["--prefix", open, "--no-packages"]);
    assert.equal(done.status, 1);
    assert.match(done.stderr, /chmod o-w/);
    assert.deepEqual(filesBelow(open), []);
  });

  test("the packages are the same bytes each time", () => {
    const pack = (name) => execFileSync(path.join(root, "manifests/pack.sh"),
      [path.join(place, name)], { encoding: "utf8", env }).trim().split("\n");
    const [first, second] = [pack("one"), pack("two")];
    first.forEach((file, i) => assert.ok(fs.readFileSync(file).equals(fs.readFileSync(second[i]))));
  });
});

describe("the doctor, after each breakage", () => {
  const settings = path.join(home, ".config/clipkeep/settings.json");
  const state = path.join(home, ".local/state/clipkeep");
  const putSettings = (text) => {
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    fs.writeFileSync(settings, text);
  };
  // what, how, the check that turns red, what its fix says
  const breakages = [
    ["manifest missing", () => fs.rmSync(chromiumManifest),
      "manifest", /`.*clipkeep"? register chromium`/, () => fs.mkdirSync(path.join(home, ".config/chromium/Default"), { recursive: true })],
    ["manifest is no JSON", () => fs.appendFileSync(chromiumManifest, "}"),
      "manifest", /register chromium`/],
    ["manifest with another name", () => editManifest(chromiumManifest, (m) => { m.name = "app.clipkeep.other"; }),
      "manifest", /register chromium`/],
    ["program missing", () => editManifest(chromiumManifest, (m) => { m.path = path.join(place, "none"); }),
      "manifest", /register chromium`/],
    ["program not executable", () => editManifest(chromiumManifest, (m) => { m.path = putProgram("", 0o644); }),
      "manifest", /`chmod \+x .*another`/],
    ["another program", () => editManifest(chromiumManifest, (m) => { m.path = putProgram("#!/bin/sh\ntouch $HOME/was-run\n", 0o755); }),
      "manifest", /register --force chromium`/],
    ["our id is not let in", () => editManifest(chromiumManifest, (m) => { m.allowed_origins = []; }),
      "manifest", /register chromium`/],
    ["an origin without its slash", () => editManifest(chromiumManifest, (m) => { m.allowed_origins = [`chrome-extension://${chromiumId}`]; }),
      "manifest", /register chromium`/],
    ["Firefox manifest with an unknown key", () => {
      register("firefox");
      editManifest(firefoxManifest, (m) => { m.allowed_origins = []; });
    }, "manifest", /register firefox`/],
    ["save folder missing", () => putSettings(JSON.stringify({ folder: path.join(place, "drive/TikTok") })),
      "folder", /`mkdir -p .*drive\/TikTok`.*folder ~\/Videos\/TikTok`/],
    ["settings damaged", () => putSettings('{"folder": '),
      "settings", /folder ~\/Videos\/TikTok`/],
    ["record damaged", () => {
      fs.mkdirSync(state, { recursive: true });
      fs.writeFileSync(path.join(state, "archive.sqlite"), "no database");
    }, "archive", /`[^`]*clipkeep"? rescan`/],
    ["helper missing", () => fs.renameSync(path.join(prefix, "libexec/clipkeep/clipkeep-desktop"), path.join(place, "helper")),
      "helper", /`manifests\/install\.sh`/],
  ];

  const mend = () => {
    fs.rmSync(path.join(home, ".mozilla"), { recursive: true, force: true });
    fs.rmSync(path.join(home, ".config/clipkeep"), { recursive: true, force: true });
    fs.rmSync(state, { recursive: true, force: true });
    fs.rmSync(path.join(home, ".config/chromium/Default"), { recursive: true, force: true });
    if (fs.existsSync(path.join(place, "helper"))) {
      fs.renameSync(path.join(place, "helper"), path.join(prefix, "libexec/clipkeep/clipkeep-desktop"));
    }
    register("--force", "chromium");
  };

  for (const [why, breakIt, check, fix, besides] of breakages) {
    test(why, () => {
      mend();
      assert.equal(doctor().ok, true, "all well before");
      breakIt();
      besides?.();
      const found = doctor();
      assert.notEqual(found.status, 0);
      assert.equal(found.ok, false);
      const failed = found.checks.filter(({ state: how }) => how === "failed");
      assert.deepEqual(failed.map((row) => row.check), [check]);
      assert.match(failed[0].fix, fix);
      assert.equal(fs.existsSync(path.join(home, "was-run")), false, "a stranger is never run");
      mend();
      assert.equal(doctor().ok, true, "all well after");
    });
  }

  test("save folder on a read-only drive", (t) => {
    const folder = path.join(place, "drive");
    fs.mkdirSync(folder);
    mend();
    putSettings(JSON.stringify({ folder }));
    if (process.getuid?.() !== 0) {
      t.skip("only root can mount a read-only drive");
      return;
    }
    const { stdout } = run("unshare", ["-m", "sh", "-c",
      'mount -t tmpfs -o ro tmpfs "$1" && exec "$2" doctor --json', "sh", folder, clipkeep]);
    const failed = JSON.parse(stdout).checks.filter(({ state: how }) => how === "failed");
    assert.deepEqual(failed.map((row) => row.check), ["folder"]);
    assert.match(failed[0].text, /read-only/);
    assert.match(failed[0].fix, /folder ~\/Videos\/TikTok`/);
    mend();
  });

  test("the fix of a red line mends it", () => {
    mend();
    fs.writeFileSync(chromiumManifest, "{");
    const red = doctor().checks.find(({ state: how }) => how === "failed");
    const command = /`([^`]+)`/.exec(red.fix)[1];
    assert.equal(run("sh", ["-c", command]).status, 0, command);
    assert.equal(doctor().ok, true);
  });
});

describe("register", () => {
  test("--dry-run lists exactly the folders written by hand", () => {
    const everything = path.join(place, "everything");
    for (const folder of profiles) {
      fs.mkdirSync(path.join(everything, folder), { recursive: true });
    }
    const { status, stdout } = run(clipkeep, ["register", "--dry-run", "--json"],
      { env: { ...env, HOME: everything } });
    const listed = JSON.parse(stdout).browsers;
    assert.equal(status, 0);
    assert.deepEqual(
      Object.fromEntries(listed.map(({ browser, manifest }) => [browser, manifest])),
      Object.fromEntries(Object.entries(folders)
        .map(([browser, file]) => [browser, file.replace(home, everything)])));
    assert.ok(listed.every(({ present, action }) => present && action === "written"));
    assert.deepEqual(filesBelow(everything), []);
  });
});

describe("uninstall.sh", () => {
  const saved = path.join(home, "Videos/TikTok/catlady/2026-02-02 cat [7602050882429897470].mp4");

  before(() => {
    fs.mkdirSync(path.dirname(saved), { recursive: true });
    fs.writeFileSync(saved, "kept");
    fs.mkdirSync(path.join(home, ".config/clipkeep"), { recursive: true });
    fs.writeFileSync(path.join(home, ".config/clipkeep/settings.json"), "{}");
  });

  test("keeps settings and saved files when asked to", () => {
    const done = uninstall("--keep");
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /Your saved files stay where they are: .*Videos\/TikTok/);
    assert.ok(fs.existsSync(path.join(home, ".config/clipkeep/settings.json")));
    assert.deepEqual(filesBelow(prefix), []);
    assert.equal(fs.existsSync(chromiumManifest), false);
  });

  test("leaves nothing but saved files", () => {
    const other = path.join(prefix, "bin/other");
    assert.equal(install("--browser", "chromium", "--browser", "firefox").status, 0);
    fs.writeFileSync(other, "not ours");
    const done = uninstall("--forget");
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.deepEqual(filesBelow(home), [path.relative(home, saved)]);
    assert.deepEqual(filesBelow(prefix), ["bin/other"]);
    assert.equal(fs.existsSync(path.join(home, ".mozilla")), false, "no empty folder is left");
  });

  test("says so when there is nothing to uninstall", () => {
    const done = uninstall("--forget");
    assert.equal(done.status, 1);
    assert.match(done.stderr, /not installed/);
  });
});
