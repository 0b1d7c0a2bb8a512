/* plan.h - what to fetch of a video post: a stream as it is, or a picture and a sound to
 * be joined, or the sound alone (tiktok.md §3.4). Pure: no I/O. */
#ifndef CK_TIKTOK_PLAN_H
#define CK_TIKTOK_PLAN_H

#include "tiktok/post.h"

#include <stdbool.h>

enum ck_policy {
    CK_POLICY_BEST,       /* the largest picture that plays with sound */
    CK_POLICY_COMPATIBLE, /* H.264 where there is one, the largest of them */
    CK_POLICY_SMALL,      /* the fewest bytes */
    CK_POLICY_SOUND_ONLY, /* the sound as it is heard in the post */
};

struct ck_plan_limits {
    enum ck_policy policy;
    bool may_join;    /* picture and sound can be joined afterwards */
    bool no_audio;    /* the sound tracks of their own are out of the question */
    bool watermark;   /* a stream with TikTok's watermark is better than none */
    const bool *skip; /* NULL, or for each stream whether it is out of the question */
};

struct ck_plan {
    long stream; /* index of the stream to fetch, -1: none */
    long audio;  /* index of the sound track to fetch, -1: none */
    bool joined; /* both are to be joined into one file */
    bool sound;  /* only the sound of `stream` is wanted */
};

/* Chooses. H.266 is never chosen, nothing plays it. A stream that has its own sound comes
 * before one of the same picture that must be joined. False when the post has nothing
 * that the limits allow, or is a photo post. */
bool ck_plan_choose(const struct ck_post *post, const struct ck_plan_limits *limits,
                    struct ck_plan *ret);
/* The stream of the best picture with sound, be it that both are to be joined; one with
 * TikTok's watermark when there is no other; -1 when there is none. */
long ck_plan_best(const struct ck_post *post);
/* The sound track that belongs to a stream: the one its audio_id names by id or hash,
 * else the one of the highest bitrate; -1 when the post has none. */
long ck_audio_choose(const struct ck_post *post, const struct ck_stream *stream);
/* "best", "compatible", "small", "sound-only". */
const char *ck_policy_text(enum ck_policy policy);
/* False when there is no policy of that name. */
bool ck_policy_of_text(const char *text, enum ck_policy *ret);

#endif
