#include "keep/rescan.h"

#include "base/io.h"
#include "keep/db.h"
#include "keep/facts.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/journal.h"
#include "keep/lines.h"
#include "keep/list_rows.h"
#include "keep/permission_parts.h"
#include "keep/remarks.h"
#include "keep/sums.h"
#include "keep/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SIDECAR_MAX = 1024 * 1024 };

enum phase { JOURNAL, SIDECARS, AFTERWARDS, PERMISSIONS, SUMS, OVER };

struct ck_rescan {
    struct ck_archive *archive;
    int rootfd;
    char *folder;
    enum phase phase;
    struct ck_line_reader lines; /* of the journal, then of SHA256SUMS */
    struct ck_walk *walk;
    struct ck_rescan_report report;
};

bool ck_rescan_open(struct ck_archive *archive, int rootfd, const char *folder,
                    struct ck_rescan **ret, struct ck_error *err)
{
    struct ck_rescan *rescan = ck_alloc(sizeof(*rescan));

    *ret = NULL;
    if (rescan == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *rescan = (struct ck_rescan){.archive = archive, .rootfd = rootfd, .lines.fd = -1};
    rescan->folder = ck_strdup(folder);
    if (rescan->folder == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    } else if (ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX,
                                    &rescan->lines, err) &&
               ck_walk_open(rootfd, &rescan->walk, err)) {
        *ret = rescan;
        return true;
    }
    ck_rescan_free(rescan);
    return false;
}

void ck_rescan_free(struct ck_rescan *rescan)
{
    if (rescan == NULL) {
        return;
    }
    ck_line_reader_end(&rescan->lines);
    ck_walk_free(rescan->walk);
    ck_free(rescan->folder);
    ck_free(rescan);
}

const struct ck_rescan_report *ck_rescan_so_far(const struct ck_rescan *rescan)
{
    return &rescan->report;
}

/* True when the archive has this record, or one of the same post that says more: the
 * journal also tells of files that are gone since. */
