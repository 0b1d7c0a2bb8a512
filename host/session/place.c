/* place.c - the save folder, and where kept files are in it. */
#include "session/inner.h"

#include "base/log.h"
#include "base/mem.h"
#include "keep/begun.h"
#include "keep/folder.h"
#include "keep/journal.h"
#include "keep/record.h"
#include "keep/run_note.h"
#include "keep/sweep.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The folder above `path`; NULL without memory. */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL || slash == path ? 1 : (size_t)(slash - path);

    return ck_strndup(slash == NULL ? "." : path, len);
}

/* A folder that the person chose is not made with all its parents: its drive may merely
 * not be connected. */
static bool may_make(const struct ck_settings *settings)
{
    ck_autofree char *parent = NULL;
    struct stat st;

    if (!settings->folder_chosen) {
        return true;
    }
    parent = parent_of(settings->folder);
    return parent != NULL && stat(parent, &st) == 0 && S_ISDIR(st.st_mode);
}

bool ck_session_folder_open(const struct ck_settings *settings, int *ret_fd,
                            struct ck_error *err)
{
    return ck_folder_open(settings->folder, may_make(settings), ret_fd, err);
}

/* What dead runs left in the save folder is looked for once. */
static void sweep(struct ck_session *session, int root_fd)
{
    int64_t now = (int64_t)time(NULL);

    if (!session->swept && session->archive != NULL) {
        session->swept = true;
        /* Whatever goes wrong with it: it is about old parts, not about this post. */
        (void)!ck_begun_forget_over(session->archive, now - CK_SWEEP_AGE_S, NULL);
        (void)!ck_sweep_all(session->archive, root_fd, now, NULL, NULL);
    }
}

void ck_session_fill_sums(struct ck_session *session)
{
    enum { FILES_IN_A_TURN = 64 };
    const struct ck_settings *settings = &session->settings;
    ck_autoclose int fd = -1;
    bool more = false;
    struct ck_error err;

    if (session->sums_whole || session->archive == NULL) {
        return;
    }
    session->sums_whole = true;
    if (!ck_folder_open(settings->folder, false, &fd, NULL)) {
        return; /* the next start will find it */
    }
    if (!ck_record_fill_sums(session->archive, fd, settings->folder, FILES_IN_A_TURN,
                             &more, &err)) {
        ck_log("SHA256SUMS is not complete: %s %s", ck_code_text(err.code), err.detail);
        return;
    }
    session->sums_whole = !more;
}

void ck_session_note_lists(struct ck_session *session, bool all)
{
    ck_autoclose int fd = -1;
    struct ck_error err = {0};
    bool more = false;

    session->lists_whole = true; /* or the next start will do it */
    if (session->archive == NULL || !ck_runs_to_note(session->archive, &more, NULL) ||
        !more || !ck_session_folder_open(&session->settings, &fd, NULL)) {
        return;
    }
    while (more) {
        if (!ck_runs_note(session->archive, fd, &more, &err)) {
            ck_log("the journal lacks lists: %s %s", ck_code_text(err.code), err.detail);
            return;
        }
        session->lists_whole = !more;
        more = more && all;
    }
}

void ck_job_note_failure(const struct ck_job *job)
{
    const struct ck_settings *settings = &job->session->settings;
    ck_autoclose int fd = -1;

    /* The journal begins with the first post that is kept, or the first list; a failure
     * that cannot be written is told when another is. */
    if (job->row.post[0] != '\0' &&
        ck_folder_open(job->root_path != NULL ? job->root_path : settings->folder, false,
                       &fd, NULL) &&
        ck_folder_has(fd, CK_JOURNAL_NAME, -1)) {
        (void)!ck_journal_failed(fd, job->row.post, job->row.page, job->row.code, NULL);
    }
}

/* Another Clipkeep may have removed the post's folder when it gave up and found it
 * empty. */
