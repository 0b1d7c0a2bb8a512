/* save.c - the course of a job: address, page, post, plan, parts, join, publish. */
#include "session/inner.h"

#include "base/clock.h"
#include "base/mem.h"
#include "keep/queue.h"

#include <string.h>

/* --- the page --------------------------------------------------------------------- */

void ck_job_ask(struct ck_job *job, const struct ck_cookies *cookies, bool embed)
{
    const struct ck_question question = {
        .address = &job->address,
        .user_agent = job->user_agent,
        .cookies = cookies,
        .watermark = job->session->settings.watermark && !job->embedded,
        .embed = embed,
    };
    struct ck_error err;

    job->asked_ms = ck_clock_ms();
    job->phase = CK_PHASE_PAGE;
    ck_job_step(job, CK_JOB_READING);
    if (!ck_reader_start(job->session->client, &question, &job->reader, &err)) {
        ck_job_fail(job, &err);
    }
}

void ck_job_refetch(struct ck_job *job, const struct ck_error *why)
{
    job->refetched = true;
    job->refused = *why;
    ck_job_ask(job, NULL, false);
}

/* A short link has become a post: from here on it is a job like any other. */
static bool identify(struct ck_job *job, struct ck_error *err)
{
    struct ck_kept kept = {0};
    bool found = false;
    bool present = false;
    bool ok;

    memcpy(job->row.post, job->address.id, sizeof(job->row.post));
    ck_free(job->row.page);
    job->row.page = ck_strdup(job->address.page);
    if (job->row.page == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ok = job->row.again ||
         ck_session_kept(job->session, job->row.post, &found, &kept, &present, err);
    if (ok && found && present) {
        ok = ck_job_already(job, &kept, err);
    } else if (ok) {
        ok = ck_job_record(job, err);
    }
    ck_kept_clear(&kept);
    return ok;
}

/* Another process is saving the post of this short link: then it is kept already. */
static void wait_for_other(struct ck_job *job)
{
    memset(job->row.post, 0, sizeof(job->row.post));
    job->after_ms = ck_clock_ms() + CK_LOOK_MS;
    job->phase = CK_PHASE_WAITING;
    ck_job_step(job, CK_JOB_QUEUED);
}

static bool plan_photos(struct ck_job *job, struct ck_error *err)
{
    if (!ck_job_open_place(job, err) || !ck_job_plan_photos(job, err)) {
        return false;
    }
    job->sample_count = 0;
    job->phase = CK_PHASE_MAIN;
    ck_job_step(job, CK_JOB_DOWNLOADING);
    return true;
}

/* For the chip beside the job; the sidecar reads them for itself. */
static void note_rights(struct ck_job *job)
{
    struct ck_rights rights;
    struct ck_error unused;

    job->rights_known = ck_rights_of_post(&job->post, &rights, &unused);
    if (job->rights_known) {
        job->licence = rights.licence;
        job->grade = rights.grade;
        ck_rights_clear(&rights);
    }
}

/* It may have been said in another process since the job was taken up. */
static bool was_said(const struct ck_job *job)
{
    struct ck_job_row row = {0};
    bool said = job->row.mine || job->row.consent;
    bool found = false;

    if (!said && job->row.number > 0 &&
        ck_queue_find(job->session->archive, NULL, job->row.number, &found, &row, NULL)) {
        said = row.mine || row.consent;
    }
    ck_job_row_clear(&row);
    return said;
}

/* What its creator does not want saved is saved only if the person wants that. */
static bool may_save(const struct ck_job *job, struct ck_error *err)
{
    return job->post.saving != CK_SAVING_OFF ||
           strcmp(job->session->settings.saving_off, "keep") == 0 || was_said(job) ||
           ck_fail(err, CK_ERR_SAVING_OFF, NULL);
}

/* Which files does the post have, and where do they go? */
static void plan(struct ck_job *job)
{
    struct ck_error err = {0};
    bool photos = job->post.kind == CK_POST_PHOTO;

    note_rights(job);
    if (ck_job_is_doubled(job)) {
        job->phase = CK_PHASE_WAITING; /* for the other; then it is kept already */
        return;
    }
    if (job->row.post[0] == '\0' && !identify(job, &err) &&
        err.code == CK_ERR_ELSEWHERE) {
        wait_for_other(job);
        return;
    }
    if (err.code == CK_OK && job->phase == CK_PHASE_OVER) {
        return;
    }
    if (err.code != CK_OK || !ck_job_know(job, &err) || !may_save(job, &err) ||
        (photos && !plan_photos(job, &err))) {
        ck_job_fail(job, &err);
    } else if (!photos) {
        ck_ladder_begin(job);
    }
}

/* The post of the page that has arrived takes the place of the one at hand. Media links
 * are bound to the cookies and the User-Agent they were handed out to. */
static bool take_post(struct ck_job *job, struct ck_error *err)
{
    struct ck_reader *reader = job->reader;
    const char *agent = ck_reader_agent(reader);
    char *copy = ck_strdup(agent);
    struct ck_post post;

    if (agent != NULL && copy == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_reader_take(reader, &post, err)) {
        ck_free(copy);
        return false;
    }
    if (job->have_post) {
        ck_post_clear(&job->post);
    }
    job->post = post;
    job->have_post = true;
    job->seen = "host";
    job->cookies = reader->cookies;
    job->address = reader->address;
    ck_free(job->user_agent);
    job->user_agent = copy;
    return true;
}

static void page_done(struct ck_job *job)
{
    struct ck_error err = {0};
    bool got = take_post(job, &err);

    ck_reader_free(job->reader);
    job->reader = NULL;
    if (!got && job->have_post && job->post.kind == CK_POST_VIDEO) {
        ck_ladder_no_page(job, &err);
    } else if (!got) {
        ck_job_fail(job, job->refused.code != CK_OK ? &job->refused : &err);
    } else {
        plan(job);
    }
}

/* --- the parts -------------------------------------------------------------------- */

static const struct ck_part *first_failed(const struct ck_job *job)
{
    for (size_t i = 0; i < job->main_count; i++) {
        if (job->parts[i].state == CK_PART_FAILED) {
            return &job->parts[i];
        }
    }
    return NULL;
}

static bool any_done(const struct ck_job *job)
{
    for (size_t i = 0; i < job->main_count; i++) {
        if (job->parts[i].state == CK_PART_DONE) {
            return true;
        }
    }
    return false;
}

/* A picture that TikTok does not have any more is not worth losing the others. */
static void photos_done(struct ck_job *job)
{
    const struct ck_part *failed = first_failed(job);
    struct ck_error err;
    bool gone;

    if (failed == NULL) {
        job->phase = CK_PHASE_EXTRAS;
        return;
    }
    err = failed->err;
    gone = ck_fresh_page_may_help(err.code) || err.code == CK_ERR_NO_STREAM;
    if (gone && !job->refetched) {
        ck_job_refetch(job, &err);
    } else if (gone && any_done(job)) {
        ck_note_add(&job->notes, CK_NOTE_PICTURES_MISSING);
        job->phase = CK_PHASE_EXTRAS;
    } else {
        ck_job_fail(job, &err);
    }
}

static void main_parts(struct ck_job *job)
{
    bool over = ck_job_run_parts(job, true);
    const struct ck_part *failed = first_failed(job);

    if (job->post.kind == CK_POST_PHOTO) {
        if (over) {
            photos_done(job);
        }
    } else if (failed != NULL) {
        struct ck_error err = failed->err;

        ck_ladder_failed(job, &err);
    } else if (over && ck_ladder_arrived(job)) {
        if (job->plan.joined || job->plan.sound) {
            ck_job_join(job);
        } else {
            job->phase = CK_PHASE_EXTRAS;
        }
    }
    if (job->phase == CK_PHASE_MAIN) {
        ck_job_progress(job);
    }
}

/* What could not be had does not keep the post from being kept, but is told. */
static void note_missing(struct ck_job *job)
{
    for (size_t i = job->main_count; i < job->part_count; i++) {
        enum ck_role role = job->parts[i].role;

        if (job->parts[i].state == CK_PART_FAILED) {
            ck_note_add(&job->notes, role == CK_ROLE_CAPTIONS ? CK_NOTE_CAPTIONS_MISSING
                                     : role == CK_ROLE_COVER  ? CK_NOTE_COVER_MISSING
                                     : role == CK_ROLE_FILM   ? CK_NOTE_FILMS_MISSING
                                                              : CK_NOTE_SOUND_MISSING);
        }
    }
}

static void extras(struct ck_job *job)
{
    if (job->row.state != CK_JOB_CHECKING) {
        ck_job_step(job, CK_JOB_CHECKING);
    }
    if (!ck_job_run_parts(job, false)) {
        return;
    }
    note_missing(job);
    job->ready_ms = ck_clock_ms();
    job->phase = CK_PHASE_PUBLISH;
}

/* --- the loop --------------------------------------------------------------------- */

static void begin(struct ck_job *job)
{
    ck_session_confine(job->session);
    job->asked_ms = ck_clock_ms();
    if (job->have_post) {
        plan(job);
    } else {
        ck_job_ask(job, &job->cookies, false);
    }
}

static void ask(struct ck_job *job)
{
    ck_reader_advance(job->reader);
    if (!job->reader->ended) {
        ck_job_progress(job);
    } else if (ck_job_may_fetch(job)) {
        page_done(job);
    }
}

static void advance(struct ck_job *job)
{
    switch (job->phase) {
    case CK_PHASE_PAGE:
        ask(job);
        break;
    case CK_PHASE_MAIN:
        main_parts(job);
        break;
    case CK_PHASE_JOIN:
        ck_job_join_advance(job);
        break;
    case CK_PHASE_EXTRAS:
    case CK_PHASE_PUBLISH:
    case CK_PHASE_WAITING:
    case CK_PHASE_OVER:
        break;
    }
    if (job->phase == CK_PHASE_EXTRAS) {
        extras(job);
    }
    ck_job_settle(job);
}

void ck_jobs_advance(struct ck_session *session)
{
    struct ck_job *waiting;

    ck_session_forget_left(session);
    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (!job->announced) {
            job->announced = true;
            ck_job_report(job);
        }
        advance(job);
    }
    ck_batch_advance(session);
    ck_session_heed(session);
    ck_trouble_look(session);
    if (session->trouble.code != CK_OK) {
        return;
    }
    ck_session_refill(session);
    while (session->trouble.code == CK_OK &&
           (waiting = ck_session_next(session)) != NULL) {
        begin(waiting);
    }
}
