#include "tiktok/describe.h"

#include "tiktok/licence.h"
#include "tiktok/plan.h"

#include <string.h>

/* Builds an object step by step; the first failure sticks. Each takes the new value. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static json_t *number(int64_t value)
{
    return value >= 0 ? json_integer(value) : json_null();
}

static json_t *word(const char *text)
{
    return *text != '\0' ? json_string(text) : json_null();
}

static json_t *describe_author(const struct ck_author *author)
{
    return json_pack("{s:o, s:s, s:s}", "id", word(author->id), "name", author->name,
                     "nickname", author->nickname);
}

static json_t *describe_stream(const struct ck_stream *stream)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:I}", "codec",
                     word(stream->codec), "width", number(stream->width), "height",
                     number(stream->height), "bitrate", number(stream->bitrate), "bytes",
                     number(stream->bytes), "sound", stream->sound, "watermark",
                     stream->watermark, "mirrors", (json_int_t)stream->url_count);
}

static json_t *describe_caption(const struct ck_caption *caption)
{
    return json_pack("{s:o, s:o, s:o}", "language", word(caption->language), "source",
                     word(caption->source), "format", word(caption->format));
}

static json_t *describe_streams(const struct ck_post *post)
{
    json_t *array = json_array();

    for (size_t i = 0; i < post->stream_count; i++) {
        if (json_array_append_new(array, describe_stream(&post->streams[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *describe_audios(const struct ck_post *post)
{
    json_t *array = json_array();

    for (size_t i = 0; i < post->audio_count; i++) {
        const struct ck_audio *audio = &post->audios[i];
        json_t *said =
            json_pack("{s:o, s:o, s:I}", "bitrate", number(audio->bitrate), "bytes",
                      number(audio->bytes), "mirrors", (json_int_t)audio->url_count);

        if (json_array_append_new(array, said) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *describe_captions(const struct ck_post *post)
{
    json_t *array = json_array();

    for (size_t i = 0; i < post->caption_count; i++) {
        if (json_array_append_new(array, describe_caption(&post->captions[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *describe_rights(const struct ck_post *post)
{
    struct ck_rights rights;
    struct ck_error err;
    json_t *ret;

    if (!ck_rights_of_post(post, &rights, &err)) {
        return NULL;
    }
    ret = ck_rights_describe(&rights);
    ck_rights_clear(&rights);
    if (ret != NULL && !put(ret, "saving", json_string(ck_saving_text(post->saving)))) {
        json_decref(ret);
        ret = NULL;
    }
    return ret;
}

json_t *ck_describe_post(const struct ck_post *post)
{
    json_t *ret = json_object();
    bool done =
        put(ret, "id", json_string(post->id)) &&
        put(ret, "kind", json_string(post->kind == CK_POST_PHOTO ? "photo" : "video")) &&
        put(ret, "author", describe_author(&post->author)) &&
        put(ret, "text", json_string(post->text)) &&
        put(ret, "created", number(post->dated ? post->created : -1)) &&
        put(ret, "duration", number(post->duration)) &&
        put(ret, "streams", describe_streams(post)) &&
        put(ret, "audio", describe_audios(post)) &&
        put(ret, "chosen", number(ck_plan_best(post))) &&
        put(ret, "images", json_integer((json_int_t)post->image_count)) &&
        put(ret, "sound",
            json_boolean(post->music.url != NULL || post->trimmed_url != NULL)) &&
        put(ret, "captions", describe_captions(post)) &&
        put(ret, "rights", describe_rights(post));

    if (!done) {
        json_decref(ret);
    }
    return done ? ret : NULL;
}

static json_t *describe_posts(const struct ck_page *page)
{
    json_t *array = json_array();

    for (size_t i = 0; i < page->post_count; i++) {
        if (json_array_append_new(array, ck_describe_post(&page->posts[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

json_t *ck_describe_profile(const struct ck_profile *profile)
{
    if (profile == NULL) {
        return json_null();
    }
    return json_pack(
        "{s:o, s:s, s:s, s:o, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, "
        "s:o}",
        "id", word(profile->id), "uniqueId", profile->name, "nickname", profile->nickname,
        "secUid", word(profile->sec_uid), "signature", profile->bio, "bioLink",
        profile->link, "verified", profile->verified, "privateAccount",
        profile->private_account, "createTime", number(profile->created), "language",
        word(profile->language), "region", word(profile->region), "followerCount",
        number(profile->followers), "followingCount", number(profile->following),
        "friendCount", number(profile->friends), "heartCount", number(profile->likes),
        "diggCount", number(profile->liked), "videoCount", number(profile->videos));
}

/* The answer's facts under their own names. */
static json_t *describe_oembed(const struct ck_oembed *oembed)
{
    if (oembed == NULL) {
        return json_null();
    }
    return json_pack("{s:o, s:o, s:s, s:o, s:s, s:[o, o]}", "embed_product_id",
                     word(oembed->id), "embed_type", word(oembed->type), "title",
                     oembed->text, "author_unique_id", word(oembed->name), "author_name",
                     oembed->nickname, "thumbnail", number(oembed->thumbnail_width),
                     number(oembed->thumbnail_height));
}

/* The cookie that answers; null also for a challenge that has no answer. */
static json_t *describe_challenge(const struct ck_challenge *challenge)
{
    struct ck_answer answer;
    struct ck_error err = {0};
    json_t *ret;

    if (challenge->question == NULL) {
        return json_null();
    }
    if (!ck_challenge_solve(challenge, CK_CHALLENGE_TRIES, &answer, &err)) {
        return err.code == CK_ERR_NOMEM ? NULL : json_null();
    }
    ret = json_pack("{s:s, s:s}", "cookie", answer.cookie, "value", answer.value);
    ck_answer_clear(&answer);
    return ret;
}

json_t *ck_describe_page(const struct ck_page *page)
{
    json_t *ret = json_object();
    bool done =
        put(ret, "page", json_string(ck_page_kind_text(page->kind))) &&
        put(ret, "status",
            json_pack("{s:I, s:s, s:s}", "code", (json_int_t)page->status_code, "message",
                      page->status_message, "meaning", ck_code_text(page->meaning))) &&
        put(ret, "posts", describe_posts(page)) &&
        put(ret, "profile", ck_describe_profile(page->profile)) &&
        put(ret, "challenge", describe_challenge(&page->challenge)) &&
        put(ret, "oembed", describe_oembed(page->oembed));

    if (!done) {
        json_decref(ret);
    }
    return done ? ret : NULL;
}
