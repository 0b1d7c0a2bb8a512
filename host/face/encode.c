#include "face/encode.h"

#include "base/mem.h"
#include "keep/names.h"
#include "tiktok/licence.h"
#include "tiktok/plan.h"

#include <string.h>

/* So that a hundred jobs stay below the browser's limit of 1 MiB whatever their captions
 * hold. */
enum { MAX_JOB_TEXT = 1000, MAX_TEXT = 16384 };

/* Bytes of the UTF-8 character at `at`, 0 when it is none. Overlong forms and surrogates
 * are left to jansson, which checks again. */
static size_t character(const unsigned char *at)
{
    size_t len = at[0] < 0x80                     ? 1
                 : at[0] >= 0xc2 && at[0] < 0xe0  ? 2
                 : (at[0] & 0xf0) == 0xe0         ? 3
                 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4
                                                  : 0;

    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return len;
}

/* The longest start of `text` of at most `max` bytes that cuts no character. */
static size_t cut(const char *text, size_t max)
{
    size_t len = strnlen(text, max + 1);

    if (len <= max) {
        return len;
    }
    len = max;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
        len--;
    }
    return len;
}

json_t *ck_encode_text(const char *text, size_t max)
{
    ck_autobuf struct ck_buf clean = {.max = max};
    size_t len = text != NULL ? cut(text, max) : 0;
    json_t *json = text != NULL ? json_stringn(text, len) : json_null();

    if (json != NULL) {
        return json;
    }
    for (size_t i = 0; i < len;) {
        size_t step = character((const unsigned char *)text + i);
        json_t *fine = step > 0 ? json_stringn(text + i, step) : NULL;

        ck_buf_add(&clean, fine != NULL ? text + i : "?", fine != NULL ? step : 1);
        json_decref(fine);
        i += fine != NULL ? step : 1;
    }
    return ck_buf_ok(&clean) ? json_stringn(ck_buf_text(&clean), clean.len) : NULL;
}

json_t *ck_encode_number(int64_t number)
{
    return number < 0 ? json_null() : json_integer(number);
}

const char *ck_last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static json_t *encode_id(int64_t id)
{
    return id > 0 ? json_integer(id) : json_null();
}

json_t *ck_encode_answer(int64_t id, json_t *result)
{
    return json_pack("{s:o, s:s, s:o}", "id", encode_id(id), "event", "answer", "result",
                     result);
}

static json_t *encode_failure(enum ck_code code, const char *detail)
{
    return json_pack("{s:s, s:o}", "code", ck_code_text(code), "detail",
                     ck_encode_text(detail != NULL ? detail : "", MAX_JOB_TEXT));
}

json_t *ck_encode_error(int64_t id, enum ck_code code, const char *detail)
{
    return json_pack("{s:o, s:s, s:o}", "id", encode_id(id), "event", "error", "error",
                     encode_failure(code, detail));
}

json_t *ck_encode_event(int64_t id, const char *event, json_t *body)
{
    return json_pack("{s:o, s:s, s:o}", "id", encode_id(id), "event", event, event, body);
}

