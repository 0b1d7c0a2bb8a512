#include "session/sidecar.h"

#include "base/mem.h"
#include "session/sidecar_rights.h"

#include <string.h>
#include <time.h>

enum { TITLE_MAX = 72 };

/* What is unknown is left out, as yt-dlp's readers expect. */
void ck_sidecar_set(json_t *object, const char *key, json_t *value)
{
    if (value != NULL) {
        (void)json_object_set_new(object, key, value);
    }
}

void ck_sidecar_set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        ck_sidecar_set(object, key, json_string(text));
    }
}

void ck_sidecar_set_number(json_t *object, const char *key, int64_t number)
{
    if (number >= 0) {
        ck_sidecar_set(object, key, json_integer(number));
    }
}

/* The caption in one line, cut like yt-dlp's titles but between characters. */
static json_t *title(const struct ck_post *post)
{
    const char *text = post->title != NULL && post->title[0] != '\0' ? post->title
                       : post->text != NULL                          ? post->text
                                                                     : "";
    size_t len = strnlen(text, TITLE_MAX + 1);
    json_t *made;

    if (len == 0) {
        return json_sprintf("TikTok %s #%s",
                            post->kind == CK_POST_PHOTO ? "photo" : "video", post->id);
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
    ck_sidecar_set_text(o, "uploader", author->name);
    ck_sidecar_set_text(o, "uploader_id", author->id);
    ck_sidecar_set_text(o, "channel", author->nickname);
    ck_sidecar_set_text(o, "channel_id", author->sec_uid);
    if (author->name[0] != '\0') {
        ck_sidecar_set(o, "uploader_url",
                       json_sprintf("https://www.tiktok.com/@%s", author->name));
    }
}

static void set_time(json_t *o, const struct ck_post *post)
{
    time_t created = (time_t)post->created;
    struct tm tm;
    char date[16];

    if (post->created > 0 && gmtime_r(&created, &tm) != NULL &&
        strftime(date, sizeof(date), "%Y%m%d", &tm) == 8) {
        ck_sidecar_set_number(o, "timestamp", post->created);
        ck_sidecar_set_text(o, "upload_date", date);
    }
    ck_sidecar_set_number(o, "duration", post->duration);
}

static void set_counts(json_t *o, const struct ck_counts *counts)
{
    ck_sidecar_set_number(o, "view_count", counts->plays);
    ck_sidecar_set_number(o, "like_count", counts->likes);
    ck_sidecar_set_number(o, "comment_count", counts->comments);
    ck_sidecar_set_number(o, "repost_count",
                          counts->shares); /* yt-dlp's name for shares */
    ck_sidecar_set_number(o, "save_count", counts->saves);
}

static void set_music(json_t *o, const struct ck_music *music)
{
    ck_sidecar_set_text(o, "track", music->title);
    ck_sidecar_set_text(o, "album", music->album);
    if (music->author != NULL && music->author[0] != '\0') {
        ck_sidecar_set(o, "artists", json_pack("[s]", music->author));
        ck_sidecar_set_text(o, "artist", music->author);
    }
}

static void set_tags(json_t *o, const struct ck_post *post)
{
    json_t *tags = json_array();

    for (size_t i = 0; i < post->tag_count; i++) {
        (void)json_array_append_new(tags, json_string(post->tags[i]));
    }
    ck_sidecar_set(o, "tags", tags);
}

const char *ck_sidecar_codec(const struct ck_mp4_track *track)
{
    static const struct {
        char entry[5], name[5];
    } rows[] = {
        {"avc1", "h264"}, {"avc3", "h264"}, {"hvc1", "h265"},
        {"hev1", "h265"}, {"mp4a", "aac"},  {".mp3", "mp3"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(track->codec, rows[i].entry) == 0) {
            return rows[i].name;
        }
    }
    return "";
}

/* What the file itself says, not what TikTok says about it. */
static void set_media(json_t *o, const struct ck_sidecar *facts)
{
    const struct ck_mp4 *mp4 = facts->mp4;
    const char *dot = facts->file_count > 0 ? strrchr(facts->files[0].name, '.') : NULL;
    int64_t bitrate = facts->stream != NULL  ? facts->stream->bitrate
                      : facts->audio != NULL ? facts->audio->bitrate
                                             : -1;

    ck_sidecar_set_text(o, "ext", dot != NULL ? dot + 1 : "");
    if (mp4 != NULL) {
        ck_sidecar_set_text(o, "vcodec",
                            mp4->video ? ck_sidecar_codec(&mp4->video_track) : "none");
        ck_sidecar_set_text(o, "acodec",
                            mp4->sound ? ck_sidecar_codec(&mp4->sound_track) : "none");
    }
    if (mp4 != NULL && mp4->video) {
        ck_sidecar_set_number(o, "width", mp4->video_track.width);
        ck_sidecar_set_number(o, "height", mp4->video_track.height);
    }
    if (facts->stream != NULL) {
        ck_sidecar_set_text(o, "format_id", facts->stream->quality);
    }
    if (bitrate > 0) {
        ck_sidecar_set(o, "tbr", json_real((double)bitrate / 1000));
    }
    ck_sidecar_set_number(o, "filesize",
                          facts->file_count > 0 ? facts->files[0].bytes : -1);
}

/* False: out of memory. */
static bool set_rights(json_t *o, const struct ck_post *post)
{
    struct ck_rights rights;
    struct ck_error err;
    bool done =
        ck_rights_of_post(post, &rights, &err) && ck_sidecar_set_rights(o, &rights);

    ck_rights_clear(&rights);
    return done;
}

json_t *ck_sidecar_make(const struct ck_sidecar *facts)
{
    const struct ck_post *post = facts->post;
    unsigned long misses = ck_mem_misses();
    json_t *o = json_object();

    if (o == NULL) {
        return NULL;
    }
    ck_sidecar_set_text(o, "id", post->id);
    ck_sidecar_set(o, "title", title(post));
    ck_sidecar_set(o, "description", json_string(post->text != NULL ? post->text : ""));
    set_author(o, &post->author);
    set_time(o, post);
    ck_sidecar_set_text(o, "webpage_url", facts->page);
    ck_sidecar_set_text(o, "original_url", facts->page);
    ck_sidecar_set_text(o, "extractor", "TikTok");
    ck_sidecar_set_text(o, "extractor_key", "TikTok");
    set_media(o, facts);
    set_counts(o, &post->counts);
    set_music(o, &post->music);
    set_tags(o, post);
    ck_sidecar_set_text(o, "_type", "video");
    ck_sidecar_set_text(o, "language", post->language);
    ck_sidecar_set_text(o, "location", post->place.name);
    ck_sidecar_set(o, "clipkeep", ck_sidecar_own(facts));
    if (!set_rights(o, post) || ck_mem_misses() != misses) { /* it may lack something */
        json_decref(o);
        return NULL;
    }
    return o;
}
