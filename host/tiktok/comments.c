#include "tiktok/comments.h"

#include "base/mem.h"
#include "tiktok/item.h"
#include "tiktok/json.h"
#include "tiktok/listing.h"

#include <string.h>

static const int64_t FIRST_DATE = 1300000000;

/* --- one comment ------------------------------------------------------------------ */

static void take_number(const json_t *object, const char *key, char ret[CK_ID_SIZE])
{
    ck_json_token(object, key, ret, CK_ID_SIZE);
    if (ret[strspn(ret, "0123456789")] != '\0') {
        ret[0] = '\0';
    }
}

static void read_author(const json_t *user, struct ck_comment *comment)
{
    const char *name = ck_json_text(user, "unique_id");

    take_number(user, "uid", comment->author_id);
    if (ck_user_valid(name)) {
        (void)snprintf(comment->author, sizeof(comment->author), "%s", name);
    }
}

/* False: out of memory. */
static bool read_comment(const json_t *entry, struct ck_comment *comment)
{
    const json_t *user = json_object_get(entry, "user");

    take_number(entry, "reply_id", comment->parent);
    if (strcmp(comment->parent, "0") == 0) {
        comment->parent[0] = '\0';
    }
    ck_json_token(entry, "comment_language", comment->language,
                  sizeof(comment->language));
    comment->created = ck_json_int(entry, "create_time");
    if (comment->created < FIRST_DATE || comment->created > UINT32_MAX) {
        comment->created = ck_id_time(comment->id);
        comment->created = comment->created >= FIRST_DATE ? comment->created : -1;
    }
    comment->likes = ck_json_int(entry, "digg_count");
    comment->replies = ck_json_int(entry, "reply_comment_total");
    comment->pinned = json_is_true(json_object_get(entry, "author_pin"));
    comment->picture = json_array_size(json_object_get(entry, "image_list")) > 0;
    read_author(user, comment);
    comment->text = ck_json_copy(entry, "text", CK_TEXT_MAX);
    comment->nickname = ck_json_copy(user, "nickname", CK_LABEL_MAX);
    return comment->text != NULL && comment->nickname != NULL;
}

static bool is_known(const struct ck_comments *comments, const char *id)
{
    for (size_t i = 0; i < comments->count; i++) {
        if (strcmp(comments->items[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* False: out of memory. */
static bool take_entry(const json_t *entry, struct ck_comments *comments)
{
    struct ck_comment comment = {.created = -1};
    struct ck_comment *grown;

    take_number(entry, "cid", comment.id);
    if (!ck_id_valid(comment.id) || is_known(comments, comment.id)) {
        comments->odd += ck_id_valid(comment.id) ? 0 : 1;
        return true;
    }
    grown = ck_json_grow(comments->items, comments->count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    comments->items = grown;
    if (!read_comment(entry, &comment)) {
        ck_comment_clear(&comment);
        return false;
    }
    grown[comments->count++] = comment;
    return true;
}

/* --- the answer ------------------------------------------------------------------- */

static int64_t number_of(const char *digits)
{
    int64_t number = 0;

    if (digits[0] == '\0' || strlen(digits) > 15) {
        return -1;
    }
    for (; *digits != '\0'; digits++) {
        number = number * 10 + (*digits - '0');
    }
    return number;
}

/* What every list says in the same way (more, cursor, status, refusals) is the listing's
 * to read; its entries are none of a listing's. */
static bool read_frame(const char *bytes, size_t len, struct ck_comments *ret,
                       struct ck_error *err)
{
    struct ck_listing listing;

    if (!ck_listing_read(bytes, len, &listing, err)) {
        return false;
    }
    ret->more = listing.more;
    ret->cursor = number_of(listing.cursor);
    ret->refused = listing.refused;
    ck_listing_clear(&listing);
    return true;
}

/* False: out of memory. */
static bool read_entries(const json_t *answer, struct ck_comments *comments)
{
    const json_t *entries = json_object_get(answer, "comments");
    const json_t *entry;
    size_t i;

    comments->total = ck_json_int(answer, "total");
    if (json_array_size(entries) > CK_COMMENTS_MAX) {
        comments->refused = CK_ERR_TOO_LARGE;
        return true;
    }
    json_array_foreach(entries, i, entry)
    {
        if (!take_entry(entry, comments)) {
            return false;
        }
    }
    /* Comments outweigh what else it says; and an empty list is no refusal. */
    if (comments->count > 0 || (comments->refused == CK_ERR_SHELL &&
                                (comments->total == 0 || json_is_array(entries)))) {
        comments->refused = CK_OK;
    }
    return true;
}

bool ck_comments_read(const char *bytes, size_t len, struct ck_comments *ret,
                      struct ck_error *err)
{
    struct ck_comments comments = {.total = -1};
    json_auto_t *answer = NULL;
    struct ck_error why = {0};

    if (!read_frame(bytes, len, &comments, err)) {
        return false;
    }
    if (ck_json_load(bytes, len, CK_ERR_PAGE, &answer, &why) &&
        !read_entries(answer, &comments)) {
        why.code = CK_ERR_NOMEM;
    }
    if (why.code == CK_ERR_NOMEM) {
        ck_comments_clear(&comments);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret = comments;
    return true;
}

void ck_comment_take(struct ck_comment *from, struct ck_comment *ret)
{
    *ret = *from;
    *from = (struct ck_comment){0};
}

void ck_comment_clear(struct ck_comment *comment)
{
    ck_free(comment->text);
    ck_free(comment->nickname);
    *comment = (struct ck_comment){0};
}

void ck_comments_clear(struct ck_comments *comments)
{
    for (size_t i = 0; i < comments->count; i++) {
        ck_comment_clear(&comments->items[i]);
    }
    ck_free(comments->items);
    *comments = (struct ck_comments){0};
}

static json_t *number_or_null(int64_t number)
{
    return number < 0 ? json_null() : json_integer((json_int_t)number);
}

json_t *ck_comment_json(const struct ck_comment *comment)
{
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:b, s:b}", "id", comment->id,
        "parent", comment->parent[0] != '\0' ? comment->parent : "root", "text",
        comment->text, "timestamp", number_or_null(comment->created), "like_count",
        number_or_null(comment->likes), "reply_count", number_or_null(comment->replies),
        "author", comment->author, "author_id", comment->author_id, "author_name",
        comment->nickname, "language", comment->language, "is_pinned",
        (int)comment->pinned, "has_picture", (int)comment->picture);
}
