/* foreign.h - what the files of other programs say of a post: their names, the info.json
 * of yt-dlp, the lists of myfaveTT. Pure: no I/O. All of it is hostile. Format facts:
 * yt-dlp's README ("Output template", "Write metadata") and its TikTok extractor;
 * myfaveTT's archives as read from programs that convert them. */
#ifndef CK_SESSION_FOREIGN_H
#define CK_SESSION_FOREIGN_H

#include "tiktok/post.h"

enum ck_foreign_role {
    CK_FOREIGN_OTHER,
    CK_FOREIGN_VIDEO,
    CK_FOREIGN_IMAGE,
    CK_FOREIGN_SOUND,
    CK_FOREIGN_CAPTIONS, /* .vtt or .srt, with or without a language before it */
    CK_FOREIGN_INFO,     /* .info.json */
};

struct ck_foreign_name {
    enum ck_foreign_role role;
    uint64_t id;     /* of the post, 0: the name does not say */
    unsigned number; /* of a picture among several, 0: none */
    bool cover;      /* it lies among covers */
    bool picture;    /* it lies among the pictures of photo posts */
    size_t stem;     /* bytes of the path before the ending: "a/b" of "a/b.info.json" and
                        of "a/b.eng-US.vtt" */
};

/* Reads a path with slashes. An id is a run of 17 to 20 digits, the upper half of which
 * is a date since 2014; one in brackets goes before any other, and of two others neither
 * counts. */
struct ck_foreign_name ck_foreign_name(const char *path);

/* The id in an info.json of a TikTok post; 0: it is none. */
uint64_t ck_foreign_info_id(const json_t *info);
/* Makes a post of which only the id is known. False: no memory. Clear it in any case. */
CK_NODISCARD bool ck_foreign_post(uint64_t id, struct ck_post *ret);
/* Adds what an info.json says. False: no memory. */
CK_NODISCARD bool ck_foreign_add_info(struct ck_post *post, const json_t *info);

/* The lists of a myfaveTT archive, each an object or NULL; owned. */
struct ck_myfave {
    json_t *videos, *authors, *texts;
    json_t *likes, *favourites; /* which posts the person had there; no dates */
};
/* What stands in a file of data/.appdata: the JSON of "window.NAME=String.raw`JSON`", or
 * of "window.NAME_base64="TEXT"" the text, which is the JSON packed by gzip (`ret_packed`
 * true). Borrowed from `bytes`; NULL: neither. */
const char *ck_myfave_find(const char *bytes, size_t len, size_t *ret_len,
                           bool *ret_packed);
/* The object that such a JSON is; NULL: it is none. A new reference. */
json_t *ck_myfave_load(const char *json, size_t len);
/* Adds what they say of the post. False: no memory. */
CK_NODISCARD bool ck_foreign_add_myfave(struct ck_post *post,
                                        const struct ck_myfave *lists);
/* The ids in one of the last two, in the list's order; borrowed, NULL: it has none. What
 * stands in it may be anything. */
const json_t *ck_myfave_ids(const json_t *list);
/* Whose they are, as far as is known: the account's id and name, else "". Borrowed. */
void ck_myfave_owner(const struct ck_myfave *lists, const char **ret_id,
                     const char **ret_handle);
void ck_myfave_clear(struct ck_myfave *lists);

#endif
