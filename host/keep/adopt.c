#include "keep/adopt.h"

#include "base/mem.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/hash.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Which of the names that a stem may get are in a folder: looking at each name there is
 * costs less than trying all that could be. */
struct numbers {
    const char *stem, *suffix;
    bool there[CK_FOLDER_NAMES + 1]; /* [1]: the stem itself */
};

/* The number in " (N)" at the beginning of `rest`, 1 without one. */
static long number_in(const char *rest)
{
    char *end = NULL;
    long n = 1;

    if (rest[0] == ' ' && rest[1] == '(') {
        n = strtol(rest + 2, &end, 10);
        n = *end == ')' ? n : 1;
    }
    return n;
}

static bool look_at(void *ctx, const char *entry)
{
    struct numbers *numbers = ctx;
    size_t len = strlen(numbers->stem);
    char stem[CK_NAME_MAX + 1], name[2 * CK_NAME_MAX];
    long n;

    if (strncmp(entry, numbers->stem, len) != 0) {
        return true;
    }
    n = number_in(entry + len);
    if (n < 1 || n > CK_FOLDER_NAMES) {
        return true;
    }
    ck_folder_numbered(numbers->stem, (int)n, stem);
    (void)snprintf(name, sizeof(name), "%s%s", stem, numbers->suffix);
    numbers->there[n] = numbers->there[n] || strcmp(name, entry) == 0;
    return true;
}

static bool find_numbers(int dirfd, const char *stem, const char *suffix,
                         struct numbers *ret)
{
    *ret = (struct numbers){.stem = stem, .suffix = suffix};
    return strlen(stem) <= CK_NAME_MAX && ck_disk_list(dirfd, look_at, ret);
}

bool ck_adopt_same(int dirfd, const char *name, const struct ck_staged_file *file)
{
    return ck_staged_same(dirfd, name, file) && ck_disk_sync_folder(dirfd);
}

bool ck_adopt_file(int dirfd, const char *stem, const char *suffix,
                   const struct ck_staged_file *file, char ret_stem[CK_NAME_MAX + 1])
{
    char name[2 * CK_NAME_MAX];
    struct numbers numbers;

    if (!find_numbers(dirfd, stem, suffix, &numbers)) {
        return false;
    }
    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        ck_folder_numbered(stem, n, ret_stem);
        (void)snprintf(name, sizeof(name), "%s%s", ret_stem, suffix);
        if (numbers.there[n] && ck_adopt_same(dirfd, name, file)) {
            return true;
        }
    }
    return false;
}

bool ck_adopt_album(int dirfd, const char *stem, const struct ck_album_file *files,
                    size_t count, char ret_name[CK_NAME_MAX + 1])
{
    struct numbers numbers;

    if (!find_numbers(dirfd, stem, "", &numbers)) {
        return false;
    }
    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        ck_folder_numbered(stem, n, ret_name);
        if (numbers.there[n] && ck_album_same(dirfd, ret_name, files, count)) {
            return ck_disk_sync_folder(dirfd);
        }
    }
    return false;
}

bool ck_adopt_named(int dirfd, const char *name, struct ck_staged_file *ret)
{
    ck_autoclose int fd =
        openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return false;
    }
    ret->bytes = st.st_size;
    return ck_hash_fd(fd, 0, st.st_size, ret->sha256, NULL) && ck_disk_sync_folder(dirfd);
}
