#include "session/feed.h"

#include <string.h>

enum { BLOCK = 128 * 1024 };
/* So much is read again in one piece, so that other parts need not wait for long. */
static const int64_t recall_bytes = INT64_C(4) << 20;

struct ck_feed_block {
    struct ck_task task; /* first */
    struct ck_feed *feed;
    size_t len;
    char bytes[BLOCK];
};

/* The worker's side of `failed`: the error is there before it can be seen. */
static void fail(struct ck_feed *feed)
{
    atomic_store_explicit(&feed->failed, true, memory_order_release);
}

static bool has_failed(const struct ck_feed *feed)
{
    return atomic_load_explicit(&feed->failed, memory_order_acquire);
}

static void write_block(struct ck_task *task)
{
    struct ck_feed_block *block = (struct ck_feed_block *)task;
    struct ck_feed *feed = block->feed;

    if (!has_failed(feed) &&
        !ck_stage_write(feed->stage, block->bytes, block->len, &feed->err)) {
        fail(feed);
    }
    block->len = 0;
}

static void seal(struct ck_task *task)
{
    struct ck_feed *feed =
        (struct ck_feed *)(void *)((char *)task - offsetof(struct ck_feed, sealing));

    if (!has_failed(feed) && !ck_stage_seal(feed->stage, &feed->file, &feed->err)) {
        fail(feed);
    }
}

static struct ck_feed *feed_of_aside(struct ck_task *task)
{
    return (struct ck_feed *)(void *)((char *)task - offsetof(struct ck_feed, aside));
}

static void sync_stage(struct ck_task *task)
{
    struct ck_feed *feed = feed_of_aside(task);

    if (!has_failed(feed) && !ck_stage_sync(feed->stage, &feed->synced, &feed->err)) {
        fail(feed);
    }
}

static void recall(struct ck_task *task)
{
    struct ck_feed *feed = feed_of_aside(task);

    if (!ck_stage_recall(feed->stage, recall_bytes, &feed->recalled, &feed->err)) {
        fail(feed);
    }
}

bool ck_feed_recall(struct ck_feed *feed)
{
    if (ck_task_pending(&feed->aside)) {
        return false;
    }
    if (feed->recalled || has_failed(feed)) {
        return true;
    }
    feed->aside.run = recall;
    feed->aside.tells = true;
    ck_worker_put(feed->worker, &feed->aside);
    return false;
}

/* The block to be filled next, once it is free; NULL without memory. */
static struct ck_feed_block *free_block(struct ck_feed *feed)
{
    struct ck_feed_block *block = feed->blocks[feed->at];

    if (block == NULL) {
        block = ck_alloc(sizeof(*block));
        feed->blocks[feed->at] = block;
    }
    if (block != NULL) {
        ck_worker_wait(feed->worker, &block->task);
        block->feed = feed;
        block->task.run = write_block;
    }
    return block;
}

static void hand_over(struct ck_feed *feed)
{
    ck_worker_put(feed->worker, &feed->blocks[feed->at]->task);
    feed->at = (feed->at + 1) % CK_FEED_BLOCKS;
}

bool ck_feed_write(struct ck_feed *feed, const char *bytes, size_t len,
                   struct ck_error *err)
{
    while (len > 0) {
        struct ck_feed_block *block = free_block(feed);
        size_t some;

        if (has_failed(feed)) {
            *err = feed->err;
            return false;
        }
        if (block == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        some = len < BLOCK - block->len ? len : BLOCK - block->len;
        memcpy(block->bytes + block->len, bytes, some);
        block->len += some;
        bytes += some;
        len -= some;
        if (block->len == BLOCK) {
            hand_over(feed);
        }
    }
    return true;
}

/* Waits until the worker has nothing of it. */
static void rest(struct ck_feed *feed)
{
    if (feed->worker == NULL) {
        return; /* one that was never used */
    }
    for (size_t i = 0; i < CK_FEED_BLOCKS; i++) {
        if (feed->blocks[i] != NULL) {
            ck_worker_wait(feed->worker, &feed->blocks[i]->task);
        }
    }
    ck_worker_wait(feed->worker, &feed->sealing);
    ck_worker_wait(feed->worker, &feed->aside);
}

bool ck_feed_restart(struct ck_feed *feed, struct ck_error *err)
{
    rest(feed);
    for (size_t i = 0; i < CK_FEED_BLOCKS; i++) {
        if (feed->blocks[i] != NULL) {
            feed->blocks[i]->len = 0;
        }
    }
    feed->err = (struct ck_error){0};
    feed->synced = (struct ck_staged_file){0};
    atomic_store(&feed->failed, false);
    return ck_stage_bytes(feed->stage) == 0 || ck_stage_restart(feed->stage, err);
}

/* What waits for more bytes is written as it is. */
static void hand_over_rest(struct ck_feed *feed)
{
    if (feed->blocks[feed->at] != NULL &&
        !ck_task_pending(&feed->blocks[feed->at]->task) &&
        feed->blocks[feed->at]->len > 0) {
        hand_over(feed);
    }
}

void ck_feed_sync(struct ck_feed *feed)
{
    hand_over_rest(feed);
    feed->synced = (struct ck_staged_file){0};
    feed->aside.run = sync_stage;
    feed->aside.tells = true;
    ck_worker_put(feed->worker, &feed->aside);
}

bool ck_feed_synced(const struct ck_feed *feed, struct ck_staged_file *ret)
{
    if (ck_task_pending(&feed->aside)) {
        return false;
    }
    *ret = feed->synced;
    return true;
}

bool ck_feed_drain(struct ck_feed *feed)
{
    hand_over_rest(feed);
    ck_feed_end(feed);
    return !has_failed(feed);
}

void ck_feed_seal(struct ck_feed *feed)
{
    hand_over_rest(feed);
    feed->sealing.run = seal;
    feed->sealing.tells = true;
    ck_worker_put(feed->worker, &feed->sealing);
}

bool ck_feed_sealed(const struct ck_feed *feed)
{
    return !ck_task_pending(&feed->sealing);
}

void ck_feed_end(struct ck_feed *feed)
{
    rest(feed);
    for (size_t i = 0; i < CK_FEED_BLOCKS; i++) {
        ck_free(feed->blocks[i]);
        feed->blocks[i] = NULL;
    }
    feed->at = 0;
}