/* Sets key after key; one failure makes the whole NULL. */
static json_t *finish(json_t *object, int failed)
{
    if (failed != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *ck_encode_notes(ck_notes notes)
{
    json_t *array = json_array();
    int bad = 0;

    for (enum ck_note note = 0; note < CK_NOTE_COUNT; note++) {
        if (ck_note_in(notes, note)) {
            bad |= json_array_append_new(array, json_string(ck_note_text(note)));
        }
    }
    return finish(array, bad);
}

json_t *ck_encode_waits(const struct ck_job_view *job)
{
    if (job->waits == CK_OK) {
        return json_null();
    }
    return json_pack("{s:s, s:I}", "code", ck_code_text(job->waits), "seconds",
                     (json_int_t)job->waits_s);
}

json_t *ck_encode_job(const struct ck_job_view *job)
{
    json_t *o = json_object();
    int bad = 0;

    bad |= json_object_set_new(o, "job", json_integer(job->number));
    bad |= json_object_set_new(o, "post", ck_encode_text(job->post, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "kind", ck_encode_text(job->kind, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "author", ck_encode_text(job->author, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "text", ck_encode_text(job->text, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "page", ck_encode_text(job->page, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "state", json_string(ck_job_state_text(job->state)));
    bad |= json_object_set_new(o, "bytes", ck_encode_number(job->bytes));
    bad |= json_object_set_new(o, "total", ck_encode_number(job->total));
    bad |= json_object_set_new(o, "speed", ck_encode_number(job->speed));
    bad |= json_object_set_new(o, "left", ck_encode_number(job->left_s));
    bad |= json_object_set_new(o, "already", json_boolean(job->already));
    bad |= json_object_set_new(o, "file", ck_encode_text(job->file, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "folder", ck_encode_text(job->folder, MAX_JOB_TEXT));
    bad |= json_object_set_new(
        o, "error",
        job->code == CK_OK ? json_null() : encode_failure(job->code, job->detail));
    bad |= json_object_set_new(o, "images", json_integer(job->images));
    bad |= json_object_set_new(o, "notes", ck_encode_notes(job->notes));
    bad |= json_object_set_new(o, "paused", json_boolean(job->paused));
    bad |= json_object_set_new(o, "browser", ck_encode_text(job->browser, MAX_JOB_TEXT));
    bad |= json_object_set_new(o, "joining", json_boolean(job->joining));
    bad |= json_object_set_new(o, "waits", ck_encode_waits(job));
    bad |= json_object_set_new(o, "rights", ck_encode_chip(job));
    bad |= json_object_set_new(o, "changedAt", json_integer(job->changed_at));
    return finish(o, bad);
}

json_t *ck_encode_queue(enum ck_code held)
{
    return json_pack("{s:o}", "held",
                     held == CK_OK ? json_null() : json_string(ck_code_text(held)));
}

json_t *ck_encode_settings(const struct ck_settings *settings,
                           const struct ck_error *folder)
{
    bool ok = folder->code == CK_OK;

    return json_pack(
        "{s:o, s:b, s:b, s:o, s:b, s:i, s:I, s:s, s:s, s:s, s:b, s:b, s:b, s:o}",
        "folder", ck_encode_text(ck_settings_folder_name(settings), MAX_JOB_TEXT),
        "folderChosen", (int)settings->folder_chosen, "folderOk", (int)ok, "folderError",
        ok ? json_null() : json_string(ck_code_text(folder->code)), "cover",
        (int)settings->cover, "parallel", settings->parallel, "speedLimit",
        (json_int_t)settings->speed_limit, "quality", settings->quality, "captions",
        settings->captions, "savingOff", settings->saving_off, "watermark",
        (int)settings->watermark, "sources", (int)settings->sources, "keepGoing",
        (int)settings->keep_going, "names",
        ck_encode_text(ck_names_in_force(settings->names), MAX_JOB_TEXT));
}

json_t *ck_encode_moving(const struct ck_elsewhere_view *there, bool running)
{
    bool failed = there->code != CK_OK && there->posts > 0 && !running;

    return json_pack("{s:o, s:I, s:I, s:b, s:o}", "folder",
                     there->posts > 0 ? ck_encode_text(there->folder, MAX_JOB_TEXT)
                                      : json_null(),
                     "posts", (json_int_t)there->posts, "bytes", (json_int_t)there->bytes,
                     "running", (int)running, "error",
                     failed ? json_string(ck_code_text(there->code)) : json_null());
}

/* The address of the cover, if the extension may show it: https and nothing else. */
static json_t *encode_cover(const struct ck_post *post)
{
    bool fine = post->cover_url != NULL && strncmp(post->cover_url, "https://", 8) == 0 &&
                strlen(post->cover_url) < 4096;

    return ck_encode_text(fine ? post->cover_url : NULL, 4096);
}

/* Whether it is heard at all, in one file or in one of its own. */
static bool has_sound(const struct ck_post *post)
{
    bool sound = post->audio_count > 0;

    if (post->kind == CK_POST_PHOTO) {
        return post->music.url != NULL || post->trimmed_url != NULL;
    }
    for (size_t i = 0; i < post->stream_count; i++) {
        sound = sound || post->streams[i].sound;
    }
    return sound;
}

json_t *ck_encode_post(const struct ck_post *post, bool mine)
{
    long chosen = ck_plan_best(post);
    const struct ck_stream none = {.width = -1, .height = -1, .bytes = -1};
    const struct ck_stream *stream = chosen >= 0 ? &post->streams[chosen] : &none;
    json_t *author = json_pack(
        "{s:o, s:o}", "name", ck_encode_text(post->author.name, MAX_TEXT), "nickname",
        ck_encode_text(post->author.nickname != NULL ? post->author.nickname : "",
                       MAX_TEXT));
    json_t *o = json_object();
    int bad = 0;

    bad |= json_object_set_new(o, "id", json_string(post->id));
    bad |= json_object_set_new(
        o, "kind", json_string(post->kind == CK_POST_PHOTO ? "photo" : "video"));
    bad |= json_object_set_new(o, "author", author);
    bad |= json_object_set_new(
        o, "text", ck_encode_text(post->text != NULL ? post->text : "", MAX_TEXT));
    bad |= json_object_set_new(o, "created", ck_encode_number(post->created));
    bad |= json_object_set_new(o, "duration", ck_encode_number(post->duration));
    bad |= json_object_set_new(o, "images", json_integer((json_int_t)post->image_count));
    bad |= json_object_set_new(o, "sound", json_boolean(has_sound(post)));
    bad |=
        json_object_set_new(o, "captions", json_integer((json_int_t)post->caption_count));
    bad |= json_object_set_new(o, "cover", encode_cover(post));
    bad |= json_object_set_new(o, "bytes", ck_encode_number(stream->bytes));
    bad |= json_object_set_new(o, "width", ck_encode_number(stream->width));
    bad |= json_object_set_new(o, "height", ck_encode_number(stream->height));
    bad |= json_object_set_new(o, "saving", json_string(ck_saving_text(post->saving)));
    bad |= json_object_set_new(o, "mine", json_boolean(mine));
    bad |= json_object_set_new(o, "rights", ck_encode_rights(post));
    return finish(o, bad);
}

json_t *ck_encode_kept(const struct ck_kept *kept, bool present, int64_t permissions)
{
    return json_pack("{s:o, s:o, s:I, s:I, s:b, s:I}", "file",
                     ck_encode_text(kept->files[0].name, MAX_TEXT), "folder",
                     ck_encode_text(ck_last_component(kept->folder), MAX_TEXT), "keptAt",
                     (json_int_t)kept->kept_at, "bytes", (json_int_t)kept->files[0].bytes,
                     "present", (int)present, "permissions", (json_int_t)permissions);
}

json_t *ck_encode_backup_state(const struct ck_backup_state *state)
{
    return json_pack("{s:I, s:I, s:I, s:o, s:b, s:o}", "found",
                     (json_int_t)state->now.found, "new", (json_int_t)state->now.fresh,
                     "had", (json_int_t)state->now.had, "more",
                     state->more < 0 ? json_null() : json_boolean(state->more), "enough",
                     (int)state->enough, "refused",
                     state->refused != CK_OK ? json_string(ck_code_text(state->refused))
                                             : json_null());
}
