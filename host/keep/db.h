/* db.h - the archive's database, for this room only: statements with clean-up, and
 * SQLite's results as our errors. */
#ifndef CK_KEEP_DB_H
#define CK_KEEP_DB_H

#include "keep/archive.h"

#include <sqlite3.h>

struct ck_archive {
    sqlite3 *db;
    int owners; /* the folder of the owners' locked files */
    int lock;   /* our own, -1 until we need it */
    char owner[40];
    int64_t busy_ms; /* when the wait for the others began */
};

void ck_stmt_pointer(sqlite3_stmt **stmt);
#define ck_autostmt __attribute__((cleanup(ck_stmt_pointer)))

/* For sqlite3_busy_handler(): waits a moment for those who have the archive, 5 s in all.
 * SQLite's own waits grow to 100 ms; between the writes of a bulk there are gaps of a
 * few, and whoever looked so seldom hardly ever met one. `began_ms`: an int64_t. */
int ck_db_wait(void *began_ms, int count);

/* Fills `err` from what SQLite says last and returns false. */
bool ck_db_fail(sqlite3 *db, struct ck_error *err, const char *doing);
/* For system calls and helpers that speak of the save folder: the state folder's trouble
 * is archive-error. Returns false. */
bool ck_db_fail_state(struct ck_error *err);
/* Runs statements without parameters. */
CK_NODISCARD bool ck_db_run(sqlite3 *db, const char *sql, struct ck_error *err);
CK_NODISCARD bool ck_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret,
                                struct ck_error *err);
/* Bindings by number; NULL is bound as "". Memory is borrowed until the statement ends.
 * Failure shows as no-memory in ck_db_step(): the value is NULL and no column takes it.
 */
void ck_db_text(sqlite3_stmt *stmt, int number, const char *text);
void ck_db_int(sqlite3_stmt *stmt, int number, int64_t value);
/* One step; `ret_row` (may be NULL) says whether there is a row. */
CK_NODISCARD bool ck_db_step(sqlite3_stmt *stmt, bool *ret_row, struct ck_error *err);
/* The number that a question without parameters gives, 0 without a row. */
CK_NODISCARD bool ck_db_number(sqlite3 *db, const char *sql, int64_t *ret,
                               struct ck_error *err);
/* Copies a text column; `*ok` becomes false when there is no memory. */
char *ck_db_column(sqlite3_stmt *stmt, int number, bool *ok);
/* The same into an array of `size` bytes, cut when too long. */
void ck_db_column_into(sqlite3_stmt *stmt, int number, char *ret, size_t size);

/* Every change goes through BEGIN IMMEDIATE: a transaction that reads first and writes
 * later is refused at once when another process writes, however long we would wait. */
CK_NODISCARD bool ck_db_begin(sqlite3 *db, struct ck_error *err);
/* Commits when `ok`, else rolls back; returns whether all of it worked. */
CK_NODISCARD bool ck_db_end(sqlite3 *db, bool ok, struct ck_error *err);

/* Seconds since 1970. */
int64_t ck_db_now(void);

/* Makes the file that shows that this process lives, once. */
CK_NODISCARD bool ck_owner_begin(struct ck_archive *archive, struct ck_error *err);
/* True when the process that made this owner file has ended. */
bool ck_owner_dead(const struct ck_archive *archive, const char *owner);
void ck_owner_end(struct ck_archive *archive);

/* Within the transaction that is open: */

/* As ck_archive_keep(); `summed` says that its files are in SHA256SUMS. */
CK_NODISCARD bool ck_post_keep(struct ck_archive *archive, const struct ck_kept *kept,
                               int64_t job, bool summed, struct ck_error *err);
/* The same without a job. */
CK_NODISCARD bool ck_post_insert(struct ck_archive *archive, const struct ck_kept *kept,
                                 bool summed, struct ck_error *err);
/* Columns of `posts` for the two below, and how many. */
#define CK_RIGHTS_COLUMNS "licence, grade, saving, rights_edition, mine"
enum { CK_RIGHTS_COLUMN_COUNT = 5 };
/* Reads them, the first being column `at`. */
void ck_rights_of_row(sqlite3_stmt *stmt, int at, struct ck_kept_rights *ret);
/* Binds them in this order, the first as parameter `at`. Borrows. */
void ck_rights_bind(sqlite3_stmt *stmt, int at, const struct ck_kept_rights *rights);

/* Takes the record of these files in `kept->folder` away, within the transaction that is
 * open. */
CK_NODISCARD bool ck_post_drop(struct ck_archive *archive, const struct ck_kept *kept,
                               struct ck_error *err);
/* Takes away the records of this main file in `folder` but the one of this number, which
 * gets the permissions they had. */
CK_NODISCARD bool ck_post_drop_others(sqlite3 *db, const struct ck_kept *kept,
                                      const char *folder, int64_t number,
                                      struct ck_error *err);
/* The next record of `folder` behind the number `after`; without one `*ret_number` is 0.
 * `ret` as ck_archive_find() gives it. */
CK_NODISCARD bool ck_post_next(struct ck_archive *archive, const char *folder,
                               int64_t after, int64_t *ret_number, struct ck_kept *ret,
                               struct ck_error *err);
/* The record `number` is in `folder` from now on, its files are in SHA256SUMS there, and
 * another record there of the same main file is not needed any more. */
CK_NODISCARD bool ck_post_settle(struct ck_archive *archive, int64_t number,
                                 const struct ck_kept *kept, const char *folder,
                                 struct ck_error *err);
/* The same in a transaction of its own. */
CK_NODISCARD bool ck_post_rebase(struct ck_archive *archive, int64_t number,
                                 const struct ck_kept *kept, const char *folder,
                                 struct ck_error *err);
/* Marks a job of ours as done, with what is known of its post by now. */
CK_NODISCARD bool ck_job_done(struct ck_archive *archive, int64_t number,
                              const struct ck_kept *kept, struct ck_error *err);

#endif
