/* sidecar_samples.h - a post with everything in it, kept as two files, and its sidecar.
 */
#ifndef CK_TESTS_SIDECAR_SAMPLES_H
#define CK_TESTS_SIDECAR_SAMPLES_H

#include "session/sidecar.h"

#include <jansson.h>

static char nickname[] = "Cat Lady";
static char track[] = "original sound";
static char artist[] = "cat band";
static char cat[] = "cat";
static char *tags[] = {cat};
static char signed_url[] =
    "https://v16-webapp-prime.us.tiktok.com/a/?expire=1&signature=s";
static char *urls[] = {signed_url};

static char place[] = "Berlin";
static struct ck_mention mention = {.id = "7", .name = "someone"};

static inline struct ck_stream a_stream(void)
{
    return (struct ck_stream){
        .codec = "h264",
        .quality = "normal_720_0",
        .width = 576,
        .height = 1024,
        .bitrate = 627500,
        .bytes = 1647231,
        .sound = true,
        .hash = "0123",
        .urls = urls,
        .url_count = 1,
    };
}

static inline struct ck_post a_post(char *text)
{
    return (struct ck_post){
        .id = "7602050882429897470",
        .author = {.id = "42",
                   .name = "catlady",
                   .nickname = nickname,
                   .sec_uid = "MS4w"},
        .text = text,
        .created = 1769990400,
        .duration = 21,
        .music = {.title = track,
                  .author = artist,
                  .url = signed_url,
                  .duration = 21,
                  .original = true},
        .counts = {.likes = 1,
                   .comments = 2,
                   .shares = 3,
                   .plays = 4,
                   .saves = 5,
                   .reposts = 6},
        .place = {.name = place},
        .permissions = {.download = 0,
                        .duet = 3,
                        .stitch = -1,
                        .comment = -1,
                        .share_enabled = -1,
                        .duet_enabled = -1},
        .labels = {.ai = 1, .made_by_ai = true},
        .mentions = &mention,
        .mention_count = 1,
        .duet_of = "7602050882429897111",
        .dated = true,
        .cover_url = signed_url,
        .tags = tags,
        .tag_count = 1,
        .saving = CK_SAVING_ALLOWED,
    };
}

static const struct ck_sidecar_file files[] = {
    {.role = "video",
     .name = "2026-02-02 my cat [7602050882429897470].mp4",
     .bytes = 1647231,
     .sha256 = "aa",
     .host = "v16.example"},
    {.role = "cover",
     .name = "2026-02-02 my cat [7602050882429897470].jpg",
     .bytes = 11287,
     .sha256 = "bb",
     .host = "p16.example"},
};
static const struct ck_mp4 measured = {
    .video = true,
    .sound = true,
    .video_track = {.codec = "avc1", .width = 576, .height = 1024},
    .sound_track = {.codec = "mp4a"},
    .duration_s = 20.5,
};

static inline struct ck_sidecar facts_of(const struct ck_post *post,
                                         const struct ck_stream *stream)
{
    return (struct ck_sidecar){
        .post = post,
        .stream = stream,
        .mp4 = &measured,
        .page = "https://www.tiktok.com/@catlady/video/7602050882429897470",
        .seen = "page",
        .kept_at = 1770000000,
        .files = files,
        .file_count = 2,
    };
}

static inline json_t *make(const struct ck_post *post)
{
    const struct ck_stream stream = a_stream();
    const struct ck_sidecar facts = facts_of(post, &stream);

    return ck_sidecar_make(&facts);
}

#endif
