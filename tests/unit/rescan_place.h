/* rescan_place.h - reads a test's folder anew, to the end. */
#ifndef CK_TESTS_RESCAN_PLACE_H
#define CK_TESTS_RESCAN_PLACE_H

#include "archive_place.h"
#include "keep/rescan.h"

static inline void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

/* `files` in each step. */
static inline struct ck_rescan_report rescan_by(struct ck_archive *archive,
                                                const struct place *place, size_t files)
{
    struct ck_rescan_report report;
    struct ck_rescan *run;
    struct ck_error err = {0};
    bool more = true;

    check(ck_rescan_open(archive, place->fd, place->path, &run, &err), &err);
    while (more) {
        check(ck_rescan_step(run, files, &more, &err), &err);
    }
    report = *ck_rescan_so_far(run);
    ck_rescan_free(run);
    return report;
}

#endif