static bool is_known(struct ck_rescan *rescan, const struct ck_kept *kept, bool *ret,
                     struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(rescan->archive->db,
                       "SELECT 1 FROM posts JOIN files ON post = number AND place = 0"
                       " WHERE id = ?1 AND folder = ?2 AND (name = ?3 OR ?4) LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, rescan->folder);
    ck_db_text(stmt, 3, kept->files[0].name);
    ck_db_int(stmt, 4,
              !ck_folder_has(rescan->rootfd, kept->files[0].name, kept->files[0].bytes));
    return ck_db_step(stmt, ret, err);
}

/* Enters `kept` if it is missing, or what it says of the rights, and clears it. */
static bool enter(struct ck_rescan *rescan, struct ck_kept *kept, struct ck_error *err)
{
    bool known = false, ok;

    kept->folder = ck_strdup(rescan->folder);
    ok = kept->folder != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    ok = ok && is_known(rescan, kept, &known, err);
    if (ok && known) {
        ok = ck_archive_set_rights(rescan->archive, kept, err);
    } else if (ok) {
        ok = ck_post_insert(rescan->archive, kept, false, err);
        rescan->report.entered += ok ? 1 : 0;
    }
    ck_kept_clear(kept);
    return ok;
}

/* It is in another folder since: the record of this one goes, if the files have. */
static bool drop_moved(struct ck_rescan *rescan, const struct ck_line *line,
                       struct ck_error *err)
{
    struct ck_kept kept;
    bool ok = true;

    if (ck_journal_decode_moved(line->text, line->len, &kept) &&
        !ck_folder_has(rescan->rootfd, kept.files[0].name, kept.files[0].bytes)) {
        kept.folder = ck_strdup(rescan->folder);
        ok = kept.folder != NULL ? ck_post_drop(rescan->archive, &kept, err)
                                 : ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_kept_clear(&kept);
    return ok;
}

/* What the line tells of runs and of what they found. */
static bool enter_run(struct ck_rescan *rescan, const struct ck_line *line,
                      struct ck_error *err)
{
    json_auto_t *event = ck_journal_event(line->text, line->len);

    return event == NULL ||
           ck_run_back(rescan->archive, event, &rescan->report.runs, err);
}

static bool next_event(struct ck_rescan *rescan, bool *ret_more, struct ck_error *err)
{
    struct ck_line line;
    struct ck_kept kept;

    if (!ck_line_reader_next(&rescan->lines, ret_more, &line, err)) {
        return false;
    }
    if (!*ret_more || !ck_journal_decode(line.text, line.len, &kept) ||
        kept.file_count == 0) {
        return !*ret_more ||
               (drop_moved(rescan, &line, err) && enter_run(rescan, &line, err));
    }
    rescan->report.events++;
    return enter(rescan, &kept, err);
}

/* When all posts and runs are known: what has come beside a post later, and why others
 * could not be kept. */
static bool next_later(struct ck_rescan *rescan, bool *ret_more, struct ck_error *err)
{
    struct ck_line line;
    struct ck_kept added;
    json_auto_t *event = NULL;
    bool ok;

    if (!ck_line_reader_next(&rescan->lines, ret_more, &line, err)) {
        return false;
    }
    event = *ret_more ? ck_journal_event(line.text, line.len) : NULL;
    if (event != NULL && ck_facts_of_files(event, "added", &added)) {
        ok = ck_remarks_added(rescan->archive, rescan->folder, &added, err);
        ck_kept_clear(&added);
        return ok;
    }
    return event == NULL || ck_run_back_failed(rescan->archive, event, err);
}

static bool is_sidecar(const char *last)
{
    static const char end[] = ".info.json";
    size_t len = strlen(last);

    return len >= sizeof(end) && strcmp(last + len + 1 - sizeof(end), end) == 0;
}

/* The sidecar is a file of the post too, and nothing else says so. */
static bool add_itself(struct ck_kept *kept, const struct ck_walk_file *at,
                       const struct ck_buf *text)
{
    struct ck_kept_file *files =
        ck_realloc(kept->files, (kept->file_count + 1) * sizeof(*files));
    struct ck_kept_file *file;

    if (files == NULL) {
        return false;
    }
    kept->files = files;
    file = &files[kept->file_count++];
    *file = (struct ck_kept_file){.role = ck_strdup("sidecar"),
                                  .name = ck_strdup(at->name),
                                  .bytes = (int64_t)text->len};
    return file->role != NULL && file->name != NULL &&
           ck_hash_bytes(ck_buf_text(text), text->len, file->sha256);
}

/* What a sidecar says; false: nothing that can be used. */
static bool understand(const struct ck_walk_file *at, const struct ck_buf *text,
                       struct ck_kept *ret)
{
    size_t folder_len = (size_t)(at->last - at->name);
    ck_autofree char *folder = ck_strndup(at->name, folder_len > 0 ? folder_len - 1 : 0);
    json_error_t error;
    json_auto_t *json =
        json_loadb(ck_buf_text(text), text->len, JSON_REJECT_DUPLICATES, &error);

    return folder != NULL && json != NULL && ck_facts_name_ok(at->name) &&
           ck_facts_of_sidecar(json, folder, ret);
}

static bool read_sidecar(struct ck_rescan *rescan, const struct ck_walk_file *at,
                         struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    ck_autoclose int fd =
        openat(at->dirfd, at->last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct ck_kept kept;

    /* One that cannot be read keeps none of the others. */
    rescan->report.sidecars++;
    if (fd < 0 || !ck_read_all(fd, &text, NULL) || !understand(at, &text, &kept)) {
        rescan->report.refused++;
        return true;
    }
    if (!add_itself(&kept, at, &text)) {
        ck_kept_clear(&kept);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return enter(rescan, &kept, err);
}

static bool next_file(struct ck_rescan *rescan, bool *ret_more, struct ck_error *err)
{
    struct ck_walk_file at;

    *ret_more = ck_walk_next(rescan->walk, &at);
    rescan->report.files += *ret_more ? 1 : 0;
    return !*ret_more || !is_sidecar(at.last) || read_sidecar(rescan, &at, err);
}

/* When all posts are known. */
static bool next_permission(struct ck_rescan *rescan, bool *ret_more,
                            struct ck_error *err)
{
    struct ck_walk_file at;
    bool entered = false;

    *ret_more = ck_walk_next(rescan->walk, &at);
    if (*ret_more && ck_remarks_own(at.name)) {
        return ck_remarks_found(rescan->archive, rescan->folder, at.dirfd, at.name, err);
    }
    if (!*ret_more || ck_permission_number_of(at.last) == 0) {
        return true;
    }
    if (!ck_permission_found(rescan->archive, rescan->folder, at.dirfd, at.name, &entered,
                             err)) {
        return false;
    }
    rescan->report.permissions += entered ? 1 : 0;
    return true;
}

/* What SHA256SUMS has is not to be added to it again. */
static bool next_sum(struct ck_rescan *rescan, bool *ret_more, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    struct ck_line line;
    char sha256[65];

    if (!ck_line_reader_next(&rescan->lines, ret_more, &line, err)) {
        return false;
    }
    if (!*ret_more || !line.whole ||
        !ck_sums_decode(line.text, line.len, sha256, &name)) {
        return true;
    }
    if (!ck_db_prepare(rescan->archive->db,
                       "UPDATE files SET summed = 1 WHERE name = ?1 AND sha256 = ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, ck_buf_text(&name));
    ck_db_text(stmt, 2, sha256);
    return ck_db_step(stmt, NULL, err);
}

static bool read_lines(struct ck_rescan *rescan, const char *name, size_t max,
                       struct ck_error *err)
{
    ck_line_reader_end(&rescan->lines);
    return ck_line_reader_begin(rescan->rootfd, name, max, &rescan->lines, err);
}

static bool next_phase(struct ck_rescan *rescan, struct ck_error *err)
{
    rescan->phase++;
    if (rescan->phase == PERMISSIONS) {
        ck_walk_free(rescan->walk);
        rescan->walk = NULL;
        return ck_walk_open(rescan->rootfd, &rescan->walk, err);
    }
    if (rescan->phase == AFTERWARDS) {
        return read_lines(rescan, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, err);
    }
    return rescan->phase != SUMS ||
           read_lines(rescan, CK_SUMS_NAME, CK_SUMS_LINE_MAX, err);
}

static bool step(struct ck_rescan *rescan, size_t count, struct ck_error *err)
{
    for (size_t i = 0; i < count && rescan->phase != OVER; i++) {
        bool more = true;
        bool ok = rescan->phase == JOURNAL       ? next_event(rescan, &more, err)
                  : rescan->phase == SIDECARS    ? next_file(rescan, &more, err)
                  : rescan->phase == AFTERWARDS  ? next_later(rescan, &more, err)
                  : rescan->phase == PERMISSIONS ? next_permission(rescan, &more, err)
                                                 : next_sum(rescan, &more, err);

        if (!ok || (!more && !next_phase(rescan, err))) {
            return false;
        }
    }
    return true;
}

bool ck_rescan_step(struct ck_rescan *rescan, size_t count, bool *ret_more,
                    struct ck_error *err)
{
    bool ok = ck_db_begin(rescan->archive->db, err) &&
              ck_db_end(rescan->archive->db, step(rescan, count, err), err);

    *ret_more = ok && rescan->phase != OVER;
    return ok;
}
