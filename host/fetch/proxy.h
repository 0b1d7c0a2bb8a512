/* proxy.h - whether a host is reached through a proxy, by the environment variables that
 * libcurl itself reads for https. We decide it, and tell libcurl, because only so do we
 * know whether a socket leads to a proxy, which may be in the local network, or to the
 * named host, which must not. Used inside fetch/ only. */
#ifndef CK_FETCH_PROXY_H
#define CK_FETCH_PROXY_H

#include <stdbool.h>

/* The proxy for `host` from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY (the first
 * that is not empty), minus the names in no_proxy or NO_PROXY. "" for none. Borrowed from
 * the environment. */
const char *ck_proxy_for(const char *host);

/* True when the list (names parted by commas or blanks, each with what is below it, or
 * "*" alone) covers the host. Rules: libcurl's CURLOPT_NOPROXY. */
bool ck_proxy_list_has(const char *list, const char *host);

#endif
