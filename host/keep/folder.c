#include "keep/folder.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utf8proc.h>

/* A name in the form in which names are compared: case folded, decomposed. No name of
 * 255 bytes needs more: a character of n bytes folds into at most 1.5 n. */
struct folded {
    utf8proc_int32_t points[CK_NAME_MAX * 2];
    size_t count;
};

bool ck_folder_open(const char *path, bool create, int *ret_fd, struct ck_error *err)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int fd = open(path, flags);

    *ret_fd = -1;
    if (fd < 0 && errno == ENOENT && create) {
        if (!ck_make_folders(path, 0777, err)) {
            return false;
        }
        fd = open(path, flags);
    }
    if (fd < 0) {
        return ck_fail_errno(err, errno, "opening the save folder");
    }
    if (faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        int saved = errno;

        (void)close(fd);
        return ck_fail_errno(err, saved, "looking into the save folder");
    }
    *ret_fd = fd;
    return true;
}

bool ck_folder_enter(int dirfd, const char *name, int *ret_fd, struct ck_error *err)
{
    *ret_fd = -1;
    if (!ck_disk_component(name)) {
        return ck_fail(err, CK_ERR_INTERNAL, "bad name for a folder");
    }
    if (mkdirat(dirfd, name, 0777) == 0) {
        (void)fsync(dirfd); /* some network filesystems cannot */
    } else if (errno != EEXIST) {
        return ck_fail_errno(err, errno, "making a folder");
    }
    *ret_fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*ret_fd >= 0) {
        return true;
    }
    if (errno == ENOTDIR || errno == ELOOP) {
        return ck_fail(err, CK_ERR_NAME, "%.120s is not a folder", name);
    }
    return ck_fail_errno(err, errno, "opening a folder");
}

bool ck_folder_enter_all(int dirfd, const char *path, int *ret_fd, struct ck_error *err)
{
    int at = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (at < 0) {
        *ret_fd = -1;
        return ck_fail_errno(err, errno, "opening a folder");
    }
    while (*path != '\0') {
        char name[CK_NAME_MAX + 1] = ""; /* a name that is too long is a bad one */
        size_t len = strcspn(path, "/");
        int next;
        bool ok;

        memcpy(name, path, len <= CK_NAME_MAX ? len : 0);
        ok = ck_folder_enter(at, name, &next, err);
        (void)close(at);
        if (!ok) {
            *ret_fd = -1;
            return false;
        }
        at = next;
        path += len + (path[len] == '/' ? 1 : 0);
    }
    *ret_fd = at;
    return true;
}

