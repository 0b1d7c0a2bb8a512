/* request.c - how a job comes to be asked for, and how it is called off. */
#include "session/inner.h"

#include "base/mem.h"
#include "keep/queue.h"

#include <string.h>

/* More than a person clicks on before the first is done; what is beyond waits in the
 * archive. */
enum { CLICKS_MAX = 32, SHORT_LINKS_MAX = 1000, ENDED_KEPT = 100 };

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

void ck_session_enlist(struct ck_session *session, struct ck_job *job)
{
    forget_old(session);
    job->next = session->jobs;
    session->jobs = job;
    session->due = true;
}

/* Records the new job, at hand or for later; one that another process has is followed. */
static bool record(struct ck_job *job, bool later, int64_t *ret_later,
                   struct ck_error *err)
{
    struct ck_error why = {0};

    if (!later && ck_job_record(job, &why)) {
        job->number = job->row.number;
        return true;
    }
    if (!later && why.code != CK_ERR_ELSEWHERE) {
        *err = why;
        return false;
    }
    return ck_job_put_off(job, ret_later, err);
}

/* Answers from the archive when the post is kept, else records the new job, at hand or
 * for later: then its number is in `ret_later`. A short link says only later which post
 * it is, and cannot be recorded before. */
static bool settle(struct ck_job *job, int64_t *ret_later, struct ck_error *err)
{
    size_t waiting = ck_session_at_hand(job->session);
    struct ck_kept kept = {0};
    bool found = false;
    bool present = false;
    bool ok;

    if (job->row.post[0] == '\0') {
        return waiting < SHORT_LINKS_MAX ||
               ck_fail(err, CK_ERR_BUSY, "%zu jobs are waiting", waiting);
    }
    if (!job->row.again &&
        !ck_session_kept(job->session, job->row.post, &found, &kept, &present, err)) {
        return false;
    }
    ok = present ? ck_job_already(job, &kept, err)
                 : record(job, waiting >= CLICKS_MAX, ret_later, err);
    ck_kept_clear(&kept);
    return ok;
}

/* What only some people are shown cannot be gone on with elsewhere. */
static bool note_browser(struct ck_job *job, struct ck_error *err)
{
    const char *browser = job->session->options.browser;

    if (browser == NULL) {
        return true;
    }
    job->row.browser = ck_strdup(browser);
    job->row.bound = job->post.gated || job->post.restricted;
    return job->row.browser != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* The new job of a post that may have come with the wish; `post` is taken over. */
static struct ck_job *create(struct ck_session *session, const struct ck_wish *wish,
                             const struct ck_address *address, struct ck_post *post,
                             bool given, struct ck_error *err)
{
    struct ck_job *job = ck_job_create(session, address, wish);

    if (job == NULL) {
        ck_post_clear(post);
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
        return NULL;
    }
    job->post = *post;
    job->have_post = given;
    job->seen = given ? "page" : "host";
    if (given && (!ck_job_know(job, err) || !note_browser(job, err))) {
        ck_job_free(job);
        return NULL;
    }
    return job;
}

/* A job at hand is asked for once more: it goes on, with what is said of it now. */
static bool ask_again(struct ck_job *job, const struct ck_wish *wish,
                      struct ck_error *err)
{
    size_t count;

    job->row.mine = job->row.mine || wish->mine;
    job->row.consent = job->row.consent || wish->consent;
    return (job->row.number == 0 || ck_queue_say(job->session->archive, job->row.number,
                                                 wish->mine, wish->consent, err)) &&
           (!job->row.paused ||
            ck_session_pause(job->session, job->number, false, &count, err));
}

bool ck_session_save(struct ck_session *session, const struct ck_wish *wish,
                     int64_t *ret_job, struct ck_error *err)
{
    struct ck_address address;
    struct ck_post post = {0};
    struct ck_job *job;
    int64_t later = 0;
    bool given;

    if (!ck_wish_check(wish, &address, &post, &given, err)) {
        return false;
    }
    job =
        ck_session_unfinished(session, address.kind == CK_ADDRESS_POST ? address.id : "");
    if (job != NULL) {
        ck_post_clear(&post);
        *ret_job = job->number;
        return ask_again(job, wish, err);
    }
    job = create(session, wish, &address, &post, given, err);
    if (job == NULL || !settle(job, &later, err)) {
        ck_job_free(job);
        return false;
    }
    if (later > 0) {
        ck_job_free(job);
        *ret_job = later;
        return true;
    }
    ck_session_enlist(session, job);
    *ret_job = job->number;
    return true;
}

/* Ends jobs at hand: one or, with `number` 0, all. */
static size_t cancel_at_hand(struct ck_session *session, int64_t number)
{
    size_t count = 0;

    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase != CK_PHASE_OVER && (number == 0 || job->number == number)) {
            ck_job_end(job, CK_JOB_CANCELLED, NULL);
            session->due = true;
            count++;
        }
    }
    return count;
}

bool ck_session_cancel(struct ck_session *session, int64_t number, bool others,
                       size_t *ret_count, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_shown shown;
    size_t recorded = 0;

    *ret_count = cancel_at_hand(session, number);
    if (number > 0 && *ret_count > 0) {
        return true;
    }
    if (!ck_session_archive(session, &archive, err)) {
        return false;
    }
    ck_shown_begin(session, number, &shown);
    if (!ck_queue_cancel(archive, number, others, &recorded, err)) {
        return false;
    }
    *ret_count += recorded;
    if (recorded > 0) {
        (void)!ck_begun_forget_over(archive, 0, NULL); /* or it is swept later */
        ck_shown_end(session, &shown);
    }
    return true;
}
