#include "keep/library_disk.h"

#include "base/io.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/library.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_MAX = 256 * 1024, MANIFEST_MAX = 64 * 1024 * 1024 };

/* The part of index.html, beside it. */
#define PAGE_KEY "clipkeep-library"

bool ck_library_enter(int rootfd, int *ret_fd, struct ck_error *err)
{
    if (!ck_folder_enter(rootfd, CK_LIBRARY_FOLDER, ret_fd, err)) {
        return false;
    }
    if (ck_disk_lock(*ret_fd)) {
        return true;
    }
    ck_close_pointer(ret_fd);
    *ret_fd = -1;
    return ck_fail(err, CK_ERR_LIBRARY_BUSY, NULL);
}

bool ck_library_has(int dirfd, const char *name)
{
    struct stat st;

    return fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_size > 0;
}

/* Writes the bytes to a part and seals it. */
static bool stage(int dirfd, const char *key, const void *bytes, size_t len,
                  struct ck_stage **ret, struct ck_staged_file *ret_file,
                  struct ck_error *err)
{
    if (!ck_stage_open(dirfd, key, (int64_t)len, ret, err)) {
        return false;
    }
    if (ck_stage_write(*ret, bytes, len, err) && ck_stage_seal(*ret, ret_file, err)) {
        return true;
    }
    ck_stage_free(*ret);
    *ret = NULL;
    return false;
}

bool ck_library_put(int dirfd, char letter, const char *ending, const void *bytes,
                    size_t len, char ret_name[CK_LIBRARY_NAME_SIZE], struct ck_error *err)
{
    struct ck_staged_file file = {.bytes = (int64_t)len};
    struct ck_stage *part = NULL;
    bool ok;

    if (!ck_hash_bytes(bytes, len, file.sha256)) {
        return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
    }
    (void)snprintf(ret_name, CK_LIBRARY_NAME_SIZE, "%c-%.20s%s", letter, file.sha256,
                   ending);
    if (ck_staged_same(dirfd, ret_name, &file)) {
        return true;
    }
    /* One of that name is damaged: it is ours, and there is nothing in it to lose. */
    (void)unlinkat(dirfd, ret_name, 0);
    ok = stage(dirfd, ret_name, bytes, len, &part, &file, err) &&
         ck_stage_publish(part, ret_name, err);
    ck_stage_free(part);
    return ok;
}

bool ck_library_read_page(int rootfd, struct ck_buf *ret, struct ck_error *err)
{
    int64_t bytes = 0;
    struct stat st;
    ck_autoclose int fd = ck_disk_open_file(rootfd, CK_LIBRARY_PAGE, &bytes);

    ck_buf_clear(ret);
    if (fd < 0 && fstatat(rootfd, CK_LIBRARY_PAGE, &st, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT) {
        return true;
    }
    if (fd < 0 || bytes > PAGE_MAX) {
        return ck_fail(err, CK_ERR_LIBRARY_FOREIGN, NULL);
    }
    ret->max = PAGE_MAX;
    return ck_read_all(fd, ret, err) &&
           (ck_library_page_ours(ck_buf_text(ret), ret->len) ||
            ck_fail(err, CK_ERR_LIBRARY_FOREIGN, NULL));
}

json_t *ck_library_read_manifest(int dirfd, const char *name)
{
    ck_autobuf struct ck_buf text = {.max = MANIFEST_MAX};
    char sha256[CK_SHA256_HEX];
    int64_t bytes = 0;
    ck_autoclose int fd = ck_disk_open_file(dirfd, name, &bytes);

    /* Its name says what is in it. */
    if (fd < 0 || !ck_read_all(fd, &text, NULL) ||
        !ck_hash_bytes(ck_buf_text(&text), text.len, sha256) ||
        strncmp(name + 2, sha256, 20) != 0) {
        return NULL;
    }
    return ck_library_unscript(ck_buf_text(&text), text.len, "manifest");
}

/* What lies at the page's name now is ours, or nothing. */
static bool may_replace(int rootfd, bool *ret_there, struct ck_error *err)
{
    ck_autobuf struct ck_buf old = {.max = PAGE_MAX};
    bool ok = ck_library_read_page(rootfd, &old, err);

    *ret_there = old.len > 0;
    return ok;
}

bool ck_library_publish_page(int rootfd, const struct ck_buf *text, struct ck_error *err)
{
    static const char part_name[] = "." PAGE_KEY ".part";
    struct ck_staged_file file;
    struct ck_stage *part = NULL;
    bool there = false;
    bool ok;

    if (!stage(rootfd, PAGE_KEY, text->data, text->len, &part, &file, err)) {
        return false;
    }
    ok = may_replace(rootfd, &there, err);
    if (ok && !there) {
        ok = ck_stage_publish(part, CK_LIBRARY_PAGE, err);
    } else if (ok) {
        ok = (renameat(rootfd, part_name, rootfd, CK_LIBRARY_PAGE) == 0 &&
              ck_disk_sync_folder(rootfd)) ||
             ck_fail_errno(err, errno, "replacing the library's page");
    }
    ck_stage_free(part);
    return ok;
}

struct cleaning {
    int dirfd;
    const json_t *needed;
};

static bool clean_one(void *ctx, const char *name)
{
    const struct cleaning *cleaning = ctx;

    if ((ck_library_name_ok(name) && json_object_get(cleaning->needed, name) == NULL) ||
        ck_disk_part_name(name)) {
        (void)unlinkat(cleaning->dirfd, name, 0);
    }
    return true;
}

void ck_library_clean(int dirfd, const json_t *needed)
{
    struct cleaning cleaning = {dirfd, needed};

    /* What stays is found the next time. */
    (void)ck_disk_list(dirfd, clean_one, &cleaning);
}

bool ck_library_present(int rootfd)
{
    ck_autobuf struct ck_buf page = {.max = PAGE_MAX};

    return ck_library_read_page(rootfd, &page, NULL) && page.len > 0;
}
