#include "keep/stage_inner.h"

#include "base/io.h"
#include "keep/disk.h"
#include "keep/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Has the kernel begin to write each MiB out once it is there: the sync at the end, for
 * which everything behind it waits, then has little left to do. Only a hint. */
static void write_out(const struct ck_stage *stage, size_t len)
{
#ifdef SYNC_FILE_RANGE_WRITE
    const int64_t step = INT64_C(1) << 20;
    int64_t from = (stage->file.bytes - (int64_t)len) / step * step;
    int64_t to = stage->file.bytes / step * step;

    if (to > from) {
        (void)sync_file_range(stage->fd, from, to - from, SYNC_FILE_RANGE_WRITE);
    }
#else
    (void)stage;
    (void)len;
#endif
}

bool ck_stage_write(struct ck_stage *stage, const void *bytes, size_t len,
                    struct ck_error *err)
{
    if (stage->state != CK_STAGE_WRITING) {
        return ck_fail(err, CK_ERR_INTERNAL, "writing to a part that takes no more");
    }
    if (!ck_write_all(stage->fd, bytes, len, err)) {
        stage->state = CK_STAGE_BROKEN; /* some of it may have been written */
        return false;
    }
    if (EVP_DigestUpdate(stage->hash, bytes, len) != 1) {
        stage->state = CK_STAGE_BROKEN;
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    stage->file.bytes += (int64_t)len;
    write_out(stage, len);
    return true;
}

bool ck_stage_take_in(struct ck_stage *stage, struct ck_error *err)
{
    struct stat st;

    if (stage->state != CK_STAGE_WRITING || stage->file.bytes != 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "taking in over bytes of our own");
    }
    stage->state = CK_STAGE_BROKEN;
    if (fstat(stage->fd, &st) != 0) {
        return ck_fail_errno(err, errno, "looking at a part");
    }
    if (!ck_hash_feed(stage->hash, stage->fd, 0, st.st_size, err)) {
        return false;
    }
    if (lseek(stage->fd, st.st_size, SEEK_SET) < 0) {
        return ck_fail_errno(err, errno, "seeking in a part");
    }
    stage->file.bytes = st.st_size;
    stage->state = CK_STAGE_WRITING;
    return true;
}

bool ck_stage_restart(struct ck_stage *stage, struct ck_error *err)
{
    if (stage->state == CK_STAGE_PUBLISHED || stage->state == CK_STAGE_NAMED) {
        return ck_fail(err, CK_ERR_INTERNAL, "restarting a published file");
    }
    return ck_stage_start_over(stage, err);
}

int ck_stage_fd(const struct ck_stage *stage)
{
    return stage->fd;
}

int64_t ck_stage_bytes(const struct ck_stage *stage)
{
    return stage->file.bytes;
}

bool ck_stage_sync(struct ck_stage *stage, struct ck_staged_file *ret,
                   struct ck_error *err)
{
    if (stage->state == CK_STAGE_WRITING) {
        if (!ck_hash_so_far(stage->hash, stage->file.sha256)) {
            return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
        if (fdatasync(stage->fd) != 0) {
            stage->state = CK_STAGE_BROKEN; /* as in ck_stage_seal() */
            return ck_fail_errno(err, errno, "fdatasync");
        }
    } else if (stage->state != CK_STAGE_SEALED) {
        return ck_fail(err, CK_ERR_INTERNAL, "syncing a broken part");
    }
    *ret = stage->file;
    return true;
}

void ck_stage_set_date(struct ck_stage *stage, int64_t mtime)
{
    stage->mtime = mtime;
}

/* Makes the bytes final and lasting. */
static bool finish(struct ck_stage *stage, struct ck_error *err)
{
    const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                      {.tv_sec = (time_t)stage->mtime}};
    struct stat st;

