#include "tiktok/embed.h"

#include "tiktok/json.h"

/* The pictures of a photo post, in either of the two layouts seen, as imagePost has them;
 * NULL when out of memory. */
static json_t *images_of(const json_t *info)
{
    const json_t *list = json_object_get(info, "displayImages");
    json_t *ret = json_array();
    json_t *entry;
    size_t i;

    list = list != NULL ? list : json_object_get(info, "images");
    json_array_foreach(list, i, entry)
    {
        json_t *inner = json_object_get(entry, "displayImage");
        json_t *from = inner != NULL ? inner : entry;
        json_t *image = json_pack("{s:{s:O*}, s:O*, s:O*}", "imageURL", "urlList",
                                  json_object_get(from, "urlList"), "imageWidth",
                                  json_object_get(from, "width"), "imageHeight",
                                  json_object_get(from, "height"));

        if (json_array_append_new(ret, image) != 0) {
            json_decref(ret);
            return NULL;
        }
    }
    return ret;
}

static json_t *tags_of(const json_t *video_data)
{
    json_t *ret = json_array();
    json_t *entry;
    size_t i;

    json_array_foreach(json_object_get(video_data, "challengeInfoList"), i, entry)
    {
        json_t *tag =
            json_pack("{s:O*}", "title", json_object_get(entry, "challengeName"));

        if (json_array_append_new(ret, tag) != 0) {
            json_decref(ret);
            return NULL;
        }
    }
    return ret;
}

static json_t *author_of(const json_t *video_data, const json_t *info)
{
    const json_t *from = json_object_get(video_data, "authorInfos");
    json_t *id = json_object_get(from, "userId");

    id = id != NULL ? id : json_object_get(info, "authorId");
    return json_pack("{s:O*, s:O*, s:O*, s:O*}", "id", id, "uniqueId",
                     json_object_get(from, "uniqueId"), "nickname",
                     json_object_get(from, "nickName"), "secUid",
                     json_object_get(from, "secUid"));
}

static json_t *music_of(const json_t *video_data)
{
    const json_t *from = json_object_get(video_data, "musicInfos");

    return json_pack("{s:O*, s:O*, s:O*, s:O*}", "id", json_object_get(from, "musicId"),
                     "title", json_object_get(from, "musicName"), "authorName",
                     json_object_get(from, "authorName"), "playUrl",
                     json_object_get(from, "playUrl"));
}

/* The address is that of the marked download, not of playAddr. */
static json_t *video_of(const json_t *info)
{
    const json_t *meta = ck_json_at(info, "video/videoMeta");

    return json_pack(
        "{s:O*, s:O*, s:O*, s:O*, s:O*}", "downloadAddr", ck_json_at(info, "video/urls"),
        "width", json_object_get(meta, "width"), "height",
        json_object_get(meta, "height"), "duration", json_object_get(meta, "duration"),
        "cover", json_object_get(info, "covers"));
}

/* The same facts under the names that items have; NULL when out of memory. */
static json_t *item_of(const json_t *video_data)
{
    json_t *info = json_object_get(video_data, "itemInfos");

    return json_pack("{s:O*, s:O*, s:O*, s:O, s:o, s:o, s:o, s:{s:o}, s:o}", "id",
                     json_object_get(info, "id"), "desc", json_object_get(info, "text"),
                     "createTime", json_object_get(info, "createTime"), "stats", info,
                     "author", author_of(video_data, info), "music", music_of(video_data),
                     "video", video_of(info), "imagePost", "images",
                     images_of(json_object_get(video_data, "imagePostInfo")),
                     "challenges", tags_of(video_data));
}

bool ck_post_from_embed(const json_t *video_data, struct ck_post *ret,
                        struct ck_error *err)
{
    json_auto_t *item = NULL;
    const json_t *video;

    if (!json_is_object(json_object_get(video_data, "itemInfos"))) {
        return ck_fail(err, CK_ERR_ITEM, "no itemInfos");
    }
    item = item_of(video_data);
    if (item == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_post_from_item(item, ret, err)) {
        return false;
    }
    video = json_object_get(item, "video");
    for (size_t i = 0; i < ret->stream_count; i++) {
        ret->streams[i].width = ck_json_int(video, "width");
        ret->streams[i].height = ck_json_int(video, "height");
    }
    return true;
}
