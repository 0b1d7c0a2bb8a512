/* history.c - what is known of jobs that have ended goes, when the person wants that. */
#include "session/inner.h"

#include "base/log.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "keep/queue.h"

/* One that has not been told of yet is told of first. */
static void forget_at_hand(struct ck_session *session)
{
    struct ck_job **at = &session->jobs;

    while (*at != NULL) {
        struct ck_job *job = *at;

        if (job->phase == CK_PHASE_OVER && job->announced) {
            *at = job->next;
            ck_job_free(job);
        } else {
            at = &job->next;
        }
    }
}

bool ck_session_forget_history(struct ck_session *session, size_t *ret_count,
                               struct ck_error *err)
{
    ck_autofree char *log = ck_place_log();
    struct ck_archive *archive;

    *ret_count = 0;
    if (!ck_session_archive(session, &archive, err) ||
        !ck_queue_forget_ended(archive, ret_count, err)) {
        return false;
    }
    forget_at_hand(session);
    return log == NULL ? ck_fail(err, CK_ERR_NOMEM, NULL) : ck_log_erase(log, err);
}
