#include "keep/move.h"

#include "keep/db.h"
#include "keep/journal.h"
#include "keep/loose.h"
#include "keep/mend.h"
#include "keep/move_file.h"
#include "keep/record.h"

#include <errno.h>
#include <string.h>

struct ck_move {
    struct ck_move_task task;
    struct ck_move_progress progress;
    int64_t last;                  /* number of the record that was looked at last */
    bool same;                     /* two names of one folder */
    bool loose_done, loose_stayed; /* what belongs to no post */
};

/* A post on its way. */
struct load {
    struct ck_move *move;
    struct ck_carrier carrier;
    int64_t number;
    struct ck_kept kept;
    struct ck_carried *files; /* one for each of the kept ones */
};

const char *ck_stayed_text(enum ck_stayed stayed)
{
    static const char *const texts[CK_STAYS] = {"moved", "taken", "changed", "missing",
                                                "busy"};

    return (unsigned)stayed < CK_STAYS ? texts[stayed] : "";
}

static bool go_on(void *ctx, int64_t bytes)
{
    struct ck_move *move = ctx;

    move->progress.bytes_done += bytes;
    return move->task.goes_on(move->task.ctx, &move->progress);
}

bool ck_move_open(const struct ck_move_task *task, struct ck_move **ret,
                  struct ck_error *err)
{
    struct ck_move *move = ck_alloc(sizeof(*move));
    struct ck_elsewhere *list = NULL;
    struct stat from, to;
    size_t count = 0;

    *ret = NULL;
    if (move == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *move = (struct ck_move){.task = *task};
    if (fstat(task->from_fd, &from) != 0 || fstat(task->to_fd, &to) != 0) {
        ck_move_free(move);
        return ck_fail_errno(err, errno, "looking at the folders");
    }
    move->same = from.st_dev == to.st_dev && from.st_ino == to.st_ino;
    if (!ck_move_elsewhere(task->archive, task->to, &list, &count, err)) {
        ck_move_free(move);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].folder, task->from) == 0) {
            move->progress.posts = list[i].posts;
            move->progress.bytes = list[i].bytes;
        }
    }
    ck_elsewhere_free(list, count);
    *ret = move;
    return true;
}

static bool load_make(struct load *load, struct ck_error *err)
{
    const struct ck_move_task *task = &load->move->task;

    load->carrier = (struct ck_carrier){.from_fd = task->from_fd,
                                        .to_fd = task->to_fd,
                                        .id = load->kept.id,
                                        .goes_on = go_on,
                                        .ctx = load->move};
    load->files = ck_calloc(load->kept.file_count, sizeof(*load->files));
    if (load->files == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < load->kept.file_count; i++) {
        load->files[i].file = &load->kept.files[i];
        load->files[i].place = i;
    }
    return true;
}

static void put_back(struct load *load)
{
    for (size_t i = load->kept.file_count; i > 0; i--) {
        struct ck_carried *file = &load->files[i - 1];

        if (file->how == CK_CARRY_MOVED || file->how == CK_CARRY_COPIED) {
            ck_carry_undo(&load->carrier, file);
        }
    }
}

/* Brings all of it into the new folder, or nothing. */
static bool bring_all(struct load *load, enum ck_stayed *ret_stayed, struct ck_error *err)
{
    bool ok = true;

    *ret_stayed = CK_STAYED_NOT;
    for (size_t i = 0; i < load->kept.file_count && *ret_stayed == CK_STAYED_NOT; i++) {
        *ret_stayed = ck_carry_look(&load->carrier, &load->files[i]);
    }
    for (size_t i = 0; ok && i < load->kept.file_count && *ret_stayed == CK_STAYED_NOT;
         i++) {
        ok = ck_carry(&load->carrier, &load->files[i], ret_stayed, err);
    }
    if (!ok || *ret_stayed != CK_STAYED_NOT) {
        put_back(load);
    }
    return ok;
}

/* The new folder's lists; of its files those that are there. */
static bool list_in_new(struct load *load, struct ck_error *err)
{
    const struct ck_move_task *task = &load->move->task;
    ck_autofree struct ck_kept_file *there =
        ck_calloc(load->kept.file_count, sizeof(*there));
    const struct ck_kept *kept = &load->kept;
    size_t count = 0;

    if (there == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < load->kept.file_count; i++) {
        if (load->files[i].how != CK_CARRY_NOTHING) {
            there[count++] = load->kept.files[i];
        }
    }
    return ck_record_sums(task->archive, task->to_fd, task->to, there, count, err) &&
           ck_journal_kept(task->to_fd, &kept, 1, err);
}

static bool clear_old(struct load *load, struct ck_error *err)
{
    for (size_t i = 0; i < load->kept.file_count; i++) {
        if (!ck_carry_finish(&load->carrier, &load->files[i], err)) {
            return false;
        }
    }
    return ck_journal_moved(load->move->task.from_fd, &load->kept, err);
}

static bool rebase(const struct load *load, struct ck_error *err)
{
    const struct ck_move_task *task = &load->move->task;

    return ck_post_rebase(task->archive, load->number, &load->kept, task->to, err);
}

