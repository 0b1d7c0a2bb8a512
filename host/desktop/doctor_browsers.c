/* doctor_browsers.c - would each browser here find and start this host? */
#include "base/buf.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/doctor_parts.h"
#include "desktop/manifest.h"
#include "desktop/places.h"
#include "desktop/probe.h"
#include "desktop/table.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

struct round {
    struct ck_report *report;
    const json_t *table;
    const char *self;
    const struct ck_browser *browsers;
    size_t count;
    size_t registered; /* browsers for which there is a manifest */
};

/* What to tell of each fault. The sentences take the manifest, or the program it leads
 * to, and the browser's id. */
struct advice {
    enum { WANTS_NOTHING, WANTS_MANIFEST, WANTS_PROGRAM } wants;
    enum ck_doctor_words what, remedy;
};

static const struct advice manifest_advice[] = {
    [CK_MANIFEST_GOOD] = {WANTS_MANIFEST, CK_FINE_MANIFEST, CK_NO_REMEDY},
    [CK_MANIFEST_MISSING] = {WANTS_MANIFEST, CK_TROUBLE_NOT_REGISTERED,
                             CK_REMEDY_REGISTER},
    [CK_MANIFEST_UNREADABLE] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_REFUSED,
                                CK_REMEDY_REGISTER_CLEAN},
    [CK_MANIFEST_NOT_JSON] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_NOT_JSON,
                              CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_NAME] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_NAME,
                          CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_FORM] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_FORM,
                          CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_KEY] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_KEY,
                         CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_ID_BAD] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_ID_BAD,
                            CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_ID_MISSING] = {WANTS_MANIFEST, CK_TROUBLE_MANIFEST_ID_MISSING,
                                CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_NO_PROGRAM] = {WANTS_PROGRAM, CK_TROUBLE_HOST_GONE,
                                CK_REMEDY_REGISTER_ANEW},
    [CK_MANIFEST_NOT_PROGRAM] = {WANTS_PROGRAM, CK_TROUBLE_HOST_REFUSED,
                                 CK_REMEDY_RUN_OR_REGISTER},
    [CK_MANIFEST_FOREIGN] = {WANTS_PROGRAM, CK_TROUBLE_HOST_FOREIGN,
                             CK_REMEDY_REGISTER_OVER},
};

static const struct {
    enum ck_doctor_words what, remedy;
} probe_advice[] = {
    [CK_PROBE_GOOD] = {CK_FINE_HOST, CK_NO_REMEDY},
    [CK_PROBE_NO_START] = {CK_TROUBLE_HOST_NO_START, CK_REMEDY_INSTALL},
    [CK_PROBE_EXITED] = {CK_TROUBLE_HOST_ENDS, CK_REMEDY_SEE_WHY},
    [CK_PROBE_SILENT] = {CK_TROUBLE_HOST_SILENT, CK_REMEDY_SEE_WHY},
    [CK_PROBE_GARBLED] = {CK_TROUBLE_HOST_GARBLED, CK_REMEDY_INSTALL},
    [CK_PROBE_REFUSED] = {CK_TROUBLE_HOST_NO_GREETING, CK_REMEDY_SEE_WHY},
    [CK_PROBE_VERSION] = {CK_TROUBLE_HOST_VERSION, CK_REMEDY_INSTALL},
    [CK_PROBE_STAYS] = {CK_TROUBLE_HOST_STAYS, CK_REMEDY_INSTALL},
};

static const char *our_id(const json_t *table, enum ck_browser_family family)
{
    return json_string_value(json_array_get(
        json_object_get(json_object_get(table, "extensions"), ck_family_text(family)),
        0));
}

/* Starts the host as this browser would; only ever this very file. */
static void check_hello(const struct round *round, const struct ck_browser *browser,
                        const char *program)
{
    bool firefox = browser->family == CK_FAMILY_FIREFOX;
    const char *id = our_id(round->table, browser->family);
    ck_autobuf struct ck_buf word = {.max = PATH_MAX};
    ck_autobuf struct ck_buf rest = {.max = 256};
    enum ck_probe probe =
        ck_probe_host(program, browser->family, browser->manifest, id, CK_VERSION);

    if (firefox) {
        ck_buf_adds(&word, browser->manifest);
        ck_buf_addf(&rest, " %s", id);
    } else {
        ck_buf_addf(&word, "chrome-extension://%s/", id);
    }
    ck_report_add(round->report, "hello", browser->id,
                  probe == CK_PROBE_GOOD ? CK_HEALTH_OK : CK_HEALTH_FAILED,
                  probe_advice[probe].what, probe_advice[probe].remedy,
                  (const char *[]){ck_buf_text(&word), ck_buf_text(&rest)});
}

