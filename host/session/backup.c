#include "session/backup.h"

#include "base/log.h"
#include "base/mem.h"
#include "keep/queue.h"
#include "session/handed.h"

#include <stdio.h>
#include <string.h>

/* A run under way. The archive knows more of it; this is what goes from answer to answer.
 */
struct ck_backup {
    struct ck_backup *next;
    int64_t run;
    enum ck_list_kind kind;
    bool mine, full;
    bool waits; /* it has posts that must be found once more: nothing is enough */
    struct ck_wanted wanted;
    char *handle; /* of the list's account */
    char *user_agent;
    struct ck_cookies cookies;
    int64_t at;    /* place of the next post in the list */
    size_t streak; /* known posts one after the other */
    struct ck_backup_state state;
};

static void free_one(struct ck_backup *backup)
{
    ck_free(backup->handle);
    ck_free(backup->user_agent);
    memset(&backup->cookies, 0, sizeof(backup->cookies));
    ck_free(backup);
}

void ck_backups_free(struct ck_session *session)
{
    while (session->backups != NULL) {
        struct ck_backup *backup = session->backups;

        session->backups = backup->next;
        free_one(backup);
    }
}

static struct ck_backup *find(const struct ck_session *session, int64_t run)
{
    struct ck_backup *backup = session->backups;

    while (backup != NULL && backup->run != run) {
        backup = backup->next;
    }
    return backup;
}

/* Begins to go on with the run. */
static bool take_up(struct ck_session *session, const struct ck_run *run,
                    const struct ck_list *list, const struct ck_backup_how *how,
                    struct ck_error *err)
{
    struct ck_backup *backup = ck_alloc(sizeof(*backup));

    if (backup == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    backup->run = run->number;
    backup->kind = list->kind;
    backup->mine = list->mine;
    backup->full = run->full;
    backup->handle = ck_strdup(list->handle != NULL ? list->handle : "");
    backup->user_agent = ck_strdup(how != NULL ? how->user_agent : NULL);
    if (how != NULL) {
        backup->cookies = how->cookies;
        backup->wanted = how->wanted;
    }
    if (backup->handle == NULL ||
        (how != NULL && how->user_agent != NULL && backup->user_agent == NULL)) {
        free_one(backup);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    backup->next = session->backups;
    session->backups = backup;
    return true;
}

/* Posts that wait for this browser, and such as an earlier run was not to keep, must be
 * found once more, however far down the list they are. */
static bool ask_waits(const struct ck_session *session, struct ck_archive *archive,
                      int64_t list, struct ck_backup *backup, struct ck_error *err)
{
    return ck_wanted_anew(archive, list, &backup->wanted, &backup->waits, err) &&
           (backup->waits || session->options.browser == NULL ||
            ck_list_waits(archive, list, &backup->waits, err));
}

bool ck_backup_open(struct ck_session *session, const struct ck_list *list,
                    const struct ck_backup_how *how, int64_t *ret_run, int64_t *ret_known,
                    struct ck_error *err)
{
    struct ck_run run = {.source = how->source, .full = how->full, .stated = how->stated};
    struct ck_archive *archive;
    struct ck_list there = {0};
    bool found = false;
    bool ok;

    ok = ck_session_archive(session, &archive, err) &&
         ck_list_open(archive, list, &run.list, err) &&
         ck_run_begin(archive, &run, &run.number, err) &&
         ck_list_read(archive, run.list, &found, &there, err) &&
         take_up(session, &run, &there, how, err) &&
         ask_waits(session, archive, run.list, session->backups, err);
    if (ok) {
        *ret_run = run.number;
        if (ret_known != NULL) {
            *ret_known = there.posts;
        }
    }
    ck_list_clear(&there);
    return ok;
}

/* Goes on with a run that another process has begun. */
static bool reopen(struct ck_session *session, struct ck_archive *archive, int64_t number,
                   struct ck_error *err)
{
    struct ck_run run;
    struct ck_list list = {0};
    struct ck_receipt receipt = {0};
    bool found = false;
    bool ok = ck_run_read(archive, number, &found, &run, err);

    if (ok && (!found || run.ended != CK_RUN_OPEN)) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "run %lld", (long long)number);
    }
    ok = ok && ck_list_read(archive, run.list, &found, &list, err) &&
         ck_run_receipt(archive, number, &receipt, err) &&
         take_up(session, &run, &list, NULL, err);
    if (ok) {
        session->backups->at = receipt.found;
        session->backups->state.all.found = receipt.found;
        session->backups->state.all.had = receipt.had;
    }
    ck_receipt_clear(&receipt);
    ck_list_clear(&list);
    return ok;
}

