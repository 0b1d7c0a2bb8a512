#include "keep/takeout_tree.h"

#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 12, NAMES = 100 };

bool ck_tree_fail(struct ck_error *err, int os_errno, const char *doing)
{
    if (os_errno == EEXIST || os_errno == ENOTEMPTY) {
        return ck_fail(err, CK_ERR_TARGET_TAKEN, NULL);
    }
    if (!ck_fail_errno(err, os_errno, doing) && err != NULL &&
        (err->code == CK_ERR_FOLDER_MISSING || err->code == CK_ERR_FOLDER_READONLY)) {
        err->code = CK_ERR_TARGET;
    }
    return false;
}

/* Splits "/a/b/" into "/a" and "b". */
static bool split(const char *target, char **ret_parent, char **ret_name)
{
    size_t end = strlen(target);
    size_t at;

    while (end > 0 && target[end - 1] == '/') {
        end--;
    }
    for (at = end; at > 0 && target[at - 1] != '/';) {
        at--;
    }
    *ret_name = ck_strndup(target + at, end - at);
    *ret_parent = ck_strndup(target, at > 1 ? at - 1 : at);
    return *ret_name != NULL && *ret_parent != NULL;
}

bool ck_tree_inside(int fd, int rootfd)
{
    struct stat root, here, before = {0};
    int at = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool inside = false;

    if (fstat(rootfd, &root) != 0) {
        root = (struct stat){0};
    }
    while (at >= 0 && !inside && fstat(at, &here) == 0 &&
           (here.st_ino != before.st_ino || here.st_dev != before.st_dev)) {
        int up = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        inside = here.st_ino == root.st_ino && here.st_dev == root.st_dev;
        before = here;
        (void)close(at);
        at = up;
    }
    ck_close_pointer(&at);
    return inside;
}

bool ck_tree_parent(const char *target, int rootfd, int *ret_fd, char **ret_name,
                    struct ck_error *err)
{
    ck_autofree char *parent = NULL;
    struct stat there;

    *ret_fd = -1;
    if (!split(target, &parent, ret_name)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_disk_component(*ret_name)) {
        return ck_fail(err, CK_ERR_TARGET, "no name for it");
    }
    *ret_fd = open(parent[0] != '\0' ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret_fd < 0) {
        return ck_tree_fail(err, errno, "opening the folder it is to be in");
    }
    if (ck_tree_inside(*ret_fd, rootfd)) {
        return ck_fail(err, CK_ERR_TARGET, "it is inside the save folder");
    }
    if (fstatat(*ret_fd, *ret_name, &there, AT_SYMLINK_NOFOLLOW) == 0) {
        return ck_fail(err, CK_ERR_TARGET_TAKEN, NULL);
    }
    return errno == ENOENT || ck_tree_fail(err, errno, "looking for that name");
}

static bool make_hidden(struct ck_tree *tree, struct ck_error *err)
{
    for (int i = 0; i < NAMES; i++) {
        (void)snprintf(tree->hidden, sizeof(tree->hidden), ".clipkeep-export-%ld-%d.part",
                       (long)getpid(), i);
        if (mkdirat(tree->parent_fd, tree->hidden, 0777) == 0) {
            return true;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    tree->hidden[0] = '\0';
    return ck_tree_fail(err, errno, "making a folder");
}

bool ck_tree_open(const char *target, int rootfd, struct ck_tree *ret,
                  struct ck_error *err)
{
    *ret = (struct ck_tree){.parent_fd = -1, .fd = -1};
    if (!ck_tree_parent(target, rootfd, &ret->parent_fd, &ret->name, err) ||
        !make_hidden(ret, err)) {
        return false;
    }
    ret->fd = openat(ret->parent_fd, ret->hidden,
                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return ret->fd >= 0 || ck_tree_fail(err, errno, "opening a folder");
}

/* Thousands of small files: all of the drive at once is quicker than one by one. */
static bool make_last(int fd)
{
#ifdef __linux__
    return syncfs(fd) == 0;
#else
    sync();
    return fsync(fd) == 0;
#endif
}

bool ck_tree_publish(struct ck_tree *tree, struct ck_error *err)
{
    int failed;

    if (!make_last(tree->fd)) {
        return ck_fail_errno(err, errno, "syncing the drive");
    }
    failed = ck_disk_rename(tree->parent_fd, tree->hidden, tree->name);
    if (failed != 0) {
        return ck_tree_fail(err, failed, "naming the folder");
    }
    tree->hidden[0] = '\0';
    return ck_disk_sync_folder(tree->parent_fd) ||
           ck_fail_errno(err, errno, "fsync of a folder");
}

struct removal {
    int dirfd;
    int depth;
};

static bool remove_entry(void *ctx, const char *name);

static void remove_in(int dirfd, const char *name, int depth)
{
    struct removal removal = {.depth = depth};

    if (unlinkat(dirfd, name, 0) == 0 || depth == DEPTH_MAX) {
        return;
    }
    removal.dirfd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (removal.dirfd >= 0) {
        (void)ck_disk_list(removal.dirfd, remove_entry, &removal);
        (void)close(removal.dirfd);
        (void)unlinkat(dirfd, name, AT_REMOVEDIR);
    }
}

static bool remove_entry(void *ctx, const char *name)
{
    const struct removal *removal = ctx;

    remove_in(removal->dirfd, name, removal->depth + 1);
    return true;
}

void ck_tree_end(struct ck_tree *tree)
{
    if (tree->name != NULL && tree->fd >= 0) {
        (void)close(tree->fd);
    }
    if (tree->hidden[0] != '\0') {
        remove_in(tree->parent_fd, tree->hidden, 0);
    }
    if (tree->name != NULL && tree->parent_fd >= 0) {
        (void)close(tree->parent_fd);
    }
    ck_free(tree->name);
    *tree = (struct ck_tree){.parent_fd = -1, .fd = -1};
}
