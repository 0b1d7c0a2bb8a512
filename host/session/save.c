#include "session/inner.h"

#include "base/mem.h"
#include "keep/folder.h"

#include <string.h>
#include <time.h>

enum { EXPIRY_MARGIN_S = 300, COVER_MS = 10000, STALL_REPORT_MS = 1000 };

static void start_page(struct ck_job *job, const struct ck_cookies *cookies)
{
    struct ck_error err;

    job->phase = CK_PHASE_PAGE;
    ck_job_step(job, CK_JOB_READING);
    if (!ck_reader_start(job->session->client, &job->address, job->user_agent, cookies,
                         &job->reader, &err)) {
        ck_job_fail(job, &err);
    }
}

/* New links and a new token, once: read as a stranger would, because the token we have is
 * the one that was refused or has aged with the links. */
static void refetch(struct ck_job *job)
{
    job->refetched = true;
    start_page(job, NULL);
}

static bool open_stage(struct ck_job *job, struct ck_error *err)
{
    const struct ck_settings *settings = &job->session->settings;
    const struct ck_name_facts facts = {job->post.author.name, job->post.text,
                                        job->post.id, job->post.created};

    if (job->video.stage != NULL) {
        return true;
    }
    ck_name_post(&facts, job->folder, job->stem);
    ck_free(job->root_path);
    job->root_path = ck_strdup(settings->folder);
    if (job->root_path == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return (job->root_fd >= 0 || ck_session_folder_open(settings, &job->root_fd, err)) &&
           (job->dir_fd >= 0 ||
            ck_folder_enter(job->root_fd, job->folder, &job->dir_fd, err)) &&
           ck_stage_open(job->dir_fd, job->post.id, job->post.streams[job->stream].bytes,
                         &job->video.stage, err);
}

/* True when the same bytes at another address, or from another page, may do. When TikTok
 * asks to slow down, every address leads to the same edge: then it is over. */
static bool elsewhere_may_help(enum ck_code code)
{
    return code == CK_ERR_FORBIDDEN || code == CK_ERR_HTTP || code == CK_ERR_NOT_MEDIA ||
           code == CK_ERR_MEDIA_SIZE || code == CK_ERR_TRUNCATED || code == CK_ERR_URL ||
           code == CK_ERR_NET || code == CK_ERR_DNS || code == CK_ERR_TLS ||
           code == CK_ERR_TIMEOUT;
}

static bool fresh_page_may_help(enum ck_code code)
{
    return code == CK_ERR_FORBIDDEN || code == CK_ERR_HTTP || code == CK_ERR_NOT_MEDIA ||
           code == CK_ERR_MEDIA_SIZE || code == CK_ERR_URL;
}

static bool start_mirror(struct ck_job *job, const char *url, struct ck_error *err)
{
    const struct ck_fill_wish wish = {
        .url = url,
        .user_agent = job->user_agent,
        .cookies = &job->cookies,
        .declared = job->post.streams[job->stream].bytes,
        .video = true,
    };

    job->sample_count = 0;
    return ck_fill_start(&job->video, job->session->client, &wish, err);
}

/* Every mirror of this page has failed. */
static void mirrors_exhausted(struct ck_job *job)
{
    if (!job->refetched && fresh_page_may_help(job->first.code)) {
        job->refused = job->first;
        refetch(job);
        return;
    }
    ck_job_fail(job, &job->first);
}

/* Starts with the mirror `job->mirror`, or the first one after it that can be started. */
static void try_mirrors(struct ck_job *job)
{
    const struct ck_stream *stream = &job->post.streams[job->stream];
    struct ck_error err;

    while (job->mirror < stream->url_count) {
        if (start_mirror(job, stream->urls[job->mirror], &err)) {
            return;
        }
        if (job->first.code == CK_OK) {
            job->first = err;
        }
        if (!elsewhere_may_help(err.code)) {
            ck_job_fail(job, &err);
            return;
        }
        job->mirror++;
    }
    mirrors_exhausted(job);
}

static void mirror_failed(struct ck_job *job, const struct ck_error *err)
{
    if (job->first.code == CK_OK) {
        job->first = *err;
    }
    if (!elsewhere_may_help(err->code)) {
        ck_job_fail(job, err);
        return;
    }
    job->mirror++;
    try_mirrors(job);
}

static bool ends_soon(const struct ck_stream *stream)
{
    int64_t end = ck_stream_expiry(stream->urls[0]);

    return end > 0 && end < (int64_t)time(NULL) + EXPIRY_MARGIN_S;
}

/* There is a post: which stream, into which file? */
static void plan(struct ck_job *job)
{
    struct ck_error err = {0};

    if (!ck_job_know(job, &err)) {
        ck_job_fail(job, &err);
        return;
    }
    job->stream = ck_stream_choose(&job->post);
    if (job->post.kind == CK_POST_PHOTO) {
        (void)ck_fail(&err, CK_ERR_PHOTO, NULL);
    } else if (job->stream < 0 || job->post.streams[job->stream].url_count == 0) {
        (void)ck_fail(&err, CK_ERR_NO_STREAM, NULL);
        job->refused = err;
        if (!job->refetched && strcmp(job->seen, "page") == 0) {
            refetch(job);
            return;
        }
    } else if (!job->refetched && ends_soon(&job->post.streams[job->stream])) {
        refetch(job);
        return;
    }
    if (err.code != CK_OK || !open_stage(job, &err)) {
        ck_job_fail(job, &err);
        return;
    }
    job->mirror = 0;
    job->first = (struct ck_error){0};
    job->phase = CK_PHASE_VIDEO;
    ck_job_step(job, CK_JOB_DOWNLOADING);
    try_mirrors(job);
}

/* Another job of ours is saving the post that this short link turned out to be. */
static bool doubled(const struct ck_job *job)
{
    for (const struct ck_job *at = job->session->jobs; at != NULL; at = at->next) {
        if (at != job && at->phase != CK_PHASE_OVER &&
            strcmp(at->row.post, job->row.post) == 0) {
            return true;
        }
    }
    return false;
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
    if (doubled(job)) {
        return ck_fail(err, CK_ERR_ELSEWHERE, NULL);
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

static void page_done(struct ck_job *job)
{
    struct ck_post post;
    struct ck_error err = {0};
    bool got = ck_reader_take(job->reader, &post, &err);

    if (got) {
        if (job->have_post) {
            ck_post_clear(&job->post);
        }
        job->post = post;
        job->have_post = true;
        job->seen = "host";
        if (job->reader->cookies.chain_token[0] != '\0') {
            job->cookies = job->reader->cookies;
        }
        job->address = job->reader->address;
    }
    ck_reader_free(job->reader);
    job->reader = NULL;
    if (!got && job->refused.code != CK_OK) {
        ck_job_fail(job, &job->refused); /* what was wrong first says more */
    } else if ((!got && !job->have_post) ||
               (job->row.post[0] == '\0' && !identify(job, &err))) {
        ck_job_fail(job, &err);
    } else if (job->phase != CK_PHASE_OVER) {
        plan(job);
    }
}

static void publish(struct ck_job *job)
{
    struct ck_error err;

    if (!ck_job_publish(job, &err)) {
        ck_job_fail(job, &err);
        return;
    }
    ck_job_end(job, CK_JOB_DONE, NULL);
}

/* The cover is an extra: whatever goes wrong with it, the video is kept. */
static bool start_cover(struct ck_job *job)
{
    const struct ck_fill_wish wish = {
        .url = job->post.cover_url,
        .user_agent = job->user_agent,
        .declared = -1,
    };
    ck_autobuf struct ck_buf key = {.max = 64};

    if (!job->session->settings.cover || wish.url == NULL) {
        return false;
    }
    ck_buf_addf(&key, "%s.cover", job->post.id);
    if (!ck_buf_ok(&key) ||
        !ck_stage_open(job->dir_fd, key.data, -1, &job->cover.stage, NULL) ||
        !ck_fill_start(&job->cover, job->session->client, &wish, NULL)) {
        ck_fill_clear(&job->cover);
        return false;
    }
    job->cover_due_ms = ck_now_ms() + COVER_MS;
    job->phase = CK_PHASE_COVER;
    return true;
}

static void video_done(struct ck_job *job)
{
    struct ck_error err = job->video.err;

    if (err.code == CK_OK && ck_job_check(job, &err)) {
        ck_job_step(job, CK_JOB_CHECKING);
        if (!ck_stage_seal(job->video.stage, &job->video_file, &err)) {
            ck_job_fail(job, &err);
        } else if (!start_cover(job)) {
            publish(job);
        }
        return;
    }
    mirror_failed(job, &err);
}

static void cover_done(struct ck_job *job)
{
    bool arrived = job->cover.ended && job->cover.err.code == CK_OK;

    job->have_cover = arrived && ck_stage_seal(job->cover.stage, &job->cover_file, NULL);
    if (!job->have_cover) {
        ck_fill_clear(&job->cover);
    }
    publish(job);
}

static size_t running(const struct ck_session *session)
{
    size_t count = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        count += job->phase != CK_PHASE_WAITING && job->phase != CK_PHASE_OVER;
    }
    return count;
}

static void begin(struct ck_job *job)
{
    if (job->have_post) {
        plan(job);
    } else {
        start_page(job, &job->cookies);
    }
}

static void advance(struct ck_job *job)
{
    switch (job->phase) {
    case CK_PHASE_PAGE:
        if (job->reader->ended) {
            page_done(job);
        }
        break;
    case CK_PHASE_VIDEO:
        if (job->video.ended) {
            video_done(job);
        } else if (ck_now_ms() - job->reported_ms >= STALL_REPORT_MS ||
                   job->video.bytes != job->reported_bytes) {
            ck_job_progress(job);
        }
        break;
    case CK_PHASE_COVER:
        if (job->cover.ended || ck_now_ms() >= job->cover_due_ms) {
            cover_done(job);
        }
        break;
    case CK_PHASE_WAITING:
    case CK_PHASE_OVER:
        break;
    }
}

/* The oldest waiting job: the list has the newest first. */
static struct ck_job *next_waiting(struct ck_session *session)
{
    struct ck_job *found = NULL;

    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase == CK_PHASE_WAITING) {
            found = job;
        }
    }
    return found;
}

void ck_jobs_advance(struct ck_session *session)
{
    struct ck_job *waiting;

    for (struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (!job->announced) {
            job->announced = true;
            ck_job_report(job);
        }
        advance(job);
    }
    while (running(session) < (size_t)session->settings.parallel &&
           (waiting = next_waiting(session)) != NULL) {
        begin(waiting);
    }
}
