/* run_back.c - lists and runs as the journal tells of them are entered again. */
#include "base/mem.h"
#include "keep/db.h"
#include "keep/run_text.h"

#include <string.h>

/* The run of this name and its list; 0: it is not known. */
static bool find(sqlite3 *db, const char *name, int64_t *ret_run, int64_t *ret_list,
                 struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret_run = *ret_list = 0;
    if (!ck_db_prepare(db, "SELECT number, list FROM runs WHERE name = ?1", &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, name);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret_run = row ? sqlite3_column_int64(stmt, 0) : 0;
    *ret_list = row ? sqlite3_column_int64(stmt, 1) : 0;
    return true;
}

static void bind(sqlite3_stmt *stmt, const struct ck_run_line *line, int64_t list)
{
    const struct ck_run *run = &line->run;

    ck_db_int(stmt, 1, run->number);
    ck_db_int(stmt, 2, list);
    ck_db_text(stmt, 3, ck_run_source_text(run->source));
    ck_db_int(stmt, 4, run->started_at);
    ck_db_int(stmt, 5, run->ended_at);
    ck_db_int(stmt, 6, run->full ? 1 : 0);
    ck_db_int(stmt, 7, run->stated);
    ck_db_text(stmt, 8, ck_run_end_text(run->ended));
    ck_db_text(stmt, 9, line->name);
}

/* It keeps its number, by which the runs are in order, unless that is another's. */
static bool insert(sqlite3 *db, const struct ck_run_line *line, int64_t list,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "INSERT INTO runs (number, list, source, started_at, ended_at,"
                       " full, stated, ended, name, noted) VALUES"
                       " (iif(EXISTS (SELECT 1 FROM runs WHERE number = ?1), NULL, ?1),"
                       " ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
                       &stmt, err)) {
        return false;
    }
    bind(stmt, line, list);
    return ck_db_step(stmt, NULL, err);
}

/* A run that has ended stays as it is. */
static bool update(sqlite3 *db, const struct ck_run_line *line, int64_t list,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "UPDATE runs SET ended_at = ?5, stated = ?7, ended = ?8"
                       " WHERE name = ?9 AND ended = ''",
                       &stmt, err)) {
        return false;
    }
    bind(stmt, line, list);
    return ck_db_step(stmt, NULL, err);
}

static bool enter_run(sqlite3 *db, const struct ck_run_line *line, int64_t *ret_entered,
                      struct ck_error *err)
{
    int64_t run = 0, list = 0;

    if (!find(db, line->name, &run, &list, err)) {
        return false;
    }
    if (run != 0) {
        return update(db, line, list, err);
    }
    *ret_entered += 1;
    return ck_list_enter(db, &line->list, &list, err) && insert(db, line, list, err);
}

static bool enter_posts(const struct ck_run_entering *entering, const json_t *posts,
                        int64_t run, int64_t list, struct ck_error *err)
{
    const json_t *post;
    size_t i;

    json_array_foreach(posts, i, post)
    {
        struct ck_run_entry entry;

        if (!ck_found_event_post(post, &entry)) {
            continue; /* one that is absurd keeps none of the others */
        }
        entry.run = run;
        entry.list = list;
        entry.noted = true;
        if (!ck_run_enter(entering, &entry, err)) {
            return false;
        }
    }
    return true;
}

static bool enter_found(sqlite3 *db, const char *name, const json_t *posts,
                        struct ck_error *err)
{
    struct ck_run_entering entering = {0};
    int64_t run = 0, list = 0;
    bool ok = find(db, name, &run, &list, err) &&
              (run == 0 || (ck_run_entering_begin(db, &entering, err) &&
                            enter_posts(&entering, posts, run, list, err)));

    ck_run_entering_end(&entering);
    return ok;
}

bool ck_run_back(struct ck_archive *archive, const json_t *event, int64_t *ret_entered,
                 struct ck_error *err)
{
    const char *name = ck_found_event_name(event);
    struct ck_run_line line;

    if (name != NULL) {
        return enter_found(archive->db, name, ck_found_event_posts(event), err);
    }
    return !ck_run_event_read(event, &line) ||
           enter_run(archive->db, &line, ret_entered, err);
}

bool ck_run_back_failed(struct ck_archive *archive, const json_t *event,
                        struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    const char *what = json_string_value(json_object_get(event, "event"));
    const char *post = json_string_value(json_object_get(event, "post"));
    const char *code = json_string_value(json_object_get(event, "code"));

    if (what == NULL || post == NULL || code == NULL || strcmp(what, "failed") != 0 ||
        strcmp(ck_code_text(ck_code_of_text(code)), code) != 0) {
        return true;
    }
    if (!ck_db_prepare(archive->db,
                       "UPDATE run_posts SET code = ?2 WHERE post = ?1 AND was_kept = 0"
                       " AND chosen = 1 AND run IN (SELECT number FROM runs WHERE list IN"
                       " (SELECT list FROM list_posts WHERE post = ?1))",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, code);
    return ck_db_step(stmt, NULL, err);
}
