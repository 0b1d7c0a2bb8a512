/* links.h - the links in a text that somebody wrote or another program left: one or many
 * a line, between any other words, or the archive file of yt-dlp ("tiktok ID"). Pure: no
 * I/O. */
#ifndef CK_TIKTOK_LINKS_H
#define CK_TIKTOK_LINKS_H

#include "tiktok/address.h"

#include <stddef.h>

struct ck_link {
    size_t line; /* from 1 */
    bool known;  /* false: the line holds neither a link nor a remark */
    bool other;  /* it is one of another site: yt-dlp's archives know many */
    struct ck_address address; /* of TikTok, when it is known and not of another site */
};

/* Told of each in turn; false ends it. */
typedef bool ck_link_told(void *ctx, const struct ck_link *link);

/* Reads `len` bytes. Empty lines and those that begin with "#" or ";" say nothing;
 * "@NAME" is an account. Returns what `told` returned last, true when it was never asked.
 */
bool ck_links_read(const char *bytes, size_t len, ck_link_told *told, void *ctx);

#endif
