#include "tiktok/shape.h"

#include "tiktok/json.h"
#include "tiktok/wall.h"

#include <string.h>

enum { MESSAGE_MAX = 1024 };

/* Reads one value of the state into the page. False: out of memory. */
typedef bool read_value(const json_t *value, struct ck_page *page, struct ck_error *err);

/* Where data is: the id of a script ("" for an answer that is JSON altogether), the path
 * of keys in it, and how to read what is there. */
struct shape {
    const char *block;
    const char *path;
    read_value *read;
};

#define UNIVERSAL "__UNIVERSAL_DATA_FOR_REHYDRATION__"

static read_value read_detail, read_profile, read_feed, read_list, read_map, read_live,
    read_collection, read_bare;

/* tiktok.md §2.1, §6. The first that finds something decides; posts outweigh a stated
 * error. */
static const struct shape shapes[] = {
    {UNIVERSAL, "__DEFAULT_SCOPE__/webapp.video-detail", read_detail},
    {UNIVERSAL, "__DEFAULT_SCOPE__/webapp.reflow.video.detail", read_detail},
    {UNIVERSAL, "__DEFAULT_SCOPE__/webapp.reflow.video.detail/videoDetail", read_detail},
    {UNIVERSAL, "__DEFAULT_SCOPE__/webapp.user-detail", read_profile},
    {UNIVERSAL, "__DEFAULT_SCOPE__/webapp.updated-items", read_feed},
    {UNIVERSAL, "__DEFAULT_SCOPE__/sharing.collection.collection_state", read_collection},
    {"api-data", "videoDetail", read_detail},
    {"SIGI_STATE", "ItemModule", read_map},
    {"SIGI_STATE", "VideoPage", read_detail},
    {"SIGI_STATE", "LiveRoom", read_live},
    {"sigi-persisted-data", "ItemModule", read_map},
    {"__NEXT_DATA__", "props/pageProps", read_detail},
    {"", "", read_list},
    {"", "data", read_list},
    {"", "", read_bare},
    {"", "", read_detail},
    {"", "", read_profile},
};

bool ck_shape_decided(const struct ck_page *page)
{
    return page->post_count > 0 ||
           (page->kind != CK_PAGE_OTHER && page->kind != CK_PAGE_ERROR);
}

static long status_of(const json_t *value)
{
    int64_t status = ck_json_int(value, "statusCode");

    if (status < 0) {
        status = ck_json_int(value, "status_code");
    }
    return status > 0 && status <= INT32_MAX ? (long)status : 0;
}

/* The layouts do not agree on the key. */
static bool take_message(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    static const char *const keys[] = {"statusMsg", "statusMessage", "status_msg"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (ck_json_text(value, keys[i])[0] != '\0') {
            char *message = ck_json_copy(value, keys[i], MESSAGE_MAX);

            if (message == NULL) {
                return ck_fail(err, CK_ERR_NOMEM, NULL);
            }
            ck_free(page->status_message);
            page->status_message = message;
            return true;
        }
    }
    return true;
}

/* Takes over what TikTok states; a page without data that states something is an error.
 */
static bool take_status(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    page->status_code = status_of(value);
    if (!take_message(value, page, err)) {
        return false;
    }
    page->meaning = ck_status_meaning(
        page->status_code, page->status_message != NULL ? page->status_message : "");
    if (page->meaning == CK_ERR_CAPTCHA) {
        page->kind = CK_PAGE_CAPTCHA;
    } else if (page->meaning != CK_OK) {
        page->kind = CK_PAGE_ERROR;
    }
    return true;
}

static bool add_post(const struct ck_post *post, struct ck_page *page)
{
    struct ck_post *grown = ck_json_grow(page->posts, page->post_count, sizeof(*grown));

    if (grown == NULL) {
        return false;
    }
    page->posts = grown;
    grown[page->post_count++] = *post;
    return true;
}

/* Reads one item; `ret_why` says why nothing was added. False: out of memory. */
static bool read_item(const json_t *item, struct ck_page *page, enum ck_code *ret_why,
                      struct ck_error *err)
{
    struct ck_error why = {0};
    struct ck_post post;

