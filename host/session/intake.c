#include "session/intake.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/table.h"
#include "session/backup.h"
#include "session/direct.h"
#include "session/inner.h"
#include "session/joined.h"
#include "tiktok/export_row.h"

#include <string.h>

enum { BATCH = 1000 };

/* What the lists of an export are here. Posts where the person commented are joined to
 * the comments, not saved. */
static const struct {
    enum ck_export_list list;
    bool posts, saves;
    enum ck_list_kind kind;
    const char *table; /* NULL: none */
} ways[] = {
    {CK_EXPORT_POSTS, true, true, CK_LIST_POSTS, "posts"},
    {CK_EXPORT_STORIES, true, true, CK_LIST_STORIES, "stories"},
    {CK_EXPORT_LIKES, true, true, CK_LIST_LIKES, NULL},
    {CK_EXPORT_FAVOURITES, true, true, CK_LIST_FAVOURITES, NULL},
    {CK_EXPORT_REPOSTS, true, true, CK_LIST_REPOSTS, NULL},
    {CK_EXPORT_WATCHED, true, true, CK_LIST_WATCH, NULL},
    {CK_EXPORT_COMMENTS, true, false, CK_LIST_COMMENTS, "comments"},
    {CK_EXPORT_FOLLOWERS, false, false, CK_LIST_POSTS, "followers"},
    {CK_EXPORT_FOLLOWING, false, false, CK_LIST_POSTS, "following"},
};
enum {
    WAYS = sizeof(ways) / sizeof(ways[0]),
    OWN = 1U << CK_EXPORT_POSTS | 1U << CK_EXPORT_STORIES
};

struct fact {
    char id[CK_ID_SIZE], user[CK_USER_SIZE];
    int64_t date;
};

struct ck_intake {
    struct ck_session *session;
    struct ck_intake_options options;
    char *handle, *came_from;
    struct ck_known_posts known; /* of the account */
    struct ck_intake_list lists[WAYS];
    struct ck_table *tables[WAYS];
    size_t way; /* of the facts that wait */
    size_t count;
    struct fact facts[BATCH];
    struct ck_backup_item items[BATCH];
    size_t links; /* bytes of them that were handed on */
    bool failed;
    struct ck_error err; /* what went wrong at first */
};

static size_t way_of(enum ck_export_list list)
{
    size_t way = 0;

    while (way < WAYS && ways[way].list != list) {
        way++;
    }
    return way;
}

bool ck_intake_knows(enum ck_export_list list)
{
    return way_of(list) < WAYS;
}

bool ck_intake_saves(enum ck_export_list list)
{
    size_t way = way_of(list);

    return way < WAYS && ways[way].saves;
}

bool ck_intake_create(struct ck_session *session, const struct ck_intake_options *options,
                      struct ck_intake **ret, struct ck_error *err)
{
    struct ck_intake *intake = ck_alloc(sizeof(*intake));

