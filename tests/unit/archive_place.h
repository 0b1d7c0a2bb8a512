/* archive_place.h - an archive in a test's folder, and jobs in it. */
#ifndef CK_TESTS_ARCHIVE_PLACE_H
#define CK_TESTS_ARCHIVE_PLACE_H

#include "keep/archive.h"

#include "place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline struct ck_archive *open_at(const char *path)
{
    struct ck_archive *archive = NULL;
    struct ck_error err = {0};

    if (!ck_archive_open(path, &archive, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
    return archive;
}

static inline struct ck_archive *open_archive(const struct place *place)
{
    return open_at(place->path);
}

static inline int64_t add_job(struct ck_archive *archive, const char *post)
{
    struct ck_job_row row = {.page = (char *)(uintptr_t) "https://www.tiktok.com/@a/x"};
    int64_t number = 0;
    struct ck_error err = {0};

    (void)snprintf(row.post, sizeof(row.post), "%s", post);
    if (!ck_archive_job_add(archive, &row, &number, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
    return number;
}

static inline void step_job(struct ck_archive *archive, int64_t number,
                            enum ck_job_state to)
{
    struct ck_job_row row = {.number = number, .state = to};
    struct ck_error err = {0};

    if (!ck_archive_job_update(archive, &row, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
}

#endif
