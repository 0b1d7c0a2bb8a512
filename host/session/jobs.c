/* jobs.c - the list of jobs as faces show it: those in memory, then those of the archive.
 */
#include "session/inner.h"

#include "base/mem.h"
#include "keep/queue.h"

#include <string.h>

static bool in_memory(const struct ck_session *session, int64_t number)
{
    const struct ck_job *job = session->jobs;

    while (job != NULL && job->row.number != number) {
        job = job->next;
    }
    return job != NULL;
}

static void view_row(const struct ck_job_row *row, struct ck_job_view *ret)
{
    *ret = (struct ck_job_view){
        .number = row->number,
        .post = row->post,
        .kind = row->kind,
        .author = row->author,
        .text = row->text,
        .page = row->page,
        .state = row->state,
        .bytes = 0,
        .total = -1,
        .speed = -1,
        .left_s = -1,
        .code = row->code,
        .detail = row->detail,
        .paused = row->paused,
        .browser = row->bound && row->state == CK_JOB_QUEUED ? row->browser : NULL,
        .changed_at = row->changed_at,
    };
}

/* Shows one recorded job; a done one with where its post is. */
static bool report_row(struct ck_session *session, const struct ck_job_row *row,
                       ck_session_report *report, void *ctx, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {.max = 8192};
    struct ck_kept kept = {0};
    struct ck_job_view view;
    bool found = false;

    view_row(row, &view);
    view.folder = ck_settings_folder_name(&session->settings);
    if (row->state == CK_JOB_DONE &&
        !ck_archive_find(session->archive, row->post, &found, &kept, err)) {
        return false;
    }
    if (found) {
        const char *slash = strrchr(kept.folder, '/');

        ck_buf_addf(&path, "%s/%s", kept.folder, kept.files[0].name);
        view.path = ck_buf_text(&path);
        view.file = kept.files[0].name;
        view.folder = slash != NULL ? slash + 1 : kept.folder;
        view.notes = ck_notes_read(kept.notes);
        view.images = ck_kept_images(&kept, &view.bytes);
        view.total = view.bytes;
    }
    report(ctx, &view);
    ck_kept_clear(&kept);
    return true;
}

bool ck_session_jobs(struct ck_session *session, size_t limit, ck_session_report *report,
                     void *ctx, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_job_row *rows = NULL;
    size_t count = 0;
    bool ok = true;

    if (!ck_session_archive(session, &archive, err) ||
        !ck_archive_jobs(archive, limit, &rows, &count, err)) {
        return false;
    }
    for (const struct ck_job *job = session->jobs; job != NULL && limit > 0;
         job = job->next, limit--) {
        struct ck_job_view view;

        ck_job_view(job, &view);
        report(ctx, &view);
    }
    for (size_t i = 0; i < count && limit > 0 && ok; i++) {
        if (!in_memory(session, rows[i].number)) {
            ok = report_row(session, &rows[i], report, ctx, err);
            limit--;
        }
    }
    ck_job_rows_free(rows, count);
    return ok;
}

bool ck_session_look(struct ck_session *session, int64_t number,
                     ck_session_report *report, void *ctx, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_job_row row = {0};
    struct ck_job_view view;
    bool found = false;
    bool ok;

    if (ck_session_job(session, number, &view)) {
        report(ctx, &view);
        return true;
    }
    if (!ck_session_archive(session, &archive, err) ||
        !ck_queue_find(archive, NULL, number, &found, &row, err)) {
        return false;
    }
    ok = found ? report_row(session, &row, report, ctx, err)
               : ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    if (ok && ck_job_state_ended(row.state)) {
        ck_session_unfollow(session, number); /* its end is told once */
    }
    ck_job_row_clear(&row);
    return ok;
}

void ck_session_report_recorded(struct ck_session *session, int64_t number)
{
    const struct ck_session_options *options = &session->options;

    if (options->report != NULL) {
        /* What cannot be read now is told when somebody asks for the list. */
        (void)!ck_session_look(session, number, options->report, options->ctx, NULL);
    }
}

void ck_shown_begin(struct ck_session *session, int64_t number, struct ck_shown *ret)
{
    const struct ck_queue_filter unfinished = {
        .states = ~(1U << CK_JOB_DONE | 1U << CK_JOB_FAILED | 1U << CK_JOB_CANCELLED),
    };
    struct ck_job_row *rows = NULL;
    size_t count = 0;

    *ret = (struct ck_shown){0};
    if (number != 0) {
        ret->numbers[ret->count++] = number;
        return;
    }
    (void)!ck_queue_list(session->archive, &unfinished, CK_SHOWN_MAX, &rows, &count,
                         NULL);
    for (size_t i = 0; i < count; i++) {
        ret->numbers[ret->count++] = rows[i].number;
    }
    ck_job_rows_free(rows, count);
}

void ck_shown_end(struct ck_session *session, const struct ck_shown *shown)
{
    for (size_t i = 0; i < shown->count; i++) {
        struct ck_job_view view;

        if (!ck_session_job(session, shown->numbers[i], &view)) {
            ck_session_report_recorded(session, shown->numbers[i]);
        }
    }
}

void ck_session_each(const struct ck_session *session, ck_session_report *report,
                     void *ctx)
{
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase != CK_PHASE_OVER) {
            struct ck_job_view view;

            ck_job_view(job, &view);
            report(ctx, &view);
        }
    }
}
