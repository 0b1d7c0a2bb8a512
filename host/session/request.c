/* request.c - how a job comes to be: asked for, or taken over from a dead process; and
 * how it is called off. */
#include "session/inner.h"

#include "base/mem.h"

#include <string.h>

enum { UNFINISHED_MAX = 1000, ENDED_KEPT = 100 };

bool ck_wish_check(const struct ck_wish *wish, struct ck_address *ret_address,
                   struct ck_post *ret_post, bool *ret_given, struct ck_error *err)
{
    *ret_given = wish->item != NULL;
    if (!ck_address_parse(wish->address, ret_address, err)) {
        return false;
    }
    if (ret_address->kind != CK_ADDRESS_POST &&
        (ret_address->kind != CK_ADDRESS_SHORT || wish->item != NULL)) {
        return ck_fail(err, CK_ERR_NOT_POST, NULL);
    }
    if (wish->item == NULL) {
        return true;
    }
    if (!ck_post_from_text(wish->item, wish->item_len, ret_post, err)) {
        return false;
    }
    if (strcmp(ret_post->id, ret_address->id) != 0) {
        ck_post_clear(ret_post);
        return ck_fail(err, CK_ERR_ITEM_MISMATCH, NULL);
    }
    return true;
}

struct ck_job *ck_session_unfinished(const struct ck_session *session, const char *post)
{
    struct ck_job *job = session->jobs;

    while (job != NULL && (job->phase == CK_PHASE_OVER || post[0] == '\0' ||
                           strcmp(job->row.post, post) != 0)) {
        job = job->next;
    }
    return job;
}

/* Ended jobs are shown for a while; then only the archive knows them. */
static void forget_old(struct ck_session *session)
{
    struct ck_job **at = &session->jobs;
    size_t ended = 0;

    while (*at != NULL) {
        struct ck_job *job = *at;

        ended += job->phase == CK_PHASE_OVER;
        if (job->phase == CK_PHASE_OVER && ended > ENDED_KEPT) {
            *at = job->next;
            ck_job_free(job);
        } else {
            at = &job->next;
        }
    }
}

static void enlist(struct ck_session *session, struct ck_job *job)
{
    forget_old(session);
    job->next = session->jobs;
    session->jobs = job;
    session->due = true;
}

static bool room_for_more(const struct ck_session *session, struct ck_error *err)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += job->phase != CK_PHASE_OVER;
    }
    return count < UNFINISHED_MAX ||
           ck_fail(err, CK_ERR_BUSY, "%zu jobs are waiting", count);
}

/* Answers from the archive when the post is kept, else records the new job. A short link
 * says only later which post it is. */
static bool settle(struct ck_job *job, struct ck_error *err)
{
    struct ck_kept kept = {0};
    bool found = false;
    bool present = false;
    bool ok;

    if (job->row.post[0] == '\0') {
        return true;
    }
    if (!job->row.again &&
        !ck_session_kept(job->session, job->row.post, &found, &kept, &present, err)) {
        return false;
    }
    if (present) {
        ok = ck_job_already(job, &kept, err);
    } else {
        ok = ck_job_record(job, err);
        job->number = job->row.number;
    }
    ck_kept_clear(&kept);
    return ok;
}

bool ck_session_save(struct ck_session *session, const struct ck_wish *wish,
                     int64_t *ret_job, struct ck_error *err)
{
    struct ck_address address;
    struct ck_post post = {0};
    struct ck_job *job;
    bool given;

    if (!room_for_more(session, err) ||
        !ck_wish_check(wish, &address, &post, &given, err)) {
        return false;
    }
    job =
        ck_session_unfinished(session, address.kind == CK_ADDRESS_POST ? address.id : "");
    if (job != NULL) {
        ck_post_clear(&post);
        *ret_job = job->number;
        return true;
    }
    job = ck_job_create(session, &address, wish);
    if (job == NULL) {
        ck_post_clear(&post);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    job->post = post;
    job->have_post = given;
    job->seen = given ? "page" : "host";
    if ((given && !ck_job_know(job, err)) || !settle(job, err)) {
        ck_job_free(job);
        return false;
    }
    enlist(session, job);
    *ret_job = job->number;
    return true;
}

bool ck_session_cancel(struct ck_session *session, int64_t number, struct ck_error *err)
{
    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->number == number && job->phase != CK_PHASE_OVER) {
            ck_job_end(job, CK_JOB_CANCELLED, NULL);
            session->due = true;
            return true;
        }
    }
    return ck_fail(err, CK_ERR_NOT_FOUND, NULL);
}

/* Makes a job of a row of the archive; takes the row over. */
static bool take_up(struct ck_session *session, struct ck_job_row *row,
                    struct ck_error *err)
{
    const struct ck_wish wish = {.again = row->again};
    struct ck_address address = {0};
    struct ck_error reason = {0};
    bool known = ck_address_parse(row->page, &address, &reason);
    struct ck_job *job = ck_job_create(session, &address, &wish);

    if (job == NULL) {
        ck_job_row_clear(row);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_job_row_clear(&job->row);
    job->row = *row;
    job->number = row->number;
    enlist(session, job);
    if (!known) {
        ck_job_fail(job, &reason);
    }
    return true;
}

bool ck_session_resume(struct ck_session *session, size_t *ret_count,
                       struct ck_error *err)
{
    struct ck_archive *archive = NULL;

    *ret_count = 0;
    if (!ck_session_archive(session, &archive, err)) {
        return false;
    }
    while (room_for_more(session, NULL)) {
        struct ck_job_row row = {0};
        bool found = false;

        if (!ck_archive_job_claim(archive, &found, &row, err)) {
            return false;
        }
        if (!found) {
            return true;
        }
        if (!take_up(session, &row, err)) {
            return false;
        }
        (*ret_count)++;
    }
    return true;
}
