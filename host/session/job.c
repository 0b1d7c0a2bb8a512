#include "session/inner.h"

#include "base/clock.h"
#include "base/mem.h"
#include "keep/folder.h"
#include "keep/queue.h"
#include "keep/runs.h"
#include "session/library.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool take_texts(struct ck_job *job, const struct ck_wish *wish)
{
    job->row.page = ck_strdup(job->address.page);
    job->row.author = ck_strdup(job->address.user);
    job->row.kind = ck_strdup("");
    job->row.text = ck_strdup("");
    job->row.detail = ck_strdup("");
    job->user_agent = ck_strdup(ck_session_agent(job->session, wish->user_agent));
    return job->row.page != NULL && job->row.author != NULL && job->row.kind != NULL &&
           job->row.text != NULL && job->row.detail != NULL &&
           (job->user_agent != NULL ||
            ck_session_agent(job->session, wish->user_agent) == NULL);
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
    job->source_fd = -1;
    job->bytes = -1;
    job->last_total = -1;
    job->cookies = wish->cookies;
    job->row.again = wish->again;
    job->row.mine = wish->mine;
    job->row.consent = wish->consent;
    job->row.priority = wish->bulk ? CK_PRIORITY_BULK : CK_PRIORITY_CLICK;
    job->row.changed_at = (int64_t)time(NULL);
    memcpy(job->row.post, address->id, sizeof(job->row.post));
    if (!take_texts(job, wish)) {
        ck_job_free(job);
        return NULL;
    }
    job->number = session->next_unrecorded++;
    return job;
}

/* Another job is about to put something into the same folder. */
static bool shares_folder(const struct ck_job *job)
{
    for (const struct ck_job *at = job->session->jobs; at != NULL; at = at->next) {
        if (at != job && at->dir_fd >= 0 && strcmp(at->folder, job->folder) == 0) {
            return true;
        }
    }
    return false;
}

/* Folders go only if they are empty: ours, made for a post that was not kept. */
static void leave_folders(struct ck_job *job)
{
    if (job->dir_fd >= 0 && job->source_fd >= 0) {
        (void)unlinkat(job->dir_fd, CK_SOURCES, AT_REMOVEDIR);
    }
    if (job->root_fd >= 0 && !shares_folder(job)) {
        ck_folder_leave_all(job->root_fd, job->folder);
    }
    ck_close_pointer(&job->source_fd);
    ck_close_pointer(&job->dir_fd);
    ck_close_pointer(&job->root_fd);
    job->source_fd = -1;
    job->dir_fd = -1;
    job->root_fd = -1;
}

/* Ends what runs, and removes what it has made so far. */
static void stop(struct ck_job *job)
{
    ck_reader_free(job->reader);
    job->reader = NULL;
    ck_join_kill(&job->join);
    ck_part_clear(&job->made);
    ck_job_drop_parts(job);
    ck_album_free(job->album);
    job->album = NULL;
    leave_folders(job);
    ck_free(job->skip);
    job->skip = NULL;
}

static void forget_post(struct ck_job *job)
{
    if (job->have_post) {
        ck_post_clear(&job->post);
        job->have_post = false;
    }
}

/* Lets go of all that only a running job needs. */
static void release(struct ck_job *job)
{
    stop(job);
    forget_post(job);
    ck_free(job->user_agent);
    job->user_agent = NULL;
    memset(&job->cookies, 0, sizeof(job->cookies));
}

