#include "session/inner.h"

#include "base/mem.h"
#include "desktop/places.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Far above any number of the archive, and below 2^53. */
static const int64_t first_unrecorded = INT64_C(1) << 52;

enum { UNFINISHED_MAX = 1000, ENDED_KEPT = 100, ACTIVE_TURN_MS = 250 };

/* Where clipkeep-join is; NULL where it was not built or installed. */
static char *find_join(void)
{
    char *program = ck_place_helper("clipkeep-join");

    if (program != NULL && access(program, X_OK) != 0) {
        ck_free(program);
        program = NULL;
    }
    return program;
}

const char *ck_session_agent(const struct ck_session *session, const char *user_agent)
{
    return user_agent != NULL ? user_agent : session->settings.user_agent;
}

bool ck_session_create(const struct ck_session_options *options, struct ck_session **ret,
                       struct ck_error *err)
{
    struct ck_session *session = ck_alloc(sizeof(*session));

    if (session == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    session->options = *options;
    session->next_unrecorded = first_unrecorded;
    session->join_program = find_join();
    if (!ck_settings_load(&session->settings, err) ||
        !ck_client_create(&session->client, err)) {
        ck_session_free(session);
        return false;
    }
    *ret = session;
    return true;
}

void ck_session_free(struct ck_session *session)
{
    if (session == NULL) {
        return;
    }
    while (session->inquiries != NULL) {
        struct ck_inquiry *inquiry = session->inquiries;

        session->inquiries = inquiry->next;
        ck_reader_free(inquiry->reader);
        ck_free(inquiry);
    }
    while (session->jobs != NULL) {
        struct ck_job *job = session->jobs;

        session->jobs = job->next;
        ck_job_free(job);
    }
    ck_archive_close(session->archive);
    ck_client_free(session->client);
    ck_settings_clear(&session->settings);
    ck_free(session->join_program);
    ck_free(session);
}

bool ck_session_archive(struct ck_session *session, struct ck_archive **ret,
                        struct ck_error *err)
{
    if (session->archive == NULL) {
        ck_autofree char *state = ck_place_state();

        if (state == NULL) {
            return ck_fail(err, CK_ERR_ARCHIVE, "no home folder");
        }
        if (!ck_archive_open(state, &session->archive, err)) {
            return false;
        }
    }
    *ret = session->archive;
    return true;
}

const struct ck_settings *ck_session_settings(const struct ck_session *session)
{
    return &session->settings;
}

bool ck_session_change(struct ck_session *session, const struct ck_settings *settings,
                       struct ck_error *err)
{
    return ck_settings_save(settings, err) &&
           ck_session_settings_for_run(session, settings, err);
}

bool ck_session_settings_for_run(struct ck_session *session,
                                 const struct ck_settings *settings, struct ck_error *err)
{
    struct ck_settings copy;

    if (!ck_settings_copy(settings, &copy, err)) {
        return false;
    }
    ck_settings_clear(&session->settings);
    session->settings = copy;
    session->due = true;
    return true;
}

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

static struct ck_job *unfinished(const struct ck_session *session, const char *post)
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
    job = unfinished(session, address.kind == CK_ADDRESS_POST ? address.id : "");
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

bool ck_session_job(const struct ck_session *session, int64_t number,
                    struct ck_job_view *ret)
{
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->number == number) {
            ck_job_view(job, ret);
            return true;
        }
    }
    return false;
}

bool ck_session_job_of(const struct ck_session *session, const char *post,
                       struct ck_job_view *ret)
{
    const struct ck_job *job = unfinished(session, post);

    if (job != NULL) {
        ck_job_view(job, ret);
    }
    return job != NULL;
}

bool ck_session_busy(const struct ck_session *session)
{
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase != CK_PHASE_OVER || !job->announced) {
            return true;
        }
    }
    return session->inquiries != NULL;
}

static int shorter(int timeout_ms, int limit_ms)
{
    return timeout_ms < 0 || timeout_ms > limit_ms ? limit_ms : timeout_ms;
}

static size_t count_joins(const struct ck_session *session)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += job->phase == CK_PHASE_JOIN;
    }
    return count;
}

/* Waits for the caller's descriptors and for what the joining programs say. */
static bool wait_for_all(struct ck_session *session, struct ck_wait *waits, size_t count,
                         int timeout_ms, struct ck_error *err)
{
    size_t joins = count_joins(session);
    ck_autofree struct ck_wait *all = NULL;
    size_t at = count;

    if (joins == 0) {
        return ck_client_wait(session->client, waits, count, timeout_ms, err);
    }
    all = ck_calloc(count + joins, sizeof(*all));
    if (all == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (count > 0) {
        memcpy(all, waits, count * sizeof(*all));
    }
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase == CK_PHASE_JOIN) {
            all[at++] = (struct ck_wait){.fd = job->join.fd, .events = POLLIN};
        }
    }
    if (!ck_client_wait(session->client, all, at, timeout_ms, err)) {
        return false;
    }
    if (count > 0) {
        memcpy(waits, all, count * sizeof(*all));
    }
    return true;
}

bool ck_session_turn(struct ck_session *session, struct ck_wait *waits, size_t count,
                     int timeout_ms, struct ck_error *err)
{
    if (session->due) {
        timeout_ms = 0;
    } else if (ck_session_busy(session)) {
        timeout_ms = shorter(timeout_ms, ACTIVE_TURN_MS);
    }
    if (!wait_for_all(session, waits, count, timeout_ms, err)) {
        return false;
    }
    session->due = false;
    ck_client_run(session->client);
    ck_inquiries_advance(session);
    ck_jobs_advance(session);
    return true;
}