/* --- what was found --------------------------------------------------------------- */

/* One found post on its way to the archive. */
struct entry {
    struct ck_job_row row;
    char page[CK_USER_SIZE + CK_ID_SIZE + 40];
};

/* Own posts are in the list of one's own, and anywhere under one's own name. */
static bool is_mine(const struct ck_backup *backup, const char *author)
{
    return backup->mine && (backup->kind == CK_LIST_POSTS ||
                            (author[0] != '\0' && strcmp(author, backup->handle) == 0));
}

/* What its page will not show us is saved from the answer itself: what strangers are not
 * shown, and stories, whose pages end with them. */
static bool is_handed(const struct ck_session *session, const struct ck_backup *backup,
                      const struct ck_backup_item *item)
{
    return session->options.browser != NULL && item->item != NULL &&
           (item->hidden || backup->kind == CK_LIST_STORIES);
}

static void fill(const struct ck_session *session, const struct ck_backup *backup,
                 const struct ck_backup_item *item, struct entry *entry,
                 struct ck_found *ret)
{
    const char *author =
        item->author != NULL && ck_user_valid(item->author) ? item->author : "";

    (void)snprintf(entry->page, sizeof(entry->page),
                   "https://www.tiktok.com/@%s/video/%s", author, item->id);
    entry->row = (struct ck_job_row){.page = entry->page,
                                     .author = (char *)(uintptr_t)author,
                                     .text = (char *)(uintptr_t)item->text,
                                     .kind = (char *)(uintptr_t)item->kind,
                                     .priority = CK_PRIORITY_BULK,
                                     .mine = is_mine(backup, author),
                                     .consent = session->options.consent};
    if (is_handed(session, backup, item)) {
        entry->row.bound = true;
        entry->row.browser = (char *)(uintptr_t)session->options.browser;
    }
    (void)snprintf(entry->row.post, sizeof(entry->row.post), "%s", item->id);
    *ret = (struct ck_found){
        .post = item->id,
        .author = author,
        .text = item->text,
        .kind = item->kind,
        .created = item->created,
        .added_at = item->added_at,
        .passed_over = item->passed_over ||
                       !ck_wanted_takes(&backup->wanted, item->kind, item->created),
        .again = backup->full,
        .job = &entry->row};
}

static bool newest_first(enum ck_list_kind kind)
{
    return kind == CK_LIST_POSTS || kind == CK_LIST_LIKES || kind == CK_LIST_FAVOURITES ||
           kind == CK_LIST_COLLECTION || kind == CK_LIST_REPOSTS;
}

static void count(struct ck_backup *backup, const struct ck_backup_item *item,
                  const struct ck_found *found)
{
    if (found->repeated) {
        return;
    }
    backup->state.now.found++;
    backup->state.now.fresh += found->known ? 0 : 1;
    backup->state.now.had += found->kept ? 1 : 0;
    if (!item->pinned) {
        backup->streak = found->known ? backup->streak + 1 : 0;
    }
    backup->state.enough = backup->state.enough || (!backup->full && !backup->waits &&
                                                    newest_first(backup->kind) &&
                                                    backup->streak >= CK_RUN_ENOUGH);
}

static bool take(struct ck_session *session, struct ck_backup *backup,
                 const struct ck_backup_item *items, size_t item_count,
                 struct ck_error *err)
{
    ck_autofree struct entry *entries = ck_calloc(item_count, sizeof(*entries));
    ck_autofree struct ck_found *found = ck_calloc(item_count, sizeof(*found));

