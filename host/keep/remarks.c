#include "keep/remarks.h"

#include "base/buf.h"
#include "base/mem.h"
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/hash.h"
#include "keep/permission_parts.h"
#include "keep/record.h"
#include "keep/version.h"

#include <fcntl.h>
#include <string.h>

#define ROLE "comments"

static const char word[] = "comments ";

/* True for "comments 2026-11-22 183000.json". */
static bool is_version(const char *text)
{
    return strncmp(text, word, sizeof(word) - 1) == 0 &&
           ck_version_begins(text + sizeof(word) - 1) &&
           strcmp(text + sizeof(word) - 1 + CK_VERSION_STAMP - 1, ".json") == 0;
}

/* Where "comments DATE TIME.json" begins; NULL: it is not there. */
static const char *find_version(const char *name)
{
    for (const char *at = strrchr(name, '/'); at != NULL; at = strchr(at + 1, '.')) {
        if (is_version(at + 1)) {
            return at + 1;
        }
    }
    return NULL;
}

bool ck_remarks_own(const char *name)
{
    return find_version(name) != NULL;
}

/* The name of the post's newest version; NULL: none. */
static const char *newest_of(const struct ck_kept *kept)
{
    const char *newest = NULL;

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];

        if (strcmp(file->role, ROLE) == 0 &&
            (newest == NULL || strcmp(file->name, newest) > 0)) {
            newest = file->name;
        }
    }
    return newest;
}

/* Whether the newest version says the same, but for the moment. */
static bool is_known(int rootfd, const struct ck_kept *kept, const json_t *comments)
{
    const char *name = newest_of(kept);
    json_auto_t *before = name != NULL ? ck_version_read(rootfd, name) : NULL;

    return before != NULL && json_object_del(before, "at") == 0 &&
           json_equal(before, comments) != 0;
}

static bool stage(struct ck_version *files, int rootfd, const struct ck_kept *kept,
                  const json_t *comments, int64_t at, struct ck_error *err)
{
    ck_autobuf struct ck_buf name = {.max = 1024};
    json_auto_t *version = json_copy((json_t *)(uintptr_t)comments);
    char stamp[CK_VERSION_STAMP];
    const char *last;
    ck_autoclose int parent = -1;

    if (!ck_permission_base(kept, &name)) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "the post");
    }
    if (!ck_version_stamp(at, stamp) ||
        json_object_set_new(version, "at", json_integer((json_int_t)at)) != 0) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_buf_addf(&name, "%s%s.json", word, stamp);
    parent = ck_disk_open_parent(rootfd, ck_buf_text(&name), &last);
    /* That one is for looking up names only. */
    files->dirfd =
        parent >= 0 ? openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (files->dirfd < 0) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "the folder of the post");
    }
    return ck_version_stage_json(files, ROLE, ck_buf_text(&name), version, err);
}

/* From here on the file is there: what a list cannot take is said, and made up for. */
static bool enter(struct ck_archive *archive, int rootfd, const struct ck_kept *kept,
                  int64_t holder, const struct ck_version *files, struct ck_error *err)
{
    bool summed = ck_record_added(archive, rootfd, kept->folder, kept->id, files->files,
                                  files->count);

    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db,
                     ck_permission_add_files(archive, holder, files->files, files->count,
                                             summed, err),
                     err);
}

bool ck_remarks_keep(struct ck_archive *archive, int rootfd, const struct ck_kept *kept,
                     const json_t *comments, int64_t at, bool *ret_kept,
                     struct ck_error *err)
{
    struct ck_version files = {.dirfd = -1};
    int64_t holder;
    bool done;

    *ret_kept = false;
    if (!ck_permission_holder(archive, kept, &holder, err) ||
        (holder == 0 && !ck_fail(err, CK_ERR_NOT_FOUND, "the post"))) {
        return false;
    }
    if (is_known(rootfd, kept, comments)) {
        return true;
    }
    done =
        stage(&files, rootfd, kept, comments, at, err) && ck_version_publish(&files, err);
    *ret_kept = done;
    done = done && enter(archive, rootfd, kept, holder, &files, err);
    ck_version_end(&files);
    return done;
}

bool ck_remarks_added(struct ck_archive *archive, const char *folder,
                      const struct ck_kept *added, struct ck_error *err)
{
    for (size_t i = 0; i < added->file_count; i++) {
        const struct ck_kept_file *file = &added->files[i];
        const char *version = find_version(file->name);
        ck_autofree char *base =
            ck_strndup(file->name, version != NULL ? (size_t)(version - file->name) : 0);
        int64_t holder = 0;

        if (base == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        if (version == NULL || strcmp(file->role, ROLE) != 0) {
            continue;
        }
        if (!ck_permission_beside(archive, folder, added->id, base, &holder, err) ||
            (holder != 0 &&
             !ck_permission_add_files(archive, holder, file, 1, false, err))) {
            return false;
        }
    }
    return true;
}

bool ck_remarks_found(struct ck_archive *archive, const char *folder, int dirfd,
                      const char *name, struct ck_error *err)
{
    struct ck_kept_file file = {.role = (char *)(uintptr_t)ROLE,
                                .name = (char *)(uintptr_t)name};
    const char *last = strrchr(name, '/') + 1;
    ck_autofree char *base = ck_strndup(name, (size_t)(find_version(name) - name));
    ck_autoclose int fd = ck_disk_open_file(dirfd, last, &file.bytes);
    json_auto_t *version = ck_version_read(dirfd, last);
    const char *post = json_string_value(json_object_get(version, "post"));
    int64_t holder = 0;

    if (base == NULL || version == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (fd < 0 || post == NULL || !ck_hash_fd(fd, 0, file.bytes, file.sha256, NULL)) {
        return true; /* of no use */
    }
    return ck_permission_beside(archive, folder, post, base, &holder, err) &&
           (holder == 0 ||
            ck_permission_add_files(archive, holder, &file, 1, false, err));
}
