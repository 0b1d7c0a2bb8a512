#include "session/checkup.h"

#include "base/mem.h"
#include "desktop/places.h"
#include "keep/settle.h"
#include "session/inner.h"
#include "session/rights_reread.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

enum { STEP_BYTES = 8 * 1024 * 1024, STEP_FILES = 256 };

struct ck_checkup {
    struct ck_archive *archive;
    int rootfd;
    const char *folder;
    ck_checkup_told *told;
    void *ctx;
    struct ck_sums_report sums;
    struct ck_verify *verify; /* one of the two */
    struct ck_rescan *rescan;
    bool scanned; /* what it found is read by today's rules about licences next */
    struct ck_reread_mark mark;
};

/* Reading a whole folder must not slow down anything that a person waits for. */
static void step_back(void)
{
    enum { WORST_NICE = 19 };

    (void)setpriority(PRIO_PROCESS, 0, WORST_NICE);
#ifdef SYS_ioprio_set
    /* ioprio_set(2): IOPRIO_WHO_PROCESS, this one, IOPRIO_CLASS_IDLE. */
    (void)syscall(SYS_ioprio_set, 1, 0, 3 << 13);
#endif
}

/* Reading is all that is needed: the folder may be on a drive that is read-only. */
static bool open_folder(const char *path, int *ret, struct ck_error *err)
{
    *ret = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret >= 0 || ck_fail_errno(err, errno, "opening the save folder");
}

static struct ck_checkup *create(struct ck_session *session, struct ck_error *err)
{
    struct ck_checkup *checkup = ck_alloc(sizeof(*checkup));

    if (checkup == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
        return NULL;
    }
    *checkup = (struct ck_checkup){.rootfd = -1, .folder = session->settings.folder};
    if (!open_folder(checkup->folder, &checkup->rootfd, err)) {
        ck_checkup_free(checkup);
        return NULL;
    }
    return checkup;
}

void ck_checkup_free(struct ck_checkup *checkup)
{
    if (checkup == NULL) {
        return;
    }
    ck_verify_free(checkup->verify);
    ck_rescan_free(checkup->rescan);
    ck_close_pointer(&checkup->rootfd);
    ck_free(checkup);
}

/* True when the post's newest record is one of this folder and does without that file. */
static bool is_replaced(const struct ck_checkup *checkup, const struct ck_kept *newest,
                        const char *name)
{
    for (size_t i = 0; i < newest->file_count; i++) {
        if (strcmp(newest->files[i].name, name) == 0) {
            return false;
        }
    }
    return strcmp(newest->folder, checkup->folder) == 0;
}

static void pass_on(void *ctx, const struct ck_verify_news *file)
{
    const struct ck_checkup *checkup = ctx;
    struct ck_checkup_news news = {.file = file, .page = ""};
    struct ck_kept newest = {0};
    bool found = false;

    /* Should the archive fail now, the next step says so. */
    if (file->post[0] != '\0' && file->finding != CK_FOUND_GOOD &&
        ck_archive_find(checkup->archive, file->post, &found, &newest, NULL) && found) {
        news.page = newest.page;
        news.replaced = is_replaced(checkup, &newest, file->name);
    }
    checkup->told(checkup->ctx, &news);
    ck_kept_clear(&newest);
}

/* Now: the run may mend what is wrong with it. A run that goes on may have found moved
 * files already. */
static bool check_sums(struct ck_checkup *checkup, struct ck_error *err)
{
    bool goes_on = ck_verify_so_far(checkup->verify)->files_done > 0;

    return ck_sums_check(checkup->archive, checkup->rootfd, checkup->folder, goes_on,
                         &checkup->sums, err);
}

bool ck_checkup_open(struct ck_session *session, ck_checkup_told *told, void *ctx,
                     struct ck_checkup **ret, struct ck_error *err)
{
    struct ck_checkup *checkup = create(session, err);

    *ret = NULL;
    if (checkup == NULL) {
        return false;
    }
    checkup->told = told;
    checkup->ctx = ctx;
    step_back();
    if (!ck_session_archive(session, &checkup->archive, err) ||
        !ck_verify_open(checkup->archive, checkup->rootfd, checkup->folder, pass_on,
                        checkup, &checkup->verify, err) ||
        !check_sums(checkup, err)) {
        ck_checkup_free(checkup);
        return false;
    }
    *ret = checkup;
    return true;
}

bool ck_checkup_step(struct ck_checkup *checkup, bool *ret_more, struct ck_error *err)
{
    return ck_verify_step(checkup->verify, STEP_BYTES, ret_more, err);
}