    if (intake == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    intake->session = session;
    intake->options = *options;
    intake->handle = ck_strdup(ck_user_valid(options->handle) ? options->handle : "");
    intake->came_from = ck_strdup(options->came_from);
    if (intake->handle == NULL || intake->came_from == NULL) {
        ck_intake_free(intake);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if ((options->lists & OWN) != 0 &&
        !ck_known_load(session, intake->handle, &intake->known, err)) {
        ck_intake_free(intake);
        return false;
    }
    *ret = intake;
    return true;
}

static bool begin_run(struct ck_intake *intake, size_t way, struct ck_error *err)
{
    const struct ck_list list = {.kind = ways[way].kind,
                                 .handle = intake->handle,
                                 .mine = true,
                                 .came_from = intake->came_from};
    const struct ck_backup_how how = {.source = CK_SOURCE_EXPORT, .stated = -1};

    return intake->lists[way].run > 0 ||
           ck_backup_open(intake->session, &list, &how, &intake->lists[way].run, NULL,
                          err);
}

/* Hands on the facts that wait. */
static bool flush(struct ck_intake *intake, struct ck_error *err)
{
    struct ck_backup_state state;
    size_t count = intake->count;

    intake->count = 0;
    if (count == 0) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const struct fact *fact = &intake->facts[i];
        bool own = ways[intake->way].kind == CK_LIST_POSTS;

        intake->items[i] = (struct ck_backup_item){
            .id = fact->id,
            .author = own ? intake->handle : fact->user,
            .created = own && fact->date > 0 ? fact->date : ck_id_time(fact->id),
            .added_at = fact->date,
            .passed_over = !ways[intake->way].saves};
    }
    return begin_run(intake, intake->way, err) &&
           ck_backup_found(intake->session, intake->lists[intake->way].run, intake->items,
                           count, &state, err);
}

static bool add_fact(struct ck_intake *intake, size_t way,
                     const struct ck_export_entry_facts *facts, struct ck_error *err)
{
    struct fact *fact;

    if ((intake->way != way || intake->count == BATCH) && !flush(intake, err)) {
        return false;
    }
    intake->way = way;
    fact = &intake->facts[intake->count++];
    fact->date = facts->date;
    memcpy(fact->id, facts->id, sizeof(fact->id));
    memcpy(fact->user, facts->user, sizeof(fact->user));
    return true;
}

/* The value of a field whose name contains this in any case. */
static const char *value_of(const struct ck_export_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (strcasestr(row->fields[i].name, name) != NULL) {
            return row->fields[i].value;
        }
    }
    return "";
}

static bool begin_table(struct ck_intake *intake, size_t way, struct ck_error *err)
{
    static const char *const own_heads[] = {"date", "caption", "post", "files",
                                            "account"};
    static const char *const comment_heads[] = {"date", "comment", "post", "address"};
    static const char *const account_heads[] = {"date", "account"};
    bool own = ck_export_is_own(ways[way].list);
    bool comments = ways[way].list == CK_EXPORT_COMMENTS;

    return intake->tables[way] != NULL ||
           ck_table_begin(intake->options.root_fd, ways[way].table,
                          own        ? own_heads
                          : comments ? comment_heads
                                     : account_heads,
                          own        ? 5
                          : comments ? 4
                                     : 2,
                          &intake->tables[way], err);
}

/* An own post whose files are to be fetched by its links: one that is not kept. That it
 * is known from the site is no promise that it will still be there. */
static bool is_wanted(struct ck_intake *intake, const struct ck_export_row *row,
                      const struct ck_export_entry_facts *facts, bool *ret,
                      struct ck_error *err)
{
    struct ck_kept kept = {0};
    struct ck_archive *archive;
    bool found = false;

    if (facts->id[0] != '\0' && ck_export_is_own(row->list)) {
        if (!ck_session_archive(intake->session, &archive, err) ||
            !ck_archive_find(archive, facts->id, &found, &kept, err)) {
            return false;
        }
        ck_kept_clear(&kept);
    }
    *ret = ck_export_is_own(row->list) && !found;
    return true;
}

static bool add_row(struct ck_intake *intake, size_t way, const struct ck_export_row *row,
                    const struct ck_export_entry_facts *facts, bool wanted,
                    struct ck_error *err)
{
    const char *date = value_of(row, "dat");
    ck_autobuf struct ck_buf last = {.max = (size_t)64 * 1024};

    if (!begin_table(intake, way, err)) {
        return false;
    }
    if (ck_export_is_own(ways[way].list)) {
        if (wanted && !ck_direct_names(&last, row, facts->date)) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    } else if (ways[way].list != CK_EXPORT_COMMENTS) {
        return ck_table_row(intake->tables[way], (const char *[]){date, facts->name},
                            err);
    } else if (facts->id[0] != '\0') {
        ck_buf_addf(&last, "https://www.tiktok.com/@%s/video/%s", facts->user, facts->id);
    }
    return ck_table_row(intake->tables[way],
                        (const char *[]){date, facts->text, facts->id, ck_buf_text(&last),
                                         intake->handle},
                        err); /* that of comments has no account */
}

