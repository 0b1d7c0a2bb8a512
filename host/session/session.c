#include "session/inner.h"

#include "base/clock.h"
#include "base/mem.h"
#include "desktop/confine.h"
#include "desktop/places.h"
#include "session/direct.h"
#include "session/handed.h"
#include "session/library.h"
#include "session/talking.h"
#include "session/visit.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Far above any number of the archive, and below 2^53. */
static const int64_t first_unrecorded = INT64_C(1) << 52;

enum { ACTIVE_TURN_MS = 250 };

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

/* Photo posts have several pictures under way in one download. */
static void limit(struct ck_session *session)
{
    enum { USUAL = 6 };
    const struct ck_settings *settings = &session->settings;

    ck_client_limit(session->client,
                    settings->parallel > USUAL ? (size_t)settings->parallel : USUAL,
                    settings->speed_limit);
}

bool ck_session_create(const struct ck_session_options *options, struct ck_session **ret,
                       struct ck_error *err)
{
    struct ck_session *session = ck_alloc(sizeof(*session));

    if (session == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    session->options = *options;
    if (options->sandbox != CK_SANDBOX_NONE) {
        ck_confine_process();
    }
    session->next_unrecorded = first_unrecorded;
    session->join_program = find_join();
    (void)ck_settings_changed(&session->stamp);
    session->worker = ck_worker_create();
    session->publisher = ck_worker_create();
    session->batch = ck_batch_create();
    if (((session->worker == NULL || session->publisher == NULL ||
          session->batch == NULL) &&
         !ck_fail(err, CK_ERR_NOMEM, NULL)) ||
        !ck_settings_load(&session->settings, err) ||
        !ck_client_create(&session->client, err)) {
        ck_session_free(session);
        return false;
    }
    limit(session);
    *ret = session;
    return true;
}

void ck_session_free(struct ck_session *session)
{
    if (session == NULL) {
        return;
    }
    session->options.report = NULL; /* nobody is told any more */
    session->options.troubled = NULL;
    ck_batch_finish(session);
    ck_session_recognise_end(session);
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
    ck_session_library_end(session);
    ck_backups_free(session);
    ck_handed_free(session);
    ck_worker_free(session->worker);
    ck_worker_free(session->publisher);
    ck_free(session->followed.numbers);
    ck_batch_free(session->batch);
    ck_archive_close(session->archive);
    ck_client_free(session->client);
    ck_settings_clear(&session->settings);
    ck_free(session->join_program);
    ck_free(session->confined_to);
    ck_free(session);
}

bool ck_session_archive(struct ck_session *session, struct ck_archive **ret,
                        struct ck_error *err)
{
    if (session->archive == NULL) {
        ck_autofree char *state = ck_place_state();
        struct ck_error why = {0};

        if (state == NULL) {
            return ck_fail(err, CK_ERR_ARCHIVE, "no home folder");
        }
        if (!ck_session_open(session, state, false, &why) &&
            (why.code != CK_ERR_ARCHIVE_DAMAGED || !ck_session_mend(session, state))) {
            if (err != NULL) {
                *err = why;
            }
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
    bool ok = ck_settings_save(settings, err) &&
              ck_session_settings_for_run(session, settings, err);

    (void)ck_settings_changed(&session->stamp);
    return ok;
}

bool ck_session_heed_settings(struct ck_session *session, bool now)
{
    struct ck_settings settings;
    struct ck_error err;
    int64_t ms = ck_clock_ms();
    bool ok;

    if (!now && ms < session->settings_ms) {
        return false;
    }
    session->settings_ms = ms + CK_LOOK_MS;
    if (!ck_settings_changed(&session->stamp) || !ck_settings_load(&settings, &err)) {
        return false; /* what cannot be read leaves the old ones in force */
    }
    ok = ck_session_settings_for_run(session, &settings, &err);
    ck_settings_clear(&settings);
    return ok;
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
    limit(session);
    ck_trouble_forget(session);
    session->library_stale = ck_session_library_wanted(session);
    ck_session_library_end(session);
    session->sums_whole = false;
    session->lists_whole = false;
    session->reread_over = false;
    session->reread_mark = (struct ck_reread_mark){0};
    ck_session_recognise_end(session);
    session->due = true;
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
    const struct ck_job *job = ck_session_unfinished(session, post);

    if (job != NULL) {
        ck_job_view(job, ret);
    }
    return job != NULL;
}

static bool is_working(const struct ck_session *session)
{
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if ((job->phase != CK_PHASE_OVER && !job->row.paused) || !job->announced) {
            return true;
        }
    }
    return session->inquiries != NULL || session->handed != NULL ||
           ck_visits_busy(session) || ck_talking_busy(session->talking) ||
           ck_direct_busy(session->direct) ||
           (session->takes_up && session->look_ms == 0);
}

bool ck_session_busy(const struct ck_session *session)
{
    return is_working(session) ||
           (session->jobs != NULL && session->archive != NULL && !session->sums_whole) ||
           ck_session_rereading(session) ||
           (session->options.browser == NULL && ck_session_library_wanted(session));
}

static int shorter(int timeout_ms, int limit_ms)
{
    return timeout_ms < 0 || timeout_ms > limit_ms ? limit_ms : timeout_ms;
}

/* How long to wait for anything at all. */
static int turn_ms(const struct ck_session *session, int timeout_ms)
{
    int reread_ms = ck_session_reread_wait(session);
    int library_ms = ck_session_library_wait(session);

    if (session->due) {
        return 0;
    }
    if (is_working(session)) {
        return shorter(timeout_ms, ACTIVE_TURN_MS);
    }
    if (session->takes_up) {
        timeout_ms = shorter(timeout_ms, CK_LOOK_MS);
    }
    timeout_ms = library_ms >= 0 ? shorter(timeout_ms, library_ms) : timeout_ms;
    return reread_ms >= 0 ? shorter(timeout_ms, reread_ms) : timeout_ms;
}

/* What is done while there is nothing else to do. */
static void do_idle_work(struct ck_session *session)
{
    ck_session_fill_sums(session);
    if (!session->lists_whole && session->archive != NULL) {
        ck_session_note_lists(session, false);
    }
    session->due = session->due || (session->archive != NULL &&
                                    (!session->sums_whole || !session->lists_whole));
    if (!session->due) {
        ck_session_reread(session);
        ck_session_make_library(session);
    }
}

static size_t count_joins(const struct ck_session *session)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += job->phase == CK_PHASE_JOIN;
    }
    return count;
}

