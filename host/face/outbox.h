/* outbox.h - what waits to be written to the browser. Writing never blocks; the queue has
 * a bound. Messages leave in order. Progress is different: of one job only the newest is
 * kept, it leaves after all else, and no more than ten leave in a second. */
#ifndef CK_FACE_OUTBOX_H
#define CK_FACE_OUTBOX_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_OUTBOX_MAX = 8 * 1024 * 1024, CK_OUTBOX_PROGRESS_MS = 100 };

struct ck_progress;

struct ck_outbox {
    int fd;                       /* non-blocking, owned by the caller */
    struct ck_buf bytes;          /* whole frames, the first perhaps partly written */
    struct ck_progress *progress; /* oldest first */
    int64_t progress_due_ms;      /* when the next progress may leave */
};

void ck_outbox_init(struct ck_outbox *outbox, int fd);
void ck_outbox_clear(struct ck_outbox *outbox);

/* Adds one message (JSON text) that must arrive. `job` not 0: progress of this job that
 * still waits is out of date and is dropped. Errors: too-large (the message is over 1
 * MiB: nothing was added), busy (the bound is reached: the browser has stopped reading),
 * no-memory. */
CK_NODISCARD bool ck_outbox_add(struct ck_outbox *outbox, const char *text, size_t len,
                                int64_t job, struct ck_error *err);
/* Sets the progress message of `job`, in place of one that still waits. Errors:
 * too-large, no-memory. */
CK_NODISCARD bool ck_outbox_progress(struct ck_outbox *outbox, const char *text,
                                     size_t len, int64_t job, struct ck_error *err);
/* Writes what the descriptor takes now. Errors: network (the browser is gone). */
CK_NODISCARD bool ck_outbox_pump(struct ck_outbox *outbox, int64_t now_ms,
                                 struct ck_error *err);
/* True when the descriptor's becoming writable is to be waited for. */
bool ck_outbox_wants_write(const struct ck_outbox *outbox);
/* Milliseconds until waiting progress may leave, -1 when none waits. */
int ck_outbox_wait_ms(const struct ck_outbox *outbox, int64_t now_ms);

#endif
