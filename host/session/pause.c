/* pause.c - jobs are paused, gone on with and tried again: at hand, in the archive, and
 * by one process for another, through the archive. */
#include "session/inner.h"

#include "base/clock.h"
#include "keep/queue.h"

#include <string.h>

static void set_paused(struct ck_job *job, bool paused)
{
    job->row.paused = paused;
    if (paused && job->phase != CK_PHASE_WAITING) {
        ck_job_halt(job);
    } else {
        job->session->due = true;
        ck_job_report(job);
    }
}

/* Does what the archive says of a job of ours. */
static void heed(struct ck_job *job)
{
    struct ck_job_row row = {0};
    bool found = false;

    /* What cannot be read now is looked at again soon. */
    if (!ck_queue_find(job->session->archive, NULL, job->row.number, &found, &row,
                       NULL) ||
        !found) {
        return;
    }
    if (row.code == CK_ERR_CANCELLED && !ck_job_state_ended(row.state)) {
        ck_job_end(job, CK_JOB_CANCELLED, NULL);
    } else if (row.paused != job->row.paused) {
        set_paused(job, row.paused);
    }
    ck_job_row_clear(&row);
}

static void heed_all(struct ck_session *session)
{
    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase != CK_PHASE_OVER && job->row.number > 0) {
            heed(job);
        }
    }
}

void ck_session_heed(struct ck_session *session)
{
    int64_t now_ms = ck_clock_ms();

    if (session->archive != NULL && now_ms >= session->heed_ms) {
        session->heed_ms = now_ms + CK_LOOK_MS;
        heed_all(session);
        ck_session_look_followed(session);
    }
}

/* Jobs that the archive does not know: short links. */
static size_t pause_unrecorded(struct ck_session *session, int64_t number, bool paused)
{
    size_t count = 0;

    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase != CK_PHASE_OVER && job->row.number == 0 &&
            job->row.paused != paused && (number == 0 || number == job->number)) {
            set_paused(job, paused);
            count++;
        }
    }
    return count;
}

bool ck_session_pause(struct ck_session *session, int64_t number, bool paused,
                      size_t *ret_count, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_shown shown;

    *ret_count = 0;
    if (!ck_session_archive(session, &archive, err)) {
        return false;
    }
    ck_shown_begin(session, number, &shown);
    if (!ck_queue_pause(archive, number, paused, ret_count, err)) {
        return false;
    }
    *ret_count += pause_unrecorded(session, number, paused);
    heed_all(session);
    if (*ret_count > 0) {
        ck_shown_end(session, &shown);
    }
    if (!paused) {
        session->takes_up = true;
        ck_session_look_soon(session);
    }
    return true;
}

bool ck_session_unfinished_work(struct ck_session *session)
{
    int64_t counts[CK_JOB_STATES];
    int64_t unfinished = 0;

    if (session->archive == NULL || !ck_queue_counts(session->archive, counts, NULL)) {
        return false;
    }
    for (int state = 0; state < CK_JOB_STATES; state++) {
        unfinished += ck_job_state_ended((enum ck_job_state)state) ? 0 : counts[state];
    }
    return unfinished > 0;
}

bool ck_session_retry(struct ck_session *session, int64_t number, bool consent,
                      size_t *ret_count, struct ck_error *err)
{
    struct ck_archive *archive;

    *ret_count = 0;
    if (!ck_session_archive(session, &archive, err) ||
        !ck_queue_retry(archive, number, consent, ret_count, err)) {
        return false;
    }
    session->takes_up = true;
    ck_session_look_soon(session);
    return true;
}
