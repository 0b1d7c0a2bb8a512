/* browsers.h - the one table of browsers (manifests/browsers.json, built in) and the host
 * manifests we write for them. Facts: native-messaging.md §2, §3, §5. */
#ifndef CK_DESKTOP_BROWSERS_H
#define CK_DESKTOP_BROWSERS_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum ck_browser_family { CK_FAMILY_CHROMIUM, CK_FAMILY_FIREFOX };

/* The name under which the host is registered: "app.clipkeep.host". */
extern const char ck_host_name[];

/* Was the program started by a browser, and by our own extension?
 * argv forms: Chromium `clipkeep chrome-extension://ID/`, Firefox `clipkeep MANIFEST ID`
 * (native-messaging.md §1.2). Ours are the ids in the table and those the person let in
 * with `register --extension-id`. `ret` is set unless a person called. */
enum ck_caller { CK_CALLER_PERSON, CK_CALLER_BROWSER, CK_CALLER_STRANGER };
enum ck_caller ck_browser_caller(int argc, char *const *argv,
                                 enum ck_browser_family *ret);

struct ck_register_options {
    const char *const *names; /* browsers to do; count 0: every one that is present */
    size_t count;
    const char *program; /* absolute path of the host to register; NULL: this program */
    const char *dir; /* write into this folder instead (needs `family`); NULL: table's */
    enum ck_browser_family family;
    const char *extension_id; /* also let in this id, from now on; NULL: none */
    bool force, dry_run, remove;
};

/* Writes (or removes) manifests. A manifest of another living program is left alone
 * unless `force`; removing takes only manifests that lead to `program`. `ret` is what was
 * done, for `--json` and for people:
 * {"host":…,"program":…,"dryRun":bool,"browsers":[{"browser","name","family","present",
 * "manifest","action","note":text or null}]}; action: written, unchanged, removed;
 * absent (browser, or when removing the manifest, is not there); skipped (not ours to
 * remove); refused (manifest-foreign); failed. The caller owns the reference; it is set
 * also after manifest-foreign, disk-full, disk-error, folder-missing and
 * folder-read-only, which are told after the other browsers are done, and NULL after
 * browser-unknown, usage and no-memory. */
CK_NODISCARD bool ck_browsers_register(const struct ck_register_options *options,
                                       json_t **ret, struct ck_error *err);

#endif
