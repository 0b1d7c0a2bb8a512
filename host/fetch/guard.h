/* guard.h - where the host may connect: https, port 443, a name on TikTok's list (or of
 * authority.h), no address of the local network. Pure: no I/O. Names and hosts: tiktok.md
 * §4. */
#ifndef CK_FETCH_GUARD_H
#define CK_FETCH_GUARD_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/socket.h>

/* The longest URL we use, with its NUL. Real ones reach about 2,100 bytes. */
#define CK_URL_MAX 4096
/* The longest host name, with its NUL (RFC 1035 §2.3.4). */
#define CK_HOST_MAX 254

enum ck_host_class {
    CK_HOST_REFUSED,   /* not on the list */
    CK_HOST_SITE,      /* tiktok.com and what is below it: gets both anonymous cookies */
    CK_HOST_MEDIA,     /* a CDN: gets tt_chain_token only where the address asks for it */
    CK_HOST_AUTHORITY, /* stamps the time (authority.h): gets a hash, and nothing else */
};

/* The class of a lower-case host name (suffix match on label borders). Upper case, a
 * trailing dot, and anything else that is no plain host name is refused. */
enum ck_host_class ck_guard_host(const char *host);

/* Names behind which one fleet of servers stands: what one of them asks of us concerns
 * all. */
enum ck_host_family {
    CK_FAMILY_PAGES,
    CK_FAMILY_MEDIA, /* every CDN name, those below tiktok.com too */
    CK_FAMILY_COUNT,
};

/* The family of a host that is not refused. */
enum ck_host_family ck_guard_family(const char *host);

/* Checks a URL before it is used: https, port 443 or none, no user or password, no IP
 * literal, a host that is not refused, shorter than CK_URL_MAX. Its host goes to
 * `ret_host` in lower case; `ret_class` and `ret_host` may be NULL. Errors: url-refused
 * (whose detail names the host at most, never path or query), no-memory. */
CK_NODISCARD bool ck_guard_url(const char *url, enum ck_host_class *ret_class,
                               char ret_host[CK_HOST_MAX], struct ck_error *err);

/* True when the resolved address may be connected to: false for loopback, private,
 * link-local, unique-local, CGNAT, multicast, reserved, v4-mapped and NAT64 forms of
 * these, every 6to4 and Teredo address, and families other than IPv4 and IPv6. TEST-NET-3
 * (203.0.113.0/24) belongs to nobody and passes. Sources: the IANA special-purpose
 * address registries for IPv4 and IPv6. */
bool ck_guard_sockaddr(const struct sockaddr *address, socklen_t len);

/* The same for an address as text ("203.0.113.7", "2001:db8::1"). False for anything that
 * is none. */
bool ck_guard_address_text(const char *text);

#endif