static bool carry_load(struct load *load, enum ck_stayed *ret_stayed,
                       struct ck_error *err)
{
    if (!load_make(load, err) || !bring_all(load, ret_stayed, err)) {
        return false;
    }
    if (*ret_stayed != CK_STAYED_NOT) {
        return true;
    }
    if (!list_in_new(load, err)) {
        put_back(load);
        return false;
    }
    if (!clear_old(load, err) || !rebase(load, err)) {
        return false; /* the next run finds all of it in the new folder */
    }
    for (size_t i = 0; i < load->kept.file_count; i++) {
        ck_carry_leave(&load->carrier, &load->files[i]);
    }
    return true;
}

/* It is in the lists of the new folder before it is taken out of those of the old one. */
static bool list_of_no_post(struct load *load, struct ck_error *err)
{
    const struct ck_move_task *task = &load->move->task;
    bool ok =
        ck_record_sums(task->archive, task->to_fd, task->to, load->kept.files, 1, err) &&
        ck_journal_files(task->to_fd, CK_ADDED, "", &load->kept, err);

    if (!ok) {
        put_back(load);
        return false;
    }
    ok = ck_carry_finish(&load->carrier, load->files, err) &&
         ck_journal_files(task->from_fd, CK_MOVED_AWAY, "", &load->kept, err);
    ck_carry_leave(&load->carrier, load->files);
    return ok;
}

/* What is in no table of the archive, but in the journal. One that the person has deleted
 * is not spoken of. */
static bool move_of_no_post(void *ctx, const struct ck_kept_file *file,
                            struct ck_error *err)
{
    struct ck_move *move = ctx;
    const struct ck_move_task *task = &move->task;
    struct load load = {.move = move,
                        .kept = {.id = "of-no-post",
                                 .files = (struct ck_kept_file *)(uintptr_t)file,
                                 .file_count = 1}};
    enum ck_stayed stayed = CK_STAYED_NOT;
    bool ok = (task->goes_on(task->ctx, &move->progress) ||
               ck_fail(err, CK_ERR_CANCELLED, NULL)) &&
              load_make(&load, err) && bring_all(&load, &stayed, err);

    if (ok && stayed == CK_STAYED_NOT) {
        ok = list_of_no_post(&load, err);
    } else if (ok && stayed != CK_STAYED_MISSING) {
        move->loose_stayed = true;
        load.kept.id[0] = '\0';
        if (task->stayed != NULL) {
            task->stayed(task->ctx, &load.kept, stayed);
        }
    }
    ck_free(load.files);
    return ok;
}

static bool move_each(struct ck_move *move, const struct ck_loose *loose,
                      struct ck_error *err)
{
    const struct ck_move_task *task = &move->task;

    return json_object_size(loose->here) == 0 ||
           (ck_move_note_loose(task->archive, task->from, true, err) &&
            ck_loose_each(loose, move_of_no_post, move, err) &&
            (move->loose_stayed ||
             ck_move_note_loose(task->archive, task->from, false, err)));
}

/* Versions of profiles, tables and own posts of data exports. */
static bool move_loose(struct ck_move *move, struct ck_error *err)
{
    struct ck_loose loose = {0};

    move->loose_done =
        move->same || move->loose_done ||
        (ck_loose_read(move->task.from_fd, &loose, err) && move_each(move, &loose, err));
    ck_loose_clear(&loose);
    return move->loose_done;
}

static int64_t bytes_of(const struct ck_kept *kept)
{
    int64_t sum = 0;

    for (size_t i = 0; i < kept->file_count; i++) {
        sum += kept->files[i].bytes;
    }
    return sum;
}

static bool move_post(struct ck_move *move, struct load *load, struct ck_error *err)
{
    int64_t before = move->progress.bytes_done;
    enum ck_stayed stayed = CK_STAYED_NOT;
    bool ok = move->same ? rebase(load, err) : carry_load(load, &stayed, err);

    if (!ok) {
        return false;
    }
    move->progress.stayed[stayed]++;
    move->progress.posts_done++;
    move->progress.bytes_done = before + bytes_of(&load->kept);
    if (stayed != CK_STAYED_NOT && move->task.stayed != NULL) {
        move->task.stayed(move->task.ctx, &load->kept, stayed);
    }
    return true;
}

bool ck_move_step(struct ck_move *move, bool *ret_more, struct ck_error *err)
{
    const struct ck_move_task *task = &move->task;
    struct load load = {.move = move};
    bool ok;

    *ret_more = false;
    if (!task->goes_on(task->ctx, &move->progress)) {
        return ck_fail(err, CK_ERR_CANCELLED, NULL);
    }
    if (!move_loose(move, err) || !ck_post_next(task->archive, task->from, move->last,
                                                &load.number, &load.kept, err)) {
        return false;
    }
    if (load.number == 0) {
        return true;
    }
    ok = move_post(move, &load, err);
    move->last = load.number;
    *ret_more = ok;
    ck_free(load.files);
    ck_kept_clear(&load.kept);
    return ok;
}

const struct ck_move_progress *ck_move_so_far(const struct ck_move *move)
{
    return &move->progress;
}

bool ck_move_end(struct ck_move *move, struct ck_error *err)
{
    const struct ck_move_task *task = &move->task;

    return ck_mend_sums(task->archive, task->to_fd, task->to, NULL, err) &&
           (move->same ||
            ck_mend_sums(task->archive, task->from_fd, task->from, NULL, err));
}

void ck_move_free(struct ck_move *move)
{
    ck_free(move);
}
