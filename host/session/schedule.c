/* schedule.c - which job goes next, and when. */
#include "session/inner.h"

#include "base/clock.h"

bool ck_job_is_doubled(const struct ck_job *job)
{
    return job->row.post[0] == '\0' && job->address.kind == CK_ADDRESS_POST &&
           ck_session_unfinished(job->session, job->address.id) != NULL;
}

/* All of it has come, and is on its way to the drive: nothing of it needs the network. */
static bool is_settling(const struct ck_job *job)
{
    size_t to = job->phase == CK_PHASE_MAIN ? job->main_count : job->part_count;

    for (size_t i = 0; i < to; i++) {
        const struct ck_part *part = &job->parts[i];

        if (part->state == CK_PART_WAITING ||
            (part->state == CK_PART_RUNNING && !part->sealing)) {
            return false;
        }
    }
    return job->phase == CK_PHASE_MAIN || job->phase == CK_PHASE_EXTRAS;
}

/* `other` was asked for before `job`: a click goes before a bulk. The list has the newest
 * first, so that `later` says which of them is further down. */
static bool goes_before(const struct ck_job *other, const struct ck_job *job, bool later)
{
    return other->row.priority < job->row.priority ||
           (other->row.priority == job->row.priority && later);
}

bool ck_job_may_fetch(const struct ck_job *job)
{
    bool later = false;

    for (const struct ck_job *at = job->session->jobs; at != NULL; at = at->next) {
        if (at != job && at->phase == CK_PHASE_PAGE && at->reader != NULL &&
            at->reader->ended && goes_before(at, job, later)) {
            return false;
        }
        later = later || at == job;
    }
    return ck_session_has_place(job->session);
}

bool ck_session_has_place(const struct ck_session *session)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += (job->phase == CK_PHASE_MAIN && !is_settling(job)) ||
                 job->phase == CK_PHASE_JOIN;
    }
    return count < (size_t)session->settings.parallel;
}

/* Some more ask for their page meanwhile, or for what goes with the post, so that the
 * places are never empty for long; and not too many settle, since they take memory. */
static bool may_begin(const struct ck_session *session)
{
    enum { AHEAD = 2, SETTLING = 4 };
    size_t count = 0, settling = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase == CK_PHASE_WAITING || job->phase == CK_PHASE_PUBLISH ||
            job->phase == CK_PHASE_OVER) {
            continue;
        }
        if (is_settling(job)) {
            settling++;
        } else {
            count++;
        }
    }
    return count < (size_t)session->settings.parallel + AHEAD && settling <= SETTLING &&
           !ck_batch_full(session);
}

struct ck_job *ck_session_next(struct ck_session *session)
{
    int64_t now_ms = ck_clock_ms();
    struct ck_job *found = NULL;

    if (!may_begin(session)) {
        return NULL;
    }
    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase == CK_PHASE_WAITING && !job->row.paused &&
            !ck_job_is_doubled(job) && job->after_ms <= now_ms &&
            (!job->have_post || ck_session_has_place(session)) &&
            (found == NULL || job->row.priority <= found->row.priority)) {
            found = job;
        }
    }
    return found;
}
