#include "session/moving.h"

#include "base/buf.h"
#include "base/mem.h"
#include "desktop/detached.h"
#include "keep/folder.h"
#include "keep/mend.h"
#include "keep/run_note.h"
#include "keep/settle.h"
#include "session/inner.h"
#include "session/library.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* A setting of the queue: "" when all is done; else, a line each, UNFINISHED or the code
 * that a move ended with, and the folders it moved from. */
static const char setting[] = "moving", unfinished[] = "unfinished";

enum { SETTING_BYTES = 65536 };

struct ck_moving {
    struct ck_session *session;
    struct ck_archive *archive;
    struct ck_moving_face face;
    struct ck_elsewhere *list;
    size_t count, at; /* `at`: the folder that is moved from, or the next one */
    bool all;
    int to_fd, from_fd;
    struct ck_move *move;         /* of that folder, NULL: not begun */
    struct ck_move_progress done; /* of the folders before */
};

static bool read_state(struct ck_archive *archive, struct ck_elsewhere_view *ret,
                       struct ck_error *err)
{
    ck_autofree char *value = NULL;

    if (!ck_archive_setting(archive, setting, &value, err)) {
        return false;
    }
    if (value != NULL) {
        value[strcspn(value, "\n")] = '\0';
        ret->unfinished = strcmp(value, unfinished) == 0;
    }
    if (value != NULL && value[0] != '\0' && !ret->unfinished) {
        ret->code = ck_code_of_text(value);
    }
    return true;
}

bool ck_session_elsewhere(struct ck_session *session, struct ck_elsewhere_view *ret,
                          struct ck_error *err)
{
    struct ck_elsewhere *list = NULL;
    struct ck_archive *archive;
    size_t count = 0;

    *ret = (struct ck_elsewhere_view){.code = CK_OK};
    if (!ck_session_archive(session, &archive, err) || !read_state(archive, ret, err) ||
        !ck_move_elsewhere(archive, session->settings.folder, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(list[i].folder, '/');

        if (!list[i].left && ret->posts == 0) {
            (void)snprintf(ret->folder, sizeof(ret->folder), "%s",
                           slash != NULL && slash[1] != '\0' ? slash + 1 : "/");
        }
        ret->posts += list[i].left ? 0 : list[i].posts;
        ret->bytes += list[i].left ? 0 : list[i].bytes;
    }
    ck_elsewhere_free(list, count);
    return true;
}

bool ck_session_leave(struct ck_session *session, const char *folder, bool left,
                      struct ck_error *err)
{
    struct ck_elsewhere *list = NULL;
    struct ck_archive *archive;
    size_t count = 0;
    bool ok = ck_session_archive(session, &archive, err);

