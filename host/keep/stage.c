#include "keep/stage.h"

#include "base/buf.h"
#include "base/io.h"
#include "keep/disk.h"
#include "keep/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum stage_state {
    WRITING,
    RECALLING, /* kept bytes are read again */
    SEALED,
    NAMED,
    PUBLISHED,
    BROKEN
};

struct ck_stage {
    int dirfd; /* borrowed */
    int fd;    /* locked for as long as it is open */
    enum stage_state state;
    char *part;    /* name in dirfd */
    char *name;    /* the final one, once it is NAMED */
    int64_t mtime; /* Unix seconds, 0: none is wanted */
    EVP_MD_CTX *hash;
    struct ck_staged_file kept; /* what is trusted of an earlier run's bytes */
    struct ck_staged_file file;
};

/* One attempt. Sets `ret_again` when the name changed hands meanwhile, or held something
 * that is not a plain file of its own and was removed. */
static bool open_part_once(struct ck_stage *stage, bool *ret_again, struct ck_error *err)
{
    struct stat st;

    *ret_again = false;
    /* 0666: the kernel subtracts the umask, or asks the folder's default ACL. */
    stage->fd = openat(stage->dirfd, stage->part,
                       O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (stage->fd < 0 && errno == ELOOP) {
        *ret_again = unlinkat(stage->dirfd, stage->part, 0) == 0;
        errno = ELOOP;
    }
    if (stage->fd < 0) {
        return ck_fail_errno(err, errno, "creating a part");
    }
    if (!ck_disk_lock(stage->fd)) {
        return ck_fail(err, CK_ERR_ELSEWHERE, "%s is being written", stage->part);
    }
    if (!ck_disk_is_at(stage->dirfd, stage->part, stage->fd)) {
        *ret_again = true;
        return ck_fail(err, CK_ERR_DISK, "the part was replaced meanwhile");
    }
    if (fstat(stage->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink > 1) {
        *ret_again = unlinkat(stage->dirfd, stage->part, 0) == 0;
        return ck_fail(err, CK_ERR_DISK, "the part is not a plain file");
    }
    return true;
}

static bool open_part(struct ck_stage *stage, struct ck_error *err)
{
    bool again = true;

    for (int attempt = 0; attempt < 8 && again; attempt++) {
        if (open_part_once(stage, &again, err)) {
            return true;
        }
        if (stage->fd >= 0) {
            (void)close(stage->fd);
            stage->fd = -1;
        }
    }
    return false;
}

/* Known early is better than known at 99 %. Only a lack of room counts: not every
 * filesystem can reserve. */
static bool reserve(int fd, int64_t expected, struct ck_error *err)
{
    if (expected <= 0 || fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, expected) == 0) {
        return true;
    }
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
        return ck_fail_errno(err, errno, "reserving room");
    }
    return true;
}

static bool start_over(struct ck_stage *stage, struct ck_error *err)
{
    stage->state = BROKEN;
    if (!ck_hash_begin(stage->hash)) {
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    if (ftruncate(stage->fd, 0) != 0 || lseek(stage->fd, 0, SEEK_SET) != 0) {
        return ck_fail_errno(err, errno, "emptying a part");
    }
    stage->file = (struct ck_staged_file){0};
    stage->state = WRITING;
    return true;
}

/* What an earlier run left may be gone on with: it is our own, and all of it is there. */
static bool has_kept(const struct ck_stage *stage, const struct ck_staged_file *kept)
{
    struct stat st;

    return kept != NULL && kept->bytes > 0 && fstat(stage->fd, &st) == 0 &&
           st.st_uid == geteuid() && st.st_size >= kept->bytes;
}

/* Cuts off what is not trusted. What is left counts once it was read again. */
static bool begin(struct ck_stage *stage, const struct ck_staged_file *kept,
                  struct ck_error *err)
{
    if (!has_kept(stage, kept) || !ck_hash_begin(stage->hash) ||
        ftruncate(stage->fd, kept->bytes) != 0 ||
        lseek(stage->fd, kept->bytes, SEEK_SET) < 0) {
        return start_over(stage, err);
    }
    stage->kept = *kept;
    stage->state = RECALLING;
    return true;
}

static bool make_part_name(const char *key, char **ret, struct ck_error *err)
{
    struct ck_buf name = {.max = 255};

    if (!ck_disk_component(key)) {
        return ck_fail(err, CK_ERR_INTERNAL, "bad key for a part");
    }
    ck_buf_addf(&name, ".%s.part", key);
    *ret = ck_buf_take(&name);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, "name of a part");
}

bool ck_stage_open(int dirfd, const char *key, int64_t expected, struct ck_stage **ret,
                   struct ck_error *err)
{
    return ck_stage_reopen(dirfd, key, expected, NULL, ret, err);
}

bool ck_stage_reopen(int dirfd, const char *key, int64_t expected,
                     const struct ck_staged_file *kept, struct ck_stage **ret,
                     struct ck_error *err)
{
    struct ck_stage *stage = ck_alloc(sizeof(*stage));

