#include "keep/run_note.h"

#include "base/mem.h"
#include "keep/journal.h"
#include "keep/run_text.h"

#include <stdio.h>
#include <string.h>

enum {
    RUNS_AT_ONCE = 16,
    POSTS_AT_ONCE = 500,
    EVENTS_MAX = RUNS_AT_ONCE + POSTS_AT_ONCE
};
/* A `found` event is begun anew when so many bytes may be needed for one. */
enum { WEIGHT_MAX = 400 * 1024 };

/* What is to be written by one call. */
struct noting {
    struct ck_archive *archive;
    int64_t at;
    json_t *events[EVENTS_MAX];
    size_t count;
    size_t runs, posts; /* that are in them */
    int64_t run;        /* of the last event, if it is a `found`, else 0 */
    size_t weight;      /* of that one */
};

static bool add_event(struct noting *noting, json_t *event, struct ck_error *err)
{
    if (event == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    noting->events[noting->count++] = event;
    return true;
}

/* --- runs ------------------------------------------------------------------------- */

static bool add_run(struct noting *noting, int64_t number, const char *name,
                    struct ck_error *err)
{
    struct ck_run_line line = {0};
    bool found = false;
    bool ok = ck_run_read(noting->archive, number, &found, &line.run, err) &&
              ck_list_read(noting->archive, line.run.list, &found, &line.list, err);

    (void)snprintf(line.name, sizeof(line.name), "%s", name);
    ok = ok && add_event(noting, ck_run_event(&line, noting->at), err);
    noting->runs += ok ? 1 : 0;
    ck_list_clear(&line.list);
    return ok;
}

static bool add_runs(struct noting *noting, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(noting->archive->db,
                       "SELECT number, name FROM runs WHERE noted = 0"
                       " ORDER BY number LIMIT ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, RUNS_AT_ONCE);
    while (ck_db_step(stmt, &row, err)) {
        char name[CK_RUN_NAME];

        if (!row) {
            return true;
        }
        ck_db_column_into(stmt, 1, name, sizeof(name));
        if (!add_run(noting, sqlite3_column_int64(stmt, 0), name, err)) {
            return false;
        }
    }
    return false;
}

static bool mark_runs(struct noting *noting, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(noting->archive->db,
                       "UPDATE runs SET noted = 1 WHERE number IN (SELECT number"
                       " FROM runs WHERE noted = 0 ORDER BY number LIMIT ?1)",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, (int64_t)noting->runs);
    return ck_db_step(stmt, NULL, err);
}

/* --- what they found -------------------------------------------------------------- */

static const char *text_at(sqlite3_stmt *stmt, int number)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);

    return text != NULL ? (const char *)text : "";
}

/* The row at which `stmt` stands. */
static bool add_post(struct noting *noting, sqlite3_stmt *stmt, struct ck_error *err)
{
    struct ck_run_entry entry = {.run = sqlite3_column_int64(stmt, 6),
                                 .was_kept = sqlite3_column_int(stmt, 8) != 0,
                                 .passed_over = sqlite3_column_int(stmt, 9) == 0,
                                 .code = text_at(stmt, 10),
                                 .place = sqlite3_column_int64(stmt, 11)};
    bool facts = sqlite3_column_int(stmt, 12) == 0;

    ck_list_post_of_row(stmt, &entry.post);
    if (noting->run != entry.run || noting->weight > WEIGHT_MAX) {
        noting->run = entry.run;
        noting->weight = 0;
        if (!add_event(noting, ck_found_event(text_at(stmt, 7), noting->at), err)) {
            return false;
        }
    }
    noting->posts++;
    return ck_found_event_add(noting->events[noting->count - 1], &entry, facts,
                              &noting->weight) ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool add_posts(struct noting *noting, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(noting->archive->db,
                       "SELECT r.post, author, text, kind, created, added_at, r.run,"
                       " name, was_kept, chosen, code, place, l.noted"
                       " FROM run_posts AS r CROSS JOIN runs ON number = r.run"
                       " LEFT JOIN list_posts AS l ON l.list = runs.list"
                       " AND l.post = r.post WHERE r.noted = 0"
                       " ORDER BY r.run, r.post LIMIT ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, POSTS_AT_ONCE);
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            return true;
        }
        if (!add_post(noting, stmt, err)) {
            return false;
        }
    }
    return false;
}

/* The same rows: no other process can have changed them. Joined, because SQLite looks up
 * `(run, post) IN` by the run alone, which takes ever longer in a long list. */
static bool mark_posts(struct noting *noting, struct ck_error *err)
{
    static const char *const marks[] = {
        "UPDATE list_posts SET noted = 1"
        " FROM (SELECT run, post AS found FROM run_posts WHERE noted = 0"
        " ORDER BY run, post LIMIT ?1) AS r CROSS JOIN runs ON number = r.run"
        " WHERE list_posts.list = runs.list AND list_posts.post = found"
        " AND list_posts.noted = 0",
        "UPDATE run_posts SET noted = 1"
        " FROM (SELECT run AS of, post AS found FROM run_posts WHERE noted = 0"
        " ORDER BY run, post LIMIT ?1) WHERE run = of AND post = found",
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        ck_autostmt sqlite3_stmt *stmt = NULL;

        if (!ck_db_prepare(noting->archive->db, marks[i], &stmt, err)) {
            return false;
        }
        ck_db_int(stmt, 1, (int64_t)noting->posts);
        if (!ck_db_step(stmt, NULL, err)) {
            return false;
        }
    }
    return true;
}

/* --- both ------------------------------------------------------------------------- */

/* A run is told of before what it found. */
static bool write_down(struct noting *noting, int rootfd, struct ck_error *err)
{
    if (!add_runs(noting, err) ||
        (noting->runs < RUNS_AT_ONCE && !add_posts(noting, err))) {
        return false;
    }
    return noting->count == 0 ||
           (ck_journal_add(rootfd, noting->events, noting->count, err) &&
            mark_runs(noting, err) && mark_posts(noting, err));
}

bool ck_runs_to_note(struct ck_archive *archive, bool *ret, struct ck_error *err)
{
    int64_t needed = 0;
    bool ok = ck_db_number(archive->db,
                           "SELECT EXISTS (SELECT 1 FROM runs WHERE noted = 0)"
                           " OR EXISTS (SELECT 1 FROM run_posts WHERE noted = 0)",
                           &needed, err);

    *ret = ok && needed != 0;
    return ok;
}

bool ck_runs_note(struct ck_archive *archive, int rootfd, bool *ret_more,
                  struct ck_error *err)
{
    ck_autofree struct noting *noting = NULL;
    bool ok;

    *ret_more = false;
    noting = ck_calloc(1, sizeof(*noting));
    if (noting == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    noting->archive = archive;
    noting->at = ck_db_now();
    /* In one transaction, so that what is marked is what was written. */
    ok = ck_db_begin(archive->db, err) &&
         ck_db_end(archive->db, write_down(noting, rootfd, err), err);
    *ret_more = ok && (noting->runs == RUNS_AT_ONCE || noting->posts == POSTS_AT_ONCE);
    for (size_t i = 0; i < noting->count; i++) {
        json_decref(noting->events[i]);
    }
    return ok;
}

bool ck_runs_note_anew(struct ck_archive *archive, struct ck_error *err)
{
    return ck_db_run(archive->db,
                     "UPDATE runs SET noted = 0; UPDATE run_posts SET noted = 0;"
                     "UPDATE list_posts SET noted = 0",
                     err);
}
