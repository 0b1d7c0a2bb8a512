#include "tiktok/readers.h"

#include "tiktok/embed.h"
#include "tiktok/json.h"
#include "tiktok/wall.h"

#include <string.h>

enum { MESSAGE_MAX = 1024 };

/* ck_post_from_item() and its sisters. */
typedef bool read_post_as(const json_t *item, struct ck_post *ret, struct ck_error *err);

long ck_status_of(const json_t *value)
{
    static const char *const keys[] = {"statusCode", "status_code", "errorCode"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        int64_t status = ck_json_int(value, keys[i]);

        if (status >= 0) {
            return status <= INT32_MAX ? (long)status : 0;
        }
    }
    return 0;
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

bool ck_take_status(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    page->status_code = ck_status_of(value);
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

/* Reads one post; `ret_why` says why nothing was added. False: out of memory. */
static bool read_post(read_post_as *read, const json_t *item, struct ck_page *page,
                      enum ck_code *ret_why, struct ck_error *err)
{
    struct ck_error why = {0};
    struct ck_post post;

    *ret_why = CK_OK;
    if (!read(item, &post, &why)) {
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

/* The one post that a page is about. */
static bool read_single(read_post_as *read, const json_t *item, struct ck_page *page,
                        struct ck_error *err)
{
    enum ck_code why;

    if (!read_post(read, item, page, &why, err)) {
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

bool ck_read_detail(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (!json_is_object(value) || !ck_take_status(value, page, err)) {
        return !json_is_object(value);
    }
    return read_single(ck_post_from_item, ck_json_at(value, "itemInfo/itemStruct"), page,
                       err);
}

bool ck_read_bare(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (json_object_get(value, "id") == NULL ||
        (json_object_get(value, "video") == NULL &&
         json_object_get(value, "imagePost") == NULL)) {
        return true;
    }
    return read_single(ck_post_from_item, value, page, err);
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
        if (!read_post(ck_post_from_item, inner != NULL ? inner : entry, page, &why,
                       err)) {
            return false;
        }
    }
    return true;
}

bool ck_read_feed(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (!json_is_array(value)) {
        return true;
    }
    page->kind = CK_PAGE_FEED;
    return read_items(value, page, err);
}

bool ck_read_list(const json_t *value, struct ck_page *page, struct ck_error *err)
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
    if ((json_is_object(value) && !ck_take_status(value, page, err)) ||
        !read_items(items, page, err)) {
        return false;
    }
    excuse_status(page);
    page->kind = page->meaning == CK_OK ? CK_PAGE_LIST : page->kind;
    return true;
}

/* A post's page has exactly one. */
bool ck_read_map(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    /* Iterating never changes the object; jansson's signature is older than const. */
    json_t *open = (json_t *)(uintptr_t)value;
    enum ck_code why;
    const char *key;
    json_t *item;

    if (json_object_size(value) == 1) {
        return read_single(ck_post_from_item,
                           json_object_iter_value(json_object_iter(open)), page, err);
    }
    json_object_foreach(open, key, item)
    {
        if (!read_post(ck_post_from_item, item, page, &why, err)) {
            return false;
        }
        page->kind = CK_PAGE_LIST;
    }
    return true;
}

bool ck_read_video_data(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (json_object_size(json_object_get(value, "itemInfos")) == 0) {
        return true;
    }
    return read_single(ck_post_from_embed, value, page, err);
}

/* Of a post or of an account; one that could not be shown says so. */
static bool read_embed(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    const json_t *video_data = json_object_get(value, "videoData");

    if (json_is_true(json_object_get(value, "isError"))) {
        if (!ck_take_status(value, page, err)) {
            return false;
        }
        page->kind = page->kind == CK_PAGE_OTHER ? CK_PAGE_ERROR : page->kind;
        page->meaning = page->meaning == CK_OK ? CK_ERR_UNAVAILABLE : page->meaning;
        return true;
    }
    if (video_data != NULL) {
        return ck_read_video_data(video_data, page, err);
    }
    ck_json_token(json_array_get(json_object_get(value, "videoList"), 0), "id",
                  page->shown, sizeof(page->shown));
    if (!ck_id_valid(page->shown)) {
        page->shown[0] = '\0';
    }
    return ck_take_profile(json_object_get(value, "userInfo"), page, err);
}

bool ck_read_embeds(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    static const char start[] = "/embed/";
    json_t *open = (json_t *)(uintptr_t)value;
    const char *key;
    json_t *member;

    json_object_foreach(open, key, member)
    {
        if (strncmp(key, start, sizeof(start) - 1) == 0 && page->kind == CK_PAGE_OTHER &&
            !read_embed(member, page, err)) {
            return false;
        }
    }
    return true;
}
