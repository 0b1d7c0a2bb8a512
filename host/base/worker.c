#include "base/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { STACK = 512 * 1024 };

struct ck_worker {
    pthread_mutex_t mutex;
    pthread_cond_t added, done;
    struct ck_task *first, *last;
    pthread_t thread;
    bool started, ends;
    int fd;
};

struct ck_worker *ck_worker_create(void)
{
    struct ck_worker *worker = ck_alloc(sizeof(*worker));

    if (worker == NULL) {
        return NULL;
    }
    worker->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->fd < 0) {
        ck_free(worker);
        return NULL;
    }
    /* These cannot fail on Linux. */
    (void)pthread_mutex_init(&worker->mutex, NULL);
    (void)pthread_cond_init(&worker->added, NULL);
    (void)pthread_cond_init(&worker->done, NULL);
    return worker;
}

/* Does a task; its owner may free it as soon as it is not pending any more. */
static void finish(struct ck_worker *worker, struct ck_task *task)
{
    const uint64_t one = 1;
    bool tells = task->tells;

    task->run(task);
    atomic_store_explicit(&task->pending, false, memory_order_release);
    if (tells) {
        (void)!write(worker->fd, &one, sizeof(one));
    }
}

static void *work(void *ctx)
{
    struct ck_worker *worker = ctx;

    (void)pthread_mutex_lock(&worker->mutex);
    while (worker->first != NULL || !worker->ends) {
        struct ck_task *task = worker->first;

        if (task == NULL) {
            (void)pthread_cond_wait(&worker->added, &worker->mutex);
            continue;
        }
        worker->first = task->next;
        (void)pthread_mutex_unlock(&worker->mutex);
        finish(worker, task);
        (void)pthread_mutex_lock(&worker->mutex);
        (void)pthread_cond_broadcast(&worker->done);
    }
    (void)pthread_mutex_unlock(&worker->mutex);
    return NULL;
}

/* Signals are for the loop. */
static bool start(struct ck_worker *worker)
{
    pthread_attr_t attributes;
    sigset_t all, before;

    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    (void)sigfillset(&all);
    (void)pthread_attr_setstacksize(&attributes, STACK);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    worker->started = pthread_create(&worker->thread, &attributes, work, worker) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    return worker->started;
}

void ck_worker_put(struct ck_worker *worker, struct ck_task *task)
{
    task->next = NULL;
    atomic_store_explicit(&task->pending, true, memory_order_relaxed);
    if (!worker->started && !start(worker)) {
        finish(worker, task);
        return;
    }
    (void)pthread_mutex_lock(&worker->mutex);
    if (worker->first == NULL) {
        worker->first = task;
    } else {
        worker->last->next = task;
    }
    worker->last = task;
    (void)pthread_cond_signal(&worker->added);
    (void)pthread_mutex_unlock(&worker->mutex);
}

bool ck_task_pending(const struct ck_task *task)
{
    return atomic_load_explicit(&task->pending, memory_order_acquire);
}

void ck_worker_wait(struct ck_worker *worker, const struct ck_task *task)
{
    if (!ck_task_pending(task)) {
        return;
    }
    (void)pthread_mutex_lock(&worker->mutex);
    while (ck_task_pending(task)) {
        (void)pthread_cond_wait(&worker->done, &worker->mutex);
    }
    (void)pthread_mutex_unlock(&worker->mutex);
}

int ck_worker_fd(const struct ck_worker *worker)
{
    return worker->fd;
}

void ck_worker_heard(struct ck_worker *worker)
{
    uint64_t count;

    (void)!read(worker->fd, &count, sizeof(count));
}

void ck_worker_free(struct ck_worker *worker)
{
    if (worker == NULL) {
        return;
    }
    if (worker->started) {
        (void)pthread_mutex_lock(&worker->mutex);
        worker->ends = true;
        (void)pthread_cond_signal(&worker->added);
        (void)pthread_mutex_unlock(&worker->mutex);
        (void)pthread_join(worker->thread, NULL);
    }
    (void)pthread_cond_destroy(&worker->added);
    (void)pthread_cond_destroy(&worker->done);
    (void)pthread_mutex_destroy(&worker->mutex);
    ck_close_pointer(&worker->fd);
    ck_free(worker);
}
