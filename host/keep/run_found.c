/* run_found.c - what a run finds goes into its list, its record and the queue. */
#include "keep/job_rows.h"
#include "keep/list_rows.h"

#include <string.h>

static const char ask_sql[] =
    "SELECT EXISTS (SELECT 1 FROM run_posts WHERE run = ?1 AND post = ?2),"
    " EXISTS (SELECT 1 FROM list_posts WHERE list = ?3 AND post = ?2"
    " AND first_run <= ?4),"
    " " CK_POST_IS_KEPT("?2") ", " CK_POST_LAST_CODE("?2");

static const char in_run_sql[] =
    "INSERT INTO run_posts (run, post, was_kept, chosen, code, noted)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET noted = ?6,"
    " chosen = max(chosen, excluded.chosen),"
    " code = iif(excluded.code = '', code, excluded.code)";

/* Each run's places are before those of the runs before it, so that what is new comes
 * first; those of a data export come last. */
static const char in_list_sql[] =
    "INSERT INTO list_posts (list, post, added_at, place, first_run, last_run,"
    " author, text, created, kind, noted)"
    " VALUES (?3, ?2, ?5, ?4, ?1, ?1, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT DO UPDATE SET first_run = min(first_run, ?1),"
    " last_run = max(last_run, ?1),"
    " noted = iif(?5 NOT IN (0, added_at) OR ?6 NOT IN ('', author) OR"
    " ?7 NOT IN ('', text) OR ?8 NOT IN (0, created) OR ?9 NOT IN ('', kind),"
    " ?10, noted),"
    " place = iif(place < 0 AND ?4 > place, place, ?4),"
    " added_at = iif(?5 > 0, ?5, added_at), author = iif(?6 = '', author, ?6),"
    " text = iif(?7 = '', text, ?7), created = iif(?8 > 0, ?8, created),"
    " kind = iif(?9 = '', kind, ?9)";

bool ck_run_entering_begin(sqlite3 *db, struct ck_run_entering *ret, struct ck_error *err)
{
    *ret = (struct ck_run_entering){0};
    return ck_db_prepare(db, in_run_sql, &ret->in_run, err) &&
           ck_db_prepare(db, in_list_sql, &ret->in_list, err);
}

void ck_run_entering_end(struct ck_run_entering *entering)
{
    ck_stmt_pointer(&entering->in_run);
    ck_stmt_pointer(&entering->in_list);
}

static bool enter_in_run(sqlite3_stmt *stmt, const struct ck_run_entry *entry,
                         struct ck_error *err)
{
    (void)sqlite3_reset(stmt);
    ck_db_int(stmt, 1, entry->run);
    ck_db_text(stmt, 2, entry->post.post);
    ck_db_int(stmt, 3, entry->was_kept ? 1 : 0);
    ck_db_int(stmt, 4, entry->passed_over ? 0 : 1);
    ck_db_text(stmt, 5, entry->code);
    ck_db_int(stmt, 6, entry->noted ? 1 : 0);
    return ck_db_step(stmt, NULL, err);
}

static bool enter_in_list(sqlite3_stmt *stmt, const struct ck_run_entry *entry,
                          struct ck_error *err)
{
    const struct ck_list_post *post = &entry->post;

    (void)sqlite3_reset(stmt);
    ck_db_int(stmt, 1, entry->run);
    ck_db_text(stmt, 2, post->post);
    ck_db_int(stmt, 3, entry->list);
    ck_db_int(stmt, 4, entry->place);
    ck_db_int(stmt, 5, post->added_at);
    ck_db_text(stmt, 6, post->author);
    ck_db_text(stmt, 7, post->text);
    ck_db_int(stmt, 8, post->created);
    ck_db_text(stmt, 9, post->kind);
    ck_db_int(stmt, 10, entry->noted ? 1 : 0);
    return ck_db_step(stmt, NULL, err);
}

bool ck_run_enter(const struct ck_run_entering *entering,
                  const struct ck_run_entry *entry, struct ck_error *err)
{
    return enter_in_run(entering->in_run, entry, err) &&
           enter_in_list(entering->in_list, entry, err);
}

struct finding {
    struct ck_archive *archive;
    struct ck_run run;
    int64_t base; /* the last run that got to the end of the list, 0: none */
    sqlite3_stmt *ask;
    struct ck_run_entering entering;
    char code[40]; /* why the post of now could not be kept the last time */
};

/* Behind a run that did not get to the end of the list there may be a gap: what only such
 * a run has found does not count as known. A list that came a little short is at its end:
 * TikTok counts posts that it does not show. A data export says nothing of all this. */
