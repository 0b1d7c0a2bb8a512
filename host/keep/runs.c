#include "keep/runs.h"

#include "keep/job_rows.h"
#include "keep/list_rows.h"

#include <string.h>

static const char *const sources[] = {
    [CK_SOURCE_TAB] = "tab",       [CK_SOURCE_SITE] = "site",
    [CK_SOURCE_EXPORT] = "export", [CK_SOURCE_LINKS] = "links",
    [CK_SOURCE_FOLDER] = "folder",
};
static const char *const ends[] = {
    [CK_RUN_OPEN] = "",           [CK_RUN_COMPLETE] = "complete",
    [CK_RUN_SHORT] = "short",     [CK_RUN_MET_KNOWN] = "enough",
    [CK_RUN_STOPPED] = "stopped", [CK_RUN_CAPTCHA] = "captcha",
    [CK_RUN_REFUSED] = "refused",
};

const char *ck_run_source_text(enum ck_run_source source)
{
    return sources[source];
}

bool ck_run_source_of_text(const char *text, enum ck_run_source *ret)
{
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        if (strcmp(text, sources[i]) == 0) {
            *ret = (enum ck_run_source)i;
            return true;
        }
    }
    return false;
}

const char *ck_run_end_text(enum ck_run_end end)
{
    return ends[end];
}

bool ck_run_end_of_text(const char *text, enum ck_run_end *ret)
{
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (strcmp(text, ends[i]) == 0) {
            *ret = (enum ck_run_end)i;
            return true;
        }
    }
    return false;
}

bool ck_run_begin(struct ck_archive *archive, const struct ck_run *like,
                  int64_t *ret_number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "INSERT INTO runs (list, source, started_at, full, stated, name)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, lower(hex(randomblob(8))))",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, like->list);
    ck_db_text(stmt, 2, ck_run_source_text(like->source));
    ck_db_int(stmt, 3, ck_db_now());
    ck_db_int(stmt, 4, like->full ? 1 : 0);
    ck_db_int(stmt, 5, like->stated);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret_number = sqlite3_last_insert_rowid(archive->db);
    return true;
}

#define RUN_COLUMNS "number, list, source, started_at, ended_at, full, stated, ended"

static bool read_row(sqlite3_stmt *stmt, struct ck_run *ret, struct ck_error *err)
{
    char source[12], ended[12];

    *ret = (struct ck_run){.number = sqlite3_column_int64(stmt, 0),
                           .list = sqlite3_column_int64(stmt, 1),
                           .started_at = sqlite3_column_int64(stmt, 3),
                           .ended_at = sqlite3_column_int64(stmt, 4),
                           .full = sqlite3_column_int(stmt, 5) != 0,
                           .stated = sqlite3_column_int64(stmt, 6)};
    ck_db_column_into(stmt, 2, source, sizeof(source));
    ck_db_column_into(stmt, 7, ended, sizeof(ended));
    return (ck_run_source_of_text(source, &ret->source) &&
            ck_run_end_of_text(ended, &ret->ended)) ||
           ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a run's words");
}

bool ck_run_read(struct ck_archive *archive, int64_t number, bool *ret_found,
                 struct ck_run *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = (struct ck_run){0};
    *ret_found = false;
    if (!ck_db_prepare(archive->db, "SELECT " RUN_COLUMNS " FROM runs WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    return ck_db_step(stmt, ret_found, err) && (!*ret_found || read_row(stmt, ret, err));
}

static bool read_all(sqlite3_stmt *stmt, struct ck_run **runs, size_t *count,
                     struct ck_error *err)
{
    bool row = true;

    while (ck_db_step(stmt, &row, err)) {
        struct ck_run *more;

        if (!row) {
            return true;
        }
        more = ck_realloc(*runs, (*count + 1) * sizeof(**runs));
        if (more == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        *runs = more;
        if (!read_row(stmt, &more[*count], err)) {
            return false;
        }
        *count += 1;
    }
    return false;
}

bool ck_runs_newest(struct ck_archive *archive, struct ck_run **ret, size_t *ret_count,
                    struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_run *runs = NULL;
    size_t count = 0;

    *ret = NULL;
    *ret_count = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT " RUN_COLUMNS " FROM runs WHERE number IN"
                       " (SELECT max(number) FROM runs GROUP BY list)"
                       " ORDER BY number DESC",
                       &stmt, err)) {
        return false;
    }
    if (!read_all(stmt, &runs, &count, err)) {
        ck_free(runs);
        return false;
    }
    *ret = runs;
    *ret_count = count;
    return true;
}

bool ck_run_end(struct ck_archive *archive, int64_t run, enum ck_run_end ended,
                int64_t stated, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(
            archive->db,
            "UPDATE runs SET ended_at = ?2, stated = iif(?4 >= 0, ?4, stated),"
            " noted = 0, ended = iif(?3 = 'complete' AND iif(?4 >= 0, ?4, stated) >"
            " (SELECT count(*) FROM run_posts WHERE run = ?1), 'short', ?3)"
            " WHERE number = ?1 AND ended = ''",
            &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, run);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_text(stmt, 3, ck_run_end_text(ended));
    ck_db_int(stmt, 4, stated);
    return ck_db_step(stmt, NULL, err);
}