static void check_manifest(const struct round *round, const struct ck_browser *browser)
{
    ck_autofree char *program = NULL;
    enum ck_manifest_fault fault = ck_manifest_judge(
        round->table, browser->family, browser->manifest, round->self, &program);
    const struct advice *advice = &manifest_advice[fault];
    const char *path = advice->wants == WANTS_PROGRAM ? program : browser->manifest;
    const char *args[] = {path, browser->id, browser->id};
    enum ck_health health = fault == CK_MANIFEST_GOOD ? CK_HEALTH_OK : CK_HEALTH_FAILED;

    if (fault == CK_MANIFEST_UNREADABLE || fault == CK_MANIFEST_NOT_PROGRAM) {
        args[1] = path;
    }
    /* Whoever registered one browser may not want Clipkeep in the others. */
    if (fault == CK_MANIFEST_MISSING && round->registered > 0) {
        health = CK_HEALTH_WARNING;
    }
    ck_report_add(round->report, "manifest", browser->id, health, advice->what,
                  advice->remedy, args);
    if (fault == CK_MANIFEST_GOOD) {
        check_hello(round, browser, program);
    }
}

/* Does one of the folders that a Snap or Flatpak package leaves exist? */
static bool package_there(const char *const *formats, const char *name)
{
    for (size_t i = 0; formats[i] != NULL; i++) {
        ck_autofree char *start = ck_table_path(formats[i], NULL);
        ck_autobuf struct ck_buf path = {.max = PATH_MAX};

        if (formats[i][0] == '~') {
            ck_buf_addf(&path, "%s/%s", start != NULL ? start : "", name);
        } else {
            ck_buf_addf(&path, "%s/%s", formats[i], name);
        }
        if (ck_buf_ok(&path) && access(ck_buf_text(&path), F_OK) == 0) {
            return true;
        }
    }
    return false;
}

static void tell_snap(const struct round *round, const struct ck_browser *browser)
{
    bool firefox = browser->family == CK_FAMILY_FIREFOX;

    ck_report_add(round->report, "snap", browser->id, CK_HEALTH_WARNING,
                  firefox ? CK_TROUBLE_FIREFOX_SNAP : CK_TROUBLE_CHROMIUM_SNAP,
                  firefox ? CK_REMEDY_ALLOW_SNAP : CK_REMEDY_PACKAGE, NULL);
}

static void tell_flatpak(const struct round *round, const struct ck_browser *browser)
{
    bool firefox = browser->family == CK_FAMILY_FIREFOX;

    ck_report_add(round->report, "flatpak", browser->id, CK_HEALTH_WARNING,
                  firefox ? CK_TROUBLE_FIREFOX_FLATPAK : CK_TROUBLE_CHROMIUM_FLATPAK,
                  CK_REMEDY_PACKAGE, NULL);
}

static void check_packages(const struct round *round, const struct ck_browser *browser)
{
    static const char *const snap_folders[] = {"/snap", "~/snap", NULL};
    static const char *const flatpak_folders[] = {
        "/var/lib/flatpak/app", "~/.local/share/flatpak/app", "~/.var/app", NULL};
    const char *snap = json_string_value(json_object_get(browser->row, "snap"));
    const json_t *flatpak;
    size_t i;

    if (snap != NULL && package_there(snap_folders, snap)) {
        tell_snap(round, browser);
    }
    json_array_foreach(json_object_get(browser->row, "flatpak"), i, flatpak)
    {
        if (package_there(flatpak_folders, json_string_value(flatpak))) {
            tell_flatpak(round, browser);
            break;
        }
    }
}

static bool to_be_checked(const struct ck_browser *browser)
{
    return browser->present || access(browser->manifest, F_OK) == 0;
}

/* Some browsers read another one's file: one look at it is enough. */
static bool checked_before(const struct round *round, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(round->browsers[i].manifest, round->browsers[at].manifest) == 0 &&
            to_be_checked(&round->browsers[i])) {
            return true;
        }
    }
    return false;
}

static void check_browsers(struct round *round)
{
    size_t checked = 0;

    for (size_t i = 0; i < round->count; i++) {
        round->registered += access(round->browsers[i].manifest, F_OK) == 0 ? 1 : 0;
    }
    for (size_t i = 0; i < round->count; i++) {
        const struct ck_browser *browser = &round->browsers[i];

        check_packages(round, browser);
        if (to_be_checked(browser) && !checked_before(round, i)) {
            check_manifest(round, browser);
            checked++;
        }
    }
    if (checked == 0) {
        ck_report_add(round->report, "browsers", "any", CK_HEALTH_FAILED,
                      CK_TROUBLE_NO_BROWSERS, CK_REMEDY_START_BROWSER, NULL);
    }
}

bool ck_doctor_browsers(struct ck_report *report, struct ck_error *err)
{
    ck_autofree char *self = ck_place_self();
    json_auto_t *table = NULL;
    struct ck_browser *browsers = NULL;
    struct round round = {.report = report, .self = self};
    struct ck_error why = {.code = CK_OK};

    if (self == NULL || !ck_table_load(&table, err)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_table_browsers(table, CK_SYSTEM_HERE, &browsers, &round.count, &why)) {
        /* No home folder: said already. */
        return why.code != CK_ERR_NOMEM || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    round.table = table;
    round.browsers = browsers;
    check_browsers(&round);
    ck_table_browsers_free(browsers, round.count);
    return true;
}