static bool find_base(struct finding *finding, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(finding->archive->db,
                       "SELECT coalesce(max(number), 0) FROM runs"
                       " WHERE list = ?1 AND number < ?2 AND source IN ('tab', 'site')"
                       " AND (ended IN ('complete', 'enough') OR ended = 'short' AND"
                       " 20 * (SELECT count(*) FROM run_posts WHERE run = runs.number)"
                       " >= 19 * stated)",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, finding->run.list);
    ck_db_int(stmt, 2, finding->run.number);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    finding->base = sqlite3_column_int64(stmt, 0);
    return true;
}

static bool ask(struct finding *finding, struct ck_found *found, struct ck_error *err)
{
    sqlite3_stmt *stmt = finding->ask;
    char *code = finding->code;

    (void)sqlite3_reset(stmt);
    ck_db_int(stmt, 1, finding->run.number);
    ck_db_text(stmt, 2, found->post);
    ck_db_int(stmt, 3, finding->run.list);
    ck_db_int(stmt, 4, finding->base);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    ck_db_column_into(stmt, 3, code, sizeof(finding->code));
    found->repeated = sqlite3_column_int(stmt, 0) != 0;
    found->known = sqlite3_column_int(stmt, 1) != 0;
    found->kept = sqlite3_column_int(stmt, 2) != 0;
    found->gone = !found->kept && code[0] != '\0' && ck_code_gone(ck_code_of_text(code));
    return true;
}

static bool enter(struct finding *finding, const struct ck_found *found, int64_t at,
                  struct ck_error *err)
{
    bool export = finding->run.source == CK_SOURCE_EXPORT;
    const struct ck_run_entry entry = {
        .run = finding->run.number,
        .list = finding->run.list,
        .place = export ? at : at - finding->run.number * ((int64_t)1 << 32),
        .was_kept = found->kept,
        .passed_over = found->passed_over,
        .code = found->gone ? finding->code : "",
        .post = {.post = found->post,
                 .author = found->author,
                 .text = found->text,
                 .kind = found->kind,
                 .created = found->created,
                 .added_at = found->added_at}};

    return ck_run_enter(&finding->entering, &entry, err);
}

static bool queue(struct finding *finding, struct ck_found *found, struct ck_error *err)
{
    found->queued = false;
    if (found->job == NULL || found->kept || found->passed_over ||
        (found->gone && !found->again)) {
        return true;
    }
    found->queued = true;
    return ck_job_insert(finding->archive, found->job, "", err);
}

static bool add_one(struct finding *finding, struct ck_found *found, int64_t at,
                    struct ck_error *err)
{
    return ask(finding, found, err) && enter(finding, found, at, err) &&
           queue(finding, found, err);
}

static bool add_all(struct finding *finding, int64_t from, struct ck_found *found,
                    size_t count, struct ck_error *err)
{
    sqlite3 *db = finding->archive->db;

    if (!find_base(finding, err) || !ck_db_prepare(db, ask_sql, &finding->ask, err) ||
        !ck_run_entering_begin(db, &finding->entering, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!add_one(finding, &found[i], from + (int64_t)i, err)) {
            return false;
        }
    }
    return true;
}

bool ck_run_found(struct ck_archive *archive, int64_t run, int64_t from,
                  struct ck_found *found, size_t count, struct ck_error *err)
{
    struct finding finding = {.archive = archive};
    bool there = false;
    bool ok = ck_run_read(archive, run, &there, &finding.run, err) &&
              (there || ck_fail(err, CK_ERR_NOT_FOUND, "run %lld", (long long)run)) &&
              ck_db_begin(archive->db, err);

    if (ok) {
        ok = add_all(&finding, from, found, count, err);
        ck_stmt_pointer(&finding.ask);
        ck_run_entering_end(&finding.entering);
        ok = ck_db_end(archive->db, ok, err);
    }
    return ok;
}

bool ck_runs_note_ended(struct ck_archive *archive, struct ck_error *err)
{
    return ck_db_run(archive->db,
                     "UPDATE run_posts SET code = (SELECT code FROM jobs WHERE"
                     " jobs.post = run_posts.post ORDER BY number DESC LIMIT 1)"
                     " WHERE was_kept = 0 AND (SELECT state FROM jobs WHERE"
                     " jobs.post = run_posts.post ORDER BY number DESC LIMIT 1)"
                     " IN ('failed', 'cancelled')",
                     err);
}
