/* post.h - one post as TikTok's item JSON describes it (tiktok.md §3). Pure: no I/O.
 * All text is valid UTF-8 without NUL. Unknown numbers are -1. What is missing is NULL or
 * "". */
#ifndef CK_TIKTOK_POST_H
#define CK_TIKTOK_POST_H

#include "base/error.h"
#include "tiktok/address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_post_kind { CK_POST_VIDEO, CK_POST_PHOTO };

/* TikTok's downloadSetting of the author: 0 allowed, 3 off, anything else unknown. */
enum ck_saving { CK_SAVING_UNKNOWN, CK_SAVING_ALLOWED, CK_SAVING_OFF };

struct ck_stream {
    char codec[8];    /* "h264", "h265", "h266", "" unknown */
    char quality[32]; /* TikTok's own name for it (GearName), "" unknown */
    int64_t width, height, bitrate /* bit/s */, bytes;
    bool sound; /* false: surely or probably silent (Format "dash" or one nobody has seen,
                   a path with /media-video-…/) */
    bool watermark;
    char hash[40];     /* FileHash as given, "" unknown; meaning not proven */
    char audio_id[40]; /* of the sound that belongs to it, see ck_audio; "" unknown */
    char **urls; /* mirrors of the same bytes in TikTok's order, https only; addresses of
                    /aweme/v1/play/, which often refuse, are last */
    size_t url_count;
    size_t sure_count; /* so many of the mirrors come before those of /aweme/v1/play/ */
};

/* A sound track of its own (bitrateAudioInfo): what the streams without sound lack. */
struct ck_audio {
    char id[40];   /* FileId */
    char hash[40]; /* FileHash as given, "" unknown; meaning not proven */
    int64_t bitrate /* bit/s */, bytes;
    char **urls; /* mirrors of the same bytes, https only */
    size_t url_count;
};

struct ck_caption {
    char language[24]; /* as TikTok names it: "eng-US" */
    char source[16];   /* "creator", "automatic", "translated", "" unknown */
    char format[20];   /* "webvtt", "srt", "creator_caption", "" unknown */
    char **urls;
    size_t url_count;
};

struct ck_image {
    int64_t width, height;
    char **
        urls; /* mirrors of the same picture, https only; its type is told by its bytes */
    size_t url_count;
    char **video_urls; /* of a live photo: its short film */
    size_t video_url_count;
};

struct ck_author {
    char id[CK_ID_SIZE];
    char
        name[CK_USER_SIZE]; /* the handle (uniqueId), checked by ck_user_valid(), or "" */
    char *nickname;
    char *bio; /* what the account says of itself, "" nothing */
    char sec_uid[96];
};

struct ck_music {
    char id[CK_ID_SIZE];
    char *title, *author, *album, *url;
    int64_t duration;
    bool original; /* made for this post, or said to be */
};

/* Someone named in the caption. */
struct ck_mention {
    char id[CK_ID_SIZE];
    char name[CK_USER_SIZE]; /* the handle at the time, checked by ck_user_valid(), or ""
                              */
};

/* Where the post says it was made. */
struct ck_place {
    char id[CK_ID_SIZE];
    char *name, *address, *city,
        *country;    /* "" unknown; name "" when there is no place */
    char region[16]; /* locationCreated: "US"; "" unknown */
};

/* What the author allows in TikTok itself, as raw numbers (0 everyone, 1 friends, 3
 * nobody have been seen) and yes or no; -1 unknown. Facts, not rules for us. */
struct ck_permissions {
    int64_t download, duet, stitch, comment;
    int share_enabled, duet_enabled, stitch_enabled;
};

/* What TikTok or the author says the post is. */
struct ck_labels {
    int64_t ai;      /* aigcLabelType as given: 0 none, -1 unknown */
    bool made_by_ai; /* any sign of it */
    char *ai_text;   /* "" none */
    bool ad;         /* shown as advertising */
    bool ad_allowed; /* the author lets others advertise with it */
    bool shop;       /* sells something */
};

