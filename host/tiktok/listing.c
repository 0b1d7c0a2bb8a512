#include "tiktok/listing.h"

#include "base/mem.h"
#include "tiktok/item.h"
#include "tiktok/json.h"
#include "tiktok/readers.h"
#include "tiktok/wall.h"

#include <string.h>

enum { ANSWER_MAX = 16 * 1024 * 1024 };

/* --- one entry -------------------------------------------------------------------- */

/* The value of the first key that has one. */
static const json_t *first_of(const json_t *value, const char *const *keys, size_t count)
{
    const json_t *found = NULL;

    for (size_t i = 0; found == NULL && i < count; i++) {
        found = json_object_get(value, keys[i]);
        found = json_is_null(found) ? NULL : found;
    }
    return found;
}

#define FIRST_OF(value, keys) first_of(value, keys, sizeof(keys) / sizeof((keys)[0]))

/* Rows of a search and of some feeds wrap the item. */
static const json_t *unwrapped(const json_t *entry)
{
    static const char *const wraps[] = {"itemStruct", "item"};
    const json_t *inner = FIRST_OF(entry, wraps);

    return json_is_object(inner) ? inner : entry;
}

static bool is_live(const json_t *item, const struct ck_post *post)
{
    return json_is_object(json_object_get(item, "liveRoomInfo")) &&
           post->stream_count == 0 && post->image_count == 0;
}

/* What keeps the entry from being saved as it is. */
static enum ck_code lack_of(const json_t *item, const struct ck_post *post)
{
    struct ck_error why = {0};

    if (!ck_item_check(item, post, &why)) {
        return why.code;
    }
    return post->stream_count > 0 || post->image_count > 0 ? CK_OK : CK_ERR_NO_STREAM;
}

static void clear_item(struct ck_listing_item *item)
{
    ck_post_clear(&item->post);
    ck_free(item->json);
    *item = (struct ck_listing_item){0};
}

