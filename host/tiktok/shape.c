#include "tiktok/shape.h"

#include "tiktok/json.h"
#include "tiktok/readers.h"

#include <string.h>

/* Where data is: the id of a script ("" for an answer that is JSON altogether), the path
 * of keys in it, and how to read what is there. */
struct shape {
    const char *block;
    const char *path;
    ck_reader_of *read;
};

#define UNIVERSAL "__UNIVERSAL_DATA_FOR_REHYDRATION__"
#define SCOPE "__DEFAULT_SCOPE__/"
#define EMBED "__FRONTITY_CONNECT_STATE__"

/* tiktok.md §2.1, §6. The first that finds something decides; posts outweigh a stated
 * error. */
static const struct shape shapes[] = {
    {UNIVERSAL, SCOPE "seo.abtest/canonical", ck_read_canonical},
    {UNIVERSAL, SCOPE "webapp.video-detail", ck_read_detail},
    {UNIVERSAL, SCOPE "webapp.reflow.video.detail", ck_read_detail},
    {UNIVERSAL, SCOPE "webapp.reflow.video.detail/videoDetail", ck_read_detail},
    {UNIVERSAL, SCOPE "webapp.user-detail", ck_read_profile},
    {UNIVERSAL, SCOPE "webapp.updated-items", ck_read_feed},
    {UNIVERSAL, SCOPE "sharing.collection.collection_state", ck_read_state},
    {UNIVERSAL, SCOPE "webapp.challenge-detail", ck_read_state},
    {UNIVERSAL, SCOPE "webapp.music-detail", ck_read_state},
    {UNIVERSAL, SCOPE "webapp.playlist-detail", ck_read_playlist},
    {"api-data", "videoDetail", ck_read_detail},
    {"SIGI_STATE", "ItemModule", ck_read_map},
    {"SIGI_STATE", "VideoPage", ck_read_detail},
    {"SIGI_STATE", "LiveRoom", ck_read_live},
    {"SIGI_STATE", "UserModule", ck_read_users},
    {"sigi-persisted-data", "ItemModule", ck_read_map},
    {"sigi-persisted-data", "UserModule", ck_read_users},
    {"__NEXT_DATA__", "props/pageProps", ck_read_detail},
    {"__NEXT_DATA__", "props/pageProps/videoData", ck_read_video_data},
    {"__NEXT_DATA__", "props/pageProps", ck_read_profile},
    {EMBED, "source/data", ck_read_embeds},
    {"", "", ck_read_list},
    {"", "data", ck_read_list},
    {"", "", ck_read_bare},
    {"", "", ck_read_detail},
    {"", "", ck_read_profile},
    {"", "source/data", ck_read_embeds},
    {"", "videoData", ck_read_video_data},
    {"", "", ck_read_oembed},
    {"", "", ck_read_refusal},
};

bool ck_shape_decided(const struct ck_page *page)
{
    return page->post_count > 0 ||
           (page->kind != CK_PAGE_OTHER && page->kind != CK_PAGE_ERROR);
}

/* True when the path begins with these keys, or ends before them. */
static bool path_meets(const char *path, const struct ck_span *keys, size_t count)
{
    for (size_t i = 0; i < count && *path != '\0'; i++) {
        size_t len = strcspn(path, "/");

        if (keys[i].at != NULL &&
            (keys[i].len != len || memcmp(keys[i].at, path, len) != 0)) {
            return false;
        }
        path += len;
        path += *path == '/' ? 1 : 0;
    }
    return true;
}

bool ck_shape_wants(const void *ctx, const struct ck_span *keys, size_t count)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (strcmp(shapes[i].block, ctx) == 0 &&
            path_meets(shapes[i].path, keys, count)) {
            return true;
        }
    }
    return false;
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
