/* The part of item.h that reads streams and images. */
#include "tiktok/item.h"

#include "tiktok/json.h"

#include <string.h>
#include <strings.h>

enum { STREAMS_MAX = 64, AUDIOS_MAX = 32, IMAGES_MAX = 200 };

static bool begins(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* bytevc1 is H.265 and bytevc2 H.266; the label is sometimes missing, and UrlKey
 * ("URI_CODEC_540p_BITRATE") knows better when it says H.266. */
static const char *codec_of(const char *type, const char *key)
{
    if (strstr(key, "_bytevc2_") != NULL || begins(type, "h266") ||
        begins(type, "bytevc2") || begins(type, "vvc")) {
        return "h266";
    }
    if (begins(type, "h265") || begins(type, "bytevc1") || begins(type, "hevc")) {
        return "h265";
    }
    if (begins(type, "h264") || begins(type, "avc")) {
        return "h264";
    }
    if (*type != '\0') {
        return "";
    }
    return strstr(key, "_bytevc1_") != NULL ? "h265"
           : strstr(key, "_h264_") != NULL  ? "h264"
                                            : "";
}

/* Silent gears say so by Format "dash" or by their path; a format nobody has seen is not
 * trusted to have sound. */
static bool has_sound(const char *format, const struct ck_stream *stream)
{
    for (size_t i = 0; i < stream->url_count; i++) {
        if (strstr(stream->urls[i], "/media-video-") != NULL) {
            return false;
        }
    }
    return *format == '\0' || strcasecmp(format, "mp4") == 0;
}

static void set_codec(struct ck_stream *stream, const char *type, const char *key)
{
    (void)snprintf(stream->codec, sizeof(stream->codec), "%s", codec_of(type, key));
}

/* VideoExtra is JSON within a string. What cannot be read names no sound. */
static bool read_extra(const json_t *gear, struct ck_stream *stream)
{
    const char *text = ck_json_text(gear, "VideoExtra");
    json_auto_t *extra = NULL;
    struct ck_error err;

    /* Most of these are long tables of offsets and no more. */
    if (strstr(text, "audio_file_id") == NULL) {
        return true;
    }
    if (!ck_json_load(text, strlen(text), CK_ERR_ITEM, &extra, &err)) {
        return err.code != CK_ERR_NOMEM;
    }
    ck_json_token(extra, "audio_file_id", stream->audio_id, sizeof(stream->audio_id));
    return true;
}

/* TikTok's own redirecting address refuses more often than not (tiktok.md §4), so it is
 * asked last. The order is else as given. */
static void order_urls(struct ck_stream *stream)
{
    size_t sure = 0;

    for (size_t i = 0; i < stream->url_count; i++) {
        char *url = stream->urls[i];

        if (strstr(url, "/aweme/v1/play/") == NULL) {
            memmove(&stream->urls[sure + 1], &stream->urls[sure],
                    (i - sure) * sizeof(*stream->urls));
            stream->urls[sure++] = url;
        }
    }
    stream->sure_count = sure;
}

static bool read_gear(const json_t *gear, struct ck_stream *stream)
{
    const json_t *place = json_object_get(gear, "PlayAddr");

    set_codec(stream, ck_json_text(gear, "CodecType"), ck_json_text(place, "UrlKey"));
    ck_json_token(gear, "GearName", stream->quality, sizeof(stream->quality));
    ck_json_token(place, "FileHash", stream->hash, sizeof(stream->hash));
    stream->width = ck_json_int(place, "Width");
    stream->height = ck_json_int(place, "Height");
    stream->bitrate = ck_json_int(gear, "Bitrate");
    stream->bytes = ck_json_int(place, "DataSize");
    if (!ck_json_urls(json_object_get(place, "UrlList"), &stream->urls,
                      &stream->url_count)) {
        return false;
    }
    order_urls(stream);
    stream->sound = has_sound(ck_json_text(gear, "Format"), stream);
    return read_extra(gear, stream);
}

static struct ck_stream *add_stream(struct ck_post *post)
{
    struct ck_stream *grown =
        ck_json_grow(post->streams, post->stream_count, sizeof(*grown));

    if (grown == NULL) {
        return NULL;
    }
    post->streams = grown;
    return &grown[post->stream_count++];
}

static bool read_gears(const json_t *video, struct ck_post *post)
{
    json_t *gear;
    size_t i;

    json_array_foreach(json_object_get(video, "bitrateInfo"), i, gear)
    {
        struct ck_stream *stream;

        if (!json_is_object(gear) || post->stream_count >= STREAMS_MAX) {
            continue;
        }
        stream = add_stream(post);
        if (stream == NULL || !read_gear(gear, stream)) {
            return false;
        }
    }
    return true;
}

/* What `video` itself says about its one address. */
static bool read_single(const json_t *video, struct ck_stream *stream)
{
    const json_t *place = json_object_get(video, "PlayAddrStruct");
    int64_t bytes = ck_json_int(place, "DataSize");

    set_codec(stream, ck_json_text(video, "codecType"), ck_json_text(place, "UrlKey"));
    ck_json_token(video, "definition", stream->quality, sizeof(stream->quality));
    ck_json_token(place, "FileHash", stream->hash, sizeof(stream->hash));
    stream->width = ck_json_int(video, "width");
    stream->height = ck_json_int(video, "height");
    stream->bitrate = ck_json_int(video, "bitrate");
    stream->bytes = bytes >= 0 ? bytes : ck_json_int(video, "size");
    return ck_json_urls(json_object_get(video, "playAddr"), &stream->urls,
                        &stream->url_count) &&
           ck_json_urls(json_object_get(place, "UrlList"), &stream->urls,
                        &stream->url_count);
}

/* The playAddr of a photo post, where it has one, is its sound without picture. */
static bool read_play(const json_t *video, struct ck_post *post)
{
    struct ck_stream *stream = add_stream(post);

    if (stream == NULL || !read_single(video, stream)) {
        return false;
    }
    order_urls(stream);
    stream->sound = has_sound(ck_json_text(video, "format"), stream);
    if (stream->url_count > 0 && post->kind == CK_POST_PHOTO) {
        post->trimmed_url = ck_strdup(stream->urls[0]);
        if (post->trimmed_url == NULL) {
            return false;
        }
    }
    if (stream->url_count == 0 || post->kind == CK_POST_PHOTO) {
        ck_json_urls_free(stream->urls, stream->url_count);
        post->stream_count--;
    }
    return true;
}

static bool read_download(const json_t *video, struct ck_post *post)
{
    struct ck_stream *stream = add_stream(post);

    if (stream == NULL) {
        return false;
    }
    *stream = (struct ck_stream){
        .width = -1, .height = -1, .bitrate = -1, .bytes = -1, .watermark = true};
    if (!ck_json_urls(json_object_get(video, "downloadAddr"), &stream->urls,
                      &stream->url_count)) {
        return false;
    }
    order_urls(stream);
    stream->sound = has_sound("", stream);
    post->stream_count -= stream->url_count == 0 ? 1 : 0;
    return true;
}

/* The loudness of a post with sound is a negative number. */
static bool is_muted(const json_t *video)
{
    const json_t *loudness = ck_json_at(video, "volumeInfo/Loudness");
    const json_t *peak = ck_json_at(video, "volumeInfo/Peak");

    return json_is_number(loudness) && json_is_number(peak) &&
           !(json_number_value(loudness) < 0 || json_number_value(loudness) > 0) &&
           !(json_number_value(peak) < 0 || json_number_value(peak) > 0);
}

bool ck_item_streams(const json_t *item, struct ck_post *post)
{
    const json_t *video = json_object_get(item, "video");

    post->muted = is_muted(video);

    if (!read_gears(video, post)) {
        return false;
    }
    if (ck_stream_choose(post) < 0 && !read_play(video, post)) {
        return false;
    }
    return ck_stream_choose(post) >= 0 || post->kind == CK_POST_PHOTO ||
           read_download(video, post);
}

static bool read_audio(const json_t *info, struct ck_audio *audio)
{
    ck_json_token(info, "FileId", audio->id, sizeof(audio->id));
    ck_json_token(info, "FileHash", audio->hash, sizeof(audio->hash));
    audio->bitrate = ck_json_int(info, "Bitrate");
    audio->bytes = ck_json_int(info, "AudioDataSize");
    return ck_json_urls(json_object_get(info, "UrlList"), &audio->urls,
                        &audio->url_count);
}

bool ck_item_audios(const json_t *item, struct ck_post *post)
{
    json_t *info;
    size_t i;

    json_array_foreach(ck_json_at(item, "video/bitrateAudioInfo"), i, info)
    {
        struct ck_audio *grown;

        if (post->audio_count >= AUDIOS_MAX) {
            break;
        }
        grown = ck_json_grow(post->audios, post->audio_count, sizeof(*grown));
        if (grown == NULL) {
            return false;
        }
        post->audios = grown;
        grown += post->audio_count++;
        if (!read_audio(info, grown)) {
            return false;
        }
        post->audio_count -= grown->url_count == 0 ? 1 : 0;
    }
    return true;
}

static struct ck_image *add_image(struct ck_post *post)
{
    struct ck_image *grown =
        ck_json_grow(post->images, post->image_count, sizeof(*grown));

    if (grown == NULL) {
        return NULL;
    }
    post->images = grown;
    return &grown[post->image_count++];
}

/* Rare, and seen in no capture: read wherever posts have the addresses of their video. */
static bool read_live_photo(const json_t *video, struct ck_image *image)
{
    static const char *const places[] = {"playAddr", "PlayAddrStruct/UrlList",
                                         "playAddr/urlList", "urlList"};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (!ck_json_urls(ck_json_at(video, places[i]), &image->video_urls,
                          &image->video_url_count)) {
            return false;
        }
    }
    return true;
}

static bool read_image(const json_t *entry, struct ck_image *image)
{
    image->width = ck_json_int(entry, "imageWidth");
    image->height = ck_json_int(entry, "imageHeight");
    return ck_json_urls(ck_json_at(entry, "imageURL/urlList"), &image->urls,
                        &image->url_count) &&
           read_live_photo(json_object_get(entry, "video"), image);
}

/* An image without any address keeps its place: it must be reported, not forgotten. */
bool ck_item_images(const json_t *item, struct ck_post *post)
{
    json_t *entry;
    size_t i;

    json_array_foreach(ck_json_at(item, "imagePost/images"), i, entry)
    {
        struct ck_image *image;

        if (post->image_count >= IMAGES_MAX) {
            break;
        }
        image = add_image(post);
        if (image == NULL || !read_image(entry, image)) {
            return false;
        }
    }
    return true;
}
