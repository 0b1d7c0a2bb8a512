/* trouble.c - what keeps every job from going on, and passes: a full drive, a save folder
 * that is not there, no network. Jobs that meet it are not failures: they wait, and the
 * queue goes on by itself. */
#include "session/inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { FIRST_LOOK_MS = 2000, LONGEST_MS = 60000, QUIET_MS = 3000 };

int64_t ck_trouble_pause(int64_t before_ms)
{
    int64_t next_ms = before_ms <= 0 ? FIRST_LOOK_MS : before_ms * 2;

    return next_ms < LONGEST_MS ? next_ms : LONGEST_MS;
}

enum ck_code ck_trouble_of(const struct ck_error *err)
{
    switch ((int)err->code) {
    case CK_ERR_DISK_FULL: /* one file that is too large for its drive is no trouble */
        return err->os_errno != EFBIG ? CK_ERR_DISK_FULL : CK_OK;
    case CK_ERR_FOLDER_MISSING:
        return CK_ERR_FOLDER_MISSING;
    case CK_ERR_NET:
    case CK_ERR_DNS:
    case CK_ERR_TIMEOUT:
        return CK_ERR_NET;
    default:
        return CK_OK;
    }
}

/* The network is gone when names lead nowhere or there is no way out, and nobody has
 * answered since the page was asked for. Of media one host may be gone alone: then the
 * page, which is asked for the next time, can be had. */
static bool network_gone(struct ck_job *job)
{
    int64_t heard_ms;

    if (!ck_client_lost(job->session->client, &heard_ms)) {
        return false;
    }
    if (job->phase == CK_PHASE_PAGE || job->was_lost) {
        return heard_ms < job->asked_ms;
    }
    return ck_clock_ms() - heard_ms > QUIET_MS;
}

/* A folder in which nothing was ever kept is not one whose drive was taken away: it was
 * never there, and the person should hear of it. */
static bool folder_gone(struct ck_session *session)
{
    struct ck_kept *kept = NULL;
    struct ck_archive *archive;
    struct ck_error err = {0};
    size_t count = 0;
    bool known = false;

    if (ck_session_folder_ok(session, &err) || err.code != CK_ERR_FOLDER_MISSING) {
        return false;
    }
    if (ck_session_archive(session, &archive, NULL) &&
        ck_archive_recent(archive, 1, &kept, &count, NULL) && count > 0) {
        known = strcmp(kept[0].folder, session->settings.folder) == 0;
    }
    ck_kept_free_all(kept, count);
    return known;
}

static bool passes(struct ck_job *job, enum ck_code code)
{
    struct ck_session *session = job->session;
    const struct ck_trouble *trouble = &session->trouble;

    if (code == CK_ERR_NET) {
        int64_t limit_ms = session->options.network_ms;
        bool over = limit_ms >= 0 && trouble->since_ms > 0 &&
                    ck_clock_ms() - trouble->since_ms >= limit_ms;

        return limit_ms != 0 && !over && network_gone(job);
    }
    return session->options.wait_for_disk && code != CK_OK &&
           (code == CK_ERR_DISK_FULL ? job->dir_fd >= 0 : folder_gone(session));
}

/* Where that cannot be told, it is tried. */
static int64_t room(const struct ck_session *session)
{
    int64_t bytes = ck_session_space(session);

    return bytes >= 0 ? bytes : INT64_MAX / 2;
}

static void tell(struct ck_session *session)
{
    if (session->options.troubled != NULL) {
        session->options.troubled(session->options.ctx, session->trouble.code);
    }
}

bool ck_trouble_takes(struct ck_job *job, const struct ck_error *err)
{
    enum { SOME_ROOM = 1 << 20 };
    struct ck_session *session = job->session;
    struct ck_trouble *trouble = &session->trouble;
    enum ck_code code = ck_trouble_of(err);
    int64_t total = ck_job_total(job);
    bool first = trouble->code == CK_OK;

    if (!passes(job, code)) {
        return false;
    }
    if (code == CK_ERR_NET) {
        job->was_lost = true;
        if (!job->row.bound) {
            job->seen = "host"; /* so that the page is asked for, which tells more */
        }
    }
    if (first) {
        trouble->since_ms = trouble->since_ms > 0 ? trouble->since_ms : ck_clock_ms();
        trouble->pause_ms = ck_trouble_pause(trouble->pause_ms);
        trouble->look_ms = ck_clock_ms() + trouble->pause_ms;
        trouble->code = code;
    }
    ck_job_halt(job);
    if (code == CK_ERR_DISK_FULL && first) {
        trouble->needed = total > 0 ? total + SOME_ROOM : room(session) + SOME_ROOM;
    }
    if (first) {
        ck_log("the queue waits: %s %s", ck_code_text(err->code), err->detail);
        tell(session);
    }
    return true;
}

/* A drive that was mounted anew lies outside the sandbox. */
static bool folder_back(struct ck_session *session)
{
    struct ck_error err = {0};

    if (ck_session_folder_ok(session, &err)) {
        return true;
    }
    if (err.code != CK_ERR_FOLDER_MISSING && session->confined_to != NULL) {
        session->confined_to[0] = '\0';
    }
    return false;
}

static bool is_over(struct ck_session *session)
{
    const struct ck_trouble *trouble = &session->trouble;

    if (trouble->code == CK_ERR_DISK_FULL) {
        return room(session) >= trouble->needed;
    }
    return trouble->code != CK_ERR_FOLDER_MISSING || folder_back(session);
}

void ck_trouble_look(struct ck_session *session)
{
    struct ck_trouble *trouble = &session->trouble;
    int64_t now_ms = ck_clock_ms();

    if (trouble->code == CK_OK || now_ms < trouble->look_ms) {
        return;
    }
    if (!is_over(session)) {
        trouble->look_ms = now_ms + FIRST_LOOK_MS; /* looking costs nothing */
        return;
    }
    trouble->code = CK_OK;
    session->due = true;
    tell(session);
}

void ck_trouble_forget(struct ck_session *session)
{
    bool told = session->trouble.code != CK_OK;

    session->trouble = (struct ck_trouble){0};
    if (told) {
        tell(session);
    }
}

int64_t ck_trouble_left(const struct ck_session *session)
{
    int64_t left_ms = session->trouble.look_ms - ck_clock_ms();

    return left_ms > 0 ? (left_ms + 999) / 1000 : 1;
}

enum ck_code ck_session_trouble(const struct ck_session *session)
{
    return session->trouble.code;
}