    *ret_why = CK_OK;
    if (!ck_post_from_item(item, &post, &why)) {
        *ret_why = why.code;
        return why.code != CK_ERR_NOMEM || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!add_post(&post, page)) {
        ck_post_clear(&post);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return true;
}

/* Words beside status 0 mean nothing once there are posts. */
static void excuse_status(struct ck_page *page)
{
    if (page->status_code == 0 && page->post_count > 0) {
        page->meaning = CK_OK;
    }
}

static bool read_single(const json_t *item, struct ck_page *page, struct ck_error *err)
{
    enum ck_code why;

    if (!read_item(item, page, &why, err)) {
        return false;
    }
    if (why == CK_OK) {
        excuse_status(page);
        page->kind = page->posts[0].kind == CK_POST_PHOTO ? CK_PAGE_PHOTO : CK_PAGE_VIDEO;
    } else if (page->meaning == CK_OK && json_object_size(item) > 0) {
        page->kind = why == CK_ERR_LOGIN ? CK_PAGE_LOGIN : CK_PAGE_ERROR;
        page->meaning = why;
    }
    return true;
}

static bool read_detail(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (!json_is_object(value) || !take_status(value, page, err)) {
        return !json_is_object(value);
    }
    return read_single(ck_json_at(value, "itemInfo/itemStruct"), page, err);
}

static bool read_bare(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (json_object_get(value, "id") == NULL ||
        (json_object_get(value, "video") == NULL &&
         json_object_get(value, "imagePost") == NULL)) {
        return true;
    }
    return read_single(value, page, err);
}

/* A status on a profile that came with its data (a private account one follows) says
 * nothing that matters. */
static bool read_profile(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    const json_t *user = ck_json_at(value, "userInfo/user");

    if (!json_is_object(json_object_get(value, "userInfo")) && status_of(value) == 0) {
        return true;
    }
    if (!take_status(value, page, err)) {
        return false;
    }
    if (ck_json_text(user, "uniqueId")[0] != '\0' &&
        (page->meaning == CK_OK ||
         ck_json_int(ck_json_at(value, "userInfo/stats"), "videoCount") > 0)) {
        page->kind = CK_PAGE_PROFILE;
        page->meaning = CK_OK;
    }
    return true;
}

/* Items that cannot be read are passed over: one bad item must not hide the others. Rows
 * of the feed and of a search wrap the item. */
static bool read_items(const json_t *items, struct ck_page *page, struct ck_error *err)
{
    enum ck_code why;
    json_t *entry;
    size_t i;

    json_array_foreach(items, i, entry)
    {
        const json_t *inner = json_object_get(entry, "itemStruct");

        inner = inner != NULL ? inner : json_object_get(entry, "item");
        if (!read_item(inner != NULL ? inner : entry, page, &why, err)) {
            return false;
        }
    }
    return true;
}

static bool read_feed(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (!json_is_array(value)) {
        return true;
    }
    page->kind = CK_PAGE_FEED;
    return read_items(value, page, err);
}

/* An API's list answer, or a bare array of items. */
static bool read_list(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    const json_t *items =
        json_is_array(value) ? value : json_object_get(value, "itemList");

    if (strcmp(ck_json_text(value, "type"), "verify") == 0) {
        page->kind = CK_PAGE_CAPTCHA;
        return true;
    }
    if (!json_is_array(items)) {
        return true;
    }
    if ((json_is_object(value) && !take_status(value, page, err)) ||
        !read_items(items, page, err)) {
        return false;
    }
    excuse_status(page);
    page->kind = page->meaning == CK_OK ? CK_PAGE_LIST : page->kind;
    return true;
}

/* Items by their ids; a post's page has exactly one. */
static bool read_map(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    enum ck_code why;
    const char *key;
    json_t *item;

    if (json_object_size(value) == 1) {
        return read_single(
            json_object_iter_value(json_object_iter((json_t *)(uintptr_t)value)), page,
            err);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        if (!read_item(item, page, &why, err)) {
            return false;
        }
        page->kind = CK_PAGE_LIST;
    }
    return true;
}

/* A collection as phones see it: its items are loaded later. */
static bool read_collection(const json_t *value, struct ck_page *page,
                            struct ck_error *err)
{
    if (!json_is_object(value) || !take_status(value, page, err)) {
        return !json_is_object(value);
    }
    page->kind = page->meaning == CK_OK ? CK_PAGE_LIST : page->kind;
    return true;
}

static bool read_live(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    (void)err;
    if (json_is_object(value)) {
        page->kind = CK_PAGE_LIVE;
    }
    return true;
}

bool ck_shape_read(const char *block, const json_t *state, struct ck_page *page,
                   struct ck_error *err)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const json_t *value;

        if (ck_shape_decided(page)) {
            return true;
        }
        value = strcmp(shapes[i].block, block) == 0 ? ck_json_at(state, shapes[i].path)
                                                    : NULL;
        if (value != NULL && !shapes[i].read(value, page, err)) {
            return false;
        }
    }
    return true;
}

const char *ck_shape_block(const struct ck_tag *tag)
{
    struct ck_span id = ck_tag_attribute(tag, "id");

    if (!ck_span_is_name(tag->name, "script") || id.at == NULL || id.len == 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (ck_span_is(id, shapes[i].block)) {
            return shapes[i].block;
        }
    }
    return NULL;
}
