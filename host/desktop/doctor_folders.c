/* doctor_folders.c - can Clipkeep read and write what it has to? */
#include "base/buf.h"
#include "base/mem.h"
#include "desktop/doctor_parts.h"
#include "desktop/places.h"
#include "desktop/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const int64_t space_low = INT64_C(1024) * 1024 * 1024;
static const int64_t space_none = INT64_C(64) * 1024 * 1024;

/* A file is made and removed again: permission bits do not tell about read-only drives
 * and access lists. Gives 0 or why not. */
static int try_to_write(const char *folder)
{
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};
    int fd;

    ck_buf_addf(&path, "%s/.clipkeep-doctor-%ld.part", folder, (long)getpid());
    if (!ck_buf_ok(&path)) {
        return ENAMETOOLONG;
    }
    fd = open(ck_buf_text(&path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
              0600);
    if (fd < 0) {
        return errno;
    }
    (void)close(fd);
    (void)unlink(ck_buf_text(&path));
    return 0;
}

/* `path`, or the nearest folder above it that exists. */
static char *existing(const char *path)
{
    char *folder = ck_strdup(path);
    char *slash;

    while (folder != NULL && access(folder, F_OK) != 0 &&
           (slash = strrchr(folder, '/')) != NULL && folder[1] != '\0') {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    return folder;
}

static void check_settings(struct ck_report *report, const char *path, bool damaged,
                           const char *folder)
{
    ck_autobuf struct ck_buf aside = {.max = PATH_MAX};
    const char *args[] = {path, folder};

    ck_buf_addf(&aside, "%s.damaged", path);
    if (damaged) {
        ck_report_add(report, "settings", "file", CK_HEALTH_FAILED,
                      CK_TROUBLE_SETTINGS_DAMAGED, CK_REMEDY_FOLDER_AGAIN, args);
    } else if (access(ck_buf_text(&aside), F_OK) == 0) {
        args[0] = ck_buf_text(&aside);
        args[1] = args[0];
        ck_report_add(report, "settings", "file", CK_HEALTH_WARNING,
                      CK_TROUBLE_SETTINGS_SET_ASIDE, CK_REMEDY_LOOK, args);
    } else {
        ck_report_add(report, "settings", "file", CK_HEALTH_OK, CK_FINE_SETTINGS,
                      CK_NO_REMEDY, args);
    }
}

static void check_space(struct ck_report *report, const char *folder, const char *other)
{
    struct statvfs drive;
    char size[32];
    const char *args[] = {size, other};
    int64_t left;

    if (statvfs(folder, &drive) != 0) {
        return;
    }
    left = (int64_t)(drive.f_bavail * drive.f_frsize);
    (void)snprintf(size, sizeof(size), "%" PRId64 " MB", left / 1000000);
    if (left >= space_low) {
        ck_report_add(report, "space", "save folder", CK_HEALTH_OK, CK_FINE_SPACE,
                      CK_NO_REMEDY, args);
    } else {
        ck_report_add(report, "space", "save folder",
                      left < space_none ? CK_HEALTH_FAILED : CK_HEALTH_WARNING,
                      CK_TROUBLE_SPACE_LOW, CK_REMEDY_SPACE, args);
    }
}

static void folder_not_writable(struct ck_report *report, const char *folder,
                                const char *other, int why)
{
    const char *args[] = {folder, folder, other};
    const char *args_short[] = {folder, other};

    if (why == EACCES || why == EPERM) {
        ck_report_add(report, "folder", "save folder", CK_HEALTH_FAILED,
                      CK_TROUBLE_NOT_WRITABLE, CK_REMEDY_ALLOW_OR_OTHER, args);
    } else {
        ck_report_add(report, "folder", "save folder", CK_HEALTH_FAILED,
                      why == EROFS ? CK_TROUBLE_READ_ONLY : CK_TROUBLE_WRITE_FAILS,
                      CK_REMEDY_OTHER, args_short);
    }
}

static void check_folder(struct ck_report *report, const struct ck_settings *settings,
                         const char *other)
{
    const char *folder = settings->folder;
    ck_autofree char *there = existing(folder);
    const char *args[] = {folder, folder, other};
    struct stat st;
    int why;

    if (there == NULL) {
        return;
    }
    if (strcmp(there, folder) != 0 && settings->folder_chosen) {
        ck_report_add(report, "folder", "save folder", CK_HEALTH_FAILED,
                      CK_TROUBLE_FOLDER_GONE, CK_REMEDY_BRING_BACK, args);
        return;
    }
    if (stat(there, &st) == 0 && !S_ISDIR(st.st_mode)) {
        args[0] = there;
        args[1] = other;
        ck_report_add(report, "folder", "save folder", CK_HEALTH_FAILED,
                      CK_TROUBLE_NO_FOLDER, CK_REMEDY_OTHER, args);
        return;
    }
    why = try_to_write(there);
    if (why != 0) {
        folder_not_writable(report, there, other, why);
        return;
    }
    ck_report_add(report, "folder", "save folder", CK_HEALTH_OK,
                  strcmp(there, folder) == 0 ? CK_FINE_FOLDER : CK_FINE_FOLDER_LATER,
                  CK_NO_REMEDY, args);
    check_space(report, there, other);
}

/* Plain reading first: `is_damaged` knows the rest. */
static void check_archive(struct ck_report *report, const char *path,
                          ck_doctor_archive *is_damaged)
{
    static const char magic[] = "SQLite format 3";
    const char *args[] = {path, path, path};
    char head[sizeof(magic)];
    ck_autoclose int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n;

    if (fd < 0 && errno == ENOENT) {
        ck_report_add(report, "archive", "record of saved posts", CK_HEALTH_OK,
                      CK_FINE_ARCHIVE_LATER, CK_NO_REMEDY, args);
        return;
    }
    n = fd >= 0 ? read(fd, head, sizeof(head)) : -1;
    if (n < 0) {
        ck_report_add(report, "archive", "record of saved posts", CK_HEALTH_FAILED,
                      CK_TROUBLE_ARCHIVE_REFUSED, CK_REMEDY_ALLOW_FILE, args);
    } else if ((n > 0 &&
                ((size_t)n < sizeof(head) || memcmp(head, magic, sizeof(magic)) != 0)) ||
               (is_damaged != NULL && is_damaged())) {
        ck_report_add(report, "archive", "record of saved posts", CK_HEALTH_FAILED,
                      CK_TROUBLE_ARCHIVE_DAMAGED, CK_REMEDY_RESCAN, args);
    } else {
        ck_report_add(report, "archive", "record of saved posts", CK_HEALTH_OK,
                      CK_FINE_ARCHIVE, CK_NO_REMEDY, args);
    }
}

static void check_state(struct ck_report *report, const char *state,
                        ck_doctor_archive *is_damaged)
{
    ck_autofree char *there = existing(state);
    ck_autobuf struct ck_buf archive = {.max = PATH_MAX};
    const char *args[] = {there, there};
    struct stat st;
    int why;

    if (there == NULL) {
        return;
    }
    why = stat(there, &st) == 0 && S_ISDIR(st.st_mode) ? try_to_write(there) : ENOTDIR;
    if (why == ENOTDIR) {
        ck_report_add(report, "state", "state folder", CK_HEALTH_FAILED,
                      CK_TROUBLE_STATE_NO_FOLDER, CK_REMEDY_MOVE_AWAY,
                      (const char *[]){there, there, there});
        return;
    }
    if (why != 0) {
        ck_report_add(report, "state", "state folder", CK_HEALTH_FAILED,
                      why == EROFS ? CK_TROUBLE_READ_ONLY : CK_TROUBLE_NOT_WRITABLE,
                      why == EROFS ? CK_REMEDY_WRITABLE : CK_REMEDY_ALLOW_FOLDER, args);
        return;
    }
    args[0] = state;
    ck_report_add(report, "state", "state folder", CK_HEALTH_OK,
                  strcmp(there, state) == 0 ? CK_FINE_FOLDER : CK_FINE_STATE_LATER,
                  CK_NO_REMEDY, args);
    ck_buf_addf(&archive, "%s/archive.sqlite", state);
    check_archive(report, ck_buf_text(&archive), is_damaged);
}

/* A folder to propose: the default, or one in the home when that is the trouble. */
static char *proposal(const char *folder)
{
    char *other = ck_place_default_folder();
    ck_autofree char *home = NULL;
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};

    if (other == NULL || strcmp(other, folder) != 0) {
        return other;
    }
    ck_free(other);
    home = ck_place_home();
    ck_buf_addf(&path, "%s/TikTok", home != NULL ? home : "");
    return ck_buf_take(&path);
}

