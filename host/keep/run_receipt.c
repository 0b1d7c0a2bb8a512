/* run_receipt.c - how a run adds up, asked of what is kept and of the queue. */
#include "keep/list_rows.h"

#include <stdlib.h>
#include <string.h>

/* What became of the row `r` of run_posts: one of the words that begin with "+", or the
 * code of what was in the way. The first that fits decides, so each post counts once. */
#define FATE                                                                             \
    "CASE WHEN r.was_kept = 1 THEN '+had'"                                               \
    " WHEN EXISTS (SELECT 1 FROM posts WHERE id = r.post AND newest = 1) THEN '+saved'"  \
    " WHEN r.chosen = 0 THEN '+passed'"                                                  \
    " ELSE coalesce((SELECT CASE state WHEN 'failed' THEN code"                          \
    " WHEN 'cancelled' THEN 'cancelled' WHEN 'done' THEN 'not-found'"                    \
    " ELSE '+waiting' END FROM jobs WHERE post = r.post ORDER BY number DESC LIMIT 1),"  \
    " nullif(r.code, ''), '+waiting') END"

bool ck_code_gone(enum ck_code code)
{
    return code == CK_ERR_DELETED || code == CK_ERR_REMOVED ||
           code == CK_ERR_UNAVAILABLE || code == CK_ERR_ACCOUNT;
}

static enum ck_fate fate_of(const char *word, enum ck_code *ret_code)
{
    static const struct {
        const char *word;
        enum ck_fate fate;
    } words[] = {
        {"+had", CK_FATE_HAD},
        {"+saved", CK_FATE_SAVED},
        {"+passed", CK_FATE_PASSED_OVER},
        {"+waiting", CK_FATE_WAITING},
    };

    *ret_code = CK_OK;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i].word) == 0) {
            return words[i].fate;
        }
    }
    *ret_code = ck_code_of_text(word);
    return ck_code_gone(*ret_code) ? CK_FATE_GONE : CK_FATE_FAILED;
}

static void add_reason(struct ck_receipt *receipt, enum ck_code code)
{
    size_t at = 0;

    while (at < receipt->reason_count && receipt->reasons[at].code != code) {
        at++;
    }
    at -= at == CK_RECEIPT_REASONS; /* the sum stays right */
    receipt->reason_count += at == receipt->reason_count;
    receipt->reasons[at].code = code;
    receipt->reasons[at].count++;
}

static void add(struct ck_receipt *receipt, const char *word)
{
    enum ck_code code;

    receipt->found++;
    switch (fate_of(word, &code)) {
    case CK_FATE_SAVED:
        receipt->saved++;
        break;
    case CK_FATE_HAD:
        receipt->had++;
        break;
    case CK_FATE_GONE:
        receipt->gone++;
        add_reason(receipt, code);
        break;
    case CK_FATE_FAILED:
        receipt->failed++;
        add_reason(receipt, code);
        break;
    case CK_FATE_WAITING:
        receipt->waiting++;
        break;
    case CK_FATE_PASSED_OVER:
        receipt->passed_over++;
        break;
    }
}

static int compare(const void *a, const void *b)
{
    const struct ck_receipt_reason *one = a, *other = b;

    return one->count != other->count ? (one->count < other->count ? 1 : -1)
                                      : (int)one->code - (int)other->code;
}

/* Counted here: grouping would sort, in memory, as many words as there are posts. */
static bool count_fates(sqlite3 *db, struct ck_receipt *receipt, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(db, "SELECT " FATE " FROM run_posts AS r WHERE run = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_int(stmt, 1, receipt->run.number);
    while (ck_db_step(stmt, &row, err)) {
        char word[40];

        if (!row) {
            qsort(receipt->reasons, receipt->reason_count, sizeof(receipt->reasons[0]),
                  compare);
            return true;
        }
        ck_db_column_into(stmt, 0, word, sizeof(word));
        add(receipt, word);
    }
    return false;
}

static bool count_unlisted(sqlite3 *db, struct ck_receipt *receipt, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "SELECT count(*) FROM list_posts AS l WHERE list = ?1"
                       " AND first_run < ?2 AND NOT EXISTS (SELECT 1 FROM run_posts"
                       " WHERE run = ?2 AND post = l.post)",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, receipt->run.list);
    ck_db_int(stmt, 2, receipt->run.number);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    receipt->unlisted = sqlite3_column_int64(stmt, 0);
    return true;
}

/* How many a list has that came to where the run ended, -1: nobody knows. */
static int64_t listed(const struct ck_receipt *receipt)
{
    switch (receipt->run.ended) {
    case CK_RUN_COMPLETE:
    case CK_RUN_SHORT:
        return receipt->found;
    case CK_RUN_MET_KNOWN:
        return receipt->list.posts;
    case CK_RUN_OPEN:
    case CK_RUN_STOPPED:
    case CK_RUN_CAPTCHA:
    case CK_RUN_REFUSED:
        break;
    }
    return -1;
}

static bool fill(struct ck_archive *archive, int64_t run, struct ck_receipt *ret,
                 struct ck_error *err)
{
    bool found = false;
    int64_t there;

    if (!ck_run_read(archive, run, &found, &ret->run, err) ||
        (found && !ck_list_read(archive, ret->run.list, &found, &ret->list, err))) {
        return false;
    }
    if (!found) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "run %lld", (long long)run);
    }
    if (!count_fates(archive->db, ret, err)) {
        return false;
    }
    there = listed(ret);
    ret->missing = there >= 0 && ret->run.stated > there ? ret->run.stated - there : 0;
    return (ret->run.ended != CK_RUN_COMPLETE && ret->run.ended != CK_RUN_SHORT) ||
           count_unlisted(archive->db, ret, err);
}

void ck_receipt_clear(struct ck_receipt *receipt)
{
    ck_list_clear(&receipt->list);
    *receipt = (struct ck_receipt){0};
}

bool ck_run_receipt(struct ck_archive *archive, int64_t run, struct ck_receipt *ret,
                    struct ck_error *err)
{
    bool ok;

    *ret = (struct ck_receipt){0};
    /* One transaction: the sums are of one moment. */
    ok = ck_db_run(archive->db, "BEGIN", err) &&
         ck_db_end(archive->db, fill(archive, run, ret, err), err);
    if (!ok) {
        ck_receipt_clear(ret);
    }
    return ok;
}

bool ck_run_each(struct ck_archive *archive, int64_t run, enum ck_fate fate, size_t limit,
                 ck_run_told *told, void *ctx, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db,
                       "SELECT l.post, author, text, kind, created, added_at, " FATE
                       " FROM runs CROSS JOIN list_posts AS l ON l.list = runs.list"
                       " CROSS JOIN run_posts AS r ON r.run = runs.number"
                       " AND r.post = l.post WHERE runs.number = ?1 ORDER BY l.place",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, run);
    while (limit > 0 && ck_db_step(stmt, &row, err)) {
        struct ck_list_post post;
        enum ck_code code;
        char word[40];

        if (!row) {
            return true;
        }
        ck_list_post_of_row(stmt, &post);
        ck_db_column_into(stmt, 6, word, sizeof(word));
        if (fate_of(word, &code) != fate) {
            continue;
        }
        if (!told(ctx, &post, fate, code)) {
            return true;
        }
        limit--;
    }
    return limit == 0;
}
