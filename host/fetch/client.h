/* client.h - the network: one curl_multi for the life of the process, and single GET
 * requests on it. Knows nothing of TikTok's JSON and nothing of the disk. One thread;
 * callbacks run inside ck_client_run(). Every URL and every redirect passes the guard;
 * Cookie and Referer are decided anew for each host. Proxy environment and certificate
 * store: libcurl's own, nothing else. */
#ifndef CK_FETCH_CLIENT_H
#define CK_FETCH_CLIENT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_client;
struct ck_transfer;

/* The only cookies the host ever has (design.md). "" when unknown. Values are passed on
 * byte for byte and never logged or stored. */
struct ck_cookies {
    char chain_token[128]; /* tt_chain_token */
    char ttwid[512];       /* ttwid */
};

/* True when `value` may stand in a Cookie header: visible ASCII without ";" "," and '"'.
 */
bool ck_cookie_valid(const char *value);

struct ck_response {
    long status;    /* of the last answer; redirects (at most 5) are followed before */
    char url[2048]; /* where it came from in the end */
    char content_type[64];     /* lower case, without parameters; "" unknown */
    int64_t content_length;    /* -1 unknown */
    int64_t retry_after_s;     /* -1 none; clamped to 0…900 */
    struct ck_cookies cookies; /* set by any answer on the way, "" otherwise */
};

/* What to get. All pointers are borrowed until ck_transfer_start() returns. */
struct ck_request {
    const char *url;
    const char *referer;              /* NULL: none */
    const char *user_agent;           /* NULL: Clipkeep's default, a browser's */
    const struct ck_cookies *cookies; /* NULL: none */
    bool page;         /* true: headers of a browser's navigation, HTTP/2, compression;
                          false: media: HTTP/1.1, identity */
    int64_t max_bytes; /* more than this ends the transfer with too-large */
};

/* Called in this order, each at most once but `data`. Returning false from `started` or
 * `data` ends the transfer; their `err` then reaches `finished`. After `finished` the
 * transfer is gone. */
struct ck_transfer_calls {
    /* Status and headers of the final answer, before its first byte. */
    bool (*started)(void *ctx, const struct ck_response *response, struct ck_error *err);
    bool (*data)(void *ctx, const char *bytes, size_t len, struct ck_error *err);
    /* `err` is NULL when every byte arrived. An HTTP status is no error here: see
     * started. */
    void (*finished)(void *ctx, const struct ck_response *response,
                     const struct ck_error *err);
    void *ctx;
};

/* Cheap: libcurl is initialised at the first transfer. Errors: no-memory. */
CK_NODISCARD bool ck_client_create(struct ck_client **ret, struct ck_error *err);
/* Cancels what is running (no callbacks) and frees the client; NULL is allowed. */
void ck_client_free(struct ck_client *client);

/* Starts a GET. Errors: url-refused (then no callback comes), no-memory. */
CK_NODISCARD bool ck_transfer_start(struct ck_client *client,
                                    const struct ck_request *request,
                                    const struct ck_transfer_calls *calls,
                                    struct ck_transfer **ret, struct ck_error *err);
/* Ends a transfer at once; no callback comes. Not to be called from inside its callbacks.
 */
void ck_transfer_cancel(struct ck_transfer *transfer);

/* Descriptors the caller waits for together with the network. */
struct ck_wait {
    int fd;
    short events;  /* POLLIN, POLLOUT */
    short revents; /* set by ck_client_wait() */
};
/* Waits until the network, one of `waits`, or the timeout needs attention.
 * Errors: network. */
CK_NODISCARD bool ck_client_wait(struct ck_client *client, struct ck_wait *waits,
                                 size_t count, int timeout_ms, struct ck_error *err);
/* Does what is due and calls the callbacks. */
void ck_client_run(struct ck_client *client);
/* Transfers under way. */
size_t ck_client_active(const struct ck_client *client);

/* The User-Agent used when none is given. */
extern const char ck_default_user_agent[];

#endif