    if (fstat(stage->fd, &st) != 0 || st.st_size != stage->file.bytes) {
        return ck_fail(err, CK_ERR_DISK, "the part has another size than written");
    }
    if (!ck_hash_finish(stage->hash, stage->file.sha256)) {
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    /* Gives back what was reserved and not needed. */
    if (ftruncate(stage->fd, stage->file.bytes) != 0) {
        return ck_fail_errno(err, errno, "ftruncate");
    }
    /* A filesystem that cannot keep this date is no reason to lose the file. */
    if (stage->mtime != 0) {
        (void)futimens(stage->fd, times);
    }
    /* An error is told once; a second fsync that works would prove nothing. */
    return fsync(stage->fd) == 0 || ck_fail_errno(err, errno, "fsync");
}

bool ck_stage_seal(struct ck_stage *stage, struct ck_staged_file *ret,
                   struct ck_error *err)
{
    if (stage->state == CK_STAGE_WRITING) {
        stage->state = CK_STAGE_BROKEN;
        if (!finish(stage, err)) {
            return false;
        }
        stage->state = CK_STAGE_SEALED;
    }
    if (stage->state != CK_STAGE_SEALED) {
        return ck_fail(err, CK_ERR_INTERNAL, "sealing a broken part");
    }
    *ret = stage->file;
    return true;
}

bool ck_stage_name(struct ck_stage *stage, const char *name, struct ck_error *err)
{
    ck_autofree char *copy = NULL;
    int failed;

    if (stage->state != CK_STAGE_SEALED || !ck_disk_component(name)) {
        return ck_fail(err, CK_ERR_INTERNAL, "publishing an open part or to a bad name");
    }
    copy = ck_strdup(name);
    if (copy == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_disk_is_at(stage->dirfd, stage->part, stage->fd)) {
        stage->state = CK_STAGE_BROKEN;
        return ck_fail(err, CK_ERR_DISK, "the part was removed meanwhile");
    }
    failed = ck_disk_rename(stage->dirfd, stage->part, name);
    if (failed == EEXIST) {
        return ck_fail(err, CK_ERR_NAME, "the name exists already");
    }
    if (failed != 0) {
        return ck_fail_errno(err, failed, "naming");
    }
    stage->name = copy;
    copy = NULL;
    stage->state = CK_STAGE_NAMED;
    return true;
}

/* A name that may not last is taken back, so that an error always means: not there. */
static void take_back(struct ck_stage *stage)
{
    stage->state = CK_STAGE_BROKEN;
    if (ck_disk_is_at(stage->dirfd, stage->name, stage->fd) &&
        ck_disk_rename(stage->dirfd, stage->name, stage->part) != 0) {
        (void)unlinkat(stage->dirfd, stage->name, 0);
    }
}

bool ck_stage_settle(struct ck_stage *const *stages, size_t count, struct ck_error *err)
{
    int synced = -1;
    int failed = 0;

    for (size_t i = 0; i < count && failed == 0; i++) {
        if (stages[i]->state == CK_STAGE_NAMED && stages[i]->dirfd != synced) {
            synced = stages[i]->dirfd;
            failed = ck_disk_sync_folder(synced) ? 0 : errno;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (stages[i]->state == CK_STAGE_NAMED && failed == 0) {
            stages[i]->state = CK_STAGE_PUBLISHED;
        } else if (stages[i]->state == CK_STAGE_NAMED) {
            take_back(stages[i]);
        }
    }
    return failed == 0 || ck_fail_errno(err, failed, "fsync of the folder");
}

bool ck_stage_publish(struct ck_stage *stage, const char *name, struct ck_error *err)
{
    return ck_stage_name(stage, name, err) && ck_stage_settle(&stage, 1, err);
}

void ck_stage_free(struct ck_stage *stage)
{
    if (stage == NULL) {
        return;
    }
    if (stage->state == CK_STAGE_NAMED) {
        take_back(stage);
    }
    /* While it is locked: nobody else can have taken the name up meanwhile. */
    if (stage->fd >= 0 && stage->state != CK_STAGE_PUBLISHED &&
        ck_disk_is_at(stage->dirfd, stage->part, stage->fd)) {
        (void)unlinkat(stage->dirfd, stage->part, 0);
    }
    ck_stage_abandon(stage);
}

void ck_stage_abandon(struct ck_stage *stage)
{
    if (stage == NULL) {
        return;
    }
    if (stage->fd >= 0) {
        /* What was reserved for the rest is not held for as long as nobody goes on. */
        if (stage->state == CK_STAGE_WRITING && stage->file.bytes > 0) {
            (void)!ftruncate(stage->fd, stage->file.bytes);
        }
        (void)close(stage->fd);
    }
    EVP_MD_CTX_free(stage->hash);
    ck_free(stage->part);
    ck_free(stage->name);
    ck_free(stage);
}
