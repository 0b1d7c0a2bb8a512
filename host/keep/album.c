#include "keep/album.h"

#include "base/buf.h"
#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum album_state { OPEN, PUBLISHED, BROKEN };

struct ck_album {
    int dirfd; /* borrowed */
    int fd;    /* the hidden folder, locked for as long as it is open */
    enum album_state state;
    char *hidden; /* name in dirfd */
};

/* One to five small letters or digits, and nothing else up to the end. */
static bool is_suffix(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t len = strspn(text, letters);

    return len >= 1 && len <= 5 && text[len] == '\0';
}

/* "LANGUAGE.SUFFIX" */
static bool is_captions(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t len = strspn(text, letters);

    return len >= 1 && len <= 35 && text[len] == '.' && is_suffix(text + len + 1);
}

bool ck_album_own_name(const char *name)
{
    size_t digits = strspn(name, "0123456789");

    if (digits >= 2 && digits <= 4 && name[digits] == '.') {
        return is_suffix(name + digits + 1);
    }
    if (strncmp(name, "sound.", 6) == 0 || strncmp(name, "cover.", 6) == 0) {
        return is_suffix(name + 6);
    }
    if (strncmp(name, "captions.", 9) == 0) {
        return is_captions(name + 9);
    }
    return strcmp(name, "post.info.json") == 0 || ck_disk_part_name(name);
}

