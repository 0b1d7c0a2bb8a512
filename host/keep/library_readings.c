/* A post's counts as they were at several times: each time it was kept has a sidecar, and
 * each version of its comments says how many there were. */
#include "keep/db.h"
#include "keep/library_post.h"
#include "keep/version.h"

#include <string.h>

enum { READINGS = 100, VERSIONS = 24 };

static json_t *count_of(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    return json_is_integer(value) ? json_incref(value) : json_integer(-1);
}

/* [AT, VIEWS, LIKES, COMMENTS, SHARES, SAVES], -1 unknown. */
static void add_side(json_t *ret, json_int_t at, const json_t *side)
{
    (void)json_array_append_new(
        ret, json_pack("[I, o, o, o, o, o]", at, count_of(side, "view_count"),
                       count_of(side, "like_count"), count_of(side, "comment_count"),
                       count_of(side, "repost_count"), count_of(side, "save_count")));
}

/* What its earlier records say, which stay in the folder. */
static bool add_earlier(struct ck_archive *archive, int rootfd,
                        const struct ck_kept *kept, json_t *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db,
                       "SELECT f.name, p.kept_at FROM posts p JOIN files f"
                       " ON f.post = p.number WHERE p.id = ?1 AND p.newest = 0"
                       " AND p.folder = ?2 AND f.role = 'sidecar' ORDER BY p.number",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, kept->id);
    ck_db_text(stmt, 2, kept->folder);
    while (json_array_size(ret) < READINGS) {
        json_t *side;

        if (!ck_db_step(stmt, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        side = ck_version_read(rootfd, (const char *)sqlite3_column_text(stmt, 0));
        if (json_object_size(side) > 0) {
            add_side(ret, sqlite3_column_int64(stmt, 1), side);
        }
        json_decref(side);
    }
    return true;
}

static void add_remarks(int rootfd, const struct ck_kept *kept, json_t *ret)
{
    size_t count = 0;

    for (size_t i = 0; i < kept->file_count && count < VERSIONS; i++) {
        json_t *version = strcmp(kept->files[i].role, "comments") == 0
                              ? ck_version_read(rootfd, kept->files[i].name)
                              : NULL;

        if (json_is_integer(json_object_get(version, "total")) &&
            json_is_integer(json_object_get(version, "at"))) {
            (void)json_array_append_new(
                ret, json_pack("[O, i, i, O, i, i]", json_object_get(version, "at"), -1,
                               -1, json_object_get(version, "total"), -1, -1));
            count++;
        }
        json_decref(version);
    }
}

bool ck_library_readings(struct ck_archive *archive, int rootfd,
                         struct ck_library_post *post, struct ck_error *err)
{
    json_t *readings = json_array();
    bool ok = add_earlier(archive, rootfd, post->kept, readings, err);

    if (ok && post->side != NULL) {
        add_side(readings, post->kept->kept_at, post->side);
    }
    if (ok) {
        add_remarks(rootfd, post->kept, readings);
    }
    if (json_array_size(readings) > 1) {
        post->readings = json_incref(readings);
    }
    json_decref(readings);
    return ok;
}