static bool is_there_still(const struct ck_job *job)
{
    struct stat named, opened;

    return fstatat(job->root_fd, job->folder[0] != '\0' ? job->folder : ".", &named,
                   AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(job->dir_fd, &opened) == 0 && named.st_dev == opened.st_dev &&
           named.st_ino == opened.st_ino;
}

static bool name_post(struct ck_job *job, struct ck_error *err)
{
    const struct ck_post *post = &job->post;
    const struct ck_name_facts facts = {
        .author = post->author.name,
        .text = post->text,
        .id = post->id,
        .created = post->created,
        .nickname = post->author.nickname,
        .kind = post->kind == CK_POST_PHOTO ? "photo" : "video",
        .music = post->music.title,
    };

    return ck_names_post(ck_names_in_force(job->session->settings.names), &facts,
                         job->folder, job->stem, err);
}

bool ck_job_open_place(struct ck_job *job, struct ck_error *err)
{
    const struct ck_settings *settings = &job->session->settings;
    bool photos = job->post.kind == CK_POST_PHOTO;

    if (job->dir_fd < 0) {
        if (!name_post(job, err)) {
            return false;
        }
        ck_free(job->root_path);
        job->root_path = ck_strdup(settings->folder);
        if (job->root_path == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        if (!ck_session_folder_open(settings, &job->root_fd, err) ||
            !ck_folder_enter_all(job->root_fd, job->folder, &job->dir_fd, err)) {
            return false;
        }
        sweep(job->session, job->root_fd);
    }
    if (!is_there_still(job)) {
        ck_close_pointer(&job->dir_fd);
        job->dir_fd = -1;
        if (!ck_folder_enter_all(job->root_fd, job->folder, &job->dir_fd, err)) {
            return false;
        }
    }
    if (photos && job->album == NULL) {
        return ck_album_open(job->dir_fd, job->post.id, &job->album, err);
    }
    return photos || !job->plan.joined || !settings->sources || job->source_fd >= 0 ||
           ck_folder_enter(job->dir_fd, CK_SOURCES, &job->source_fd, err);
}

/* The folder, or the nearest existing one above it; free with ck_free(). NULL: no memory.
 */
static char *nearest(const char *path)
{
    char *at = ck_strdup(path);

    while (at != NULL && access(at, F_OK) != 0 && strcmp(at, "/") != 0) {
        char *parent = parent_of(at);

        ck_free(at);
        at = parent;
    }
    return at;
}

/* True when the nearest existing folder above `path` lets us make folders. */
static bool could_be_made(const char *path, struct ck_error *err)
{
    ck_autofree char *at = nearest(path);

    if (at == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return access(at, W_OK | X_OK) == 0 || ck_fail_errno(err, errno, "looking");
}

int64_t ck_session_space(const struct ck_session *session)
{
    const struct ck_settings *settings = &session->settings;
    ck_autofree char *at =
        may_make(settings) ? nearest(settings->folder) : ck_strdup(settings->folder);
    ck_autoclose int fd = at != NULL ? open(at, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

    return fd >= 0 ? ck_folder_space(fd) : -1;
}

bool ck_session_folder_ok(const struct ck_session *session, struct ck_error *err)
{
    const struct ck_settings *settings = &session->settings;
    ck_autoclose int fd = -1;

    if (access(settings->folder, F_OK) != 0 && errno == ENOENT && may_make(settings)) {
        return could_be_made(settings->folder, err);
    }
    return ck_folder_open(settings->folder, false, &fd, err);
}

static bool path_of_post(struct ck_session *session, const char *post, char **ret,
                         struct ck_error *err)
{
    struct ck_kept kept = {0};
    ck_autobuf struct ck_buf path = {.max = 8192};
    bool found = false;
    bool present = false;

    if (!ck_session_kept(session, post, &found, &kept, &present, err)) {
        return false;
    }
    if (present) {
        ck_buf_addf(&path, "%s/%s", kept.folder, kept.files[0].name);
    }
    ck_kept_clear(&kept);
    if (!present) {
        return ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    }
    *ret = ck_buf_take(&path);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* A job of an earlier process. */
static bool path_of_row(struct ck_session *session, int64_t number, char **ret,
                        struct ck_error *err)
{
    enum { LOOK_BACK = 1000 };
    struct ck_archive *archive;
    struct ck_job_row *rows = NULL;
    size_t count = 0;
    bool ok = false;

    if (!ck_session_archive(session, &archive, err) ||
        !ck_archive_jobs(archive, LOOK_BACK, &rows, &count, err)) {
        return false;
    }
    (void)ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].number == number && rows[i].state == CK_JOB_DONE) {
            ok = path_of_post(session, rows[i].post, ret, err);
        }
    }
    ck_job_rows_free(rows, count);
    return ok;
}

/* The job's own file: of two copies of a post, each job knows its own. */
static bool path_of_job(struct ck_session *session, int64_t number, char **ret,
                        struct ck_error *err)
{
    struct ck_job_view view;

    if (!ck_session_job(session, number, &view)) {
        return path_of_row(session, number, ret, err);
    }
    if (view.path == NULL || access(view.path, F_OK) != 0) {
        return ck_fail(err, CK_ERR_NOT_FOUND, NULL);
    }
    *ret = ck_strdup(view.path);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_session_where(struct ck_session *session, int64_t job, const char *post,
                      char **ret, struct ck_error *err)
{
    ck_autoclose int fd = -1;

    if (job > 0) {
        return path_of_job(session, job, ret, err);
    }
    if (post != NULL) {
        return path_of_post(session, post, ret, err);
    }
    if (!ck_session_folder_open(&session->settings, &fd, err)) {
        return false;
    }
    *ret = ck_strdup(session->settings.folder);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}