static bool remove_own(void *ctx, const char *name)
{
    const int *fd = ctx;
    struct stat st;

    if (ck_album_own_name(name) && fstatat(*fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(st.st_mode)) {
        (void)unlinkat(*fd, name, 0);
    }
    return true;
}

static bool stop_at_any(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return false;
}

/* What a dead run left goes; what is not ours must not be published as part of a post. */
static bool empty_folder(struct ck_album *album, struct ck_error *err)
{
    if (ck_disk_list(album->fd, remove_own, &album->fd) &&
        ck_disk_list(album->fd, stop_at_any, NULL)) {
        return true;
    }
    if (errno != 0) {
        return ck_fail_errno(err, errno, "listing a hidden folder");
    }
    return ck_fail(err, CK_ERR_NAME, "%.120s holds something else", album->hidden);
}

static bool not_a_folder(struct ck_album *album, int failed, bool *ret_again,
                         struct ck_error *err)
{
    if (failed == ELOOP || failed == ENOTDIR) {
        struct stat st;

        /* A link is nothing that a person keeps under such a name; a file might be. */
        *ret_again =
            fstatat(album->dirfd, album->hidden, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISLNK(st.st_mode) && unlinkat(album->dirfd, album->hidden, 0) == 0;
        return ck_fail(err, CK_ERR_NAME, "%.120s is not a folder", album->hidden);
    }
    *ret_again = failed == ENOENT; /* published or removed by its owner meanwhile */
    return ck_fail_errno(err, failed, "opening a hidden folder");
}

/* One attempt. Sets `ret_again` when the name changed hands meanwhile. */
static bool open_once(struct ck_album *album, bool *ret_again, struct ck_error *err)
{
    *ret_again = false;
    /* 0777: the kernel subtracts the umask, or asks the folder's default ACL. */
    if (mkdirat(album->dirfd, album->hidden, 0777) != 0 && errno != EEXIST) {
        return ck_fail_errno(err, errno, "making a hidden folder");
    }
    album->fd = openat(album->dirfd, album->hidden,
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (album->fd < 0) {
        return not_a_folder(album, errno, ret_again, err);
    }
    if (!ck_disk_lock(album->fd)) {
        return ck_fail(err, CK_ERR_ELSEWHERE, "%.120s is being written", album->hidden);
    }
    if (!ck_disk_is_at(album->dirfd, album->hidden, album->fd)) {
        *ret_again = true;
        return ck_fail(err, CK_ERR_DISK, "the hidden folder was replaced meanwhile");
    }
    return empty_folder(album, err);
}

static bool open_folder(struct ck_album *album, struct ck_error *err)
{
    bool again = true;

    for (int attempt = 0; attempt < 8 && again; attempt++) {
        if (open_once(album, &again, err)) {
            return true;
        }
        ck_close_pointer(&album->fd);
        album->fd = -1;
    }
    return false;
}

bool ck_album_open(int dirfd, const char *key, struct ck_album **ret,
                   struct ck_error *err)
{
    struct ck_album *album = ck_alloc(sizeof(*album));
    struct ck_buf name = {.max = 255};

    *ret = NULL;
    if (album == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    album->dirfd = dirfd;
    album->fd = -1;
    ck_buf_addf(&name, ".%s.parts", key);
    album->hidden = ck_buf_take(&name);
    if (album->hidden == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, "name of a hidden folder");
    } else if (!ck_disk_component(key)) {
        (void)ck_fail(err, CK_ERR_INTERNAL, "bad key for a hidden folder");
    } else if (open_folder(album, err)) {
        *ret = album;
        return true;
    }
    ck_album_abandon(album); /* what it could not open is not its own to remove */
    return false;
}

int ck_album_fd(const struct ck_album *album)
{
    return album->fd;
}

static bool stop_at_part(void *ctx, const char *name)
{
    (void)ctx;
    return !ck_disk_part_name(name);
}

/* Whatever is in it will be under the final name. */
static bool is_ready(struct ck_album *album, struct ck_error *err)
{
    if (!ck_disk_is_at(album->dirfd, album->hidden, album->fd)) {
        album->state = BROKEN;
        return ck_fail(err, CK_ERR_DISK, "the hidden folder was removed meanwhile");
    }
    if (ck_disk_list(album->fd, stop_at_part, NULL)) {
        return true;
    }
    return errno != 0 ? ck_fail_errno(err, errno, "listing a hidden folder")
                      : ck_fail(err, CK_ERR_INTERNAL, "a folder with an open part");
}

static bool set_date_and_sync(struct ck_album *album, int64_t mtime, struct ck_error *err)
{
    const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = (time_t)mtime}};

    /* A filesystem that cannot keep this date is no reason to lose the post. */
    if (mtime != 0) {
        (void)futimens(album->fd, times);
    }
    if (!ck_disk_sync_folder(album->fd)) {
        album->state = BROKEN;
        return ck_fail_errno(err, errno, "fsync of the hidden folder");
    }
    return true;
}

bool ck_album_publish(struct ck_album *album, const char *name, int64_t mtime,
                      struct ck_error *err)
{
    int failed;

    if (album->state != OPEN || !ck_disk_component(name)) {
        return ck_fail(err, CK_ERR_INTERNAL,
                       "publishing a folder twice or to a bad name");
    }
    if (!is_ready(album, err) || !set_date_and_sync(album, mtime, err)) {
        return false;
    }
    failed = ck_disk_rename(album->dirfd, album->hidden, name);
    if (failed == EEXIST) {
        return ck_fail(err, CK_ERR_NAME, "the name exists already");
    }
    if (failed != 0) {
        return ck_fail_errno(err, failed, "naming");
    }
    if (!ck_disk_sync_folder(album->dirfd)) {
        failed = errno;
        /* A name that may not last is taken back. */
        (void)ck_disk_rename(album->dirfd, name, album->hidden);
        album->state = BROKEN;
        return ck_fail_errno(err, failed, "fsync of the folder");
    }
    album->state = PUBLISHED;
    return true;
}

bool ck_album_remove(int dirfd, const char *hidden, int fd)
{
    return ck_disk_list(fd, remove_own, &fd) &&
           unlinkat(dirfd, hidden, AT_REMOVEDIR) == 0;
}

void ck_album_free(struct ck_album *album)
{
    if (album == NULL) {
        return;
    }
    /* While it is locked: nobody else can have taken the folder up meanwhile. */
    if (album->state != PUBLISHED &&
        ck_disk_is_at(album->dirfd, album->hidden, album->fd)) {
        (void)ck_album_remove(album->dirfd, album->hidden, album->fd);
    }
    ck_album_abandon(album);
}

void ck_album_abandon(struct ck_album *album)
{
    if (album == NULL) {
        return;
    }
    ck_close_pointer(&album->fd);
    ck_free(album->hidden);
    ck_free(album);
}

struct comparison {
    int fd;
    const struct ck_album_file *files;
    size_t count, seen;
};

static bool is_same_file(int fd, const struct ck_album_file *file)
{
    struct stat st;

    if (file->file.sha256[0] != '\0') {
        return ck_staged_same(fd, file->name, &file->file);
    }
    return fstatat(fd, file->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

static bool compare(void *ctx, const char *name)
{
    struct comparison *comparison = ctx;

    for (size_t i = 0; i < comparison->count; i++) {
        if (strcmp(comparison->files[i].name, name) == 0) {
            comparison->seen++;
            return is_same_file(comparison->fd, &comparison->files[i]);
        }
    }
    return false;
}

bool ck_album_same(int dirfd, const char *name, const struct ck_album_file *files,
                   size_t count)
{
    ck_autoclose int fd =
        openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct comparison comparison = {.fd = fd, .files = files, .count = count};

    return fd >= 0 && ck_disk_list(fd, compare, &comparison) && comparison.seen == count;
}