const struct ck_verify_progress *ck_checkup_so_far(const struct ck_checkup *checkup)
{
    return ck_verify_so_far(checkup->verify);
}

bool ck_checkup_lists(const struct ck_checkup *checkup, struct ck_checkup_lists *ret,
                      struct ck_error *err)
{
    ret->sums = checkup->sums;
    return ck_journal_check(checkup->rootfd, &ret->journal, err);
}

/* Opens the archive in `state` and reads all of it. */
static bool open_whole(const char *state, struct ck_archive **ret, bool *ret_sound,
                       struct ck_error *err)
{
    struct ck_error why = {0};

    *ret_sound = false;
    if (ck_archive_open(state, ret, &why)) {
        return ck_archive_check(*ret, ret_sound, err);
    }
    if (why.code == CK_ERR_ARCHIVE_DAMAGED) {
        return true;
    }
    if (err != NULL) {
        *err = why;
    }
    return false;
}

/* Gives the session a sound archive, a new one if need be. */
static bool ensure_archive(struct ck_session *session, char ret_aside[64],
                           struct ck_error *err)
{
    ck_autofree char *state = ck_place_state();
    bool sound = false;

    ret_aside[0] = '\0';
    ck_archive_close(session->archive);
    session->archive = NULL;
    if (state == NULL) {
        return ck_fail(err, CK_ERR_ARCHIVE, "no home folder");
    }
    if (!open_whole(state, &session->archive, &sound, err)) {
        return false;
    }
    if (sound) {
        return true;
    }
    ck_archive_close(session->archive);
    session->archive = NULL;
    return ck_archive_set_aside(state, ret_aside, err) &&
           ck_archive_open(state, &session->archive, err);
}

bool ck_rebuild_open(struct ck_session *session, char ret_aside[64],
                     struct ck_checkup **ret, struct ck_error *err)
{
    struct ck_checkup *checkup = create(session, err);

    *ret = NULL;
    /* First the folder: without it nothing could be made anew. */
    if (checkup == NULL) {
        return false;
    }
    if (!ensure_archive(session, ret_aside, err) ||
        !ck_rescan_open(session->archive, checkup->rootfd, checkup->folder,
                        &checkup->rescan, err)) {
        ck_checkup_free(checkup);
        return false;
    }
    checkup->archive = session->archive;
    *ret = checkup;
    return true;
}

bool ck_rebuild_step(struct ck_checkup *checkup, bool *ret_more, struct ck_error *err)
{
    bool more = false;

    if (checkup->scanned) {
        return ck_rights_reread(checkup->archive, checkup->rootfd, checkup->folder,
                                &checkup->mark, CK_REREAD_MAX, ret_more, err);
    }
    if (!ck_rescan_step(checkup->rescan, STEP_FILES, &more, err)) {
        return false;
    }
    checkup->scanned = !more;
    *ret_more = true;
    return true;
}

const struct ck_rescan_report *ck_rebuild_so_far(const struct ck_checkup *checkup)
{
    return ck_rescan_so_far(checkup->rescan);
}

bool ck_checkup_archive_damaged(void)
{
    ck_autofree char *state = ck_place_state();
    ck_autobuf struct ck_buf path = {.max = 8192};
    struct ck_archive *archive = NULL;
    bool sound = true;
    bool known;

    ck_buf_addf(&path, "%s/archive.sqlite", state != NULL ? state : "");
    if (state == NULL || !ck_buf_ok(&path) || access(path.data, F_OK) != 0) {
        return false;
    }
    known = open_whole(state, &archive, &sound, NULL);
    ck_archive_close(archive);
    return known && !sound;
}

bool ck_session_recognise(struct ck_session *session, int64_t *ret_entered,
                          struct ck_error *err)
{
    ck_autoclose int fd = -1;
    struct ck_checkup *checkup = NULL;
    struct ck_archive *archive;
    bool more = false, ok;
    char aside[64];

    *ret_entered = 0;
    if (!open_folder(session->settings.folder, &fd, err) ||
        !ck_session_archive(session, &archive, err) ||
        !ck_settle_unknown(archive, fd, session->settings.folder, &more, err)) {
        return false;
    }
    ok = !more || ck_rebuild_open(session, aside, &checkup, err);
    while (ok && more) {
        ok = ck_rebuild_step(checkup, &more, err);
    }
    *ret_entered = ok && checkup != NULL ? ck_rebuild_so_far(checkup)->entered : 0;
    ck_checkup_free(checkup);
    return ok;
}
