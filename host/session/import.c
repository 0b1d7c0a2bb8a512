#include "session/import.h"

#include "base/landlock.h"
#include "base/log.h"
#include "base/mem.h"
#include "desktop/confine.h"
#include "desktop/places.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

/* `change`: folders that may be written to, up to the first NULL. */
static void confine(const char *path, const char *const change[2])
{
    struct ck_landlock rules = {.fd = -1};
    bool ok;

    ck_confine_process();
    if (ck_landlock_version() == 0) {
        return;
    }
    ok = ck_landlock_begin(true, &rules) && ck_landlock_allow(&rules, path, CK_MAY_READ);
    for (size_t i = 0; ok && i < 2 && change[i] != NULL; i++) {
        ok = ck_landlock_allow(&rules, change[i], CK_MAY_CHANGE);
    }
    if (!ok || !ck_landlock_enforce(&rules)) {
        ck_log("no sandbox: %s", strerror(errno));
    }
    ck_close_pointer(&rules.fd);
}

void ck_import_confine(const char *path)
{
    confine(path, (const char *[2]){NULL, NULL});
}

void ck_import_confine_taking(const char *path, const char *folder)
{
    ck_autofree char *state = ck_place_state();

    tzset(); /* the file about the time here cannot be read afterwards */
    confine(path, (const char *[2]){folder, state});
}

/* Reads the file that is open, as far as it is of use. */
static void read_file(struct ck_bundle *bundle, struct ck_export *export,
                      const struct ck_bundle_file *file, char *piece)
{
    const char *wrong = NULL;
    int64_t len;

    if (!ck_export_begin(export, file->name)) {
        return;
    }
    do {
        len = ck_bundle_read(bundle, piece, PIECE, &wrong);
    } while (len > 0 && ck_export_feed(export, piece, (size_t)len));
    if (wrong != NULL) {
        ck_export_problem(export, file->name, wrong);
    }
    ck_export_end(export);
}

bool ck_import_read(struct ck_bundle *bundle, struct ck_export *export,
                    struct ck_error *err)
{
    ck_autofree char *piece = ck_alloc(PIECE);
    unsigned long misses = ck_mem_misses();
    struct ck_bundle_file file;

    if (piece == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (ck_bundle_wrong(bundle) != NULL) {
        ck_export_problem(export, ck_bundle_name(bundle), ck_bundle_wrong(bundle));
    }
    while (ck_export_ok(export, err) && ck_bundle_next(bundle, &file)) {
        if (file.wrong != NULL) {
            ck_export_problem(export, file.name, file.wrong);
        } else {
            read_file(bundle, export, &file, piece);
        }
    }
    ck_export_sort(export);
    /* Walking through a folder passes over what it has no memory for. */
    return ck_mem_misses() == misses ? ck_export_ok(export, err)
                                     : ck_fail(err, CK_ERR_NOMEM, NULL);
}
