/* The part of sidecar.h that makes the `clipkeep` block: evidence, and facts that yt-dlp
 * has no name for. */
#include "session/sidecar.h"

#include "base/version.h"
#include "tiktok/licence.h"
#include "tiktok/subtitle.h"

#include <string.h>

enum { FORMAT = 1 };

/* An empty object says nothing and is left out. */
static void set_object(json_t *o, const char *key, json_t *object)
{
    if (json_object_size(object) > 0) {
        ck_sidecar_set(o, key, object);
    } else {
        json_decref(object);
    }
}

static void set_flag(json_t *o, const char *key, int flag)
{
    if (flag >= 0) {
        ck_sidecar_set(o, key, json_boolean(flag));
    }
}

static void set_caption(json_t *o, const struct ck_post *post, size_t index)
{
    const struct ck_caption *caption = &post->captions[index];
    char language[24];

    ck_subtitle_language(caption->language, language);
    ck_sidecar_set_text(o, "language", language);
    ck_sidecar_set_text(o, "source", caption->source);
    ck_sidecar_set_text(o, "original_format", caption->format);
}

static json_t *file_block(const struct ck_post *post, const struct ck_sidecar_file *file)
{
    json_t *o = json_object();

    ck_sidecar_set_text(o, "role", file->role);
    ck_sidecar_set_text(o, "name", file->name);
    ck_sidecar_set_number(o, "bytes", file->bytes);
    ck_sidecar_set_text(o, "sha256", file->sha256);
    ck_sidecar_set_text(o, "host", file->host);
    if (strcmp(file->role, "captions") == 0 && file->index < post->caption_count) {
        set_caption(o, post, file->index);
    } else if (strcmp(file->role, "image") == 0 || strcmp(file->role, "film") == 0) {
        ck_sidecar_set_number(o, "number", (int64_t)file->index + 1);
    }
    return o;
}

static json_t *file_list(const struct ck_post *post, const struct ck_sidecar_file *files,
                         size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, file_block(post, &files[i]));
    }
    return list;
}

/* The main file says what it was made of. */
static void set_files(json_t *o, const struct ck_sidecar *facts)
{
    json_t *list = file_list(facts->post, facts->files, facts->file_count);

    if (facts->source_count > 0) {
        ck_sidecar_set(json_array_get(list, 0), "derived_from",
                       file_list(facts->post, facts->sources, facts->source_count));
    }
    ck_sidecar_set(o, "files", list);
}

static json_t *note_list(ck_notes notes)
{
    json_t *list = json_array();

    for (int note = 0; note < CK_NOTE_COUNT; note++) {
        if (ck_note_in(notes, (enum ck_note)note)) {
            (void)json_array_append_new(list,
                                        json_string(ck_note_text((enum ck_note)note)));
        }
    }
    return list;
}

/* What TikTok said about the stream. */
static json_t *stream_block(const struct ck_stream *stream)
{
    json_t *o = json_object();

    ck_sidecar_set_text(o, "codec", stream->codec);
    ck_sidecar_set_text(o, "quality", stream->quality);
    ck_sidecar_set_number(o, "width", stream->width);
    ck_sidecar_set_number(o, "height", stream->height);
    ck_sidecar_set_number(o, "bitrate", stream->bitrate);
    ck_sidecar_set_number(o, "bytes", stream->bytes);
    ck_sidecar_set_text(o, "file_hash", stream->hash);
    set_flag(o, "watermark", stream->watermark);
    return o;
}

static json_t *audio_block(const struct ck_audio *audio)
{
    json_t *o = json_object();

    ck_sidecar_set_number(o, "bitrate", audio->bitrate);
    ck_sidecar_set_number(o, "bytes", audio->bytes);
    ck_sidecar_set_text(o, "file_hash", audio->hash);
    return o;
}

static json_t *mp4_block(const struct ck_mp4 *mp4)
{
    json_t *o = json_object();

    if (mp4->duration_s > 0) {
        ck_sidecar_set(o, "duration", json_real(mp4->duration_s));
    }
    if (mp4->video) {
        ck_sidecar_set_text(o, "video_codec", ck_sidecar_codec(&mp4->video_track));
        ck_sidecar_set_number(o, "width", mp4->video_track.width);
        ck_sidecar_set_number(o, "height", mp4->video_track.height);
    }
    if (mp4->sound) {
        ck_sidecar_set_text(o, "sound_codec", ck_sidecar_codec(&mp4->sound_track));
    }
    return o;
}

static json_t *author_block(const struct ck_author *author)
{
    json_t *o = json_object();

    ck_sidecar_set_text(o, "id", author->id);
    ck_sidecar_set_text(o, "sec_uid", author->sec_uid);
    return o;
}

