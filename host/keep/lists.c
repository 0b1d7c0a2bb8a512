#include "keep/lists.h"

#include "keep/job_rows.h"
#include "keep/list_rows.h"

#include <string.h>

static const char *const kinds[] = {
    [CK_LIST_POSTS] = "posts",           [CK_LIST_LIKES] = "likes",
    [CK_LIST_FAVOURITES] = "favourites", [CK_LIST_COLLECTION] = "collection",
    [CK_LIST_REPOSTS] = "reposts",       [CK_LIST_STORIES] = "stories",
    [CK_LIST_PLAYLIST] = "playlist",     [CK_LIST_TAG] = "tag",
    [CK_LIST_SOUND] = "sound",           [CK_LIST_COMMENTS] = "comments",
    [CK_LIST_WATCH] = "watch",           [CK_LIST_LINKS] = "links",
    [CK_LIST_FOLDER] = "folder",
};

const char *ck_list_kind_text(enum ck_list_kind kind)
{
    return kinds[kind];
}

bool ck_list_kind_of_text(const char *text, enum ck_list_kind *ret)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(text, kinds[i]) == 0) {
            *ret = (enum ck_list_kind)i;
            return true;
        }
    }
    return false;
}

void ck_list_clear(struct ck_list *list)
{
    ck_free(list->owner);
    ck_free(list->handle);
    ck_free(list->key);
    ck_free(list->title);
    ck_free(list->came_from);
    *list = (struct ck_list){0};
}

void ck_lists_free(struct ck_list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_list_clear(&lists[i]);
    }
    ck_free(lists);
}

static void bind(sqlite3_stmt *stmt, const struct ck_list *list)
{
    ck_db_text(stmt, 1, ck_list_kind_text(list->kind));
    ck_db_text(stmt, 2, list->owner);
    ck_db_text(stmt, 3, list->handle);
    ck_db_text(stmt, 4, list->key);
    ck_db_text(stmt, 5, list->title);
    ck_db_int(stmt, 6, list->mine ? 1 : 0);
    ck_db_text(stmt, 7, list->came_from);
}

/* A handle can change its owner, an owner's id never does: so the id decides where both
 * know it, and the newest list of the handle where one does not. A list of the person's
 * own of which nobody knows whose it is, such as that of a data export without a profile,
 * is that of their account if there is but one. */
