#include "tiktok/post.h"

#include "tiktok/item.h"
#include "tiktok/json.h"

#include <string.h>

/* Before TikTok's time and after ours; anything outside is no date of a post. */
static const int64_t FIRST_DATE = 1300000000;
static const int64_t LAST_DATE = 4294967295;

static void read_date(const json_t *item, struct ck_post *post)
{
    int64_t created = ck_json_int(item, "createTime");

    post->dated = created >= FIRST_DATE && created <= LAST_DATE;
    if (!post->dated) {
        created = ck_id_time(post->id);
    }
    post->created = created >= FIRST_DATE ? created : -1;
}

static bool take_cover(const json_t *value, struct ck_post *post)
{
    char **urls = NULL;
    size_t count = 0;
    bool done = ck_json_urls(value, &urls, &count);

    if (count > 0 && post->cover_url == NULL) {
        post->cover_url = ck_strdup(urls[0]);
        done = done && post->cover_url != NULL;
    }
    ck_json_urls_free(urls, count);
    return done;
}

static bool read_cover(const json_t *item, struct ck_post *post)
{
    static const char *const places[] = {
        "video/cover",       "video/originCover", "imagePost/cover/imageURL/urlList",
        "video/reflowCover", "video/shareCover",  "video/dynamicCover",
    };

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (!take_cover(ck_json_at(item, places[i]), post)) {
            return false;
        }
    }
    return true;
}

/* False: out of memory. The images come first, for they decide the kind. */
static bool read_item(const json_t *item, struct ck_post *post)
{
    if (!ck_item_images(item, post)) {
        return false;
    }
    post->kind = post->image_count > 0 ? CK_POST_PHOTO : CK_POST_VIDEO;
    read_date(item, post);
    post->duration = ck_json_int(json_object_get(item, "video"), "duration");
    post->gated = json_is_true(json_object_get(item, "isContentClassified"));
    post->restricted = json_is_true(json_object_get(item, "privateItem")) ||
                       json_is_true(json_object_get(item, "secret")) ||
                       json_is_true(json_object_get(item, "forFriend"));
    post->text = ck_json_copy(item, "desc", CK_TEXT_MAX);
    post->title = ck_json_copy(json_object_get(item, "imagePost"), "title", CK_LABEL_MAX);
    ck_item_counts(item, post);
    return post->text != NULL && post->title != NULL && ck_item_streams(item, post) &&
           ck_item_audios(item, post) && ck_item_captions(item, post) &&
           ck_item_author(item, post) && ck_item_music(item, post) &&
           ck_item_tags(item, post) && ck_item_stickers(item, post) &&
           ck_item_facts(item, post) && read_cover(item, post);
}

/* An item without media is a gate, a live room or a stranger's invention. A date of 0 or
 * empty numbers are TikTok's way of showing a post to nobody who is not logged in
 * (tiktok.md §2.2). */
bool ck_item_check(const json_t *item, const struct ck_post *post, struct ck_error *err)
{
    const json_t *stats = json_object_get(item, "stats");

    if (post->stream_count > 0 || post->image_count > 0) {
        return true;
    }
    if (post->gated || ck_json_int(item, "createTime") == 0 ||
        (json_is_object(stats) && json_object_size(stats) == 0)) {
        return ck_fail(err, CK_ERR_LOGIN, "the post comes without its video");
    }
    if (json_object_get(item, "liveRoomInfo") != NULL) {
        return ck_fail(err, CK_ERR_ITEM, "a live room, not a post");
    }
    if (post->author.name[0] == '\0') {
        return ck_fail(err, CK_ERR_ITEM, "the item has neither author nor media");
    }
    return true;
}

bool ck_item_read(const json_t *item, struct ck_post *ret, struct ck_error *err)
{
    struct ck_post post = {0};

    ck_json_token(item, "id", post.id, sizeof(post.id));
    if (!ck_id_valid(post.id)) {
        return ck_fail(err, CK_ERR_ITEM, "the item has no id");
    }
    if (!read_item(item, &post)) {
        ck_post_clear(&post);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret = post;
    return true;
}

bool ck_post_from_item(const json_t *item, struct ck_post *ret, struct ck_error *err)
{
    struct ck_post post = {0};

    if (!ck_item_read(item, &post, err)) {
        return false;
    }
    if (!ck_item_check(item, &post, err)) {
        ck_post_clear(&post);
        return false;
    }
    *ret = post;
    return true;
}

bool ck_post_from_text(const char *text, size_t len, struct ck_post *ret,
                       struct ck_error *err)
{
    json_auto_t *item = NULL;

    return ck_json_load(text, len, CK_ERR_ITEM, &item, err) &&
           ck_post_from_item(item, ret, err);
}

int64_t ck_post_date(const struct ck_post *post)
{
    return post->created > 0 ? post->created : 0;
}

void ck_post_clear(struct ck_post *post)
{
    for (size_t i = 0; i < post->stream_count; i++) {
        ck_json_urls_free(post->streams[i].urls, post->streams[i].url_count);
    }
    for (size_t i = 0; i < post->audio_count; i++) {
        ck_json_urls_free(post->audios[i].urls, post->audios[i].url_count);
    }
    for (size_t i = 0; i < post->image_count; i++) {
        ck_json_urls_free(post->images[i].urls, post->images[i].url_count);
        ck_json_urls_free(post->images[i].video_urls, post->images[i].video_url_count);
    }
    for (size_t i = 0; i < post->caption_count; i++) {
        ck_json_urls_free(post->captions[i].urls, post->captions[i].url_count);
    }
    ck_free(post->streams);
    ck_free(post->audios);
    ck_free(post->images);
    ck_free(post->captions);
    ck_json_urls_free(post->tags, post->tag_count);
    ck_json_urls_free(post->stickers, post->sticker_count);
    ck_free(post->author.nickname);
    ck_free(post->author.bio);
    ck_free(post->title);
    ck_free(post->text);
    ck_free(post->cover_url);
    ck_free(post->trimmed_url);
    ck_free(post->music.title);
    ck_free(post->music.author);
    ck_free(post->music.album);
    ck_free(post->music.url);
    ck_free(post->mentions);
    ck_free(post->place.name);
    ck_free(post->place.address);
    ck_free(post->place.city);
    ck_free(post->place.country);
    ck_free(post->labels.ai_text);
    *post = (struct ck_post){0};
}
