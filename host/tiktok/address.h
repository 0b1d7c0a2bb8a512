/* address.h - what kind of TikTok address a text is, and the id in it. Pure: no I/O.
 * The forms are those of tiktok.md §1. Every address is parsed by libcurl's own URL
 * parser, so that what we check is what would be fetched. */
#ifndef CK_TIKTOK_ADDRESS_H
#define CK_TIKTOK_ADDRESS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum ck_address_kind {
    CK_ADDRESS_POST,  /* one post; `id` is set, `user` where the address names it */
    CK_ADDRESS_SHORT, /* vm.tiktok.com/CODE and the like: must be followed to be known */
    CK_ADDRESS_USER,  /* a profile; `user` is set */
    CK_ADDRESS_LIVE,
    CK_ADDRESS_TAG,
    CK_ADDRESS_SOUND,
    CK_ADDRESS_COLLECTION,
    CK_ADDRESS_PLAYLIST,
    CK_ADDRESS_FEED,  /* the For You page and its sisters */
    CK_ADDRESS_OTHER, /* on TikTok, but nothing we know */
};

/* Ids are decimal strings for ever: they exceed 2^53 (tiktok.md §1.4). */
enum { CK_ID_SIZE = 24, CK_USER_SIZE = 72 };

struct ck_address {
    enum ck_address_kind kind;
    char id[CK_ID_SIZE];     /* "" unless kind is POST, TAG…PLAYLIST with a number */
    char user[CK_USER_SIZE]; /* without "@"; "" when unknown or no handle ("@_", an id) */
    bool photo;              /* the address says /photo/ */
    /* The https address to fetch, without query: what stands there names the person who
     * shared the link. For a post always /@USER/video/ID on www.tiktok.com, USER empty
     * when unknown (tiktok.md §0.1); for a short link the link itself. */
    char page[1024];
};

/* Reads `text`. Surrounding white space and a missing "https://" are forgiven; another
 * scheme, a port, a user name, or a host that is not tiktok.com, tiktokv.com or below one
 * of them is not. Errors: address-not-tiktok, no-memory. */
CK_NODISCARD bool ck_address_parse(const char *text, struct ck_address *ret,
                                   struct ck_error *err);
/* True for 15 to 20 decimal digits. */
bool ck_id_valid(const char *id);
/* Unix seconds in a post's id (its upper 32 bits), 0 when `id` is no valid id or beyond
 * 64 bits. */
int64_t ck_id_time(const char *id);
/* True for a handle that may appear in an address: letters, digits, "_", "." and "-", at
 * most CK_USER_SIZE - 1 of them, not dots alone. */
bool ck_user_valid(const char *user);

#endif