/* The links of an own post that is not kept are for the process that may fetch them:
 * nowhere else, for they are as good as keys. */
static bool hand_on_links(struct ck_intake *intake, const struct ck_export_row *row,
                          const struct ck_export_entry_facts *facts, struct ck_error *err)
{
    ck_autobuf struct ck_buf links = {.max = (size_t)1024 * 1024};

    if (intake->options.links_fd < 0 || facts->date <= 0) {
        return true;
    }
    if (!ck_direct_write(&links, row, facts->date, intake->options.now)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    intake->links += links.len;
    if (intake->links > CK_DIRECT_TEXT_MAX) {
        return ck_fail(err, CK_ERR_NOMEM, "more direct links than are taken at once");
    }
    return ck_write_all(intake->options.links_fd, ck_buf_text(&links), links.len, err);
}

/* An own post that names none is the one that was known already, where that is sure. */
static void join(struct ck_intake *intake, size_t way,
                 struct ck_export_entry_facts *facts)
{
    const char *id = NULL;

    if (ck_export_is_own(ways[way].list) && facts->id[0] == '\0' && facts->date > 0) {
        id = ck_known_find(&intake->known, facts->date, facts->text);
    }
    if (id != NULL) {
        (void)snprintf(facts->id, sizeof(facts->id), "%s", id);
        intake->lists[way].joined++;
    }
}

static bool take(struct ck_intake *intake, const struct ck_export_row *row, size_t way,
                 struct ck_error *err)
{
    struct ck_export_entry_facts facts;
    bool wanted;

    ck_export_row_read(row, &facts);
    join(intake, way, &facts);
    intake->lists[way].entries++;
    intake->lists[way].unnamed += ways[way].posts && facts.id[0] == '\0';
    return is_wanted(intake, row, &facts, &wanted, err) &&
           (ways[way].table == NULL || add_row(intake, way, row, &facts, wanted, err)) &&
           (!wanted || hand_on_links(intake, row, &facts, err)) &&
           (!ways[way].posts || facts.id[0] == '\0' ||
            add_fact(intake, way, &facts, err));
}

void ck_intake_told(void *ctx, const struct ck_export_row *row)
{
    struct ck_intake *intake = ctx;
    size_t way = way_of(row->list);

    if (way < WAYS && (intake->options.lists >> row->list & 1U) != 0 && !intake->failed) {
        intake->failed = !take(intake, row, way, &intake->err);
    }
}

static bool end_one(struct ck_intake *intake, size_t way, bool whole,
                    struct ck_error *err)
{
    struct ck_intake_list *list = &intake->lists[way];
    struct ck_archive *archive;

    if (list->run > 0 &&
        !ck_backup_end(intake->session, list->run,
                       whole ? CK_RUN_COMPLETE : CK_RUN_STOPPED, -1, err)) {
        return false;
    }
    return intake->tables[way] == NULL ||
           (ck_session_archive(intake->session, &archive, err) &&
            ck_table_end(intake->tables[way], archive, intake->options.folder,
                         list->table, err));
}

bool ck_intake_end(struct ck_intake *intake, bool whole, struct ck_error *err)
{
    if (!intake->failed) {
        intake->failed = !flush(intake, &intake->err);
    }
    for (size_t way = 0; way < WAYS && !intake->failed; way++) {
        intake->failed = !end_one(intake, way, whole, &intake->err);
    }
    if (intake->failed && err != NULL) {
        *err = intake->err;
    }
    return !intake->failed;
}

const struct ck_intake_list *ck_intake_list(const struct ck_intake *intake,
                                            enum ck_export_list list)
{
    return &intake->lists[way_of(list)];
}

void ck_intake_free(struct ck_intake *intake)
{
    if (intake == NULL) {
        return;
    }
    for (size_t way = 0; way < WAYS; way++) {
        ck_table_free(intake->tables[way]);
    }
    ck_free(intake->handle);
    ck_free(intake->came_from);
    ck_known_free(&intake->known);
    ck_free(intake);
}
