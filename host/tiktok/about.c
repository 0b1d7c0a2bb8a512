/* The part of readers.h that reads what is no post. */
#include "tiktok/readers.h"

#include "tiktok/json.h"

#include <string.h>

enum { LIST_TITLE_MAX = 1024 };

/* An address that is not TikTok's says nothing. */
bool ck_read_canonical(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    struct ck_error why = {0};
    struct ck_address address;
    const char *text = json_string_value(value);

    if (text == NULL || !ck_address_parse(text, &address, &why)) {
        return why.code != CK_ERR_NOMEM || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    page->canonical = address;
    return true;
}

bool ck_take_profile(const json_t *user_info, struct ck_page *page, struct ck_error *err)
{
    bool no_memory;
    struct ck_profile *profile = ck_profile_read(user_info, &no_memory);

    if (profile == NULL) {
        return !no_memory || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_profile_free(page->profile);
    page->profile = profile;
    page->kind = CK_PAGE_PROFILE;
    return true;
}

/* A status on a profile that came with its data (a private account one follows) says
 * nothing that matters. */
bool ck_read_profile(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    const json_t *info = json_object_get(value, "userInfo");

    if (!json_is_object(info) && ck_status_of(value) == 0) {
        return true;
    }
    if (!ck_take_status(value, page, err)) {
        return false;
    }
    if (page->meaning != CK_OK &&
        ck_json_int(json_object_get(info, "stats"), "videoCount") <= 0) {
        return true;
    }
    if (!ck_take_profile(info, page, err)) {
        return false;
    }
    page->meaning = page->profile != NULL ? CK_OK : page->meaning;
    return true;
}

/* The only account of the page; pages of posts have it too, but there the post decides.
 */
bool ck_read_users(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    json_t *users = json_object_get(value, "users");
    void *first = json_object_iter(users);
    json_auto_t *info = NULL;

    if (json_object_size(users) != 1) {
        return true;
    }
    info = json_pack(
        "{s:O, s:O*}", "user", json_object_iter_value(first), "stats",
        json_object_get(json_object_get(value, "stats"), json_object_iter_key(first)));
    if (info == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_take_profile(info, page, err);
}

bool ck_read_live(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    (void)err;
    if (json_is_object(value)) {
        page->kind = CK_PAGE_LIVE;
    }
    return true;
}

/* Where the pages of lists keep what the list is called, and how many posts it has. */
struct list_place {
    const char *path, *id, *title, *total_path, *total;
};

static const struct list_place list_places[] = {
    {"collectionInfo", "collectionId", "name", "collectionInfo", "total"},
    {"challengeInfo/challenge", "id", "title", "challengeInfo/stats", "videoCount"},
    {"musicInfo/music", "id", "title", "musicInfo/stats", "videoCount"},
    {"playlist", "id", "name", "playlist", "videoCount"},
};

/* False: out of memory. */
static bool take_list(const json_t *value, struct ck_page *page)
{
    struct ck_page_list *list = &page->list;

    for (size_t i = 0; i < sizeof(list_places) / sizeof(list_places[0]); i++) {
        const struct list_place *place = &list_places[i];
        const json_t *found = ck_json_at(value, place->path);

        if (json_is_object(found) && list->title == NULL) {
            ck_json_token(found, place->id, list->id, sizeof(list->id));
            list->id[strspn(list->id, "0123456789")] = '\0';
            list->total = ck_json_int(ck_json_at(value, place->total_path), place->total);
            list->title = ck_json_copy(found, place->title, LIST_TITLE_MAX);
            return list->title != NULL;
        }
    }
    return true;
}

bool ck_read_state(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    if (!json_is_object(value) || !ck_take_status(value, page, err)) {
        return !json_is_object(value);
    }
    page->kind = page->meaning == CK_OK ? CK_PAGE_LIST : page->kind;
    return take_list(value, page) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_read_playlist(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    const json_t *playlist = json_object_get(value, "playlist");

    return (take_list(value, page) || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           (playlist == NULL || ck_read_list(playlist, page, err));
}

bool ck_read_oembed(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    bool no_memory;

    page->oembed = ck_oembed_read(value, &no_memory);
    if (page->oembed != NULL) {
        page->kind = CK_PAGE_OEMBED;
    }
    return !no_memory || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_read_refusal(const json_t *value, struct ck_page *page, struct ck_error *err)
{
    int64_t code = ck_json_int(value, "code");
    char *message;

    if (page->kind != CK_PAGE_OTHER || code < 400 || code > 599 ||
        !json_is_string(json_object_get(value, "message"))) {
        return true;
    }
    message = ck_json_copy(value, "message", 1024);
    if (message == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_free(page->status_message);
    page->status_message = message;
    page->status_code = (long)code;
    page->kind = CK_PAGE_ERROR;
    page->meaning = code >= 500 ? CK_ERR_SERVER : CK_ERR_UNAVAILABLE;
    return true;
}
