/* view.c - a job as faces show it, and when they are told. */
#include "session/inner.h"

#include "base/clock.h"

#include <string.h>

enum { REPORT_MS = 250, SAMPLE_MS = 500, STALL_REPORT_MS = 1000 };

int64_t ck_job_bytes(const struct ck_job *job)
{
    int64_t bytes = 0;

    if (job->phase == CK_PHASE_OVER) {
        return job->last_bytes;
    }
    for (size_t i = 0; i < job->main_count; i++) {
        bytes += job->parts[i].fill.bytes;
    }
    return bytes;
}

int64_t ck_job_total(const struct ck_job *job)
{
    int64_t total = 0;

    if (job->phase == CK_PHASE_OVER) {
        return job->last_total;
    }
    for (size_t i = 0; i < job->main_count; i++) {
        const struct ck_part *part = &job->parts[i];
        int64_t one = part->state == CK_PART_DONE      ? part->file.bytes
                      : part->state == CK_PART_WAITING ? part->declared
                                                       : part->fill.total;

        if (one < 0) {
            return -1;
        }
        total += one;
    }
    return job->main_count > 0 ? total : -1;
}

/* Bytes per second since the oldest sample, -1 before anything can be said. */
static int64_t speed(const struct ck_job *job, int64_t now_ms)
{
    int64_t ms = job->sample_count > 0 ? now_ms - job->samples[0].ms : 0;
    int64_t bytes = job->sample_count > 0 ? ck_job_bytes(job) - job->samples[0].bytes : 0;

    return ms < 200 ? -1 : bytes < 0 ? 0 : bytes * 1000 / ms;
}

/* How long a server wants us to wait, when nothing else goes on meanwhile. */
static int64_t waits(const struct ck_job *job, enum ck_code *ret_why)
{
    int64_t longest = 0;

    if (job->reader != NULL && job->reader->transfer != NULL) {
        return ck_transfer_waits(job->reader->transfer, ret_why);
    }
    for (size_t i = 0; i < job->part_count; i++) {
        const struct ck_transfer *transfer = job->parts[i].fill.transfer;
        enum ck_code why = CK_OK;
        int64_t left = transfer != NULL ? ck_transfer_waits(transfer, &why) : 0;

        if (transfer != NULL && left == 0) {
            return 0;
        }
        if (left > longest) {
            longest = left;
            *ret_why = why;
        }
    }
    return longest;
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
        .bytes = job->bytes >= 0 ? job->bytes : ck_job_bytes(job),
        .total = job->bytes >= 0 ? job->bytes : ck_job_total(job),
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
        .images = job->images,
        .notes = job->notes,
        .browser = job->left ? job->row.browser : NULL,
        .paused = job->row.paused,
        .joining = job->phase == CK_PHASE_JOIN,
        .licence = job->rights_known ? &job->licence : NULL,
        .grade = job->grade,
        .changed_at = job->row.changed_at,
    };
    ret->waits_s = waits(job, &ret->waits);
    if (job->phase == CK_PHASE_WAITING && job->session->trouble.code == CK_ERR_NET) {
        ret->waits = CK_ERR_NET;
        ret->waits_s = ck_trouble_left(job->session);
    }
    if (job->row.state == CK_JOB_DOWNLOADING) {
        ret->speed = speed(job, ck_clock_ms());
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
    job->reported_ms = ck_clock_ms();
    job->reported_bytes = ck_job_bytes(job);
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
    job->samples[n].bytes = ck_job_bytes(job);
    job->sample_count = n + 1;
}

void ck_job_progress(struct ck_job *job)
{
    int64_t now_ms = ck_clock_ms();
    bool moved = ck_job_bytes(job) != job->reported_bytes;

    sample(job, now_ms);
    if (now_ms - job->reported_ms >= (moved ? REPORT_MS : STALL_REPORT_MS)) {
        report(job, true);
    }
}
