#include "face/outbox.h"

#include "base/mem.h"
#include "face/frames.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct ck_progress {
    struct ck_progress *next;
    int64_t job;
    size_t len;
    char text[];
};

void ck_outbox_init(struct ck_outbox *outbox, int fd)
{
    *outbox = (struct ck_outbox){.fd = fd};
    ck_buf_init(&outbox->bytes, CK_OUTBOX_MAX);
}

/* Takes the waiting progress of `job` out of the list. */
static void forget_progress(struct ck_outbox *outbox, int64_t job)
{
    struct ck_progress **at = &outbox->progress;

    while (*at != NULL && (*at)->job != job) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        struct ck_progress *old = *at;

        *at = old->next;
        ck_free(old);
    }
}

void ck_outbox_clear(struct ck_outbox *outbox)
{
    while (outbox->progress != NULL) {
        forget_progress(outbox, outbox->progress->job);
    }
    ck_buf_free(&outbox->bytes);
}

static bool check_size(size_t len, struct ck_error *err)
{
    return len <= CK_FRAME_MAX_OUT ||
           ck_fail(err, CK_ERR_TOO_LARGE, "a message of %zu bytes", len);
}

static bool append(struct ck_outbox *outbox, const char *text, size_t len,
                   struct ck_error *err)
{
    uint32_t head = (uint32_t)len;

    if (len + sizeof(head) > outbox->bytes.max - outbox->bytes.len) {
        return ck_fail(err, CK_ERR_BUSY, "the browser does not read");
    }
    ck_buf_add(&outbox->bytes, &head, sizeof(head));
    ck_buf_add(&outbox->bytes, text, len);
    return ck_buf_ok(&outbox->bytes) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_outbox_add(struct ck_outbox *outbox, const char *text, size_t len, int64_t job,
                   struct ck_error *err)
{
    if (!check_size(len, err)) {
        return false;
    }
    if (job != 0) {
        forget_progress(outbox, job);
    }
    return append(outbox, text, len, err);
}

bool ck_outbox_progress(struct ck_outbox *outbox, const char *text, size_t len,
                        int64_t job, struct ck_error *err)
{
    struct ck_progress **end = &outbox->progress;
    struct ck_progress *progress;

    if (!check_size(len, err)) {
        return false;
    }
    progress = ck_alloc(sizeof(*progress) + len);
    if (progress == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    progress->job = job;
    progress->len = len;
    memcpy(progress->text, text, len);
    forget_progress(outbox, job);
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = progress;
    return true;
}

/* Lets one waiting progress message leave when all else has left and its time has come.
 */
static bool release_progress(struct ck_outbox *outbox, int64_t now_ms,
                             struct ck_error *err)
{
    struct ck_progress *first = outbox->progress;
    bool added;

    if (first == NULL || outbox->bytes.len > 0 || now_ms < outbox->progress_due_ms) {
        return true;
    }
    outbox->progress_due_ms = now_ms + CK_OUTBOX_PROGRESS_MS;
    added = append(outbox, first->text, first->len, err);
    forget_progress(outbox, first->job);
    return added;
}

bool ck_outbox_pump(struct ck_outbox *outbox, int64_t now_ms, struct ck_error *err)
{
    if (!release_progress(outbox, now_ms, err)) {
        return false;
    }
    while (outbox->bytes.len > 0) {
        ssize_t n = write(outbox->fd, outbox->bytes.data, outbox->bytes.len);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno == EAGAIN) {
            return true;
        }
        if (n < 0) {
            return ck_fail(err, CK_ERR_NET, "writing to the browser: %s",
                           strerror(errno));
        }
        ck_buf_consume(&outbox->bytes, (size_t)n);
    }
    return true;
}

bool ck_outbox_wants_write(const struct ck_outbox *outbox)
{
    return outbox->bytes.len > 0;
}

int ck_outbox_wait_ms(const struct ck_outbox *outbox, int64_t now_ms)
{
    if (outbox->progress == NULL) {
        return -1;
    }
    return now_ms >= outbox->progress_due_ms ? 0
                                             : (int)(outbox->progress_due_ms - now_ms);
}
