#include "session/part.h"

#include "base/clock.h"
#include "base/mem.h"
#include "tiktok/subtitle.h"

#include <string.h>

const char *ck_role_text(enum ck_role role)
{
    static const char *const names[] = {
        [CK_ROLE_VIDEO] = "video",       [CK_ROLE_PICTURE] = "picture",
        [CK_ROLE_TRACK] = "track",       [CK_ROLE_SOUND] = "sound",
        [CK_ROLE_IMAGE] = "image",       [CK_ROLE_FILM] = "film",
        [CK_ROLE_CAPTIONS] = "captions", [CK_ROLE_COVER] = "cover",
    };

    return names[role];
}

static enum ck_want want_of(enum ck_role role)
{
    switch (role) {
    case CK_ROLE_IMAGE:
    case CK_ROLE_COVER:
        return CK_WANT_IMAGE;
    case CK_ROLE_TRACK:
    case CK_ROLE_SOUND:
        return CK_WANT_SOUND;
    case CK_ROLE_CAPTIONS:
        return CK_WANT_TEXT;
    case CK_ROLE_VIDEO:
    case CK_ROLE_PICTURE:
    case CK_ROLE_FILM:
        break;
    }
    return CK_WANT_VIDEO;
}

bool ck_fresh_page_may_help(enum ck_code code)
{
    return code == CK_ERR_FORBIDDEN || code == CK_ERR_HTTP || code == CK_ERR_NOT_MEDIA ||
           code == CK_ERR_MEDIA_SIZE || code == CK_ERR_URL || code == CK_ERR_TRUNCATED ||
           code == CK_ERR_NO_SOUND || code == CK_ERR_JOIN_FAILED ||
           code == CK_ERR_MEDIA_LENGTH;
}

bool ck_bytes_are_good(enum ck_code code)
{
    return code == CK_ERR_NET || code == CK_ERR_DNS || code == CK_ERR_TLS ||
           code == CK_ERR_TIMEOUT || code == CK_ERR_FORBIDDEN || code == CK_ERR_HTTP ||
           code == CK_ERR_RATE || code == CK_ERR_SERVER || code == CK_ERR_URL;
}

/* True when the same bytes at another address may do. */
static bool mirror_may_help(enum ck_code code)
{
    return ck_fresh_page_may_help(code) || code == CK_ERR_NET || code == CK_ERR_DNS ||
           code == CK_ERR_TLS || code == CK_ERR_TIMEOUT;
}

static void fail(struct ck_part *part, const struct ck_source *source,
                 const struct ck_error *err)
{
    if (ck_bytes_are_good(err->code)) {
        ck_part_put_by(part, source);
    } else {
        ck_fill_clear(&part->fill);
    }
    part->err = part->err.code != CK_OK && mirror_may_help(err->code) ? part->err : *err;
    part->state = CK_PART_FAILED;
}

static bool start_mirror(struct ck_part *part, const struct ck_source *source,
                         struct ck_error *err)
{
    const struct ck_fill_wish wish = {
        .url = part->urls[part->mirror],
        .user_agent = source->user_agent,
        .cookies = source->cookies,
        .worker = source->worker,
        .declared = part->declared,
        .want = want_of(part->role),
        .go_on = part->broke_off,
    };

    if (part->fill.stage == NULL && wish.want != CK_WANT_TEXT &&
        !ck_stage_open(part->dirfd, part->key, part->declared, &part->fill.stage, err)) {
        if (part->begun == NULL && err->code != CK_ERR_ELSEWHERE) {
            ck_stage_discard(part->dirfd, part->key);
        }
        return false;
    }
    return ck_fill_start(&part->fill, source->client, &wish, err);
}

/* Starts with the mirror `part->mirror`, or the first one after it that can be started.
 */
static void try_mirrors(struct ck_part *part, const struct ck_source *source)
{
    struct ck_error err = part->err;

    part->state = CK_PART_RUNNING;
    for (; part->mirror < part->url_count; part->mirror++) {
        if (start_mirror(part, source, &err)) {
            return;
        }
        if (part->err.code == CK_OK) {
            part->err = err;
        }
        if (!mirror_may_help(err.code)) {
            break;
        }
    }
    fail(part, source, &err);
}

void ck_part_start(struct ck_part *part, const struct ck_source *source)
{
    part->mirror = 0;
    part->err = (struct ck_error){0};
    if (part->url_count == 0) {
        (void)ck_fail(&part->err, CK_ERR_NO_STREAM, "it has no address");
    } else if (ck_part_take_up(part, source, want_of(part->role))) {
        part->state = CK_PART_RUNNING;
        return;
    }
    try_mirrors(part, source);
}

