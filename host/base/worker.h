/* worker.h - one thread beside the loop, for what waits for the drive. It does the tasks
 * it is given one after the other, in order; so what belongs to one file stays in order
 * without locks. Nobody but the worker touches what a task works on until it is done. */
#ifndef CK_BASE_WORKER_H
#define CK_BASE_WORKER_H

#include "base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>

struct ck_worker;

/* Part of what it works on; run() finds that from it. */
struct ck_task {
    void (*run)(struct ck_task *task);
    bool tells; /* its end makes ck_worker_fd() readable */
    struct ck_task *next;
    atomic_bool pending;
};

/* NULL without memory or descriptors. The thread begins with the first task: what the
 * process has given up by then (sandbox), it has given up too. */
struct ck_worker *ck_worker_create(void);
/* Hands over a task that is not pending. Where there can be no thread it is done at once.
 */
void ck_worker_put(struct ck_worker *worker, struct ck_task *task);
/* True until the task has been done; what it wrote can then be read. */
bool ck_task_pending(const struct ck_task *task);
/* Waits until the task is done. */
void ck_worker_wait(struct ck_worker *worker, const struct ck_task *task);
/* Readable (for poll(2)) once a task that tells is done, until ck_worker_heard(). */
int ck_worker_fd(const struct ck_worker *worker);
void ck_worker_heard(struct ck_worker *worker);
/* Waits for all tasks and ends the thread. NULL is allowed. */
void ck_worker_free(struct ck_worker *worker);

#endif