    if (ok && folder != NULL) {
        return ck_move_leave(archive, folder, left, err);
    }
    ok = ok && ck_move_elsewhere(archive, session->settings.folder, &list, &count, err);
    for (size_t i = 0; ok && i < count; i++) {
        ok = ck_move_leave(archive, list[i].folder, left, err);
    }
    ok = ok && ck_archive_set(archive, setting, "", err);
    ck_elsewhere_free(list, count);
    return ok;
}

/* It may be an old one that was renamed. One that is not there yet has no posts. */
static bool settle(struct ck_session *session, struct ck_error *err)
{
    ck_autoclose int fd =
        open(session->settings.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct ck_archive *archive;
    int64_t posts = 0;

    return fd < 0 || (ck_session_archive(session, &archive, err) &&
                      ck_settle(archive, fd, session->settings.folder, &posts, err));
}

bool ck_session_choose_folder(struct ck_session *session, const char *path,
                              struct ck_error *err)
{
    struct ck_settings settings = session->settings;
    ck_autofree char *before = ck_strdup(session->settings.folder);
    ck_autofree char *folder = ck_strdup(path);

    if (before == NULL || folder == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    settings.folder = folder;
    settings.folder_chosen = true;
    if (!ck_session_change(session, &settings, err)) {
        return false;
    }
    /* What has begun to come there begins anew in the new one. */
    return (strcmp(before, path) == 0 ||
            (ck_session_leave(session, before, false, err) &&
             ck_begun_forget_folder(session->archive, before, err) &&
             ck_runs_note_anew(session->archive, err))) &&
           settle(session, err);
}

static void free_moving(struct ck_moving *moving)
{
    ck_move_free(moving->move);
    ck_close_pointer(&moving->to_fd);
    ck_close_pointer(&moving->from_fd);
    ck_elsewhere_free(moving->list, moving->count);
    ck_free(moving);
}

/* A move that died, or could not write, may have left lines in the lists of folders that
 * have no posts any more. */
static bool mend_after(struct ck_moving *moving, char *folders, struct ck_error *err)
{
    char *rest = NULL;

    for (const char *folder = strtok_r(folders, "\n", &rest); folder != NULL;
         folder = strtok_r(NULL, "\n", &rest)) {
        ck_autoclose int fd = -1;

        if (ck_folder_open(folder, false, &fd, NULL) && /* else its drive is elsewhere */
            !ck_mend_sums(moving->archive, fd, folder, NULL, err)) {
            return false;
        }
    }
    return true;
}

/* Notes in what state the move is, and the folders that it is about. */
static bool note(const struct ck_moving *moving, const char *state, struct ck_error *err)
{
    ck_autobuf struct ck_buf now = {.max = SETTING_BYTES};

    ck_buf_adds(&now, state);
    for (size_t i = 0; i < moving->count; i++) {
        ck_buf_addf(&now, "\n%s", moving->list[i].folder);
    }
    return ck_buf_ok(&now)
               ? ck_archive_set(moving->archive, setting, ck_buf_text(&now), err)
               : ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool finish_before(struct ck_moving *moving, struct ck_error *err)
{
    ck_autofree char *before = NULL;
    char *folders;

    if (!ck_archive_setting(moving->archive, setting, &before, err)) {
        return false;
    }
    folders = before != NULL ? strchr(before, '\n') : NULL;
    return folders == NULL || mend_after(moving, folders, err);
}

static bool begin(struct ck_moving *moving, struct ck_error *err)
{
    const struct ck_settings *settings = &moving->session->settings;
    bool first = false;

    return ck_session_archive(moving->session, &moving->archive, err) &&
           ck_detached_begin(CK_DETACHED_MOVE, &first, err) &&
           (first || ck_fail(err, CK_ERR_MOVING, NULL)) &&
           ck_session_folder_open(settings, &moving->to_fd, err) &&
           ck_move_elsewhere(moving->archive, settings->folder, &moving->list,
                             &moving->count, err) &&
           finish_before(moving, err) && note(moving, unfinished, err);
}

bool ck_moving_open(struct ck_session *session, bool all,
                    const struct ck_moving_face *face, struct ck_moving **ret,
                    struct ck_error *err)
{
    struct ck_moving *moving = ck_alloc(sizeof(*moving));

    *ret = NULL;
    if (moving == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *moving = (struct ck_moving){
        .session = session, .face = *face, .all = all, .to_fd = -1, .from_fd = -1};
    if (!begin(moving, err)) {
        free_moving(moving);
        return false;
    }
    *ret = moving;
    return true;
}

static void add(struct ck_move_progress *sum, const struct ck_move_progress *one)
{
    sum->posts += one->posts;
    sum->posts_done += one->posts_done;
    sum->bytes += one->bytes;
    sum->bytes_done += one->bytes_done;
    for (int i = 0; i < CK_STAYS; i++) {
        sum->stayed[i] += one->stayed[i];
    }
}

/* Nobody has left these folders' posts where they are. */
static bool is_wanted(const struct ck_moving *moving, size_t i)
{
    return moving->all || !moving->list[i].left;
}

struct ck_move_progress ck_moving_so_far(const struct ck_moving *moving)
{
    struct ck_move_progress sum = moving->done;

    if (moving->move != NULL) {
        add(&sum, ck_move_so_far(moving->move));
    }
    for (size_t i = moving->at + (moving->move != NULL ? 1 : 0); i < moving->count; i++) {
        sum.posts += is_wanted(moving, i) ? moving->list[i].posts : 0;
        sum.bytes += is_wanted(moving, i) ? moving->list[i].bytes : 0;
    }
    return sum;
}

static bool go_on(void *ctx, const struct ck_move_progress *progress)
{
    const struct ck_moving *moving = ctx;
    struct ck_move_progress sum =
        moving->move != NULL ? ck_moving_so_far(moving) : *progress;

    return moving->face.goes_on(moving->face.ctx, &sum);
}

static void pass_on(void *ctx, const struct ck_kept *kept, enum ck_stayed why)
{
    const struct ck_moving *moving = ctx;

    moving->face.stayed(moving->face.ctx, kept, why);
}

static bool open_next(struct ck_moving *moving, struct ck_error *err)
{
    const char *from = moving->list[moving->at].folder;
    struct ck_move_task task = {.archive = moving->archive,
                                .from = from,
                                .to = moving->session->settings.folder,
                                .to_fd = moving->to_fd,
                                .goes_on = go_on,
                                .stayed = pass_on,
                                .ctx = moving};

    if (ck_folder_open(from, false, &moving->from_fd, err)) {
        task.from_fd = moving->from_fd;
        if (ck_move_open(&task, &moving->move, err)) {
            return true;
        }
        ck_close_pointer(&moving->from_fd);
        moving->from_fd = -1;
    }
    moving->at++; /* the others can be moved all the same */
    return false;
}

/* Ends the move out of one folder. What stays there is not asked about again. */
static bool close_one(struct ck_moving *moving, bool whole, struct ck_error *err)
{
    const struct ck_move_progress *progress = ck_move_so_far(moving->move);
    bool some_stay = progress->stayed[CK_STAYED_NOT] < progress->posts_done;
    bool ok =
        ck_move_end(moving->move, err) &&
        (!whole || !some_stay ||
         ck_move_leave(moving->archive, moving->list[moving->at].folder, true, err));

    add(&moving->done, progress);
    ck_move_free(moving->move);
    moving->move = NULL;
    ck_close_pointer(&moving->from_fd);
    moving->from_fd = -1;
    moving->at++;
    return ok;
}

bool ck_moving_step(struct ck_moving *moving, bool *ret_more, struct ck_error *err)
{
    bool more = false;

    *ret_more = false;
    while (moving->move == NULL && moving->at < moving->count &&
           !is_wanted(moving, moving->at)) {
        moving->at++;
    }
    if (moving->move == NULL && moving->at == moving->count) {
        return true;
    }
    if ((moving->move == NULL && !open_next(moving, err)) ||
        !ck_move_step(moving->move, &more, err)) {
        return false;
    }
    *ret_more = true;
    return more || close_one(moving, true, err);
}

bool ck_moving_end(struct ck_moving *moving, const struct ck_error *why,
                   struct ck_error *err)
{
    struct ck_error mending = {.code = CK_OK};
    bool ended = moving->move == NULL || close_one(moving, false, &mending);
    const struct ck_move_progress sum = moving->done;
    bool noted;

    why = ended ? why : &mending;
    noted = why == NULL || why->code == CK_ERR_CANCELLED
                ? ck_archive_set(moving->archive, setting, "", err)
                : note(moving, ck_code_text(why->code), err);
    if (!ended && err != NULL) {
        *err = mending;
    }
    if (sum.posts_done > 0) {
        ck_session_library_follow(moving->session);
    }
    free_moving(moving);
    return ended && noted;
}
