/* takeout_nfo.c - videos with NAME.nfo beside each, for Jellyfin and Kodi. */
#include "base/io.h"
#include "keep/disk.h"
#include "keep/facts.h"
#include "keep/folder.h"
#include "keep/nfo.h"
#include "keep/takeout_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { SIDECAR_MAX = 1024 * 1024, NFO_MAX = 8 * 1024 * 1024 };

static json_t *read_sidecar(const struct ck_taking *taking, const struct ck_kept *kept)
{
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};

    for (size_t i = 0; i < kept->file_count; i++) {
        int64_t bytes = 0;
        ck_autoclose int fd = -1;

        if (strcmp(kept->files[i].role, "sidecar") != 0) {
            continue;
        }
        fd = ck_disk_open_file(taking->task->rootfd, kept->files[i].name, &bytes);
        return fd >= 0 && ck_read_all(fd, &text, NULL)
                   ? json_loadb(ck_buf_text(&text), text.len, 0, NULL)
                   : NULL;
    }
    return NULL;
}

static bool is_video(const struct ck_kept *kept)
{
    return kept->file_count > 0 && strcmp(kept->files[0].role, "video") == 0 &&
           ck_facts_name_ok(kept->files[0].name);
}

/* The folder of the video, and "NAME.nfo". False: it is not there (any more). */
static bool open_beside(int rootfd, const char *video, int *ret_fd, struct ck_buf *ret)
{
    const char *last = NULL;
    ck_autoclose int parent = ck_disk_open_parent(rootfd, video, &last);
    const char *dot = last != NULL ? strrchr(last, '.') : NULL;

    if (parent < 0 || dot == NULL) {
        return false;
    }
    ck_buf_add(ret, last, (size_t)(dot - last));
    ck_buf_adds(ret, ".nfo");
    *ret_fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* to be synced */
    return *ret_fd >= 0 && ck_buf_ok(ret);
}

/* Into a tree that is synced as a whole once it is all there. */
static bool write_unsynced(int dirfd, const char *name, const struct ck_buf *text,
                           struct ck_error *err)
{
    ck_autoclose int fd = -1;

    if (!ck_buf_ok(text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) {
        return errno == EEXIST ? ck_fail(err, CK_ERR_NAME, NULL)
                               : ck_tree_fail(err, errno, "making a file");
    }
    return ck_write_all(fd, text->data, text->len, err);
}

/* Writes it beside the video in `rootfd`. */
static bool write_nfo(struct ck_taking *taking, int rootfd, const struct ck_kept *kept,
                      bool *ret_had, struct ck_error *err)
{
    json_auto_t *sidecar = read_sidecar(taking, kept);
    ck_autobuf struct ck_buf text = {.max = NFO_MAX};
    ck_autobuf struct ck_buf name = {.max = CK_TAKEOUT_BUFFER};
    ck_autoclose int dirfd = -1;
    struct ck_staged_file file;
    struct ck_error why = {0};

    if (!open_beside(rootfd, kept->files[0].name, &dirfd, &name)) {
        return true;
    }
    ck_nfo_make(&text, kept, sidecar);
    if (taking->tree.fd >= 0 ? write_unsynced(dirfd, name.data, &text, &why)
                             : ck_taking_write(dirfd, name.data, &text, &file, &why)) {
        taking->report->written++;
        return true;
    }
    *ret_had = why.code == CK_ERR_NAME;
    return *ret_had || ck_fail(err, why.code, "%s", why.detail);
}

static bool begin(struct ck_taking *taking, struct ck_error *err)
{
    if (!ck_tree_open(taking->task->target, taking->task->rootfd, &taking->tree, err)) {
        return false;
    }
    taking->putting.to_fd = taking->tree.fd;
    return true;
}

static bool add_post(struct ck_taking *taking, const struct ck_kept *kept, bool newest,
                     struct ck_error *err)
{
    enum ck_put main = CK_PUT_MISSING, put;
    bool had = false;

    if (!newest || !is_video(kept)) {
        taking->report->passed += newest;
        return true;
    }
    for (size_t i = 0; i < kept->file_count; i++) {
        if (!ck_taking_put(taking, kept, &kept->files[i], newest, &put, err)) {
            return false;
        }
        main = i == 0 ? put : main;
    }
    return (main != CK_PUT_DONE && main != CK_PUT_LINKED) ||
           write_nfo(taking, taking->tree.fd, kept, &had, err);
}

static bool add_exported(struct ck_taking *taking, const struct ck_exported_post *post,
                         struct ck_error *err)
{
    return add_post(taking, &post->kept, true, err);
}

static bool end(struct ck_taking *taking, struct ck_error *err)
{
    return ck_taking_exported(taking, add_exported, err) &&
           ck_tree_publish(&taking->tree, err);
}

const struct ck_takeout_way ck_takeout_nfo = {begin, add_post, end};

static bool nothing(struct ck_taking *taking, struct ck_error *err)
{
    (void)taking;
    (void)err;
    return true;
}

static bool add_beside(struct ck_taking *taking, const struct ck_kept *kept, bool newest,
                       struct ck_error *err)
{
    const struct ck_kept_file *file = &kept->files[0];
    bool had = false;

    if (!newest || !is_video(kept)) {
        taking->report->passed += newest;
        return true;
    }
    if (!ck_folder_has(taking->task->rootfd, file->name, file->bytes)) {
        taking->report->put[CK_PUT_MISSING]++;
        if (taking->task->left_out != NULL) {
            taking->task->left_out(taking->task->ctx, kept, file->name, CK_PUT_MISSING);
        }
        return true;
    }
    if (!write_nfo(taking, taking->task->rootfd, kept, &had, err)) {
        return false;
    }
    taking->report->had += had;
    return true;
}

static bool add_exported_beside(struct ck_taking *taking,
                                const struct ck_exported_post *post, struct ck_error *err)
{
    return add_beside(taking, &post->kept, true, err);
}

static bool end_here(struct ck_taking *taking, struct ck_error *err)
{
    return ck_taking_exported(taking, add_exported_beside, err);
}

const struct ck_takeout_way ck_takeout_nfo_here = {nothing, add_beside, end_here};