void ck_job_free(struct ck_job *job)
{
    if (job == NULL) {
        return;
    }
    ck_job_put_by_parts(job); /* the process ends */
    release(job);
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

/* A link that does not name the author gets the address that does. */
static bool complete_page(struct ck_job *job)
{
    const struct ck_post *post = &job->post;
    ck_autobuf struct ck_buf page = {.max = 1024};

    if (job->address.user[0] != '\0' || post->author.name[0] == '\0') {
        return true;
    }
    ck_buf_addf(&page, "https://www.tiktok.com/@%s/%s/%s", post->author.name,
                post->kind == CK_POST_PHOTO ? "photo" : "video", post->id);
    return set_text(&job->row.page, ck_buf_text(&page));
}

bool ck_job_know(struct ck_job *job, struct ck_error *err)
{
    const struct ck_post *post = &job->post;

    job->images = (int64_t)post->image_count;
    return (complete_page(job) && set_text(&job->row.author, post->author.name) &&
            set_text(&job->row.text, post->text) &&
            set_text(&job->row.kind, post->kind == CK_POST_PHOTO ? "photo" : "video")) ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Each record is several syncs of the drive. Done is recorded with the post; what lasts a
 * moment says nothing to a later start. */
static bool is_recorded_at_once(const struct ck_job *job)
{
    switch (job->row.state) {
    case CK_JOB_DONE:
    case CK_JOB_READING:
    case CK_JOB_DOWNLOADING:
        return false;
    case CK_JOB_CHECKING: /* from downloading no other way leads to done */
        return job->known == CK_JOB_DOWNLOADING;
    case CK_JOB_QUEUED:
    case CK_JOB_FAILED:
    case CK_JOB_CANCELLED:
        break;
    }
    return true;
}

/* The archive's copy serves a later start. If it cannot be written now, the job itself
 * need not stop: recording the kept post will say what is wrong. */
static void write_down(struct ck_job *job)
{
    if (job->row.number > 0 &&
        ck_archive_job_update(job->session->archive, &job->row, NULL)) {
        job->known = job->row.state;
    }
}

void ck_job_step(struct ck_job *job, enum ck_job_state state)
{
    job->row.state = state;
    job->session->due = true;
    job->step_ms = ck_clock_ms();
    if (is_recorded_at_once(job)) {
        write_down(job);
    }
    job->row.changed_at = (int64_t)time(NULL);
    ck_job_report(job);
}

void ck_job_settle(struct ck_job *job)
{
    enum { SETTLED_MS = 1000 };

    if (job->row.state == CK_JOB_DOWNLOADING && job->known != CK_JOB_DOWNLOADING &&
        ck_clock_ms() - job->step_ms >= SETTLED_MS) {
        job->step_ms = ck_clock_ms(); /* if it fails: not in every turn */
        write_down(job);
    }
}

/* True when it is being published, and was done with before it could be stopped. */
static bool came_too_late(struct ck_job *job)
{
    if (!ck_batch_has(job)) {
        return false;
    }
    ck_batch_finish(job->session);
    return job->phase == CK_PHASE_OVER;
}

void ck_job_halt(struct ck_job *job)
{
    if (came_too_late(job)) {
        return;
    }
    ck_job_put_by_parts(job);
    stop(job);
    if (strcmp(job->seen, "page") != 0) {
        forget_post(job); /* its links get old, and a page can be had again */
    }
    job->refused = (struct ck_error){0};
    job->refetched = false;
    job->embedded = false;
    job->moved_in = false;
    job->no_join = false;
    job->notes = 0;
    job->phase = CK_PHASE_WAITING;
    ck_job_step(job, CK_JOB_QUEUED);
}

/* What earlier attempts have put by and this one did not use. */
static void forget_begun(const struct ck_job *job)
{
    if (job->session->archive != NULL && job->row.post[0] != '\0') {
        /* What cannot be removed now is swept later. */
        (void)!ck_begun_forget(job->session->archive, job->row.post, NULL);
    }
}

void ck_job_end(struct ck_job *job, enum ck_job_state state, const struct ck_error *err)
{
    if (came_too_late(job)) {
        return;
    }
    if (err != NULL) {
        job->row.code = err->code;
        (void)set_text(&job->row.detail, err->detail);
    }
    job->last_bytes = ck_job_bytes(job); /* a failed job still shows how far it came */
    job->last_total = ck_job_total(job);
    job->phase = CK_PHASE_OVER;
    job->row.paused = job->row.paused && state != CK_JOB_DONE;
    if (state == CK_JOB_DONE && !job->already) {
        ck_trouble_forget(job->session);
        ck_session_library_stale(job->session);
    }
    if (state == CK_JOB_FAILED && ck_code_gone(job->row.code)) {
        ck_session_library_stale(job->session); /* it may be safe here */
    }
    if (state == CK_JOB_FAILED && err != NULL && ck_bytes_are_good(err->code)) {
        ck_job_put_by_parts(job); /* it may be tried again */
    }
    release(job);
    if (state != CK_JOB_FAILED) {
        forget_begun(job);
    }
    ck_job_step(job, state);
}

/* A post that a browser has handed over, and strangers are not shown, waits in the
 * archive until it is saved there again: the cookies of that browser are nowhere else. */
static bool leave_to_browser(struct ck_job *job, const struct ck_error *err)
{
    struct ck_archive *archive = job->session->archive;
    bool hidden = err->code == CK_ERR_LOGIN || err->code == CK_ERR_PRIVATE;
    struct ck_job_row row = {0};
    bool found = false;

    if (!hidden || job->row.number == 0 ||
        !ck_queue_bind(archive, job->row.number, err, NULL) ||
        !ck_queue_find(archive, NULL, job->row.number, &found, &row, NULL) || !found) {
        return false;
    }
    release(job);
    ck_job_row_clear(&job->row);
    job->row = row;
    job->phase = CK_PHASE_OVER;
    job->left = true;
    job->session->due = true;
    ck_job_report(job);
    return true;
}

void ck_session_forget_left(struct ck_session *session)
{
    struct ck_job **at = &session->jobs;

    while (*at != NULL) {
        struct ck_job *job = *at;

        if (job->left && job->announced) {
            *at = job->next;
            ck_job_free(job);
        } else {
            at = &job->next;
        }
    }
}

void ck_job_fail(struct ck_job *job, const struct ck_error *err)
{
    if (leave_to_browser(job, err)) {
        return;
    }
    if (ck_trouble_takes(job, err)) {
        return;
    }
    ck_job_end(job, CK_JOB_FAILED, err);
    ck_job_note_failure(job);
}

int64_t ck_kept_images(const struct ck_kept *kept, int64_t *ret_bytes)
{
    int64_t count = 0;

    *ret_bytes = kept->files[0].bytes;
    for (size_t i = 0; i < kept->file_count; i++) {
        if (strcmp(kept->files[i].role, "image") == 0) {
            *ret_bytes += i > 0 ? kept->files[i].bytes : 0;
            count++;
        }
    }
    return count;
}

bool ck_job_already(struct ck_job *job, const struct ck_kept *kept, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {.max = 8192};

    ck_buf_addf(&path, "%s/%s", kept->folder, kept->files[0].name);
    job->path = ck_buf_take(&path);
    job->root_path = ck_strdup(kept->folder);
    job->file = ck_strdup(kept->files[0].name);
    job->images = ck_kept_images(kept, &job->bytes);
    job->already = true;
    job->notes = ck_notes_read(kept->notes);
    if (job->path == NULL || job->root_path == NULL || job->file == NULL ||
        !set_text(&job->row.kind, kept->kind) ||
        !set_text(&job->row.author, kept->author) ||
        !set_text(&job->row.text, kept->text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_job_end(job, CK_JOB_DONE, NULL);
    return true;
}
