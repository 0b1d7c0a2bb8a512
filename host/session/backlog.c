/* backlog.c - the queue is as long as it likes in the archive; at hand are only the jobs
 * that run or soon will, so that memory does not grow with it. */
#include "session/inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/queue.h"

#include <string.h>

enum { SPARE = 8, BATCH = 256 };

size_t ck_session_at_hand(const struct ck_session *session)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += job->phase != CK_PHASE_OVER && job->phase != CK_PHASE_PUBLISH &&
                 !job->row.paused;
    }
    return count;
}

/* So many at hand, and the spare ones are asked for together: each look into the archive
 * costs syncs of the drive. */
static size_t places(const struct ck_session *session)
{
    size_t all = (size_t)session->settings.parallel + SPARE;
    size_t taken = ck_session_at_hand(session);

    return taken < all ? all - taken : 0;
}

bool ck_session_room(const struct ck_session *session)
{
    return places(session) > 0;
}

void ck_session_look_soon(struct ck_session *session)
{
    session->look_ms = 0;
    session->due = true;
}

/* --- taking up -------------------------------------------------------------------- */

/* What was kept while it waited is not fetched again. */
static bool is_kept(struct ck_job *job, bool *ret_kept, struct ck_error *err)
{
    struct ck_kept kept = {0};
    bool found = false;
    bool ok = job->row.again ||
              ck_session_kept(job->session, job->row.post, &found, &kept, ret_kept, err);

    if (ok && *ret_kept) {
        ok = ck_job_already(job, &kept, err) &&
             ck_archive_job_update(job->session->archive, &job->row, err);
    }
    ck_kept_clear(&kept);
    return ok;
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
    bool kept = false;

    if (job == NULL) {
        ck_job_row_clear(row);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_job_row_clear(&job->row);
    job->row = *row;
    job->number = row->number;
    ck_session_unfollow(session, job->number);
    ck_session_enlist(session, job);
    if (!known || (!is_kept(job, &kept, &reason) && job->phase != CK_PHASE_OVER)) {
        ck_job_fail(job, &reason);
    }
    return true;
}

/* Fills the places that are free with what waits in the archive. */
static bool refill(struct ck_session *session, size_t *ret_count, struct ck_error *err)
{
    struct ck_archive *archive = NULL;
    size_t max = places(session);
    ck_autofree struct ck_job_row *rows = ck_calloc(max, sizeof(*rows));
    size_t count = 0;
    bool ok = true;

    *ret_count = 0;
    if (rows == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_session_archive(session, &archive, err) ||
        !ck_queue_claim_some(archive, NULL, rows, max, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (ok && take_up(session, &rows[i], err)) {
            *ret_count += 1;
        } else {
            ok = false;
            ck_job_row_clear(&rows[i]); /* the next start takes it up */
        }
    }
    return ok;
}

void ck_session_refill(struct ck_session *session)
{
    int64_t now_ms = ck_clock_ms();
    struct ck_error err;
    size_t count;

    if (!session->takes_up || now_ms < session->look_ms || places(session) < SPARE - 1) {
        return;
    }
    if (!refill(session, &count, &err)) {
        ck_log("taking up what waits: %s %s", ck_code_text(err.code), err.detail);
    }
    if (places(session) >= SPARE - 1) {
        session->look_ms = now_ms + CK_LOOK_MS;
    }
}

bool ck_session_resume(struct ck_session *session, size_t *ret_count,
                       struct ck_error *err)
{
    session->takes_up = true;
    ck_session_look_soon(session);
    return refill(session, ret_count, err);
}

/* --- putting off ------------------------------------------------------------------ */

bool ck_job_put_off(struct ck_job *job, int64_t *ret_number, struct ck_error *err)
{
    struct ck_session *session = job->session;
    struct ck_job_row row = {0};
    bool found = false;

    *ret_number = 0;
    if (!ck_queue_add(session->archive, &job->row, 1, NULL, err) ||
        !ck_queue_find(session->archive, job->row.post, 0, &found, &row, err)) {
        return false;
    }
    *ret_number = row.number; /* 0: another process was quicker than we */
    found = found || ck_fail(err, CK_ERR_ELSEWHERE, NULL);
    if (found && row.paused) { /* whoever asks for it now wants it to go on */
        found = ck_queue_pause(session->archive, row.number, false, NULL, err);
    }
    found = found && ck_queue_say(session->archive, row.number, job->row.mine,
                                  job->row.consent, err);
    ck_job_row_clear(&row);
    return found && ck_session_follow(session, *ret_number, err);
}

/* The numbers of the jobs that the posts have now. */
static bool find_numbers(struct ck_archive *archive, const struct ck_address *addresses,
                         size_t count, int64_t *ret, struct ck_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct ck_job_row row = {0};
        bool found = false;

        if (addresses[i].kind == CK_ADDRESS_POST &&
            !ck_queue_find(archive, addresses[i].id, 0, &found, &row, err)) {
            return false;
        }
        ret[i] = row.number;
        ck_job_row_clear(&row);
    }
    return true;
}

static bool enqueue_batch(struct ck_archive *archive, const char *const *texts,
                          size_t count, const struct ck_wish *like, int64_t *ret,
                          struct ck_error *err)
{
    ck_autofree struct ck_address *addresses = ck_calloc(count, sizeof(*addresses));
    ck_autofree struct ck_job_row *rows = ck_calloc(count, sizeof(*rows));
    size_t added = 0;

    if (addresses == NULL || rows == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (!ck_address_parse(texts[i], &addresses[i], NULL) ||
            addresses[i].kind != CK_ADDRESS_POST) {
            addresses[i].kind = CK_ADDRESS_SHORT;
            continue;
        }
        rows[added] = (struct ck_job_row){.page = addresses[i].page,
                                          .author = addresses[i].user,
                                          .again = like->again,
                                          .consent = like->consent,
                                          .priority = CK_PRIORITY_BULK};
        memcpy(rows[added].post, addresses[i].id, sizeof(rows[added].post));
        added++;
    }
    return ck_queue_add(archive, rows, added, NULL, err) &&
           find_numbers(archive, addresses, count, ret, err);
}

bool ck_session_enqueue(struct ck_session *session, const char *const *addresses,
                        size_t count, const struct ck_wish *like, int64_t *ret_jobs,
                        struct ck_error *err)
{
    struct ck_archive *archive;

    if (!ck_session_archive(session, &archive, err)) {
        return false;
    }
    for (size_t at = 0; at < count; at += BATCH) {
        size_t some = count - at < BATCH ? count - at : BATCH;

        if (!enqueue_batch(archive, addresses + at, some, like, ret_jobs + at, err)) {
            return false;
        }
    }
    session->takes_up = true;
    ck_session_look_soon(session);
    return true;
}
