/* guard.h - where the host may connect: https, port 443, a name on TikTok's list, no
 * address of the local network. Pure: no I/O. Names and hosts: tiktok.md §4. */
#ifndef CK_FETCH_GUARD_H
#define CK_FETCH_GUARD_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/socket.h>

enum ck_host_class {
    CK_HOST_REFUSED, /* not on the list */
    CK_HOST_SITE,    /* tiktok.com and what is below it: gets both anonymous cookies */
    CK_HOST_MEDIA,   /* a CDN: gets tt_chain_token only where the address asks for it */
};

/* The class of a lower-case host name (suffix match on label borders). */
enum ck_host_class ck_guard_host(const char *host);

/* Checks a URL before it is used: https, port 443 or none, no user or password, no IP
 * literal, a host that is not refused. `ret_class` may be NULL. Errors: url-refused. */
CK_NODISCARD bool ck_guard_url(const char *url, enum ck_host_class *ret_class,
                               struct ck_error *err);

/* True when the resolved address may be connected to: false for loopback, private,
 * link-local, unique-local, CGNAT, multicast, reserved, v4-mapped and NAT64 forms of
 * these. TEST-NET-3 (203.0.113.0/24) belongs to nobody and passes. */
bool ck_guard_sockaddr(const struct sockaddr *address, socklen_t len);

#endif
