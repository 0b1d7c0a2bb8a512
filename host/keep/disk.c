#include "keep/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

bool ck_disk_component(const char *name)
{
    return name[0] != '\0' && strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

bool ck_disk_part_name(const char *name)
{
    static const char letters[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
    static const char end[] = ".part";
    size_t len = strlen(name);

    return len > sizeof(end) && name[0] == '.' && strspn(name, letters) == len &&
           strcmp(name + len + 1 - sizeof(end), end) == 0;
}

bool ck_disk_is_at(int dirfd, const char *name, int fd)
{
    struct stat at, open_file;

    return fstatat(dirfd, name, &at, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(fd, &open_file) == 0 && at.st_dev == open_file.st_dev &&
           at.st_ino == open_file.st_ino;
}

/* 0 or an errno. */
static int lock(int fd)
{
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

bool ck_disk_lock(int fd)
{
    return lock(fd) != EWOULDBLOCK;
}

bool ck_disk_lock_wait(int fd)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    bool locked = ck_disk_lock(fd);

    for (int i = 0; i < 1000 && !locked; i++) {
        (void)nanosleep(&pause, NULL);
        locked = ck_disk_lock(fd);
    }
    return locked;
}

bool ck_disk_lock_surely(int fd)
{
    return lock(fd) == 0;
}

/* For filesystems that have neither RENAME_NOREPLACE nor hard links: takes the name with
 * an empty file, which the rename then replaces. */
static int rename_over_placeholder(int from_dir, const char *from, int to_dir,
                                   const char *to)
{
    ck_autoclose int fd =
        openat(to_dir, to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return errno;
    }
    if (renameat(from_dir, from, to_dir, to) != 0) {
        int saved = errno;

        (void)unlinkat(to_dir, to, 0);
        return saved;
    }
    return 0;
}

static int link_instead(int from_dir, const char *from, int to_dir, const char *to)
{
    if (linkat(from_dir, from, to_dir, to, 0) == 0) {
        (void)unlinkat(from_dir, from, 0);
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK) {
        return errno;
    }
    return rename_over_placeholder(from_dir, from, to_dir, to);
}

/* A folder never takes the place of a file or of a folder that holds something; so all
 * that a race could cost is an empty folder. */
static int rename_folder(int from_dir, const char *from, int to_dir, const char *to)
{
    struct stat st;

    if (fstatat(to_dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        return EEXIST;
    }
    if (renameat(from_dir, from, to_dir, to) == 0) {
        return 0;
    }
    return errno == ENOTEMPTY || errno == ENOTDIR ? EEXIST : errno;
}

int ck_disk_move(int from_dir, const char *from, int to_dir, const char *to)
{
    struct stat st;

    if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) {
        return errno;
    }
    if (fstatat(from_dir, from, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno;
    }
    return S_ISDIR(st.st_mode) ? rename_folder(from_dir, from, to_dir, to)
                               : link_instead(from_dir, from, to_dir, to);
}

int ck_disk_rename(int dirfd, const char *from, const char *to)
{
    return ck_disk_move(dirfd, from, dirfd, to);
}

bool ck_disk_sync_folder(int dirfd)
{
    return fsync(dirfd) == 0 || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS;
}

int ck_disk_open_parent(int dirfd, const char *name, const char **ret_last)
{
    int at = openat(dirfd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const char *slash;

    for (int depth = 1; at >= 0 && (slash = strchr(name, '/')) != NULL; depth++) {
        char folder[NAME_MAX + 1] = "";
        size_t len = (size_t)(slash - name);
        int next = -1;

        memcpy(folder, name, len <= NAME_MAX ? len : 0);
        errno = EINVAL;
        if (depth < CK_DISK_DEPTH && ck_disk_component(folder)) {
            next = openat(at, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
        ck_close_pointer(&at);
        at = next;
        name = slash + 1;
    }
    if (at >= 0 && !ck_disk_component(name)) {
        (void)close(at);
        errno = EINVAL;
        return -1;
    }
    *ret_last = name;
    return at;
}

int ck_disk_open_file(int dirfd, const char *name, int64_t *ret_bytes)
{
    const char *last = NULL;
    ck_autoclose int parent = ck_disk_open_parent(dirfd, name, &last);
    struct stat st;
    int fd;

    if (parent < 0) {
        return -1;
    }
    fd = openat(parent, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        (void)close(fd);
        errno = EINVAL;
        return -1;
    }
    *ret_bytes = fd >= 0 ? st.st_size : -1;
    return fd;
}

/* Not every filesystem says of a name what it is. */
static bool may_be_folder(const struct dirent *at)
{
    return at->d_type == DT_DIR || at->d_type == DT_UNKNOWN;
}

static bool list(int dirfd, bool folders, ck_disk_entry *entry, void *ctx)
{
    int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *at;
    bool going = true;
    int failed;

    if (dir == NULL) {
        failed = errno;
        ck_close_pointer(&fd);
        errno = failed;
        return false;
    }
    errno = 0;
    while (going && (at = readdir(dir)) != NULL) {
        if (strcmp(at->d_name, ".") != 0 && strcmp(at->d_name, "..") != 0 &&
            (!folders || may_be_folder(at))) {
            going = entry(ctx, at->d_name);
        }
        errno = 0;
    }
    failed = errno;
    (void)closedir(dir);
    errno = failed;
    return going && failed == 0;
}

bool ck_disk_list(int dirfd, ck_disk_entry *entry, void *ctx)
{
    return list(dirfd, false, entry, ctx);
}

bool ck_disk_list_folders(int dirfd, ck_disk_entry *entry, void *ctx)
{
    return list(dirfd, true, entry, ctx);
}
