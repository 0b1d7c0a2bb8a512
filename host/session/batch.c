/* batch.c - posts that are whole are published and recorded several at once: syncs of the
 * drive are what costs most when many are saved. The worker gives the files their names
 * and adds the lines; the loop then writes the archive. */
#include "session/inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/queue.h"
#include "keep/record.h"

#include <string.h>

/* A batch waits for others at most so long, and only while something else goes on. */
enum { BATCH_MAX = 32, BATCH_PARTS = 96, BATCH_MS = 400 };

struct ck_batch {
    struct ck_task task; /* first */
    bool running;
    int root_fd; /* of the first job: all are in one save folder */
    size_t count;
    struct {
        struct ck_job *job;
        struct ck_kept kept;
        struct ck_error err; /* code CK_OK: it is published */
    } posts[BATCH_MAX];
};

/* --- the worker's side ------------------------------------------------------------ */

/* Those that are published. Gives how many there are. */
static size_t list_records(const struct ck_batch *batch, struct ck_record *ret)
{
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++) {
        if (batch->posts[i].err.code == CK_OK) {
            ret[count++] = (struct ck_record){&batch->posts[i].kept,
                                              batch->posts[i].job->row.number};
        }
    }
    return count;
}

static void fail_all(struct ck_batch *batch, const struct ck_error *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->posts[i].err.code == CK_OK) {
            batch->posts[i].err = *err;
        }
    }
}

static void publish(struct ck_task *task)
{
    struct ck_batch *batch = (struct ck_batch *)task;
    struct ck_record records[BATCH_MAX];
    struct ck_error err;
    size_t count;

    for (size_t i = 0; i < batch->count; i++) {
        if (!ck_job_publish(batch->posts[i].job, &batch->posts[i].kept, &err)) {
            batch->posts[i].err = err;
        }
    }
    count = list_records(batch, records);
    if (count > 0 && !ck_record_lines(batch->root_fd, records, count, &err)) {
        fail_all(batch, &err);
    }
}

/* --- the loop's side -------------------------------------------------------------- */

static bool remember(struct ck_job *job, const struct ck_kept *kept, struct ck_error *err)
{
    ck_autobuf struct ck_buf path = {.max = 8192};

    job->file = ck_strdup(kept->files[0].name);
    ck_buf_addf(&path, "%s/%s", job->root_path, kept->files[0].name);
    job->path = ck_buf_take(&path);
    job->bytes = 0;
    for (size_t i = 0; i < kept->file_count; i++) {
        bool main = i == 0 || job->post.kind == CK_POST_PHOTO;

        job->bytes += main ? kept->files[i].bytes : 0;
    }
    return (job->file != NULL && job->path != NULL) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* What is wrong with one must not keep the others from being recorded. */
static void record(struct ck_batch *batch, struct ck_archive *archive)
{
    struct ck_record records[BATCH_MAX];
    size_t count = list_records(batch, records);

    if (count == 0 || ck_record_posts(archive, records, count, NULL)) {
        return;
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct ck_record one = {&batch->posts[i].kept,
                                      batch->posts[i].job->row.number};

        if (batch->posts[i].err.code == CK_OK) {
            (void)!ck_record_posts(archive, &one, 1, &batch->posts[i].err);
        }
    }
}

static void finish(struct ck_session *session)
{
    struct ck_batch *batch = session->batch;

    batch->running = false;
    record(batch, session->archive);
    for (size_t i = 0; i < batch->count; i++) {
        struct ck_job *job = batch->posts[i].job;
        struct ck_error err = batch->posts[i].err;

        if (err.code == CK_OK && remember(job, &batch->posts[i].kept, &err)) {
            ck_job_end(job, CK_JOB_DONE, NULL);
        } else {
            ck_job_fail(job, &err);
        }
        ck_kept_clear(&batch->posts[i].kept);
    }
    batch->count = 0;
}

/* Alone, or asked for by a click, a post does not wait for company. */
static bool is_time(const struct ck_session *session)
{
    int64_t now_ms = ck_clock_ms();
    size_t ready = 0, parts = 0;
    bool others = false, now = false;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        if (job->phase == CK_PHASE_PUBLISH) {
            ready++;
            parts += job->part_count;
            now = now || job->row.priority <= CK_PRIORITY_CLICK ||
                  now_ms - job->ready_ms >= BATCH_MS;
        } else {
            others =
                others || (job->phase != CK_PHASE_WAITING && job->phase != CK_PHASE_OVER);
        }
    }
    return ready > 0 && (now || !others || ready >= BATCH_MAX || parts >= BATCH_PARTS);
}

static void gather(struct ck_session *session)
{
    struct ck_batch *batch = session->batch;

    for (struct ck_job *job = session->jobs; job != NULL && batch->count < BATCH_MAX;
         job = job->next) {
        if (job->phase != CK_PHASE_PUBLISH ||
            (batch->count > 0 &&
             strcmp(job->root_path, batch->posts[0].job->root_path) != 0)) {
            continue;
        }
        batch->posts[batch->count].job = job;
        batch->posts[batch->count].err = (struct ck_error){0};
        batch->count++;
    }
    batch->root_fd = batch->posts[0].job->root_fd;
}

static void start(struct ck_session *session)
{
    struct ck_batch *batch = session->batch;
    struct ck_error err;

    gather(session);
    batch->running = true;
    if (!ck_record_begin(session->archive, batch->root_fd, batch->posts[0].job->root_path,
                         &err)) {
        fail_all(batch, &err);
        finish(session);
        return;
    }
    batch->task.run = publish;
    batch->task.tells = true;
    ck_worker_put(session->publisher, &batch->task);
}

void ck_batch_advance(struct ck_session *session)
{
    if (session->batch->running && !ck_task_pending(&session->batch->task)) {
        finish(session);
    }
    if (!session->batch->running && is_time(session)) {
        start(session);
    }
}

void ck_batch_finish(struct ck_session *session)
{
    if (session->batch != NULL && session->batch->running) {
        ck_worker_wait(session->publisher, &session->batch->task);
        finish(session);
    }
}

bool ck_batch_has(const struct ck_job *job)
{
    const struct ck_batch *batch = job->session->batch;

    for (size_t i = 0; batch->running && i < batch->count; i++) {
        if (batch->posts[i].job == job) {
            return true;
        }
    }
    return false;
}

bool ck_batch_full(const struct ck_session *session)
{
    size_t ready = 0;

    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        ready += job->phase == CK_PHASE_PUBLISH;
    }
    return ready >= (size_t)2 * BATCH_MAX;
}

struct ck_batch *ck_batch_create(void)
{
    return ck_alloc(sizeof(struct ck_batch));
}

void ck_batch_free(struct ck_batch *batch)
{
    ck_free(batch);
}
