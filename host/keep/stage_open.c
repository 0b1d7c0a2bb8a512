#include "keep/stage_inner.h"

#include "base/buf.h"
#include "keep/disk.h"
#include "keep/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool ck_stage_start_over(struct ck_stage *stage, struct ck_error *err)
{
    stage->state = CK_STAGE_BROKEN;
    if (!ck_hash_begin(stage->hash)) {
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    if (ftruncate(stage->fd, 0) != 0 || lseek(stage->fd, 0, SEEK_SET) != 0) {
        return ck_fail_errno(err, errno, "emptying a part");
    }
    stage->file = (struct ck_staged_file){0};
    stage->state = CK_STAGE_WRITING;
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
        return ck_stage_start_over(stage, err);
    }
    stage->kept = *kept;
    stage->state = CK_STAGE_RECALLING;
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
    if (stage->state == CK_STAGE_RECALLING) {
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
    if (stage->state != CK_STAGE_RECALLING) {
        return stage->state == CK_STAGE_WRITING ||
               ck_fail(err, CK_ERR_INTERNAL, "recalling late");
    }
    stage->file.bytes = at + (left < most ? left : most);
    /* Bytes that cannot be read, or are others: then there are none. */
    if (!ck_hash_feed(stage->hash, stage->fd, at, stage->file.bytes, NULL)) {
        return ck_stage_start_over(stage, err);
    }
    *ret_done = left <= most;
    if (!*ret_done) {
        return true;
    }
    if (!ck_hash_so_far(stage->hash, sha256) || strcmp(sha256, stage->kept.sha256) != 0) {
        return ck_stage_start_over(stage, err);
    }
    stage->state = CK_STAGE_WRITING;
    return true;
}

void ck_stage_discard(int dirfd, const char *key)
{
    ck_autofree char *name = NULL;

    if (make_part_name(key, &name, NULL) && name != NULL) {
        (void)unlinkat(dirfd, name, 0);
    }
}