/* Waits for the caller's descriptors, for what the joining programs say and for the
 * workers. */
static bool wait_for_all(struct ck_session *session, struct ck_wait *waits, size_t count,
                         int timeout_ms, struct ck_error *err)
{
    struct ck_worker *const workers[] = {session->worker, session->publisher};
    size_t total = count + count_joins(session) + 2;
    ck_autofree struct ck_wait *all = ck_calloc(total, sizeof(*all));
    size_t at = count;

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
    for (size_t i = 0; i < 2; i++) {
        all[at + i] = (struct ck_wait){.fd = ck_worker_fd(workers[i]), .events = POLLIN};
    }
    if (!ck_client_wait(session->client, all, total, timeout_ms, err)) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        if (all[at + i].revents != 0) {
            ck_worker_heard(workers[i]);
        }
    }
    if (count > 0) {
        memcpy(waits, all, count * sizeof(*all));
    }
    return true;
}

bool ck_session_turn(struct ck_session *session, struct ck_wait *waits, size_t count,
                     int timeout_ms, struct ck_error *err)
{
    if (!wait_for_all(session, waits, count, turn_ms(session, timeout_ms), err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (waits[i].revents != 0) {
            ck_session_reread_later(session);
        }
    }
    session->due = false;
    ck_client_run(session->client);
    ck_inquiries_advance(session);
    ck_session_take_handed(session);
    ck_visits_advance(session);
    ck_talking_advance(session->talking);
    ck_direct_advance(session->direct);
    ck_jobs_advance(session);
    if (!is_working(session)) {
        do_idle_work(session);
    }
    return true;
}