static bool is_known(const struct ck_listing *listing, const char *id)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (strcmp(listing->items[i].post.id, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_item(struct ck_listing *listing, const struct ck_listing_item *item)
{
    struct ck_listing_item *grown =
        ck_json_grow(listing->items, listing->count, sizeof(*grown));

    if (grown == NULL) {
        return false;
    }
    listing->items = grown;
    grown[listing->count++] = *item;
    return true;
}

/* Adds what is a post not seen yet, and takes it over. */
static bool take_item(const json_t *item, struct ck_listing_item *taken,
                      struct ck_listing *listing)
{
    taken->lacks = lack_of(item, &taken->post);
    taken->pinned = json_is_true(json_object_get(item, "isPinnedItem"));
    taken->json = json_dumps(item, JSON_COMPACT);
    if (taken->json == NULL || !add_item(listing, taken)) {
        return false;
    }
    listing->items[listing->count - 1].json_len = strlen(taken->json);
    *taken = (struct ck_listing_item){0};
    return true;
}

/* False: out of memory. */
static bool take_entry(const json_t *entry, struct ck_listing *listing)
{
    const json_t *item = unwrapped(entry);
    struct ck_listing_item taken = {0};
    struct ck_error why = {0};
    bool done = true;

    if (!ck_item_read(item, &taken.post, &why)) {
        listing->odd++;
        return why.code != CK_ERR_NOMEM;
    }
    if (is_live(item, &taken.post)) {
        listing->live++;
    } else if (is_known(listing, taken.post.id)) {
        listing->repeated++;
    } else {
        done = take_item(item, &taken, listing);
    }
    clear_item(&taken);
    return done;
}

/* --- the answer ------------------------------------------------------------------- */

/* story/batch/item_list wraps the lists of several accounts; a page that shows one of
 * them asks for that alone. */
static const json_t *unbatched(const json_t *answer)
{
    const json_t *lists = json_object_get(answer, "batchStoryItemLists");
    const json_t *only = json_array_size(lists) == 1 ? json_array_get(lists, 0) : NULL;

    return json_is_object(only) ? only : answer;
}

/* The array of entries, NULL when there is none. */
static const json_t *entries_of(const json_t *answer)
{
    static const char *const keys[] = {"itemList", "item_list", "items", "data"};
    const json_t *found = json_is_array(answer) ? answer : FIRST_OF(answer, keys);

    if (json_is_object(found)) {
        found = FIRST_OF(found, keys);
    }
    return json_is_array(found) ? found : NULL;
}

/* `hasMore`, or as creator/item_list and story/item_list call it. */
static int more_of(const json_t *answer)
{
    static const char *const keys[] = {"hasMore", "has_more", "hasMorePrevious",
                                       "HasMoreAfter"};
    const json_t *more = FIRST_OF(answer, keys);

    if (json_is_integer(more)) {
        return json_integer_value(more) != 0;
    }
    return json_is_boolean(more) ? json_is_true(more) : -1;
}

static void read_cursor(const json_t *answer, struct ck_listing *listing)
{
    static const char *const keys[] = {"cursor", "MaxCursor", "maxCursor", "max_cursor"};
    char *cursor = listing->cursor;

    for (size_t i = 0; cursor[0] == '\0' && i < sizeof(keys) / sizeof(keys[0]); i++) {
        ck_json_token(answer, keys[i], cursor, sizeof(listing->cursor));
        if (cursor[strspn(cursor, "0123456789")] != '\0') {
            cursor[0] = '\0';
        }
    }
}

/* What an answer without any item means. A list of nothing says that it has ended; one
 * that says neither, or that there is more, was refused (tiktok.md §6). */
static enum ck_code refusal_of(const json_t *answer, const json_t *entries,
                               struct ck_listing *listing)
{
    static const char *const keys[] = {"statusMsg", "statusMessage", "status_msg"};
    const char *message = json_string_value(FIRST_OF(answer, keys));
    enum ck_code meaning;

    if (strcmp(ck_json_text(answer, "type"), "verify") == 0) {
        return CK_ERR_CAPTCHA;
    }
    /* Words beside status 0 ("success") mean nothing in a list. */
    meaning = listing->status == 0
                  ? CK_OK
                  : ck_status_meaning(listing->status, message != NULL ? message : "");
    if (meaning != CK_OK) {
        return meaning;
    }
    return entries != NULL || listing->more == 0 ? CK_OK : CK_ERR_SHELL;
}

static bool read_answer(const json_t *answer, struct ck_listing *listing)
{
    const json_t *entries;
    const json_t *entry;
    size_t i;

    listing->status = ck_status_of(answer);
    answer = unbatched(answer);
    entries = entries_of(answer);
    listing->more = more_of(answer);
    read_cursor(answer, listing);
    if (json_array_size(entries) > CK_LISTING_MAX) {
        listing->refused = CK_ERR_TOO_LARGE;
        return true;
    }
    json_array_foreach(entries, i, entry)
    {
        if (!take_entry(entry, listing)) {
            return false;
        }
    }
    if (listing->count + listing->live == 0) {
        listing->refused = refusal_of(answer, entries, listing);
    }
    return true;
}

/* A page in place of an answer: the page says which wall it is. */
static enum ck_code wall_of(const char *bytes, size_t len)
{
    struct ck_page page;
    struct ck_error err = {0};
    enum ck_code wall;

    if (!ck_page_read(bytes, len, &page, &err)) {
        return err.code;
    }
    wall = page.post_count > 0 || page.profile != NULL ? CK_ERR_PAGE
                                                       : ck_page_refusal(&page);
    ck_page_clear(&page);
    return wall;
}

/* Past a byte order mark and white space. */
static void skip_blank(const char **bytes, size_t *len)
{
    if (*len >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) {
        *bytes += 3;
        *len -= 3;
    }
    while (*len > 0 && **bytes != '\0' && strchr(" \t\r\n", **bytes) != NULL) {
        (*bytes)++;
        (*len)--;
    }
}

/* Fills `listing`; codes of `listing->refused` that mean no memory are the caller's. */
static bool read_bytes(const char *bytes, size_t len, struct ck_listing *listing)
{
    json_auto_t *answer = NULL;
    struct ck_error why = {0};

    skip_blank(&bytes, &len);
    if (len == 0 || len > ANSWER_MAX) {
        listing->refused = len == 0 ? CK_ERR_SHELL : CK_ERR_TOO_LARGE;
    } else if (*bytes == '<') {
        listing->refused = wall_of(bytes, len);
    } else if (!ck_json_load(bytes, len, CK_ERR_PAGE, &answer, &why)) {
        listing->refused = why.code;
    } else {
        return read_answer(answer, listing);
    }
    return true;
}

bool ck_listing_read(const char *bytes, size_t len, struct ck_listing *ret,
                     struct ck_error *err)
{
    struct ck_listing listing = {.more = -1};

    if (!read_bytes(bytes, len, &listing) || listing.refused == CK_ERR_NOMEM) {
        ck_listing_clear(&listing);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret = listing;
    return true;
}

void ck_listing_clear(struct ck_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        clear_item(&listing->items[i]);
    }
    ck_free(listing->items);
    *listing = (struct ck_listing){0};
}
