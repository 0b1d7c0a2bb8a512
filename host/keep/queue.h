/* queue.h - the queue as a whole: work that no process has yet, in the order in which it
 * is taken up, and what the person does with it. Parts of the archive; errors as there.
 */
#ifndef CK_KEEP_QUEUE_H
#define CK_KEEP_QUEUE_H

#include "keep/archive.h"

enum { CK_PRIORITY_CLICK = 0, CK_PRIORITY_BULK = 10 };

/* Adds queued jobs that nobody has yet, all in one transaction, in this order; of the
 * rows post, page, kind, author, text, again, priority, due_at, browser, bound, mine and
 * consent are looked at. A post that has an unfinished job is passed over. `ret_added`
 * (may be NULL) counts. */
CK_NODISCARD bool ck_queue_add(struct ck_archive *archive, const struct ck_job_row *rows,
                               size_t count, size_t *ret_added, struct ck_error *err);
/* As ck_archive_job_claim(), and also jobs bound to `browser` (NULL: none of those). */
CK_NODISCARD bool ck_queue_claim(struct ck_archive *archive, const char *browser,
                                 bool *ret_found, struct ck_job_row *ret,
                                 struct ck_error *err);
/* The same for up to `max` jobs in one transaction, in the order in which they are due.
 * On failure there are none. */
CK_NODISCARD bool ck_queue_claim_some(struct ck_archive *archive, const char *browser,
                                      struct ck_job_row *ret, size_t max,
                                      size_t *ret_count, struct ck_error *err);
/* When the next job that could be claimed later is due (Unix seconds), 0 when none waits
 * for its time. */
CK_NODISCARD bool ck_queue_next_due(struct ck_archive *archive, int64_t *ret,
                                    struct ck_error *err);
/* Leaves a job of ours to the browser that handed it over, for this reason: queued, of
 * nobody, and bound. Also: not-found (no job of ours, or no browser has). */
CK_NODISCARD bool ck_queue_bind(struct ck_archive *archive, int64_t number,
                                const struct ck_error *why, struct ck_error *err);
/* Gives a job of ours that has not ended back to nobody, queued. Also: not-found. */
CK_NODISCARD bool ck_queue_release(struct ck_archive *archive, int64_t number,
                                   struct ck_error *err);

/* With `number` 0 each of these means all; `ret_count` (may be NULL) counts the jobs that
 * were changed. */

/* Marks unfinished jobs, whoever has them, as paused or no longer. Whoever works on one
 * stops it himself. */
CK_NODISCARD bool ck_queue_pause(struct ck_archive *archive, int64_t number, bool paused,
                                 size_t *ret_count, struct ck_error *err);
/* Cancels unfinished jobs that no living process has; our own are
 * ck_archive_job_update()'s. With `others`, those of other living processes are marked,
 * and counted: paused, with code `cancelled`. Such a process ends them itself; if it dies
 * first, whoever claims work does. */
CK_NODISCARD bool ck_queue_cancel(struct ck_archive *archive, int64_t number, bool others,
                                  size_t *ret_count, struct ck_error *err);
/* Queues failed jobs anew, as new jobs of nobody: the newest of each post only, and none
 * of a post that has been kept or queued since. `consent` is theirs then; what was given
 * earlier stays. */
CK_NODISCARD bool ck_queue_retry(struct ck_archive *archive, int64_t number, bool consent,
                                 size_t *ret_count, struct ck_error *err);
/* The same for what a run of a list found (runs.h), and only what failed for this reason;
 * CK_OK: for whatever reason. */
CK_NODISCARD bool ck_queue_retry_run(struct ck_archive *archive, int64_t run,
                                     enum ck_code code, bool consent, size_t *ret_count,
                                     struct ck_error *err);
/* Notes of an unfinished job, whoever has it, that the post is the person's own or is
 * kept although saving is off; what was said before stays. */
CK_NODISCARD bool ck_queue_say(struct ck_archive *archive, int64_t number, bool mine,
                               bool consent, struct ck_error *err);

/* Takes the jobs that have ended out of the record, with their attempts, and overwrites
 * what was said of them; `ret_count` counts. What is kept, and what is to do, stays. */
CK_NODISCARD bool ck_queue_forget_ended(struct ck_archive *archive, size_t *ret_count,
                                        struct ck_error *err);

/* How many jobs are in each state. */
enum { CK_JOB_STATES = CK_JOB_CANCELLED + 1 };
CK_NODISCARD bool ck_queue_counts(struct ck_archive *archive, int64_t ret[CK_JOB_STATES],
                                  struct ck_error *err);
/* How many jobs have failed for this reason. */
CK_NODISCARD bool ck_queue_count_failed(struct ck_archive *archive, enum ck_code code,
                                        int64_t *ret, struct ck_error *err);

struct ck_queue_filter {
    unsigned states; /* bit n: jobs in state n; 0: all */
    int64_t before;  /* only jobs with smaller numbers, 0: all */
    bool latest;     /* only the newest job of each post */
};
/* Jobs, newest first, at most `limit`; free with ck_job_rows_free(). So the list of posts
 * that could not be kept is {.states = 1U << CK_JOB_FAILED, .latest = true}. */
CK_NODISCARD bool ck_queue_list(struct ck_archive *archive,
                                const struct ck_queue_filter *filter, size_t limit,
                                struct ck_job_row **ret, size_t *ret_count,
                                struct ck_error *err);

/* One job as it is recorded: the unfinished one of a post or, with `post` NULL, the one
 * of this number. Free with ck_job_row_clear(). */
CK_NODISCARD bool ck_queue_find(struct ck_archive *archive, const char *post,
                                int64_t number, bool *ret_found, struct ck_job_row *ret,
                                struct ck_error *err);

struct ck_job_try {
    int64_t started_at, ended_at; /* Unix seconds */
    enum ck_code code;            /* CK_OK: it was kept */
    char detail[200];
};
/* The attempts at a job, the newest `max` of them, newest first. */
CK_NODISCARD bool ck_queue_attempts(struct ck_archive *archive, int64_t number,
                                    struct ck_job_try *ret, size_t max, size_t *ret_count,
                                    struct ck_error *err);

#endif