/* An MP4 must have the tracks that its role needs. */
static bool check_tracks(struct ck_part *part, struct ck_error *err)
{
    bool sound = part->role == CK_ROLE_TRACK || part->role == CK_ROLE_SOUND;

    if (!ck_mp4_check(ck_stage_fd(part->fill.stage), &part->mp4, err)) {
        return false;
    }
    if (sound) {
        return part->mp4.sound || ck_fail(err, CK_ERR_NOT_MEDIA, "no sound track");
    }
    return part->mp4.video || ck_fail(err, CK_ERR_NOT_MEDIA, "no picture track");
}

/* Captions go to the disk as WebVTT, whatever form they came in. */
static bool convert(struct ck_part *part, struct ck_error *err)
{
    struct ck_fill *fill = &part->fill;
    ck_autobuf struct ck_buf text = {.max = (size_t)16 * 1024 * 1024};

    if (!ck_subtitle_convert(ck_buf_text(&fill->text), fill->text.len, &text, err)) {
        return false;
    }
    return (fill->stage != NULL ||
            ck_stage_open(part->dirfd, part->key, -1, &fill->stage, err)) &&
           ck_stage_write(fill->stage, ck_buf_text(&text), text.len, err);
}

/* What is on the disk is what it should be? */
static bool check(struct ck_part *part, struct ck_error *err)
{
    if (part->fill.type == CK_MEDIA_MP4 || part->fill.type == CK_MEDIA_M4A) {
        return check_tracks(part, err);
    }
    if (part->fill.type == CK_MEDIA_MP3) {
        part->mp4 = (struct ck_mp4){.sound = true, .sound_track = {.codec = ".mp3"}};
    }
    return true;
}

/* Begins to seal what has arrived. */
static bool seal(struct ck_part *part, const struct ck_source *source,
                 struct ck_error *err)
{
    struct ck_fill *fill = &part->fill;

    if (part->role == CK_ROLE_CAPTIONS) {
        if (!convert(part, err)) {
            return false;
        }
        fill->feed.worker = source->worker;
        fill->feed.stage = fill->stage;
    }
    ck_stage_set_date(fill->stage, source->date);
    ck_feed_seal(&fill->feed);
    part->sealing = true;
    return true;
}

/* True when it is sealed and good. */
static bool finish(struct ck_part *part, struct ck_error *err)
{
    struct ck_feed *feed = &part->fill.feed;

    part->sealing = false;
    if (feed->failed) {
        *err = feed->err;
        return false;
    }
    ck_feed_end(feed);
    part->file = feed->file;
    return check(part, err);
}

/* Gives up, or goes on to the next mirror. */
static void turn_away(struct ck_part *part, const struct ck_source *source,
                      const struct ck_error *err)
{
    bool good = ck_bytes_are_good(err->code);
    bool anew = part->taken_up && !good; /* the earlier bytes may be to blame */

    /* Two mirrors that do not go on are enough: others will not either. */
    if (err->code == CK_ERR_TIMEOUT && part->err.code == CK_ERR_TIMEOUT) {
        fail(part, source, err);
        return;
    }
    if (part->err.code == CK_OK) {
        part->err = *err;
    }
    if (!mirror_may_help(err->code) || (!anew && part->mirror + 1 >= part->url_count)) {
        fail(part, source, err);
        return;
    }
    part->broke_off = good;
    part->taken_up = part->taken_up && good;
    part->mirror += anew ? 0 : 1;
    try_mirrors(part, source);
}

/* While it comes. */
static void watch(struct ck_part *part, const struct ck_source *source)
{
    struct ck_error err;

    if (part->due_ms > 0 && ck_clock_ms() >= part->due_ms) {
        (void)ck_fail(&err, CK_ERR_TIMEOUT, "given up");
        fail(part, source, &err);
    } else {
        ck_part_note(part, source);
    }
}

/* All has come, for good or bad. */
static void end(struct ck_part *part, const struct ck_source *source)
{
    struct ck_error err = part->fill.err;

    if (part->sealing) {
        if (!ck_feed_sealed(&part->fill.feed)) {
            return;
        }
        if (finish(part, &err)) {
            part->state = CK_PART_DONE;
            return;
        }
    } else if (err.code == CK_OK && seal(part, source, &err)) {
        return;
    }
    turn_away(part, source, &err);
}

void ck_part_advance(struct ck_part *part, const struct ck_source *source)
{
    if (part->state != CK_PART_RUNNING) {
        return;
    }
    if (part->recalls) {
        if (ck_part_recalled(part)) {
            try_mirrors(part, source);
        }
    } else if (part->fill.ended) {
        end(part, source);
    } else {
        watch(part, source);
    }
}

void ck_part_clear(struct ck_part *part)
{
    ck_fill_clear(&part->fill);
    ck_free(part->begun);
    part->begun = NULL;
}