static json_t *music_block(const struct ck_music *music)
{
    json_t *o = json_object();

    ck_sidecar_set_text(o, "id", music->id);
    ck_sidecar_set_text(o, "title", music->title);
    ck_sidecar_set_text(o, "author", music->author);
    ck_sidecar_set_number(o, "duration", music->duration);
    if (json_object_size(o) > 0) {
        ck_sidecar_set(o, "original", json_boolean(music->original));
    }
    return o;
}

static json_t *place_block(const struct ck_place *place)
{
    json_t *o = json_object();

    ck_sidecar_set_text(o, "id", place->id);
    ck_sidecar_set_text(o, "name", place->name);
    ck_sidecar_set_text(o, "address", place->address);
    ck_sidecar_set_text(o, "city", place->city);
    ck_sidecar_set_text(o, "country", place->country);
    ck_sidecar_set_text(o, "region", place->region);
    return o;
}

static json_t *permission_block(const struct ck_permissions *permissions)
{
    json_t *o = json_object();

    ck_sidecar_set_number(o, "download", permissions->download);
    ck_sidecar_set_number(o, "duet", permissions->duet);
    ck_sidecar_set_number(o, "stitch", permissions->stitch);
    ck_sidecar_set_number(o, "comment", permissions->comment);
    set_flag(o, "share_enabled", permissions->share_enabled);
    set_flag(o, "duet_enabled", permissions->duet_enabled);
    set_flag(o, "stitch_enabled", permissions->stitch_enabled);
    return o;
}

static json_t *label_block(const struct ck_labels *labels)
{
    json_t *o = json_object();

    ck_sidecar_set_number(o, "ai", labels->ai);
    ck_sidecar_set(o, "made_by_ai", json_boolean(labels->made_by_ai));
    ck_sidecar_set_text(o, "ai_text", labels->ai_text);
    ck_sidecar_set(o, "ad", json_boolean(labels->ad));
    ck_sidecar_set(o, "ad_allowed", json_boolean(labels->ad_allowed));
    ck_sidecar_set(o, "shop", json_boolean(labels->shop));
    return o;
}

static json_t *mention_list(const struct ck_post *post)
{
    json_t *list = json_array();

    for (size_t i = 0; i < post->mention_count; i++) {
        json_t *o = json_object();

        ck_sidecar_set_text(o, "id", post->mentions[i].id);
        ck_sidecar_set_text(o, "name", post->mentions[i].name);
        (void)json_array_append_new(list, o);
    }
    return list;
}

static void set_post(json_t *o, const struct ck_post *post)
{
    bool photo = post->kind == CK_POST_PHOTO;

    ck_sidecar_set_text(o, "kind", photo ? "photo" : "video");
    if (photo) {
        ck_sidecar_set_number(o, "images", (int64_t)post->image_count);
    }
    ck_sidecar_set_text(o, "saving", ck_saving_text(post->saving));
    set_object(o, "author", author_block(&post->author));
    set_object(o, "music", music_block(&post->music));
    set_object(o, "place", place_block(&post->place));
    set_object(o, "permissions", permission_block(&post->permissions));
    ck_sidecar_set(o, "labels", label_block(&post->labels));
    ck_sidecar_set(o, "mentions", mention_list(post));
    ck_sidecar_set_number(o, "reposts", post->counts.reposts);
    ck_sidecar_set_text(o, "playlist", post->playlist_id);
    ck_sidecar_set_text(o, "duet_of", post->duet_of);
    if (post->created > 0) {
        ck_sidecar_set_text(o, "time_from", post->dated ? "post" : "id");
    }
}

json_t *ck_sidecar_own(const struct ck_sidecar *facts)
{
    json_t *o = json_object();

    if (o == NULL) {
        return NULL;
    }
    ck_sidecar_set_number(o, "format", FORMAT);
    ck_sidecar_set_text(o, "version", CK_VERSION);
    ck_sidecar_set(o, "seen",
                   json_pack("{s:s, s:s, s:I}", "how", facts->seen, "address",
                             facts->page, "at", (json_int_t)facts->kept_at));
    if (facts->mine) {
        ck_sidecar_set(o, "mine", json_true());
    }
    set_files(o, facts);
    ck_sidecar_set(o, "notes", note_list(facts->notes));
    if (facts->stream != NULL) {
        set_object(o, "stream", stream_block(facts->stream));
    }
    if (facts->audio != NULL) {
        set_object(o, "sound", audio_block(facts->audio));
    }
    if (facts->mp4 != NULL) {
        set_object(o, "measured", mp4_block(facts->mp4));
    }
    set_post(o, facts->post);
    return o;
}
