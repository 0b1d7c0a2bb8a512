#include "keep/made.h"

#include "keep/db.h"

#include <string.h>

static const char sql[] =
    "SELECT created, id, text FROM posts"
    " WHERE newest = 1 AND created > 0 AND author = ?1 COLLATE NOCASE"
    " UNION SELECT list_posts.created, post, list_posts.text FROM list_posts"
    " JOIN lists ON lists.number = list"
    " WHERE lists.kind = 'posts' AND lists.handle = ?1 COLLATE NOCASE"
    " AND list_posts.created > 0 ORDER BY 1, 2";
static const char kept_sql[] =
    "SELECT created, id, text, author, mine = 1 OR author COLLATE NOCASE IN"
    " (SELECT handle FROM lists WHERE kind = 'posts' AND mine = 1) FROM posts"
    " WHERE newest = 1 AND created > 0 AND folder = ?1 ORDER BY 1, 2";
static const char handle_sql[] =
    "SELECT handle FROM lists WHERE kind = 'posts' AND mine = 1 AND handle <> ''"
    " UNION SELECT author FROM posts WHERE newest = 1 AND mine = 1 AND author <> ''"
    " LIMIT 2";

static const char *text_of(sqlite3_stmt *stmt, int number)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);

    return text != NULL ? (const char *)text : "";
}

bool ck_made_each(struct ck_archive *archive, const char *handle, ck_made_told *told,
                  void *ctx, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, handle);
    while (ck_db_step(stmt, &row, err)) {
        if (!row || !told(ctx, sqlite3_column_int64(stmt, 0), text_of(stmt, 1),
                          text_of(stmt, 2))) {
            return true;
        }
    }
    return false;
}

bool ck_made_kept(struct ck_archive *archive, const char *folder, ck_made_kept_told *told,
                  void *ctx, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db, kept_sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, folder);
    while (ck_db_step(stmt, &row, err)) {
        if (!row ||
            !told(ctx, sqlite3_column_int64(stmt, 0), text_of(stmt, 1), text_of(stmt, 2),
                  text_of(stmt, 3), sqlite3_column_int(stmt, 4) != 0)) {
            return true;
        }
    }
    return false;
}

bool ck_made_handle(struct ck_archive *archive, char ret[64], struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    ret[0] = '\0';
    if (!ck_db_prepare(archive->db, handle_sql, &stmt, err) ||
        !ck_db_step(stmt, &row, err)) {
        return false;
    }
    if (row) {
        (void)snprintf(ret, 64, "%s", text_of(stmt, 0));
        if (!ck_db_step(stmt, &row, err)) {
            return false;
        }
        if (row) {
            ret[0] = '\0';
        }
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The text without white space around it. */
static const char *trim(const char *text, size_t *ret_len)
{
    while (is_space(*text)) {
        text++;
    }
    *ret_len = strlen(text);
    while (*ret_len > 0 && is_space(text[*ret_len - 1])) {
        *ret_len -= 1;
    }
    return text;
}

bool ck_made_agree(const char *one, const char *other)
{
    enum { CUT_BYTES = 100 }; /* from where on two agree of which one was cut */
    size_t one_len, other_len, less;

    one = trim(one, &one_len);
    other = trim(other, &other_len);
    less = one_len < other_len ? one_len : other_len;
    return less == 0 ||
           (memcmp(one, other, less) == 0 && (one_len == other_len || less >= CUT_BYTES));
}