    *ret = NULL;
    if (stage == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    stage->dirfd = dirfd;
    stage->fd = -1;
    stage->hash = EVP_MD_CTX_new();
    if (stage->hash == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        goto fail;
    }
    if (!make_part_name(key, &stage->part, err) || !open_part(stage, err) ||
        !begin(stage, kept, err) || !reserve(stage->fd, expected, err)) {
        goto fail;
    }
    *ret = stage;
    return true;
fail:
    if (stage->state == RECALLING) {
        ck_stage_abandon(stage); /* no room for the rest is no reason to lose it */
    } else {
        ck_stage_free(stage);
    }
    return false;
}

bool ck_stage_recall(struct ck_stage *stage, int64_t most, bool *ret_done,
                     struct ck_error *err)
{
    int64_t at = stage->file.bytes, left = stage->kept.bytes - at;
    char sha256[CK_SHA256_HEX];

    *ret_done = true;
    if (stage->state != RECALLING) {
        return stage->state == WRITING || ck_fail(err, CK_ERR_INTERNAL, "recalling late");
    }
    stage->file.bytes = at + (left < most ? left : most);
    /* Bytes that cannot be read, or are others: then there are none. */
    if (!ck_hash_feed(stage->hash, stage->fd, at, stage->file.bytes, NULL)) {
        return start_over(stage, err);
    }
    *ret_done = left <= most;
    if (!*ret_done) {
        return true;
    }
    if (!ck_hash_so_far(stage->hash, sha256) || strcmp(sha256, stage->kept.sha256) != 0) {
        return start_over(stage, err);
    }
    stage->state = WRITING;
    return true;
}

bool ck_stage_write(struct ck_stage *stage, const void *bytes, size_t len,
                    struct ck_error *err)
{
    if (stage->state != WRITING) {
        return ck_fail(err, CK_ERR_INTERNAL, "writing to a part that takes no more");
    }
    if (!ck_write_all(stage->fd, bytes, len, err)) {
        stage->state = BROKEN; /* some of it may have been written */
        return false;
    }
    if (EVP_DigestUpdate(stage->hash, bytes, len) != 1) {
        stage->state = BROKEN;
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    stage->file.bytes += (int64_t)len;
    return true;
}

bool ck_stage_take_in(struct ck_stage *stage, struct ck_error *err)
{
    struct stat st;

    if (stage->state != WRITING || stage->file.bytes != 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "taking in over bytes of our own");
    }
    stage->state = BROKEN;
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
    stage->state = WRITING;
    return true;
}

bool ck_stage_restart(struct ck_stage *stage, struct ck_error *err)
{
    if (stage->state == PUBLISHED || stage->state == NAMED) {
        return ck_fail(err, CK_ERR_INTERNAL, "restarting a published file");
    }
    return start_over(stage, err);
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
    if (stage->state == WRITING) {
        if (!ck_hash_so_far(stage->hash, stage->file.sha256)) {
            return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
        if (fdatasync(stage->fd) != 0) {
            stage->state = BROKEN; /* as in ck_stage_seal() */
            return ck_fail_errno(err, errno, "fdatasync");
        }
    } else if (stage->state != SEALED) {
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
    if (stage->state == WRITING) {
        stage->state = BROKEN;
        if (!finish(stage, err)) {
            return false;
        }
        stage->state = SEALED;
    }
    if (stage->state != SEALED) {
        return ck_fail(err, CK_ERR_INTERNAL, "sealing a broken part");
    }
    *ret = stage->file;
    return true;
}

bool ck_stage_name(struct ck_stage *stage, const char *name, struct ck_error *err)
{
    ck_autofree char *copy = NULL;
    int failed;

    if (stage->state != SEALED || !ck_disk_component(name)) {
        return ck_fail(err, CK_ERR_INTERNAL, "publishing an open part or to a bad name");
    }
    copy = ck_strdup(name);
    if (copy == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_disk_is_at(stage->dirfd, stage->part, stage->fd)) {
        stage->state = BROKEN;
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
    stage->state = NAMED;
    return true;
}

/* A name that may not last is taken back, so that an error always means: not there. */
static void take_back(struct ck_stage *stage)
{
    stage->state = BROKEN;
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
        if (stages[i]->state == NAMED && stages[i]->dirfd != synced) {
            synced = stages[i]->dirfd;
            failed = ck_disk_sync_folder(synced) ? 0 : errno;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (stages[i]->state == NAMED && failed == 0) {
            stages[i]->state = PUBLISHED;
        } else if (stages[i]->state == NAMED) {
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
    if (stage->state == NAMED) {
        take_back(stage);
    }
    /* While it is locked: nobody else can have taken the name up meanwhile. */
    if (stage->fd >= 0 && stage->state != PUBLISHED &&
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
        if (stage->state == WRITING && stage->file.bytes > 0) {
            (void)!ftruncate(stage->fd, stage->file.bytes);
        }
        (void)close(stage->fd);
    }
    EVP_MD_CTX_free(stage->hash);
    ck_free(stage->part);
    ck_free(stage->name);
    ck_free(stage);
}