struct ck_counts {
    int64_t likes, comments, shares, plays, saves, reposts;
};

struct ck_post {
    char id[CK_ID_SIZE];
    enum ck_post_kind kind;
    struct ck_author author;
    char *title; /* of a photo post, "" when it has none */
    char *text;  /* the caption, "" when empty; cut at 16 KiB, four times its limit */
    int64_t
        created; /* Unix seconds; from the id when the item does not say, -1 unknown */
    bool dated;  /* the item says when; false: `created` is told by the id */
    int64_t duration; /* seconds */
    /* In the order of the page: the gears of bitrateInfo; where none of them can be saved
     * with sound, also the one address of playAddr; where that is missing too,
     * downloadAddr, which has TikTok's watermark. */
    struct ck_stream *streams;
    size_t stream_count;
    struct ck_audio *audios; /* those with an address */
    size_t audio_count;
    /* In order; one without an address keeps its place. */
    struct ck_image *images;
    size_t image_count;
    struct ck_caption *captions;
    size_t caption_count;
    struct ck_music music;
    /* The sound of a photo post as it is heard there, where music.url is the whole song;
     * NULL when there is none. */
    char *trimmed_url;
    struct ck_counts counts;
    char *cover_url; /* NULL when there is none */
    char **tags;     /* hashtags without "#" */
    size_t tag_count;
    char **stickers; /* words drawn on the picture */
    size_t sticker_count;
    struct ck_mention *mentions;
    size_t mention_count;
    struct ck_place place;
    struct ck_labels labels;
    struct ck_permissions permissions;
    char language[16];            /* of the caption: "en"; "" unknown */
    char playlist_id[CK_ID_SIZE]; /* "" none */
    char duet_of[CK_ID_SIZE];     /* the post that this one answers, "" none */
    enum ck_saving saving;
    bool muted;      /* TikTok measured no sound at all (volumeInfo) */
    bool gated;      /* isContentClassified: shown only to people logged in */
    bool restricted; /* privateItem, secret or forFriend: shown only to some people */
};

/* Reads an item object (an `itemStruct`, a member of an `itemList`). `item` is borrowed.
 * What is missing or of a wrong type is unknown; a post without any stream or image is
 * read as such. Errors: item-bad (no id, neither author nor media, a live room),
 * login-needed (no media, and gated or shown as an empty post), no-memory. On failure
 * `ret` needs no clean-up. */
CK_NODISCARD bool ck_post_from_item(const json_t *item, struct ck_post *ret,
                                    struct ck_error *err);

/* Parses the text of an item as the extension hands it over: `len` bytes, nested at most
 * 64 deep; of equal keys the last counts, as in browsers; lone surrogate escapes and
 * bytes that are no UTF-8 become U+FFFD. Errors: as ck_post_from_item(), and too-large
 * (over 250,000 values). */
CK_NODISCARD bool ck_post_from_text(const char *text, size_t len, struct ck_post *ret,
                                    struct ck_error *err);

/* Frees what the post owns; a zeroed one is fine. */
void ck_post_clear(struct ck_post *post);
/* The date that its files get, in Unix seconds; 0: not known. */
int64_t ck_post_date(const struct ck_post *post);

/* The stream to save whole: the largest picture that surely has sound, is not H.266 and
 * carries no watermark; among equals the higher bitrate. Where the page states no size,
 * the name of the quality does. -1 when there is none (tiktok.md §3.4). ck_plan_choose()
 * knows more ways. */
long ck_stream_choose(const struct ck_post *post);
/* The pixels of a stream's picture; where they are not stated, those that the name of the
 * quality stands for; 0 unknown. */
int64_t ck_stream_area(const struct ck_stream *stream);

/* Unix seconds at which a signed media address says it ends ("expire", "x-expires",
 * "x-tos-expires", or hexadecimal in its path), 0 when it says nothing. Only a hint
 * (tiktok.md §4). */
int64_t ck_stream_expiry(const char *url);

#endif
