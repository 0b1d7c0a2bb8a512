#include "keep/bundle.h"

#include "keep/bundle_zip.h"
#include "keep/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ck_bundle {
    char *path;
    const char *name; /* within `path` */
    const char *wrong;
    int fd;      /* of the file, the ZIP or the folder */
    int file_fd; /* of the file being read, -1: none */
    int64_t files;
    bool done;
    struct ck_walk *walk;      /* a folder's */
    struct ck_bundle_zip *zip; /* a ZIP's */
};

static char *without_slashes(const char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    return ck_strndup(path, len);
}

/* Opens for reading a file or a folder; a pipe or a device is neither. */
static bool open_path(struct ck_bundle *bundle, bool *ret_folder, struct ck_error *err)
{
    struct stat st;

    bundle->fd = open(bundle->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (bundle->fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "no such file or folder");
    }
    if (bundle->fd < 0 || fstat(bundle->fd, &st) != 0) {
        return ck_fail_errno(err, errno, "opening");
    }
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        bundle->wrong = "it is neither a file nor a folder";
    }
    *ret_folder = S_ISDIR(st.st_mode);
    return true;
}

static bool open_zip(struct ck_bundle *bundle, struct ck_error *err)
{
    bundle->zip = ck_bundle_zip_open(bundle->fd, &bundle->wrong);
    return bundle->zip != NULL || bundle->wrong != NULL ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool open_whole(struct ck_bundle *bundle, struct ck_error *err)
{
    const char *slash = strrchr(bundle->path, '/');
    bool folder = false;

    bundle->name = slash != NULL && slash[1] != '\0' ? slash + 1 : bundle->path;
    if (!open_path(bundle, &folder, err)) {
        return false;
    }
    if (folder) {
        return ck_walk_open(bundle->fd, &bundle->walk, err);
    }
    return bundle->wrong != NULL || !ck_bundle_zip_is(bundle->fd) ||
           open_zip(bundle, err);
}

bool ck_bundle_open(const char *path, struct ck_bundle **ret, struct ck_error *err)
{
    struct ck_bundle *bundle = ck_alloc(sizeof(*bundle));
    bool ok;

    *ret = NULL;
    if (bundle == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    bundle->fd = -1;
    bundle->file_fd = -1;
    bundle->path = without_slashes(path);
    ok =
        bundle->path != NULL ? open_whole(bundle, err) : ck_fail(err, CK_ERR_NOMEM, NULL);
    if (!ok) {
        ck_bundle_free(bundle);
        return false;
    }
    *ret = bundle;
    return true;
}

const char *ck_bundle_wrong(const struct ck_bundle *bundle)
{
    return bundle->wrong;
}

const char *ck_bundle_name(const struct ck_bundle *bundle)
{
    return bundle->name;
}

static bool next_of_folder(struct ck_bundle *bundle, struct ck_bundle_file *ret)
{
    struct ck_walk_file file;

    ck_close_pointer(&bundle->file_fd);
    bundle->file_fd = -1;
    if (bundle->files == CK_BUNDLE_FILES_MAX || !ck_walk_next(bundle->walk, &file)) {
        return false;
    }
    bundle->files++;
    bundle->file_fd =
        openat(file.dirfd, file.last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    *ret = (struct ck_bundle_file){file.name, file.bytes,
                                   bundle->file_fd < 0 ? "it cannot be opened" : NULL};
    return true;
}

bool ck_bundle_next(struct ck_bundle *bundle, struct ck_bundle_file *ret)
{
    struct stat st;

    if (bundle->wrong != NULL || bundle->done) {
        return false;
    }
    if (bundle->zip != NULL) {
        return ck_bundle_zip_next(bundle->zip, ret);
    }
    if (bundle->walk != NULL) {
        return next_of_folder(bundle, ret);
    }
    bundle->done = true;
    *ret = (struct ck_bundle_file){bundle->name,
                                   fstat(bundle->fd, &st) == 0 ? st.st_size : 0, NULL};
    return true;
}

int64_t ck_bundle_read(struct ck_bundle *bundle, void *ret, size_t size,
                       const char **ret_wrong)
{
    int fd = bundle->walk != NULL ? bundle->file_fd : bundle->fd;
    ssize_t len;

    if (bundle->zip != NULL) {
        return ck_bundle_zip_read(bundle->zip, ret, size, ret_wrong);
    }
    do {
        len = read(fd, ret, size);
    } while (len < 0 && errno == EINTR);
    if (len < 0) {
        *ret_wrong = "the drive could not read it to its end";
    }
    return len;
}

void ck_bundle_free(struct ck_bundle *bundle)
{
    if (bundle == NULL) {
        return;
    }
    ck_bundle_zip_free(bundle->zip);
    ck_walk_free(bundle->walk);
    ck_close_pointer(&bundle->file_fd);
    ck_close_pointer(&bundle->fd);
    ck_free(bundle->path);
    ck_free(bundle);
}
