/* queue_place.h - a queue in a test's archive. */
#ifndef CK_TESTS_QUEUE_PLACE_H
#define CK_TESTS_QUEUE_PLACE_H

#include "archive_place.h"
#include "keep/queue.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static inline void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

static inline struct ck_job_row row_of(const char *post, int priority)
{
    struct ck_job_row row = {.page = TEXT("page"), .priority = priority};

    (void)snprintf(row.post, sizeof(row.post), "%s", post);
    return row;
}

static inline size_t enqueue(struct ck_archive *archive, const struct ck_job_row *rows,
                             size_t count)
{
    struct ck_error err = {0};
    size_t added = 0;

    check(ck_queue_add(archive, rows, count, &added, &err), &err);
    return added;
}

/* The post of the next job, "" without one; its number too, if wanted. */
static inline const char *claim(struct ck_archive *archive, const char *browser,
                                int64_t *ret)
{
    static char post[24];
    struct ck_job_row row;
    struct ck_error err = {0};
    bool found = false;

    check(ck_queue_claim(archive, browser, &found, &row, &err), &err);
    (void)snprintf(post, sizeof(post), "%s", found ? row.post : "");
    if (ret != NULL) {
        *ret = row.number;
    }
    ck_job_row_clear(&row);
    return post;
}

static inline void end_job(struct ck_archive *archive, int64_t number,
                           enum ck_job_state state, enum ck_code code)
{
    struct ck_job_row row = {.number = number, .state = state, .code = code};
    struct ck_error err = {0};

    check(ck_archive_job_update(archive, &row, &err), &err);
}

#endif
