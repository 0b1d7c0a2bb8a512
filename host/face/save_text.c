#include "face/save_text.h"

#include "face/command.h"
#include "face/encode.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 16384 };

enum ck_step ck_step_of(const struct ck_job_view *job)
{
    if (ck_job_state_ended(job->state)) {
        return CK_STEP_NONE;
    }
    if (job->waits != CK_OK) {
        return CK_STEP_WAITING;
    }
    if (job->joining) {
        return CK_STEP_JOINING;
    }
    return job->state == CK_JOB_READING       ? CK_STEP_READING
           : job->state == CK_JOB_DOWNLOADING ? CK_STEP_DOWNLOADING
                                              : CK_STEP_NONE;
}

/* The sentence without its full stop, so that it can go on. */
static void add_waiting(const struct ck_job_view *job, struct ck_buf *ret)
{
    const char *why = ck_code_sentence(job->waits);
    size_t len = strlen(why);
    char left[48];

    ck_text_seconds(job->waits_s, left);
    ck_buf_adds(ret, "waiting: ");
    ck_buf_add(ret, why, len > 0 && why[len - 1] == '.' ? len - 1 : len);
    ck_buf_addf(ret, "; goes on in %s", left);
}

void ck_step_text(const struct ck_job_view *job, struct ck_buf *ret)
{
    char total[16];

    switch (ck_step_of(job)) {
    case CK_STEP_READING:
        ck_buf_addf(ret, "reading %s", job->page);
        break;
    case CK_STEP_DOWNLOADING:
        ck_buf_addf(ret, "downloading %s", job->post);
        if (job->images > 0) {
            ck_buf_addf(ret, " (%lld picture%s)", (long long)job->images,
                        job->images == 1 ? "" : "s");
        } else if (job->total > 0) {
            ck_text_bytes(job->total, total);
            ck_buf_addf(ret, " (%s)", total);
        }
        break;
    case CK_STEP_JOINING:
        ck_buf_addf(ret, "joining picture and sound of %s", job->post);
        break;
    case CK_STEP_WAITING:
        add_waiting(job, ret);
        break;
    case CK_STEP_NONE:
        break;
    }
}

void ck_notes_text(ck_notes notes, struct ck_buf *ret)
{
    for (enum ck_note note = 0; note < CK_NOTE_COUNT; note++) {
        if (ck_note_in(notes, note)) {
            ck_buf_addf(ret, "  %s\n", ck_note_sentence(note));
        }
    }
}

const char *ck_shown_path(const struct ck_job_view *job, struct ck_buf *buf)
{
    const char *slash = strrchr(job->path, '/');

    if (strcmp(job->kind, "photo") != 0 || slash == NULL) {
        return job->path;
    }
    ck_buf_add(buf, job->path, (size_t)(slash - job->path));
    return ck_buf_ok(buf) ? ck_buf_text(buf) : NULL;
}

json_t *ck_save_result(const char *address, const struct ck_job_view *job)
{
    struct ck_error err = {.code = job->code};

    (void)snprintf(err.detail, sizeof(err.detail), "%s", job->detail);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:I, s:o, s:b, s:o, s:o}",
        "address", ck_encode_text(address, TEXT_MAX), "post",
        ck_encode_text(job->post, TEXT_MAX), "page", ck_encode_text(job->page, TEXT_MAX),
        "author", ck_encode_text(job->author, TEXT_MAX), "text",
        ck_encode_text(job->text, TEXT_MAX), "state", ck_job_state_text(job->state),
        "already", (int)job->already, "path", ck_encode_text(job->path, TEXT_MAX), "file",
        ck_encode_text(job->file, TEXT_MAX), "bytes",
        ck_encode_number(job->state == CK_JOB_DONE ? job->bytes : -1), "images",
        (json_int_t)job->images, "notes", ck_encode_notes(job->notes), "joining",
        (int)job->joining, "waits", ck_encode_waits(job), "error",
        job->code == CK_OK ? json_null() : ck_error_json(&err));
}