    if (item_count > 0 && (entries == NULL || found == NULL)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < item_count; i++) {
        fill(session, backup, &items[i], &entries[i], &found[i]);
    }
    if (!ck_run_found(session->archive, backup->run, backup->at, found, item_count,
                      err)) {
        return false;
    }
    backup->state.now = (struct ck_backup_sums){0};
    backup->at += (int64_t)item_count;
    for (size_t i = 0; i < item_count; i++) {
        count(backup, &items[i], &found[i]);
        if (found[i].queued && entries[i].row.bound) {
            const struct ck_wish wish = {.address = entries[i].page,
                                         .item = items[i].item,
                                         .item_len = items[i].item_len,
                                         .user_agent = backup->user_agent,
                                         .cookies = backup->cookies,
                                         .bulk = true,
                                         .mine = entries[i].row.mine};

            ck_session_hand_over(session, &wish);
        }
    }
    backup->state.all.found += backup->state.now.found;
    backup->state.all.fresh += backup->state.now.fresh;
    backup->state.all.had += backup->state.now.had;
    ck_session_note_lists(session, false);
    session->takes_up = true;
    ck_session_look_soon(session);
    return true;
}

/* The run under way of this number; taken up if another process has begun it. */
static struct ck_backup *get(struct ck_session *session, int64_t run,
                             struct ck_error *err)
{
    struct ck_archive *archive;

    if (!ck_session_archive(session, &archive, err) ||
        (find(session, run) == NULL && !reopen(session, archive, run, err))) {
        return NULL;
    }
    return find(session, run);
}

bool ck_backup_found(struct ck_session *session, int64_t run,
                     const struct ck_backup_item *items, size_t item_count,
                     struct ck_backup_state *ret, struct ck_error *err)
{
    struct ck_backup *backup = get(session, run, err);

    if (backup == NULL || !take(session, backup, items, item_count, err)) {
        return false;
    }
    *ret = backup->state;
    return true;
}

bool ck_backup_end(struct ck_session *session, int64_t run, enum ck_run_end ended,
                   int64_t stated, struct ck_error *err)
{
    const struct ck_backup *backup = find(session, run);
    struct ck_archive *archive;

    if (backup != NULL && backup->state.enough && ended == CK_RUN_COMPLETE) {
        ended = CK_RUN_MET_KNOWN;
    }
    if (!ck_session_archive(session, &archive, err) ||
        !ck_run_end(archive, run, ended, stated, err)) {
        return false;
    }
    ck_session_note_lists(session, true);
    return true;
}

size_t ck_backup_runs(const struct ck_session *session, int64_t *ret, size_t max)
{
    size_t item_count = 0;

    for (const struct ck_backup *backup = session->backups;
         backup != NULL && item_count < max; backup = backup->next) {
        ret[item_count++] = backup->run;
    }
    return item_count;
}

void ck_backup_forget(struct ck_session *session, int64_t run)
{
    struct ck_backup **at = &session->backups;

    while (*at != NULL && (*at)->run != run) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        struct ck_backup *backup = *at;

        *at = backup->next;
        free_one(backup);
    }
}

bool ck_backup_dress(struct ck_session *session, int64_t run,
                     const struct ck_backup_how *how, struct ck_error *err)
{
    struct ck_backup *backup = get(session, run, err);

    if (backup == NULL) {
        return false;
    }
    if (how->user_agent != NULL) {
        ck_free(backup->user_agent);
        backup->user_agent = ck_strdup(how->user_agent);
    }
    if (how->wanted.since > 0 || how->wanted.no_videos || how->wanted.no_photos) {
        backup->wanted = how->wanted;
    }
    if (how->cookies.chain_token[0] != '\0' || how->cookies.ttwid[0] != '\0') {
        backup->cookies = how->cookies;
    }
    return how->user_agent == NULL || backup->user_agent != NULL ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_backup_retry(struct ck_session *session, int64_t run, enum ck_code code,
                     bool consent, size_t *ret_count, struct ck_error *err)
{
    struct ck_archive *archive;

    if (!ck_session_archive(session, &archive, err) ||
        !ck_queue_retry_run(archive, run, code, consent, ret_count, err)) {
        return false;
    }
    session->takes_up = true;
    ck_session_look_soon(session);
    return true;
}
