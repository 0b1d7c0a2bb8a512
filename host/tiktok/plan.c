#include "tiktok/plan.h"

#include <string.h>

/* One way to get the post: a stream, with the sound it needs. */
struct way {
    const struct ck_post *post;
    const struct ck_stream *stream;
    long audio; /* -1: the stream has its own */
};

static const char *const names[] = {
    [CK_POLICY_BEST] = "best",
    [CK_POLICY_COMPATIBLE] = "compatible",
    [CK_POLICY_SMALL] = "small",
    [CK_POLICY_SOUND_ONLY] = "sound-only",
};

const char *ck_policy_text(enum ck_policy policy)
{
    return names[policy];
}

bool ck_policy_of_text(const char *text, enum ck_policy *ret)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], text) == 0) {
            *ret = (enum ck_policy)i;
            return true;
        }
    }
    return false;
}

long ck_audio_choose(const struct ck_post *post, const struct ck_stream *stream)
{
    const char *wanted = stream != NULL ? stream->audio_id : "";
    long best = -1;

    for (size_t i = 0; i < post->audio_count; i++) {
        const struct ck_audio *audio = &post->audios[i];

        if (*wanted != '\0' &&
            (strcmp(audio->id, wanted) == 0 || strcmp(audio->hash, wanted) == 0)) {
            return (long)i;
        }
        if (best < 0 || audio->bitrate > post->audios[best].bitrate) {
            best = (long)i;
        }
    }
    return best;
}

/* The bytes to fetch, a guess where they are not stated; INT64_MAX when nothing is. */
static int64_t bytes_of(const struct way *way)
{
    const int64_t limit = (int64_t)1 << 40;
    int64_t bytes = way->stream->bytes;
    int64_t duration = way->post->duration;

    if (bytes <= 0 && way->stream->bitrate > 0 && way->stream->bitrate < limit &&
        duration > 0 && duration < 100000) {
        bytes = way->stream->bitrate / 8 * duration;
    }
    if (bytes <= 0 || bytes > limit) {
        return INT64_MAX;
    }
    if (way->audio >= 0) {
        int64_t more = way->post->audios[way->audio].bytes;

        bytes += more > 0 && more < limit ? more : 0;
    }
    return bytes;
}

/* Larger is better. A codec that is not named is H.264 in most pages without names. */
static int codec_rank(const struct way *way)
{
    const char *codec = way->stream->codec;

    return strcmp(codec, "h264") == 0 ? 2 : *codec == '\0' ? 1 : 0;
}

static int64_t sign(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

/* Above 0 when `way` is better than `best`. */
static int64_t compare(enum ck_policy policy, const struct way *way,
                       const struct way *best)
{
    int64_t difference = 0;

    if (way->stream->watermark != best->stream->watermark) {
        return way->stream->watermark ? -1 : 1;
    }
    if (policy == CK_POLICY_COMPATIBLE) {
        difference = codec_rank(way) - codec_rank(best);
    } else if (policy != CK_POLICY_BEST) {
        difference = sign(bytes_of(best), bytes_of(way));
    }
    if (difference == 0) {
        difference = sign(ck_stream_area(way->stream), ck_stream_area(best->stream));
    }
    if (difference == 0) {
        difference = sign(best->audio >= 0, way->audio >= 0);
    }
    return difference != 0 ? difference
                           : sign(way->stream->bitrate, best->stream->bitrate);
}

/* Whether the stream can be had within the limits, and with which sound. */
static bool find_way(const struct ck_post *post, const struct ck_stream *stream,
                     const struct ck_plan_limits *limits, struct way *ret)
{
    *ret = (struct way){post, stream, -1};
    if (stream->url_count == 0 || strcmp(stream->codec, "h266") == 0 ||
        (stream->watermark && !limits->watermark)) {
        return false;
    }
    if (!stream->sound && limits->may_join && !limits->no_audio &&
        limits->policy != CK_POLICY_SOUND_ONLY) {
        ret->audio = ck_audio_choose(post, stream);
    }
    return stream->sound || ret->audio >= 0;
}

static long choose_stream(const struct ck_post *post, const struct ck_plan_limits *limits,
                          struct way *best)
{
    long chosen = -1;

    for (size_t i = 0; i < post->stream_count; i++) {
        struct way way;

        if ((limits->skip == NULL || !limits->skip[i]) &&
            find_way(post, &post->streams[i], limits, &way) &&
            (chosen < 0 || compare(limits->policy, &way, best) > 0)) {
            *best = way;
            chosen = (long)i;
        }
    }
    return chosen;
}

bool ck_plan_choose(const struct ck_post *post, const struct ck_plan_limits *limits,
                    struct ck_plan *ret)
{
    bool sound_only = limits->policy == CK_POLICY_SOUND_ONLY;
    struct way way = {.audio = -1};
    long stream;

    if (post->kind == CK_POST_PHOTO) {
        return false;
    }
    if (sound_only && post->audio_count > 0 && !limits->no_audio) {
        *ret = (struct ck_plan){.stream = -1, .audio = ck_audio_choose(post, NULL)};
        return true;
    }
    stream = choose_stream(post, limits, &way);
    if (stream < 0) {
        return false;
    }
    *ret = (struct ck_plan){stream, way.audio, way.audio >= 0, sound_only};
    return true;
}

long ck_plan_best(const struct ck_post *post)
{
    const struct ck_plan_limits limits = {
        .policy = CK_POLICY_BEST, .may_join = true, .watermark = true};
    struct ck_plan plan;

    return ck_plan_choose(post, &limits, &plan) ? plan.stream : -1;
}
