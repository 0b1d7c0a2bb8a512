#include "keep/reread.h"

#include "base/io.h"
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/facts.h"

#include <string.h>

enum { SIDECAR_MAX = 1024 * 1024 };

/* The sidecar `name` if it is that of the post `id`. */
static json_t *load(int rootfd, const char *name, const char *id)
{
    ck_autobuf struct ck_buf text = {.max = SIDECAR_MAX};
    int64_t bytes;
    ck_autoclose int fd = ck_disk_open_file(rootfd, name, &bytes);
    json_t *json = NULL;
    const char *own;

    if (fd >= 0 && ck_read_all(fd, &text, NULL)) {
        json = json_loadb(ck_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    }
    own = json_string_value(json_object_get(json, "id"));
    if (own == NULL || strcmp(own, id) != 0) {
        json_decref(json);
        return NULL;
    }
    return json;
}

/* The row at which `stmt` stands. */
static bool take(sqlite3_stmt *stmt, int rootfd, struct ck_reread_mark *mark,
                 struct ck_reread *ret, struct ck_error *err)
{
    bool ok = true;
    ck_autofree char *name = ck_db_column(stmt, 3, &ok);
    char id[24];

    *ret = (struct ck_reread){.number = sqlite3_column_int64(stmt, 0)};
    mark->edition = sqlite3_column_int(stmt, 1);
    mark->number = ret->number;
    ck_db_column_into(stmt, 2, id, sizeof(id));
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ret->sidecar = load(rootfd, name, id);
    if (ret->sidecar != NULL) {
        ck_facts_rights(ret->sidecar, &ret->rights);
    }
    return true;
}

bool ck_reread_next(struct ck_archive *archive, int rootfd, const char *folder,
                    int edition, struct ck_reread_mark *mark, size_t max,
                    struct ck_reread *ret, size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    *ret_count = 0;
    /* "+": in the order of the index, which is not told of a folder of its own. */
    if (!ck_db_prepare(archive->db,
                       "SELECT number, rights_edition, id, coalesce((SELECT name FROM"
                       " files WHERE post = number AND role = 'sidecar' LIMIT 1), '')"
                       " FROM posts WHERE rights_edition < ?1 AND +folder = ?2"
                       " AND (rights_edition, folder, number) > (?3, ?2, ?4)"
                       " ORDER BY rights_edition, folder, number LIMIT ?5",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, edition);
    ck_db_text(stmt, 2, folder);
    ck_db_int(stmt, 3, mark->edition);
    ck_db_int(stmt, 4, mark->number);
    ck_db_int(stmt, 5, (int64_t)max);
    while (row) {
        if (!ck_db_step(stmt, &row, err) ||
            (row && !take(stmt, rootfd, mark, &ret[*ret_count], err))) {
            ck_reread_clear(ret, *ret_count);
            return false;
        }
        *ret_count += row ? 1 : 0;
    }
    return true;
}

static bool set(sqlite3_stmt *stmt, const struct ck_reread *one, struct ck_error *err)
{
    ck_db_int(stmt, 1, one->number);
    ck_rights_bind(stmt, 2, &one->rights);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    (void)sqlite3_reset(stmt);
    return true;
}

static bool set_all(sqlite3 *db, const struct ck_reread *list, size_t count,
                    struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool ok = ck_db_prepare(db,
                            "UPDATE posts SET licence = ?2, grade = ?3,"
                            " saving = iif(?4 = 'unknown', saving, ?4),"
                            " rights_edition = ?5, mine = max(mine, ?6)"
                            " WHERE number = ?1 AND rights_edition < ?5",
                            &stmt, err);

    for (size_t i = 0; ok && i < count; i++) {
        ok = list[i].sidecar == NULL || set(stmt, &list[i], err);
    }
    return ok;
}

bool ck_reread_record(struct ck_archive *archive, const struct ck_reread *list,
                      size_t count, struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, set_all(archive->db, list, count, err), err);
}

void ck_reread_clear(struct ck_reread *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_decref(list[i].sidecar);
        list[i].sidecar = NULL;
    }
}
