#include "session/inner.h"

#include "base/mem.h"
#include "keep/folder.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REPORT_MS = 250, SAMPLE_MS = 500 };

int64_t ck_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool take_texts(struct ck_job *job, const struct ck_wish *wish)
{
    job->row.page = ck_strdup(job->address.page);
    job->row.author = ck_strdup(job->address.user);
    job->row.kind = ck_strdup("");
    job->row.text = ck_strdup("");
    job->row.detail = ck_strdup("");
    job->user_agent = ck_strdup(wish->user_agent);
    return job->row.page != NULL && job->row.author != NULL && job->row.kind != NULL &&
           job->row.text != NULL && job->row.detail != NULL &&
           (wish->user_agent == NULL || job->user_agent != NULL);
}

struct ck_job *ck_job_create(struct ck_session *session, const struct ck_address *address,
                             const struct ck_wish *wish)
{
    struct ck_job *job = ck_alloc(sizeof(*job));

    if (job == NULL) {
        return NULL;
    }
    job->session = session;
    job->address = *address;
    job->seen = "host";
    job->root_fd = -1;
    job->dir_fd = -1;
    job->bytes = -1;
    job->video.total = -1;
    job->cookies = wish->cookies;
    job->row.again = wish->again;
    job->row.changed_at = (int64_t)time(NULL);
    memcpy(job->row.post, address->id, sizeof(job->row.post));
    if (!take_texts(job, wish)) {
        ck_job_free(job);
        return NULL;
    }
    job->number = session->next_unrecorded++;
    return job;
}

void ck_job_release(struct ck_job *job)
{
    ck_reader_free(job->reader);
    job->reader = NULL;
    ck_fill_clear(&job->video);
    ck_fill_clear(&job->cover);
    if (job->have_post) {
        ck_post_clear(&job->post);
        job->have_post = false;
    }
    if (job->root_fd >= 0 && job->folder[0] != '\0') {
        /* Goes only if it is empty: ours, made for a post that was not kept. */
        (void)unlinkat(job->root_fd, job->folder, AT_REMOVEDIR);
    }
    ck_close_pointer(&job->dir_fd);
    ck_close_pointer(&job->root_fd);
    job->dir_fd = -1;
    job->root_fd = -1;
    ck_free(job->user_agent);
    job->user_agent = NULL;
    memset(&job->cookies, 0, sizeof(job->cookies));
}

void ck_job_free(struct ck_job *job)
{
    if (job == NULL) {
        return;
    }
    ck_job_release(job);
    ck_job_row_clear(&job->row);
    ck_free(job->root_path);
    ck_free(job->file);
    ck_free(job->path);
    ck_free(job);
}

bool ck_job_record(struct ck_job *job, struct ck_error *err)
{
    struct ck_archive *archive;

    if (!ck_session_archive(job->session, &archive, err)) {
        return false;
    }
    return ck_archive_job_add(archive, &job->row, &job->row.number, err);
}

/* Replaces one text of the row. */
static bool set_text(char **into, const char *text)
{
    char *copy = ck_strdup(text != NULL ? text : "");

    assert(into != NULL);
    if (copy == NULL) {
        return false;
    }
    ck_free(*into);
    *into = copy;
    return true;
}