bool ck_doctor_folders(struct ck_report *report, ck_doctor_archive *is_damaged,
                       struct ck_error *err)
{
    ck_autofree char *state = ck_place_state();
    ck_autofree char *file = ck_place_settings();
    ck_autofree char *other = NULL;
    struct ck_error why = {.code = CK_OK};
    struct ck_settings settings = {0};
    bool damaged = false;

    if (state == NULL || file == NULL) {
        ck_report_add(report, "home", "home folder", CK_HEALTH_FAILED, CK_TROUBLE_NO_HOME,
                      CK_REMEDY_HOME, NULL);
        return true;
    }
    if (!ck_settings_peek(&settings, &damaged, &why)) {
        const char *args[] = {file, why.detail, file};

        if (why.code == CK_ERR_NOMEM) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        ck_report_add(report, "settings", "file", CK_HEALTH_FAILED,
                      CK_TROUBLE_SETTINGS_REFUSED, CK_REMEDY_ALLOW_FILE, args);
        check_state(report, state, is_damaged);
        return true;
    }
    other = proposal(settings.folder);
    if (other != NULL) {
        check_settings(report, file, damaged, settings.folder);
        check_folder(report, &settings, other);
        check_state(report, state, is_damaged);
    }
    ck_settings_clear(&settings);
    return other != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}
