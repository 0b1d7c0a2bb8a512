#include "keep/move_file.h"

#include "base/buf.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1024 * 1024, KEY_BYTES = 64 };

/* The folders of a name, "" when there are none. NULL: no memory. */
static char *folders_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return ck_strndup(name, slash != NULL ? (size_t)(slash - name) : 0);
}

/* Opens the folder of a name, which is made where it is missing. */
static bool open_folder(int rootfd, const char *name, int *ret, const char **ret_last,
                        struct ck_error *err)
{
    ck_autofree char *folders = folders_of(name);

    *ret = -1;
    *ret_last = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
    if (folders == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_folder_enter_all(rootfd, folders, ret, err);
}

/* False with errno set. */
static bool stat_in(int rootfd, const char *name, struct stat *ret)
{
    const char *last = NULL;
    int parent = ck_disk_open_parent(rootfd, name, &last);
    int failed = errno;
    bool ok = parent >= 0 && fstatat(parent, last, ret, AT_SYMLINK_NOFOLLOW) == 0;

    if (parent >= 0) {
        failed = errno;
        (void)close(parent);
    }
    errno = failed;
    return ok;
}

static bool is_same(int rootfd, const struct ck_kept_file *file)
{
    struct ck_staged_file want = {.bytes = file->bytes};
    const char *last = NULL;
    ck_autoclose int parent = ck_disk_open_parent(rootfd, file->name, &last);

    memcpy(want.sha256, file->sha256, sizeof(want.sha256));
    return parent >= 0 && ck_staged_same(parent, last, &want);
}

/* ELOOP: a link where a folder was; ck_carry() meets it again. */
static bool is_absence(int why)
{
    return why == ENOENT || why == ENOTDIR || why == ELOOP;
}

enum ck_stayed ck_carry_look(const struct ck_carrier *carrier, struct ck_carried *carried)
{
    const struct ck_kept_file *file = carried->file;
    struct stat target;

