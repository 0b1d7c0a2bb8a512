#include "keep/disk.h"
#include "keep/facts.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/takeout_tree.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif

enum { CHUNK = 1024 * 1024 };

/* One file on its way. */
struct ck_put_way {
    const struct ck_putting *putting;
    const struct ck_kept_file *file;
    int from_dir, from; /* its folder and itself in the save folder */
    int to_dir, to;     /* its folder, and the new one (-1: it was linked) */
    const char *from_last, *to_last;
};

static bool open_target(struct ck_put_way *way, struct ck_error *err)
{
    const char *slash = strrchr(way->file->name, '/');
    ck_autofree char *folders = ck_strndup(
        way->file->name, slash != NULL ? (size_t)(slash - way->file->name) : 0);
    struct ck_error why = {0};

    way->to_last = slash != NULL ? slash + 1 : way->file->name;
    if (folders == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (ck_folder_enter_all(way->putting->to_fd, folders, &way->to_dir, &why)) {
        return true;
    }
    return why.os_errno != 0 ? ck_tree_fail(err, why.os_errno, "making a folder")
                             : ck_fail(err, why.code, "%s", why.detail);
}

static bool open_source(struct ck_put_way *way, enum ck_put *ret)
{
    int64_t bytes = 0;

    way->from_dir =
        ck_disk_open_parent(way->putting->from_fd, way->file->name, &way->from_last);
    way->from = ck_disk_open_file(way->putting->from_fd, way->file->name, &bytes);
    if (way->from < 0 || way->from_dir < 0) {
        *ret = CK_PUT_MISSING;
        return false;
    }
    *ret = CK_PUT_CHANGED;
    return bytes == way->file->bytes;
}

static bool make_new(struct ck_put_way *way)
{
    way->to = openat(way->to_dir, way->to_last,
                     O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    return way->to >= 0;
}

/* Shares the bytes with the old file: without changes to come where the drive can, else
 * as a second name of one file. */
static bool share(struct ck_put_way *way)
{
#ifdef FICLONE
    if (make_new(way)) {
        if (ioctl(way->to, FICLONE, way->from) == 0) {
            return true;
        }
        (void)close(way->to);
        way->to = -1;
        (void)unlinkat(way->to_dir, way->to_last, 0);
    }
#endif
    if (linkat(way->from_dir, way->from_last, way->to_dir, way->to_last, 0) != 0) {
        return false;
    }
    if (!ck_disk_is_at(way->to_dir, way->to_last, way->from)) {
        (void)unlinkat(way->to_dir, way->to_last, 0); /* another one has the name now */
        return false;
    }
    return true;
}

static bool asks(const struct ck_put_way *way, struct ck_error *err)
{
    return way->putting->goes_on == NULL || way->putting->goes_on(way->putting->ctx) ||
           ck_fail(err, CK_ERR_CANCELLED, NULL);
}

/* Hashes the file and, unless it is shared, writes it. `*ret_read` false: it could not be
 * read. */
static bool bring(struct ck_put_way *way, bool shared, EVP_MD_CTX *hash, bool *ret_read,
                  struct ck_error *err)
{
    ck_autofree char *chunk = ck_alloc(CHUNK);
    int from = shared && way->to >= 0 ? way->to : way->from;
    ssize_t n = 1;

    if (chunk == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    while (n != 0) {
        n = read(from, chunk, CHUNK);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        *ret_read = n >= 0;
        if (n < 0) {
            return true;
        }
        if (EVP_DigestUpdate(hash, chunk, (size_t)n) != 1) {
            return ck_fail(err, CK_ERR_INTERNAL, "hashing");
        }
        if ((!shared && !ck_write_all(way->to, chunk, (size_t)n, err)) ||
            !asks(way, err)) {
            return false;
        }
    }
    return true;
}

static bool bring_and_compare(struct ck_put_way *way, bool shared, enum ck_put *ret,
                              struct ck_error *err)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    char sha256[CK_SHA256_HEX] = "";
    bool was_read = false;
    bool ok = hash != NULL && ck_hash_begin(hash);

    ok = ok ? bring(way, shared, hash, &was_read, err) : ck_fail(err, CK_ERR_NOMEM, NULL);
    if (ok && was_read && !ck_hash_finish(hash, sha256)) {
        ok = ck_fail(err, CK_ERR_INTERNAL, "hashing");
    }
    EVP_MD_CTX_free(hash);
    *ret = !was_read || (way->file->sha256[0] != '\0' &&
                         strcmp(sha256, way->file->sha256) != 0)
               ? CK_PUT_CHANGED
           : shared ? CK_PUT_LINKED
                    : CK_PUT_DONE;
    return ok;
}

/* The new file has the date of the old one: that is the day of the post. */
static void date(const struct ck_put_way *way)
{
    struct stat st;

    if (way->to >= 0 && fstat(way->from, &st) == 0) {
        struct timespec times[2] = {st.st_atim, st.st_mtim};

        (void)futimens(way->to, times);
    }
}

static bool put(struct ck_put_way *way, enum ck_put *ret, struct ck_error *err)
{
    struct stat there;
    bool shared, ok;

    if (!open_source(way, ret)) {
        return true;
    }
    if (!open_target(way, err)) {
        return false;
    }
    if (fstatat(way->to_dir, way->to_last, &there, AT_SYMLINK_NOFOLLOW) == 0) {
        *ret = CK_PUT_THERE;
        return true;
    }
    shared = way->putting->link && share(way);
    if (!shared && !make_new(way)) {
        return ck_tree_fail(err, errno, "making a file");
    }
    ok = bring_and_compare(way, shared, ret, err);
    if (!ok || *ret == CK_PUT_CHANGED) {
        (void)unlinkat(way->to_dir, way->to_last, 0);
    } else {
        date(way);
    }
    return ok;
}

bool ck_put_file(const struct ck_putting *putting, const struct ck_kept_file *file,
                 enum ck_put *ret, struct ck_error *err)
{
    struct ck_put_way way = {.putting = putting,
                             .file = file,
                             .from_dir = -1,
                             .from = -1,
                             .to_dir = -1,
                             .to = -1};
    bool ok;

    *ret = CK_PUT_NAME;
    if (!ck_facts_name_ok(file->name)) {
        return true;
    }
    ok = put(&way, ret, err);
    ck_close_pointer(&way.from_dir);
    ck_close_pointer(&way.from);
    ck_close_pointer(&way.to_dir);
    ck_close_pointer(&way.to);
    return ok;
}
