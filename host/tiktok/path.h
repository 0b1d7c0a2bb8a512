/* path.h - what the path and the query of a TikTok address name (tiktok.md §1.1 to §1.3).
 * Private to this room. Pure: no I/O. */
#ifndef CK_TIKTOK_PATH_H
#define CK_TIKTOK_PATH_H

#include "tiktok/address.h"

#include <stddef.h>

enum { CK_SEGMENTS_MAX = 8 };

/* An address taken apart. */
struct ck_parts {
    char *host;  /* lower case */
    char *path;  /* as written, percent signs and all */
    char *plain; /* the path decoded, cut into the segments */
    char *query; /* as written, NULL: none */
    char *segments[CK_SEGMENTS_MAX];
    size_t count;
};

/* True for the hosts that serve nothing but short links. */
bool ck_host_is_short(const char *host);
/* Sets kind, id, user and photo by the path alone. */
void ck_path_read(const struct ck_parts *parts, struct ck_address *ret);
/* Takes a post's id from the query (NULL: none) of an address whose path names nothing.
 */
void ck_query_read(const char *query, struct ck_address *ret);

#endif