static bool find(sqlite3 *db, const struct ck_list *like, int64_t *ret,
                 struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret = 0;
    if (!ck_db_prepare(db,
                       "SELECT number FROM lists WHERE kind = ?1 AND key = ?4"
                       " AND (owner = ?2 AND ?2 <> ''"
                       " OR handle = ?3 AND (owner = '' OR ?2 = '')"
                       " OR mine = 1 AND ?6 = 1 AND owner = '' AND handle = ''"
                       " OR mine = 1 AND ?6 = 1 AND ?2 = '' AND ?3 = ''"
                       " AND (SELECT count(*) FROM lists AS other WHERE other.mine = 1"
                       " AND other.kind = ?1 AND other.key = ?4) = 1)"
                       " ORDER BY owner = ?2 AND ?2 <> '' DESC, handle = ?3 DESC,"
                       " number DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    bind(stmt, like);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret = row ? sqlite3_column_int64(stmt, 0) : 0;
    return true;
}

static bool insert(sqlite3 *db, const struct ck_list *like, int64_t *ret,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(
            db,
            "INSERT INTO lists (kind, owner, handle, key, title, mine, came_from)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &stmt, err)) {
        return false;
    }
    bind(stmt, like);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret = sqlite3_last_insert_rowid(db);
    return true;
}

/* That a list is the person's own is never taken back. */
static bool learn(sqlite3 *db, const struct ck_list *like, int64_t number,
                  struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(db,
                       "UPDATE lists SET owner = iif(?2 = '', owner, ?2),"
                       " handle = iif(?3 = '', handle, ?3),"
                       " title = iif(?5 = '', title, ?5), mine = max(mine, ?6),"
                       " came_from = iif(came_from = '', ?7, came_from)"
                       " WHERE number = ?8",
                       &stmt, err)) {
        return false;
    }
    bind(stmt, like);
    ck_db_int(stmt, 8, number);
    return ck_db_step(stmt, NULL, err);
}

/* A tag is known by its name, as its page's address has it; one that was entered by its
 * id before gets its name now. */
static bool name_tag(sqlite3 *db, const struct ck_list *like, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (like->kind != CK_LIST_TAG || like->owner == NULL || like->owner[0] == '\0') {
        return true;
    }
    if (!ck_db_prepare(db,
                       "UPDATE lists SET key = ?1, owner = ?2 WHERE kind = 'tag'"
                       " AND key = ?2 AND NOT EXISTS (SELECT 1 FROM lists"
                       " WHERE kind = 'tag' AND key = ?1)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, like->key);
    ck_db_text(stmt, 2, like->owner);
    return ck_db_step(stmt, NULL, err);
}

bool ck_list_enter(sqlite3 *db, const struct ck_list *like, int64_t *ret,
                   struct ck_error *err)
{
    return name_tag(db, like, err) && find(db, like, ret, err) &&
           (*ret > 0 ? learn(db, like, *ret, err) : insert(db, like, ret, err));
}

bool ck_list_open(struct ck_archive *archive, const struct ck_list *like,
                  int64_t *ret_number, struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, ck_list_enter(archive->db, like, ret_number, err), err);
}

bool ck_list_find(struct ck_archive *archive, const struct ck_list *like,
                  int64_t *ret_number, struct ck_error *err)
{
    return find(archive->db, like, ret_number, err);
}

#define LIST_COLUMNS                                                                     \
    "number, kind, owner, handle, key, title, mine, came_from,"                          \
    " (SELECT count(*) FROM list_posts WHERE list = lists.number)"

/* Reads the row at which `stmt` stands. On failure `ret` is empty. */
static bool read_row(sqlite3_stmt *stmt, struct ck_list *ret, struct ck_error *err)
{
    char kind[16];
    bool ok = true;

    *ret = (struct ck_list){.number = sqlite3_column_int64(stmt, 0),
                            .owner = ck_db_column(stmt, 2, &ok),
                            .handle = ck_db_column(stmt, 3, &ok),
                            .key = ck_db_column(stmt, 4, &ok),
                            .title = ck_db_column(stmt, 5, &ok),
                            .mine = sqlite3_column_int(stmt, 6) != 0,
                            .came_from = ck_db_column(stmt, 7, &ok),
                            .posts = sqlite3_column_int64(stmt, 8)};
    ck_db_column_into(stmt, 1, kind, sizeof(kind));
    if (!ok) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    } else if (!ck_list_kind_of_text(kind, &ret->kind)) {
        ok = ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a list's kind");
    }
    if (!ok) {
        ck_list_clear(ret);
    }
    return ok;
}

bool ck_list_read(struct ck_archive *archive, int64_t number, bool *ret_found,
                  struct ck_list *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = (struct ck_list){0};
    *ret_found = false;
    if (!ck_db_prepare(archive->db,
                       "SELECT " LIST_COLUMNS " FROM lists WHERE number = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    return ck_db_step(stmt, ret_found, err) && (!*ret_found || read_row(stmt, ret, err));
}

static bool read_all(sqlite3_stmt *stmt, struct ck_list **lists, size_t *count,
                     struct ck_error *err)
{
    bool row = true;

    while (ck_db_step(stmt, &row, err)) {
        struct ck_list *more;

        if (!row) {
            return true;
        }
        more = ck_realloc(*lists, (*count + 1) * sizeof(**lists));
        if (more == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        *lists = more;
        if (!read_row(stmt, &more[*count], err)) {
            return false;
        }
        *count += 1;
    }
    return false;
}

bool ck_lists_all(struct ck_archive *archive, struct ck_list **ret, size_t *ret_count,
                  struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_list *lists = NULL;
    size_t count = 0;

    *ret = NULL;
    *ret_count = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT " LIST_COLUMNS
                       " FROM lists ORDER BY mine DESC, kind, handle, title, number",
                       &stmt, err)) {
        return false;
    }
    if (!read_all(stmt, &lists, &count, err)) {
        ck_lists_free(lists, count);
        return false;
    }
    *ret = lists;
    *ret_count = count;
    return true;
}

bool ck_list_waits(struct ck_archive *archive, int64_t number, bool *ret,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "SELECT EXISTS (SELECT 1 FROM jobs WHERE " CK_JOB_UNFINISHED
                       " AND bound = 1 AND EXISTS (SELECT 1 FROM list_posts"
                       " WHERE list = ?1 AND post = jobs.post))",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret = sqlite3_column_int(stmt, 0) != 0;
    return true;
}

static const char *text_of(sqlite3_stmt *stmt, int number)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);

    return text != NULL ? (const char *)text : "";
}

void ck_list_post_of_row(sqlite3_stmt *stmt, struct ck_list_post *ret)
{
    *ret = (struct ck_list_post){.post = text_of(stmt, 0),
                                 .author = text_of(stmt, 1),
                                 .text = text_of(stmt, 2),
                                 .kind = text_of(stmt, 3),
                                 .created = sqlite3_column_int64(stmt, 4),
                                 .added_at = sqlite3_column_int64(stmt, 5)};
}

bool ck_list_each(struct ck_archive *archive, int64_t number, ck_list_told *told,
                  void *ctx, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    if (!ck_db_prepare(archive->db,
                       "SELECT " CK_LIST_POST_COLUMNS
                       " FROM list_posts WHERE list = ?1 ORDER BY place",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    while (ck_db_step(stmt, &row, err)) {
        struct ck_list_post post;

        if (!row) {
            return true;
        }
        ck_list_post_of_row(stmt, &post);
        if (!told(ctx, &post)) {
            return true;
        }
    }
    return false;
}
