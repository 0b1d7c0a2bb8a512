/* takeout_bag.c - the BagIt bag: what is kept in data/, beside it the manifests. */
#include "keep/bag_text.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/journal.h"
#include "keep/loose.h"
#include "keep/stamps.h"
#include "keep/sums.h"
#include "keep/takeout_parts.h"
#include "keep/walk.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool begin(struct ck_taking *taking, struct ck_error *err)
{
    return ck_tree_open(taking->task->target, taking->task->rootfd, &taking->tree, err) &&
           ck_folder_enter(taking->tree.fd, "data", &taking->putting.to_fd, err) &&
           ck_stage_open(taking->tree.fd, "manifest", -1, &taking->stage, err);
}

static bool add_file(struct ck_taking *taking, const struct ck_kept *kept,
                     const struct ck_kept_file *file, bool newest, struct ck_error *err)
{
    enum ck_put put;

    if (!ck_taking_put(taking, kept, file, newest, &put, err)) {
        return false;
    }
    if (put == CK_PUT_DONE || put == CK_PUT_LINKED) {
        ck_bag_line(&taking->text, file->sha256, "data/", file->name);
    }
    return true;
}

static bool add_post(struct ck_taking *taking, const struct ck_kept *kept, bool newest,
                     struct ck_error *err)
{
    int64_t before = taking->report->files;

    for (size_t i = 0; i < kept->file_count; i++) {
        if (!add_file(taking, kept, &kept->files[i], newest, err)) {
            return false;
        }
    }
    taking->report->written += taking->report->files > before;
    return ck_taking_flush(taking, false, err);
}

static bool add_of_no_post(void *ctx, const struct ck_kept_file *file,
                           struct ck_error *err)
{
    struct ck_taking *taking = ctx;

    return add_file(taking, &(struct ck_kept){0}, file, true, err) &&
           ck_taking_flush(taking, false, err);
}

/* Versions of profiles, tables and own posts of data exports. */
static bool add_loose(struct ck_taking *taking, struct ck_error *err)
{
    struct ck_loose loose;
    bool ok = ck_loose_read(taking->task->rootfd, &loose, err) &&
              ck_loose_each(&loose, add_of_no_post, taking, err);

    ck_loose_clear(&loose);
    return ok;
}

/* Adds a file as it is now: no hash of it is recorded, and it may grow, so that it is
 * never linked. Without it, nothing. */
static bool add_unrecorded(struct ck_taking *taking, const char *name,
                           struct ck_error *err)
{
    struct ck_kept_file file = {.name = (char *)(uintptr_t)name};
    struct ck_putting copying = taking->putting;
    ck_autoclose int fd = ck_disk_open_file(copying.from_fd, name, &file.bytes);
    enum ck_put put;

    copying.link = false;
    if (fd < 0) {
        return true;
    }
    if (!ck_hash_fd(fd, 0, file.bytes, file.sha256, err) ||
        !ck_put_file(&copying, &file, &put, err)) {
        return false;
    }
    if (put == CK_PUT_DONE) {
        ck_bag_line(&taking->text, file.sha256, "data/", name);
        taking->report->files++;
        taking->report->bytes += file.bytes;
    }
    return put == CK_PUT_DONE || ck_fail(err, CK_ERR_BUSY, "%s is being written", name);
}

static bool add_stamps(struct ck_taking *taking, struct ck_error *err)
{
    ck_autoclose int fd = openat(taking->task->rootfd, CK_STAMPS_FOLDER,
                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct ck_walk *walk = NULL;
    struct ck_walk_file file;
    bool ok = fd < 0 || ck_walk_open(fd, &walk, err);

    while (ok && walk != NULL && ck_walk_next(walk, &file)) {
        char name[CK_STAMP_NAME_SIZE + 1];

        if ((size_t)snprintf(name, sizeof(name), CK_STAMPS_FOLDER "/%s", file.name) <
                sizeof(name) &&
            ck_stamps_owns(name)) {
            ok = add_unrecorded(taking, name, err);
        }
    }
    ck_walk_free(walk);
    return ok;
}

/* Writes a tag file and its line for the manifest of those. */
static bool write_tag(struct ck_taking *taking, const char *name,
                      const struct ck_buf *text, struct ck_buf *tags,
                      struct ck_error *err)
{
    struct ck_staged_file file;

    if (!ck_taking_write(taking->tree.fd, name, text, &file, err)) {
        return false;
    }
    ck_bag_line(tags, file.sha256, "", name);
    return true;
}

static bool write_tags(struct ck_taking *taking, struct ck_error *err)
{
    const struct ck_takeout_report *report = taking->report;
    ck_autobuf struct ck_buf text = {.max = CK_TAKEOUT_BUFFER};
    ck_autobuf struct ck_buf tags = {.max = CK_TAKEOUT_BUFFER};
    struct ck_staged_file manifest;

    if (!ck_stage_seal(taking->stage, &manifest, err) ||
        !ck_stage_publish(taking->stage, "manifest-sha256.txt", err)) {
        return false;
    }
    ck_bag_line(&tags, manifest.sha256, "", "manifest-sha256.txt");
    ck_buf_adds(&text, CK_BAG_DECLARATION);
    if (!write_tag(taking, "bagit.txt", &text, &tags, err)) {
        return false;
    }
    ck_buf_clear(&text);
    ck_bag_info(&text, report->bytes, report->files, report->written, taking->task->now);
    return write_tag(taking, "bag-info.txt", &text, &tags, err) &&
           ck_taking_write(taking->tree.fd, "tagmanifest-sha256.txt", &tags, &manifest,
                           err);
}

static bool end(struct ck_taking *taking, struct ck_error *err)
{
    return add_loose(taking, err) && add_stamps(taking, err) &&
           add_unrecorded(taking, CK_SUMS_NAME, err) &&
           add_unrecorded(taking, CK_JOURNAL_NAME, err) &&
           ck_taking_flush(taking, true, err) && write_tags(taking, err) &&
           ck_tree_publish(&taking->tree, err);
}

const struct ck_takeout_way ck_takeout_bag = {begin, add_post, end};
