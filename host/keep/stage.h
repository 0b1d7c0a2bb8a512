/* stage.h - turns a stream of bytes into one finished file, or nothing.
 * Never writes under the final name before the data is on disk; never replaces a file.
 * All paths are relative to a folder descriptor, which stays owned by the caller.
 * Protocol: download-engine.md §4. */
#ifndef CK_KEEP_STAGE_H
#define CK_KEEP_STAGE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_stage;

enum { CK_SHA256_HEX = 65 }; /* 64 digits and NUL */

struct ck_staged_file {
    int64_t bytes;
    char sha256[CK_SHA256_HEX];
};

/* Opens `.KEY.part` in `dirfd` for writing from the start; a part left by a dead run is
 * emptied, one that a living stage holds (in this process or another) is left alone and
 * gives saving-elsewhere. `expected` bytes (-1 unknown) are reserved where the filesystem
 * can, so that a full disk is known early. `key` is one safe path component. The file
 * gets the permissions that new files get here (umask, default ACL). Errors:
 * saving-elsewhere, disk-full, folder-missing, folder-read-only, disk-error, no-memory.
 */
CK_NODISCARD bool ck_stage_open(int dirfd, const char *key, int64_t expected,
                                struct ck_stage **ret, struct ck_error *err);
/* The same, going on behind what an earlier run left: when the part is a file of ours
 * with at least kept->bytes bytes, what is more is cut off, and the rest counts once
 * ck_stage_recall() has read it. `kept` is what ck_stage_sync() gave that run; NULL:
 * nothing. Otherwise the part is begun from the start. */
CK_NODISCARD bool ck_stage_reopen(int dirfd, const char *key, int64_t expected,
                                  const struct ck_staged_file *kept,
                                  struct ck_stage **ret, struct ck_error *err);
/* Reads again up to `most` of the bytes that were kept. To be called until `ret_done`,
 * before anything is written: then ck_stage_bytes() is kept->bytes, or 0 when they were
 * not those bytes any more, and the part is begun from the start. Errors: disk-error. */
CK_NODISCARD bool ck_stage_recall(struct ck_stage *stage, int64_t most, bool *ret_done,
                                  struct ck_error *err);
/* Appends and hashes. Errors: disk-full, disk-error; only ck_stage_restart() or the end
 * may follow them. */
CK_NODISCARD bool ck_stage_write(struct ck_stage *stage, const void *bytes, size_t len,
                                 struct ck_error *err);
/* Counts and hashes what another program has written through ck_stage_fd(), all of it,
 * so that ck_stage_seal() speaks of those bytes. For a stage to which nothing was written
 * by ck_stage_write(), when that program has ended; reads the part once. Errors:
 * disk-error (the part shrank meanwhile, or cannot be read), no-memory, internal. */
CK_NODISCARD bool ck_stage_take_in(struct ck_stage *stage, struct ck_error *err);
/* Starts again from zero bytes. Errors: disk-error. */
CK_NODISCARD bool ck_stage_restart(struct ck_stage *stage, struct ck_error *err);
/* The descriptor, open for reading and writing: for checks with pread(2), or for a
 * program that writes the file in our place; borrowed until the stage ends. And the bytes
 * so far. */
int ck_stage_fd(const struct ck_stage *stage);
int64_t ck_stage_bytes(const struct ck_stage *stage);
/* The date (Unix seconds, 0: none) that the file is to have; before it is sealed. */
void ck_stage_set_date(struct ck_stage *stage, int64_t mtime);
/* Makes the bytes so far last (fdatasync) and says which they are, for
 * ck_stage_reopen() in a later run. Errors: disk-full, disk-error (the part is then
 * worthless), no-memory, internal (it is worthless, or still recalled). */
CK_NODISCARD bool ck_stage_sync(struct ck_stage *stage, struct ck_staged_file *ret,
                                struct ck_error *err);
/* No more bytes: fsync and final hash. Errors: disk-full, disk-error (the part is then
 * worthless). */
CK_NODISCARD bool ck_stage_seal(struct ck_stage *stage, struct ck_staged_file *ret,
                                struct ck_error *err);
/* Gives the sealed part its name in the same folder; only ck_stage_settle() makes that
 * last. Never replaces: name-taken when `name` exists (also in another spelling of upper
 * and lower case on such filesystems). The stage stays sealed after name-taken: try the
 * next name. After any error nothing of ours has that name. Errors: name-taken,
 * disk-full, folder-read-only, disk-error, no-memory. */
CK_NODISCARD bool ck_stage_name(struct ck_stage *stage, const char *name,
                                struct ck_error *err);
/* Makes the names of these stages last, with one fsync for neighbours in one folder. What
 * is not named is passed over. After an error none of them has its name. Errors:
 * disk-error. */
CK_NODISCARD bool ck_stage_settle(struct ck_stage *const *stages, size_t count,
                                  struct ck_error *err);
/* Both for one file. */
CK_NODISCARD bool ck_stage_publish(struct ck_stage *stage, const char *name,
                                   struct ck_error *err);
/* True when `name` in `dirfd` is a regular file of exactly these bytes: reads it whole.
 * After a crash between publishing and recording, a second run finds by this that its
 * file is there already, and records that one instead of making a copy. */
bool ck_staged_same(int dirfd, const char *name, const struct ck_staged_file *staged);
/* Removes the part that a dead run left under `key`, where it cannot be opened. */
void ck_stage_discard(int dirfd, const char *key);
/* Frees the stage, and removes the part unless it was published; a name that was not
 * settled is taken back. NULL is allowed. */
void ck_stage_free(struct ck_stage *stage);
/* Frees the stage but leaves the part on disk for a later run, without the room that was
 * reserved for the rest. */
void ck_stage_abandon(struct ck_stage *stage);

#endif
