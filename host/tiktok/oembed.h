/* oembed.h - the facts of TikTok's oEmbed answer (tiktok.md §6.1): that a post exists,
 * and whose it is. It never holds media. Pure: no I/O. */
#ifndef CK_TIKTOK_OEMBED_H
#define CK_TIKTOK_OEMBED_H

#include "base/mem.h"
#include "tiktok/address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ck_oembed {
    char id[CK_ID_SIZE];     /* the post's, "" when the answer is about something else */
    char name[CK_USER_SIZE]; /* the author's handle, "" unknown */
    char type[16];           /* "video", "photo", "" unknown */
    char *nickname;
    char *text;                                /* the caption */
    int64_t thumbnail_width, thumbnail_height; /* -1 unknown */
};

/* Reads an answer. NULL when it is none; `*ret_no_memory` then tells whether memory ran
 * out. The caller frees with ck_oembed_free(). */
struct ck_oembed *ck_oembed_read(const json_t *answer, bool *ret_no_memory);
/* NULL is allowed. */
void ck_oembed_free(struct ck_oembed *oembed);

#endif