void ck_folder_leave_all(int dirfd, const char *path)
{
    ck_autofree char *left = ck_strdup(path);
    char *slash = left;

    while (slash != NULL && left[0] != '\0') {
        const char *last = NULL;
        ck_autoclose int parent = ck_disk_open_parent(dirfd, left, &last);

        if (parent < 0 || unlinkat(parent, last, AT_REMOVEDIR) != 0) {
            return;
        }
        slash = strrchr(left, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
    }
}

static bool fold(const char *name, size_t len, struct folded *ret)
{
    const size_t room = sizeof(ret->points) / sizeof(ret->points[0]);
    utf8proc_ssize_t count;

    if (len > CK_NAME_MAX) {
        return false;
    }
    count = utf8proc_decompose(
        (const utf8proc_uint8_t *)name, (utf8proc_ssize_t)len, ret->points,
        (utf8proc_ssize_t)room,
        (utf8proc_option_t)(UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_STABLE));
    if (count < 0 || (size_t)count > room) {
        return false;
    }
    ret->count = (size_t)count;
    return true;
}

static bool same_points(const struct folded *name, size_t from,
                        const struct folded *other)
{
    return name->count - from == other->count &&
           memcmp(name->points + from, other->points,
                  other->count * sizeof(other->points[0])) == 0;
}

/* Steps over " (N)" at `at`; gives N and moves `at`, or 1 and leaves it. */
static int number_at(const struct folded *name, size_t *at)
{
    size_t i = *at;
    int number = 0;

    if (name->count - i < 4 || name->points[i] != ' ' || name->points[i + 1] != '(') {
        return 1;
    }
    for (i += 2; i < name->count && name->points[i] >= '0' && name->points[i] <= '9';
         i++) {
        number =
            number > CK_FOLDER_NAMES ? number : number * 10 + (name->points[i] - '0');
    }
    if (i == name->count || name->points[i] != ')') {
        return 1;
    }
    *at = i + 1;
    return number;
}

/* What ck_folder_free_stem() asks of each name in the folder. */
struct search {
    struct folded stem;
    const char *digits; /* that every such name holds as they are */
    size_t digit_count;
    const char *const *suffixes;
    size_t count;
    bool taken[CK_FOLDER_NAMES + 1]; /* [1]: the stem itself */
};

static bool has_suffix_at(const struct search *search, const struct folded *name,
                          size_t at)
{
    struct folded suffix;

    for (size_t i = 0; i < search->count; i++) {
        if (fold(search->suffixes[i], strlen(search->suffixes[i]), &suffix) &&
            same_points(name, at, &suffix)) {
            return true;
        }
    }
    return false;
}

static bool look_at(void *ctx, const char *entry)
{
    struct search *search = ctx;
    struct folded name;
    size_t at = search->stem.count;
    int number;

    if (memmem(entry, strlen(entry), search->digits, search->digit_count) == NULL) {
        return true; /* the id is in each name: most need no closer look */
    }
    if (!fold(entry, strlen(entry), &name) || name.count < at ||
        memcmp(name.points, search->stem.points, at * sizeof(name.points[0])) != 0) {
        return true;
    }
    if (has_suffix_at(search, &name, at)) {
        search->taken[1] = true;
        return true;
    }
    number = number_at(&name, &at);
    if (number >= 2 && number <= CK_FOLDER_NAMES && has_suffix_at(search, &name, at)) {
        search->taken[number] = true;
    }
    return true;
}

/* The longest run of digits: folding leaves them as they are, and makes none. */
static const char *find_digits(const char *stem, size_t *ret_count)
{
    const char *best = stem;

    *ret_count = 0;
    while (*stem != '\0') {
        size_t count = strspn(stem, "0123456789");

        if (count > *ret_count) {
            best = stem;
            *ret_count = count;
        }
        stem += count > 0 ? count : 1;
    }
    return best;
}

void ck_folder_numbered(const char *stem, int n, char *ret)
{
    (void)snprintf(ret, CK_NAME_MAX + 1, n == 1 ? "%s" : "%s (%d)", stem, n);
}

bool ck_folder_free_stem(int dirfd, const char *stem, const char *const *suffixes,
                         size_t count, char *ret, struct ck_error *err)
{
    struct search search = {.suffixes = suffixes, .count = count};

    ret[0] = '\0';
    if (strlen(stem) > CK_NAME_STEM_MAX || !fold(stem, strlen(stem), &search.stem)) {
        return ck_fail(err, CK_ERR_INTERNAL, "a stem not made by ck_names_post()");
    }
    search.digits = find_digits(stem, &search.digit_count);
    if (!ck_disk_list(dirfd, look_at, &search)) {
        return ck_fail_errno(err, errno, "listing the folder");
    }
    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        if (!search.taken[n]) {
            ck_folder_numbered(stem, n, ret);
            return true;
        }
    }
    return ck_fail(err, CK_ERR_NAME, "%d names are taken", CK_FOLDER_NAMES);
}

int64_t ck_folder_space(int fd)
{
    struct statvfs vfs;

    if (fstatvfs(fd, &vfs) != 0 || vfs.f_blocks == 0 || vfs.f_frsize == 0 ||
        vfs.f_bavail > (fsblkcnt_t)INT64_MAX / vfs.f_frsize) {
        return -1;
    }
    return (int64_t)(vfs.f_bavail * vfs.f_frsize);
}

bool ck_folder_has(int dirfd, const char *name, int64_t bytes)
{
    const char *last = NULL;
    ck_autoclose int parent = ck_disk_open_parent(dirfd, name, &last);
    struct stat st;

    return parent >= 0 && fstatat(parent, last, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(st.st_mode) && (bytes < 0 || st.st_size == bytes);
}