    /* A drive that cannot say whether it has the file does not say that it has not. */
    if (!stat_in(carrier->from_fd, file->name, &carried->source)) {
        if (!is_absence(errno)) {
            return CK_STAYED_CHANGED;
        }
        carried->source = (struct stat){0};
    }
    if (stat_in(carrier->to_fd, file->name, &target)) {
        carried->how = CK_CARRY_THERE;
        return is_same(carrier->to_fd, file) ? CK_STAYED_NOT : CK_STAYED_TAKEN;
    }
    if (!is_absence(errno)) {
        return CK_STAYED_TAKEN;
    }
    carried->how = carried->source.st_nlink > 0 ? CK_CARRY_DUE : CK_CARRY_NOTHING;
    if (carried->how == CK_CARRY_NOTHING) {
        return carried->place == 0 ? CK_STAYED_MISSING : CK_STAYED_NOT;
    }
    return S_ISREG(carried->source.st_mode) && carried->source.st_size == file->bytes
               ? CK_STAYED_NOT
               : CK_STAYED_CHANGED;
}

/* True while a name is that of the file that was looked at. */
static bool is_still(int dirfd, const char *name, const struct stat *before)
{
    struct stat now;

    return fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_dev == before->st_dev && now.st_ino == before->st_ino &&
           now.st_size == before->st_size &&
           now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* Reads the old file into the stage. One that cannot be read is not as it was kept. */
static bool fill(const struct ck_carrier *carrier, int fd, struct ck_stage *stage,
                 enum ck_stayed *ret_stayed, struct ck_error *err)
{
    ck_autofree char *chunk = ck_alloc(CHUNK);
    ssize_t n = 1;

    if (chunk == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    while (n != 0) {
        n = read(fd, chunk, CHUNK);
        if (n < 0 && errno != EINTR) {
            *ret_stayed = CK_STAYED_CHANGED;
            return true;
        }
        if (n > 0 && !ck_stage_write(stage, chunk, (size_t)n, err)) {
            return false;
        }
        if (n > 0 && !carrier->goes_on(carrier->ctx, n)) {
            return ck_fail(err, CK_ERR_CANCELLED, NULL);
        }
    }
    return true;
}

static bool publish(struct ck_stage *stage, const struct ck_carried *carried,
                    const char *name, enum ck_stayed *ret_stayed, struct ck_error *err)
{
    struct ck_staged_file staged;
    struct ck_error why;

    ck_stage_set_date(stage, carried->source.st_mtim.tv_sec);
    if (!ck_stage_seal(stage, &staged, err)) {
        return false;
    }
    if (staged.bytes != carried->file->bytes ||
        strcmp(staged.sha256, carried->file->sha256) != 0) {
        *ret_stayed = CK_STAYED_CHANGED;
        return true;
    }
    if (ck_stage_publish(stage, name, &why)) {
        return true;
    }
    *ret_stayed = why.code == CK_ERR_NAME ? CK_STAYED_TAKEN : CK_STAYED_NOT;
    if (err != NULL) {
        *err = why;
    }
    return why.code == CK_ERR_NAME;
}

static bool copy(const struct ck_carrier *carrier, struct ck_carried *carried, int to_dir,
                 const char *last, enum ck_stayed *ret_stayed, struct ck_error *err)
{
    int64_t bytes = 0;
    ck_autoclose int fd =
        ck_disk_open_file(carrier->from_fd, carried->file->name, &bytes);
    struct ck_stage *stage = NULL;
    char key[KEY_BYTES];
    bool ok;

    if (fd < 0) {
        *ret_stayed = CK_STAYED_CHANGED;
        return true;
    }
    (void)snprintf(key, sizeof(key), "%s.move-%zu", carrier->id, carried->place);
    ok = ck_stage_open(to_dir, key, bytes, &stage, err) &&
         fill(carrier, fd, stage, ret_stayed, err) &&
         (*ret_stayed != CK_STAYED_NOT || publish(stage, carried, last, ret_stayed, err));
    ck_stage_free(stage);
    if (ok && *ret_stayed == CK_STAYED_NOT) {
        carried->how = CK_CARRY_COPIED;
    }
    return ok;
}

/* Errors that are one post's own, and not the drive's. */
static bool excuse(enum ck_stayed *ret_stayed, const struct ck_error *why)
{
    if (why->code == CK_ERR_NAME) {
        *ret_stayed = CK_STAYED_TAKEN; /* a file where a folder should be */
    } else if (why->code == CK_ERR_ELSEWHERE) {
        *ret_stayed = CK_STAYED_BUSY;
    }
    return *ret_stayed != CK_STAYED_NOT;
}

static bool bring(const struct ck_carrier *carrier, struct ck_carried *carried,
                  enum ck_stayed *ret_stayed, struct ck_error *err)
{
    const char *from_name = NULL, *to_name = NULL;
    ck_autoclose int from =
        ck_disk_open_parent(carrier->from_fd, carried->file->name, &from_name);
    ck_autoclose int to = -1;
    int failed;

    if (from < 0 || !is_still(from, from_name, &carried->source)) {
        *ret_stayed = CK_STAYED_CHANGED;
        return true;
    }
    if (!open_folder(carrier->to_fd, carried->file->name, &to, &to_name, err)) {
        return false;
    }
    failed = ck_disk_move(from, from_name, to, to_name);
    if (failed == EXDEV) {
        return copy(carrier, carried, to, to_name, ret_stayed, err);
    }
    if (failed == EEXIST) {
        *ret_stayed = CK_STAYED_TAKEN;
        return true;
    }
    if (failed != 0) {
        return ck_fail_errno(err, failed, "moving a file");
    }
    carried->how = CK_CARRY_MOVED;
    return ck_disk_sync_folder(to) || ck_fail_errno(err, errno, "fsync of the folder");
}

bool ck_carry(const struct ck_carrier *carrier, struct ck_carried *carried,
              enum ck_stayed *ret_stayed, struct ck_error *err)
{
    struct ck_error why;

    *ret_stayed = CK_STAYED_NOT;
    if (carried->how != CK_CARRY_DUE || bring(carrier, carried, ret_stayed, &why) ||
        excuse(ret_stayed, &why)) {
        return true;
    }
    if (err != NULL) {
        *err = why;
    }
    return false;
}

void ck_carry_undo(const struct ck_carrier *carrier, struct ck_carried *carried)
{
    const char *from_name = NULL, *to_name = NULL;
    ck_autoclose int from = -1;
    ck_autoclose int to =
        ck_disk_open_parent(carrier->to_fd, carried->file->name, &to_name);

    if (to >= 0 && carried->how == CK_CARRY_COPIED) {
        (void)unlinkat(to, to_name, 0); /* ours, and the old one is still there */
    } else if (to >= 0 && carried->how == CK_CARRY_MOVED &&
               open_folder(carrier->from_fd, carried->file->name, &from, &from_name,
                           NULL)) {
        (void)ck_disk_move(to, to_name, from, from_name);
    }
    carried->how = CK_CARRY_DUE;
}

/* True when the old file is gone, or may not be removed: then it stays, and nothing is
 * lost. A drive that fails is told, so that the next run ends what this one began. */
static bool remove_old(int from, const char *name, struct ck_error *err)
{
    return unlinkat(from, name, 0) == 0 || errno != EIO ||
           ck_fail_errno(err, errno, "removing the old file");
}

/* Two ways may lead to one folder without the system's saying so. Then what is taken away
 * here is gone there, and is put back. */
static bool remove_twin(const struct ck_carrier *carrier,
                        const struct ck_carried *carried, int from, const char *name,
                        struct ck_error *err)
{
    char aside[KEY_BYTES];
    struct stat target;

    (void)snprintf(aside, sizeof(aside), ".%s.move-%zu.part", carrier->id,
                   carried->place);
    if (ck_disk_rename(from, name, aside) != 0) {
        return true; /* it stays */
    }
    if (!stat_in(carrier->to_fd, carried->file->name, &target)) {
        (void)ck_disk_rename(from, aside, name);
        return true;
    }
    if (!remove_old(from, aside, err)) {
        (void)ck_disk_rename(from, aside, name);
        return false;
    }
    return true;
}

bool ck_carry_finish(const struct ck_carrier *carrier, struct ck_carried *carried,
                     struct ck_error *err)
{
    const char *name = NULL;
    ck_autoclose int from = -1;

    if (carried->how == CK_CARRY_NOTHING || carried->source.st_nlink == 0) {
        return true;
    }
    if (!open_folder(carrier->from_fd, carried->file->name, &from, &name, err)) {
        return false;
    }
    if ((carried->how == CK_CARRY_COPIED && is_still(from, name, &carried->source) &&
         !remove_old(from, name, err)) ||
        (carried->how == CK_CARRY_THERE && is_same(carrier->from_fd, carried->file) &&
         !remove_twin(carrier, carried, from, name, err))) {
        return false;
    }
    return ck_disk_sync_folder(from) || ck_fail_errno(err, errno, "fsync of the folder");
}

void ck_carry_leave(const struct ck_carrier *carrier, const struct ck_carried *carried)
{
    ck_autofree char *folders = folders_of(carried->file->name);

    if (folders != NULL) {
        ck_folder_leave_all(carrier->from_fd, folders);
    }
}
