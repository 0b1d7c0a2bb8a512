/* feed.h - the bytes of one part on their way to the disk. The loop collects them in
 * blocks; the worker writes and hashes those, in order, and seals the part. Used inside
 * session/ only. */
#ifndef CK_SESSION_FEED_H
#define CK_SESSION_FEED_H

#include "base/worker.h"
#include "keep/stage.h"

enum { CK_FEED_BLOCKS = 3 };

struct ck_feed_block;

struct ck_feed {
    struct ck_worker *worker; /* borrowed */
    struct ck_stage *stage;   /* borrowed; the worker's while the feed is not at rest */
    struct ck_feed_block *blocks[CK_FEED_BLOCKS];
    size_t at; /* the block that is being filled */
    struct ck_task sealing;
    struct ck_staged_file file; /* once it is sealed */
    struct ck_task aside;       /* of ck_feed_recall() or ck_feed_sync() */
    bool recalled;
    struct ck_staged_file synced;
    struct ck_error err; /* the first thing that went wrong */
    atomic_bool failed;
};

/* Has the next piece read of what a reopened stage has kept; its end wakes the loop. True
 * once all is read, or could not be: then ck_stage_bytes() says how much there is. */
bool ck_feed_recall(struct ck_feed *feed);
/* Takes in some bytes; waits only while all blocks are still being written. Errors: those
 * of ck_stage_write(), of these bytes or of earlier ones; no-memory. */
CK_NODISCARD bool ck_feed_write(struct ck_feed *feed, const char *bytes, size_t len,
                                struct ck_error *err);
/* Starts again from zero bytes. Errors: as ck_stage_restart(). */
CK_NODISCARD bool ck_feed_restart(struct ck_feed *feed, struct ck_error *err);
/* Begins to make what is there last; more may follow. */
void ck_feed_sync(struct ck_feed *feed);
/* True once that is done; `ret` is then as from ck_stage_sync(), or has 0 bytes where it
 * failed or the feed was restarted meanwhile. */
bool ck_feed_synced(const struct ck_feed *feed, struct ck_staged_file *ret);
/* Writes what is there and waits for it. The stage is then the caller's. False: something
 * went wrong. */
bool ck_feed_drain(struct ck_feed *feed);
/* No more bytes: begins to write and seal what is there. Its end wakes the loop. */
void ck_feed_seal(struct ck_feed *feed);
/* True once it is sealed, or could not be: look at `err`, then `file`. */
bool ck_feed_sealed(const struct ck_feed *feed);
/* Waits for what is under way and forgets the blocks. The stage is then the caller's. */
void ck_feed_end(struct ck_feed *feed);

#endif
