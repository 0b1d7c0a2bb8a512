/* What the archive knows of the rights of kept posts. */
#include "keep/db.h"

void ck_rights_of_row(sqlite3_stmt *stmt, int at, struct ck_kept_rights *ret)
{
    ck_db_column_into(stmt, at, ret->licence, sizeof(ret->licence));
    ck_db_column_into(stmt, at + 1, ret->grade, sizeof(ret->grade));
    ck_db_column_into(stmt, at + 2, ret->saving, sizeof(ret->saving));
    ret->edition = sqlite3_column_int(stmt, at + 3);
    ret->mine = sqlite3_column_int(stmt, at + 4) != 0;
}

void ck_rights_bind(sqlite3_stmt *stmt, int at, const struct ck_kept_rights *rights)
{
    ck_db_text(stmt, at, rights->licence);
    ck_db_text(stmt, at + 1, rights->grade);
    ck_db_text(stmt, at + 2, rights->saving[0] != '\0' ? rights->saving : "unknown");
    ck_db_int(stmt, at + 3, rights->edition);
    ck_db_int(stmt, at + 4, rights->mine ? 1 : 0);
}

bool ck_archive_set_rights(struct ck_archive *archive, const struct ck_kept *kept,
                           struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    /* A sidecar without rights takes nothing away that is known. */
    if (!ck_db_prepare(archive->db,
                       "UPDATE posts SET licence = ?4, grade = ?5,"
                       " saving = iif(?6 = 'unknown', saving, ?6), rights_edition = ?7,"
                       " mine = max(mine, ?8) WHERE id = ?1 AND folder = ?2"
                       " AND rights_edition <= ?7 AND number IN"
                       " (SELECT post FROM files WHERE place = 0 AND name = ?3)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, kept->folder);
    ck_db_text(stmt, 3, kept->files[0].name);
    ck_rights_bind(stmt, 4, &kept->rights);
    return ck_db_step(stmt, NULL, err);
}
