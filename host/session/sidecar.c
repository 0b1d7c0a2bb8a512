#include "session/sidecar.h"

#include "base/mem.h"
#include "base/version.h"

#include <string.h>
#include <time.h>

enum { TITLE_MAX = 72, FORMAT = 1 };

/* What is unknown is left out, as yt-dlp's readers expect. */
static void set(json_t *object, const char *key, json_t *value)
{
    if (value != NULL) {
        (void)json_object_set_new(object, key, value);
    }
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        set(object, key, json_string(text));
    }
}

static void set_number(json_t *object, const char *key, int64_t number)
{
    if (number >= 0) {
        set(object, key, json_integer(number));
    }
}

/* The caption in one line, cut like yt-dlp's titles but between characters. */
static json_t *title(const struct ck_post *post)
{
    const char *text = post->text != NULL ? post->text : "";
    size_t len = strnlen(text, TITLE_MAX + 1);
    json_t *made;

    if (len == 0) {
        return json_sprintf("TikTok video #%s", post->id);
    }
    if (len <= TITLE_MAX) {
        return json_string(text);
    }
    len = TITLE_MAX - 3;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
        len--;
    }
    made = json_sprintf("%.*s...", (int)len, text);
    return made;
}

static void set_author(json_t *o, const struct ck_author *author)
{
    set_text(o, "uploader", author->name);
    set_text(o, "uploader_id", author->id);
    set_text(o, "channel", author->nickname);
    set_text(o, "channel_id", author->sec_uid);
    if (author->name[0] != '\0') {
        set(o, "uploader_url", json_sprintf("https://www.tiktok.com/@%s", author->name));
    }
}

static void set_time(json_t *o, const struct ck_post *post)
{
    time_t created = (time_t)post->created;
    struct tm tm;
    char date[16];

    if (post->created > 0 && gmtime_r(&created, &tm) != NULL &&
        strftime(date, sizeof(date), "%Y%m%d", &tm) == 8) {
        set_number(o, "timestamp", post->created);
        set_text(o, "upload_date", date);
    }
    set_number(o, "duration", post->duration);
}

static void set_counts(json_t *o, const struct ck_counts *counts)
{
    set_number(o, "view_count", counts->plays);
    set_number(o, "like_count", counts->likes);
    set_number(o, "comment_count", counts->comments);
    set_number(o, "repost_count", counts->shares); /* yt-dlp's name for shares */
    set_number(o, "save_count", counts->saves);
}

static void set_music(json_t *o, const struct ck_music *music)
{
    set_text(o, "track", music->title);
    if (music->author != NULL && music->author[0] != '\0') {
        set(o, "artists", json_pack("[s]", music->author));
        set_text(o, "artist", music->author);
    }
}

static void set_tags(json_t *o, const struct ck_post *post)
{
    json_t *tags = json_array();

    for (size_t i = 0; i < post->tag_count; i++) {
        (void)json_array_append_new(tags, json_string(post->tags[i]));
    }
    set(o, "tags", tags);
}

static void set_stream(json_t *o, const struct ck_sidecar *facts)
{
    const struct ck_stream *stream = facts->stream;

    set_text(o, "ext", "mp4");
    set_text(o, "vcodec", stream->codec);
    set_text(o, "acodec", "aac"); /* checked: there is a sound track */
    set_text(o, "format_id", stream->quality);
    set_number(o, "width", stream->width);
    set_number(o, "height", stream->height);
    if (stream->bitrate > 0) {
        set(o, "tbr", json_real((double)stream->bitrate / 1000));
    }
    set_number(o, "filesize", facts->kept->files[0].bytes);
}

static json_t *files(const struct ck_kept *kept)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];
        const char *slash = strrchr(file->name, '/');

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:I, s:s}", "role", file->role, "name",
                            slash != NULL ? slash + 1 : file->name, "bytes",
                            (json_int_t)file->bytes, "sha256", file->sha256));
    }
    return list;
}

static json_t *stream_block(const struct ck_stream *stream)
{
    json_t *o = json_object();

    set_text(o, "codec", stream->codec);
    set_text(o, "quality", stream->quality);
    set_number(o, "width", stream->width);
    set_number(o, "height", stream->height);
    set_number(o, "bitrate", stream->bitrate);
    return o;
}

static const char *saving_text(enum ck_saving saving)
{
    return saving == CK_SAVING_ALLOWED ? "allowed"
           : saving == CK_SAVING_OFF   ? "off"
                                       : "unknown";
}

static json_t *own_block(const struct ck_sidecar *facts)
{
    const struct ck_post *post = facts->post;
    json_t *author = json_object();
    json_t *o = json_object();

    set_text(author, "id", post->author.id);
    set_text(author, "sec_uid", post->author.sec_uid);
    set_number(o, "format", FORMAT);
    set_text(o, "version", CK_VERSION);
    set(o, "seen",
        json_pack("{s:s, s:I}", "how", facts->kept->seen, "at",
                  (json_int_t)facts->kept->kept_at));
    set(o, "files", files(facts->kept));
    set(o, "stream", stream_block(facts->stream));
    set_text(o, "saving", saving_text(post->saving));
    set(o, "author", author);
    return o;
}

json_t *ck_sidecar_make(const struct ck_sidecar *facts)
{
    const struct ck_post *post = facts->post;
    json_t *o = json_object();

    if (o == NULL) {
        return NULL;
    }
    set_text(o, "id", post->id);
    set(o, "title", title(post));
    set(o, "description", json_string(post->text != NULL ? post->text : ""));
    set_author(o, &post->author);
    set_time(o, post);
    set_text(o, "webpage_url", facts->kept->page);
    set_text(o, "original_url", facts->kept->page);
    set_text(o, "extractor", "TikTok");
    set_text(o, "extractor_key", "TikTok");
    set_stream(o, facts);
    set_counts(o, &post->counts);
    set_music(o, &post->music);
    set_tags(o, post);
    set_text(o, "_type", "video");
    set(o, "clipkeep", own_block(facts));
    return o;
}