bool ck_job_know(struct ck_job *job, struct ck_error *err)
{
    const struct ck_post *post = &job->post;

    return (set_text(&job->row.author, post->author.name) &&
            set_text(&job->row.text, post->text) &&
            set_text(&job->row.kind, post->kind == CK_POST_PHOTO ? "photo" : "video")) ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Bytes per second since the oldest sample, -1 before anything can be said. */
static int64_t speed(const struct ck_job *job, int64_t now_ms)
{
    int64_t ms = job->sample_count > 0 ? now_ms - job->samples[0].ms : 0;

    return ms < 200 ? -1 : (job->video.bytes - job->samples[0].bytes) * 1000 / ms;
}

void ck_job_view(const struct ck_job *job, struct ck_job_view *ret)
{
    *ret = (struct ck_job_view){
        .number = job->number,
        .post = job->row.post,
        .kind = job->row.kind,
        .author = job->row.author,
        .text = job->row.text,
        .page = job->row.page,
        .state = job->row.state,
        .bytes = job->bytes >= 0 ? job->bytes : job->video.bytes,
        .total = job->bytes >= 0 ? job->bytes : job->video.total,
        .speed = -1,
        .left_s = -1,
        .code = job->row.code,
        .detail = job->row.detail,
        .folder = job->root_path != NULL
                      ? strrchr(job->root_path, '/') + 1
                      : ck_settings_folder_name(&job->session->settings),
        .file = job->file,
        .path = job->path,
        .already = job->already,
        .changed_at = job->row.changed_at,
    };
    if (job->row.state == CK_JOB_DOWNLOADING) {
        ret->speed = speed(job, ck_now_ms());
        if (ret->speed > 0 && ret->total >= ret->bytes) {
            ret->left_s = (ret->total - ret->bytes + ret->speed - 1) / ret->speed;
        }
    }
}

static void report(struct ck_job *job, bool progress)
{
    struct ck_job_view view;

    if (!job->announced) {
        return; /* ck_jobs_advance() will, when whoever asked for it knows its number */
    }
    job->reported_ms = ck_now_ms();
    job->reported_bytes = job->video.bytes;
    ck_job_view(job, &view);
    view.progress = progress;
    if (job->session->options.report != NULL) {
        job->session->options.report(job->session->options.ctx, &view);
    }
}

void ck_job_report(struct ck_job *job)
{
    report(job, false);
}

void ck_job_step(struct ck_job *job, enum ck_job_state state)
{
    job->row.state = state;
    if (job->row.number > 0 && state != CK_JOB_DONE) {
        /* The archive's copy serves a later start. If it cannot be written now, the job
         * itself need not stop: recording the kept post will say what is wrong. */
        (void)!ck_archive_job_update(job->session->archive, &job->row, NULL);
    }
    job->row.changed_at = (int64_t)time(NULL);
    ck_job_report(job);
}

void ck_job_end(struct ck_job *job, enum ck_job_state state, const struct ck_error *err)
{
    int64_t bytes = job->video.bytes;
    int64_t total = job->video.total;

    if (err != NULL) {
        job->row.code = err->code;
        (void)set_text(&job->row.detail, err->detail);
    }
    job->phase = CK_PHASE_OVER;
    ck_job_release(job);
    job->video.bytes = bytes; /* a failed job still shows how far it came */
    job->video.total = total;
    ck_job_step(job, state);
}

void ck_job_fail(struct ck_job *job, const struct ck_error *err)
{
    ck_job_end(job, CK_JOB_FAILED, err);
}

static void sample(struct ck_job *job, int64_t now_ms)
{
    size_t n = job->sample_count;

    if (n > 0 && now_ms - job->samples[n - 1].ms < SAMPLE_MS) {
        return;
    }
    if (n == CK_SPEED_SAMPLES) {
        memmove(job->samples, job->samples + 1, (n - 1) * sizeof(job->samples[0]));
        n--;
    }
    job->samples[n].ms = now_ms;
    job->samples[n].bytes = job->video.bytes;
    job->sample_count = n + 1;
}

void ck_job_progress(struct ck_job *job)
{
    int64_t now_ms = ck_now_ms();

    sample(job, now_ms);
    if (now_ms - job->reported_ms >= REPORT_MS) {
        report(job, true);
    }
}

bool ck_job_already(struct ck_job *job, const struct ck_kept *kept, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {.max = 8192};

    ck_buf_addf(&path, "%s/%s", kept->folder, kept->files[0].name);
    job->path = ck_buf_take(&path);
    job->root_path = ck_strdup(kept->folder);
    job->file = ck_strdup(kept->files[0].name);
    job->bytes = kept->files[0].bytes;
    job->already = true;
    if (job->path == NULL || job->root_path == NULL || job->file == NULL ||
        !set_text(&job->row.kind, kept->kind) ||
        !set_text(&job->row.author, kept->author) ||
        !set_text(&job->row.text, kept->text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_job_end(job, CK_JOB_DONE, NULL);
    return true;
}
