#include "keep/record.h"

#include "base/log.h"

#include "keep/db.h"
#include "keep/folder.h"
#include "keep/journal.h"
#include "keep/sums.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* A save folder of an archive. */
struct place {
    struct ck_archive *archive;
    const char *folder;
};

bool ck_record_forget_sums(struct ck_archive *archive, const char *folder,
                           struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE files SET summed = 0 WHERE summed = 1 AND post IN"
                       " (SELECT number FROM posts WHERE folder = ?1)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, folder);
    return ck_db_step(stmt, NULL, err);
}

/* The person has taken SHA256SUMS away. */
static bool forget_sums(void *ctx, struct ck_error *err)
{
    const struct place *place = ctx;

    return ck_record_forget_sums(place->archive, place->folder, err);
}

bool ck_record_begin(struct ck_archive *archive, int rootfd, const char *folder,
                     struct ck_error *err)
{
    struct place place = {archive, folder};
    struct stat st;

    /* Without the lock: only a file that is not empty says something. */
    return (fstatat(rootfd, CK_SUMS_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            st.st_size > 0) ||
           ck_sums_add(rootfd, NULL, 0, forget_sums, &place, err);
}

bool ck_record_sums(struct ck_archive *archive, int rootfd, const char *folder,
                    const struct ck_kept_file *files, size_t count, struct ck_error *err)
{
    struct place place = {archive, folder};

    return ck_sums_add(rootfd, files, count, forget_sums, &place, err);
}

/* The files of all posts in one list; their texts stay theirs. */
static bool add_sums(int rootfd, const struct ck_record *records, size_t count,
                     struct ck_error *err)
{
    ck_autofree struct ck_kept_file *files = NULL;
    size_t total = 0, at = 0;

    for (size_t i = 0; i < count; i++) {
        total += records[i].kept->file_count;
    }
    files = ck_calloc(total, sizeof(*files));
    if (files == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        const struct ck_kept *kept = records[i].kept;

        memcpy(files + at, kept->files, kept->file_count * sizeof(*files));
        at += kept->file_count;
    }
    return ck_sums_add(rootfd, files, total, NULL, NULL, err);
}

bool ck_record_lines(int rootfd, const struct ck_record *records, size_t count,
                     struct ck_error *err)
{
    ck_autofree const struct ck_kept **kept = ck_calloc(count, sizeof(struct ck_kept *));

    if (kept == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        kept[i] = records[i].kept;
    }
    return add_sums(rootfd, records, count, err) &&
           ck_journal_kept(rootfd, kept, count, err);
}

static bool keep_all(struct ck_archive *archive, const struct ck_record *records,
                     size_t count, struct ck_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!ck_post_keep(archive, records[i].kept, records[i].job, true, err)) {
            return false;
        }
    }
    return true;
}

bool ck_record_posts(struct ck_archive *archive, const struct ck_record *records,
                     size_t count, struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, keep_all(archive, records, count, err), err);
}

bool ck_record_keep(struct ck_archive *archive, int rootfd, const struct ck_kept *kept,
                    int64_t job, struct ck_error *err)
{
    const struct ck_record record = {kept, job};

    return ck_record_begin(archive, rootfd, kept->folder, err) &&
           ck_record_lines(rootfd, &record, 1, err) &&
           ck_record_posts(archive, &record, 1, err);
}

/* Files that are to have a line, and where they are in the archive. */
struct batch {
    struct ck_kept_file *files;
    struct {
        int64_t post, place;
    } * rows;
    size_t rows_count, files_count;
};

static void batch_clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->files_count; i++) {
        ck_free(batch->files[i].name);
    }
    ck_free(batch->files);
    ck_free(batch->rows);
}

/* The row at which `stmt` stands; only a file that is there gets a line. */
static bool batch_add(struct batch *batch, int rootfd, sqlite3_stmt *stmt,
                      struct ck_error *err)
{
    struct ck_kept_file file = {.bytes = sqlite3_column_int64(stmt, 3)};
    bool ok = true;

    file.name = ck_db_column(stmt, 2, &ok);
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_db_column_into(stmt, 4, file.sha256, sizeof(file.sha256));
    batch->rows[batch->rows_count].post = sqlite3_column_int64(stmt, 0);
    batch->rows[batch->rows_count].place = sqlite3_column_int64(stmt, 1);
    batch->rows_count++;
    if (ck_folder_has(rootfd, file.name, file.bytes)) {
        batch->files[batch->files_count++] = file;
    } else {
        ck_free(file.name);
    }
    return true;
}

static bool batch_read(struct ck_archive *archive, int rootfd, const char *folder,
                       size_t limit, struct batch *batch, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    batch->files = ck_calloc(limit, sizeof(*batch->files));
    batch->rows = ck_calloc(limit, sizeof(*batch->rows));
    if (batch->files == NULL || batch->rows == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_db_prepare(archive->db,
                       "SELECT post, place, name, files.bytes, sha256 FROM files"
                       " JOIN posts ON posts.number = post WHERE summed = 0"
                       " AND folder = ?1 ORDER BY post LIMIT ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, folder);
    ck_db_int(stmt, 2, (int64_t)limit);
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        if (!batch_add(batch, rootfd, stmt, err)) {
            return false;
        }
    }
    return false;
}

static bool batch_mark(struct ck_archive *archive, const struct batch *batch,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE files SET summed = 1 WHERE post = ?1 AND place = ?2",
                       &stmt, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->rows_count; i++) {
        ck_db_int(stmt, 1, batch->rows[i].post);
        ck_db_int(stmt, 2, batch->rows[i].place);
        if (!ck_db_step(stmt, NULL, err)) {
            return false;
        }
        (void)sqlite3_reset(stmt);
    }
    return true;
}

bool ck_record_fill_sums(struct ck_archive *archive, int rootfd, const char *folder,
                         size_t limit, bool *ret_more, struct ck_error *err)
{
    struct batch batch = {0};
    bool ok = batch_read(archive, rootfd, folder, limit, &batch, err) &&
              (batch.files_count == 0 ||
               ck_sums_add(rootfd, batch.files, batch.files_count, NULL, NULL, err)) &&
              (batch.rows_count == 0 ||
               (ck_db_begin(archive->db, err) &&
                ck_db_end(archive->db, batch_mark(archive, &batch, err), err)));

    *ret_more = ok && batch.rows_count == limit;
    batch_clear(&batch);
    return ok;
}

bool ck_record_added(struct ck_archive *archive, int rootfd, const char *folder,
                     const char *post, const struct ck_kept_file *files, size_t count)
{
    const struct ck_kept added = {.files = (struct ck_kept_file *)(uintptr_t)files,
                                  .file_count = count};
    struct ck_error why = {0};
    bool summed = ck_record_sums(archive, rootfd, folder, files, count, &why);

    if (!summed) {
        ck_log("SHA256SUMS: %s %s", ck_code_text(why.code), why.detail);
    }
    if (!ck_journal_files(rootfd, CK_ADDED, post, &added, &why)) {
        ck_log("the journal: %s %s", ck_code_text(why.code), why.detail);
    }
    return summed;
}
