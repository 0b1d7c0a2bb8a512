/* client.h - the network: one curl_multi for the life of the process, and single GET
 * requests on it (and a POST to those who stamp the time). Knows nothing of TikTok's JSON
 * and nothing of the disk. One thread; callbacks run inside ck_client_run(). Every URL
 * and every redirect passes the guard; Cookie and Referer are decided anew for each host.
 * Proxy environment and certificate store: libcurl's own, nothing else. */
#ifndef CK_FETCH_CLIENT_H
#define CK_FETCH_CLIENT_H

#include "base/error.h"
#include "fetch/guard.h"

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

/* True when `value` may stand in a Cookie header: visible ASCII without ";" "," '"' and
 * "\\" (RFC 6265 §4.1.1), and not empty. */
bool ck_cookie_valid(const char *value);

/* The longest ETag that is used, with its NUL. */
#define CK_VALIDATOR_MAX 128

struct ck_response {
    long status; /* of the last answer; redirects (at most 5) are followed before; 0 when
                    none came */
    char url[CK_URL_MAX];   /* where it came from in the end */
    char content_type[64];  /* lower case, without parameters; "" unknown */
    int64_t content_length; /* -1 unknown, also for a compressed page */
    int64_t from; /* where in the file its first byte stands: ck_request.from, or
                     0 when the file had to be begun again */
    char validator[CK_VALIDATOR_MAX]; /* names this version of the file: see
                                         ck_request.validator; "" for none */
    int64_t retry_after_s;            /* -1 none; clamped to 0…900 */
    struct ck_cookies
        cookies; /* set by any answer of tiktok.com on the way, "" otherwise */
};

/* True for the content types of pages and messages. */
bool ck_content_is_text(const char *content_type);

/* What to get. All pointers are borrowed until ck_transfer_start() returns. */
struct ck_request {
    const char *url;
    const char *referer;    /* NULL: none. A page of tiktok.com; hosts other than its own
                               get its origin only, as browsers do */
    const char *user_agent; /* NULL: ck_default_user_agent, as for one that is no plain
                               printable ASCII */
    const struct ck_cookies *cookies; /* NULL: none. What is not ck_cookie_valid() is not
                                         sent; what answers set on the way is */
    const char
        *answer; /* NULL: none. Further cookies, "NAME=VALUE; NAME=VALUE", for hosts
                    of the site alone; one that is no plain line is not sent */
    bool page;   /* true: headers of a browser's navigation, HTTP/2, compression;
                    false: media: HTTP/1.1, identity */
    /* NULL: a GET. Else what is posted to an authority (authority.h), once, whatever the
     * answer: a request for a timestamp (RFC 3161 §3.4). Other hosts are refused it, and
     * the authority everything else. */
    const void *body;
    size_t body_len;
    int64_t max_bytes; /* more than this, after decompression, ends the transfer with
                          too-large; those from before count */
    /* For media of which a part is there from an earlier transfer: its bytes; the
     * `validator` which that one's response had (NULL, "": the file is begun again); and
     * the bytes of the whole file, 0 unknown. `started` then has status 206 and from ==
     * `from` when the rest comes, which may be nothing, or else from == 0. */
    int64_t from;
    const char *validator;
    int64_t total;
};

/* Called in this order, each at most once but `data` and `restarted`. Returning false
 * from any ends the transfer; their `err` then reaches `finished`. After `finished` the
 * transfer is gone. Transfers may be started and cancelled from all of them. Media that
 * break off are gone on with where they ended, which the caller does not see: up to 5
 * times, once where it stalled, without 64 KiB more in between. What breaks before any
 * answer is tried again twice (once after a time-out). A page is left to its caller. */
struct ck_transfer_calls {
    /* Status and headers of the final answer, whatever its status, before its first byte.
     */
    bool (*started)(void *ctx, const struct ck_response *response, struct ck_error *err);
    bool (*data)(void *ctx, const char *bytes, size_t len, struct ck_error *err);
    /* `err` is NULL when every byte arrived. An HTTP status is no error here: see
     * started. Errors: url-refused (a redirect to a place the guard refuses, or a name
     * that leads into the local network), http-status (more than 5 redirects),
     * network-name, network-certificate, network-timeout, network (all else that breaks;
     * also a body that ends before its Content-Length: `media-truncated` is kept for
     * files that came whole and are not), not-media (a compressed body where media was
     * asked for), too-large, no-memory; and where the rest of a file was refused:
     * media-refused (401, 403), rate-limited, server-busy, not-media, http-status. */
    void (*finished)(void *ctx, const struct ck_response *response,
                     const struct ck_error *err);
    void *ctx;
    /* The file could not be gone on with, since the server has another version or knows
     * no parts: all bytes so far are void, the next ones are its first. NULL: such a
     * transfer ends with the error it broke off with. */
    bool (*restarted)(void *ctx, const struct ck_response *response,
                      struct ck_error *err);
    /* NULL, or called before a redirect is followed, with the https address it leads to,
     * which the guard lets pass. It may write a shorter one that leads to the same: what
     * names a person need not be sent on. */
    void (*redirected)(void *ctx, char url[CK_URL_MAX]);
};

/* Removes the environment variables by which OpenSSL and libcurl could be made to load
 * code, trust other certificates or write keys. To be called first in main(), while there
 * is one thread. Proxy variables stay. */
void ck_client_clean_environment(void);

/* Cheap: libcurl is initialised at the first transfer. Errors: no-memory. */
CK_NODISCARD bool ck_client_create(struct ck_client **ret, struct ck_error *err);
/* Cancels what is running (no callbacks) and frees the client; NULL is allowed. Not to be
 * called from callbacks. Takes no time even when a name is being looked up. */
void ck_client_free(struct ck_client *client);

/* Limits all media together: `parallel` transfers at once (0: 6), `bytes_per_second` on
 * the average of many seconds (0: no limit; it is shared out evenly, and nobody gets less
 * than 4 KiB/s, so that slowness is not taken for a stall). Holds for what is under way
 * too, but ends nothing. Pages, which somebody waits for, are not held up. */
void ck_client_limit(struct ck_client *client, size_t parallel, int64_t bytes_per_second);

/* Starts a GET. At most 3 transfers per host run at once; more wait their turn, without
 * their time-outs running. After 429, 408, 425 or 5xx all hosts of the same fleet are
 * left alone for a while (Retry-After, else 20 s or 2 s, doubling up to 10 min): what
 * would go there waits, what was refused asks again up to 3 times within 3 minutes, and
 * only then is the status handed to `started`. On failure no callback comes. `ret` may be
 * NULL. Errors: url-refused (of url or referer), no-memory. */
CK_NODISCARD bool ck_transfer_start(struct ck_client *client,
                                    const struct ck_request *request,
                                    const struct ck_transfer_calls *calls,
                                    struct ck_transfer **ret, struct ck_error *err);
/* Whole seconds until a transfer goes on that waits because TikTok's servers asked for it
 * or were busy, or because its connection broke, and why (rate-limited, server-busy,
 * network, network-timeout; NULL is allowed); 0 when it does not wait for that. */
int64_t ck_transfer_waits(const struct ck_transfer *transfer, enum ck_code *why);
/* Ends a transfer at once; no callback comes. Harmless inside its own `finished`. */
void ck_transfer_cancel(struct ck_transfer *transfer);

/* Descriptors the caller waits for together with the network. */
struct ck_wait {
    int fd;
    short events;  /* POLLIN, POLLOUT */
    short revents; /* set by ck_client_wait(), as poll(2) does: POLLHUP and POLLERR too */
};
/* Waits until the network, one of `waits`, the end of a transfer's waiting time, or the
 * timeout needs attention; a signal may
 * end it early. With no transfer under way it is poll(2), and libcurl is not touched. A
 * negative timeout_ms waits without limit. Errors: network, no-memory. */
CK_NODISCARD bool ck_client_wait(struct ck_client *client, struct ck_wait *waits,
                                 size_t count, int timeout_ms, struct ck_error *err);
/* Does what is due and calls the callbacks. Not to be called from callbacks. */
void ck_client_run(struct ck_client *client);
/* What can be said of the network: when anybody last answered (ck_clock_ms(), 0 never),
 * and true when since then a name led nowhere or there was no way to any address. */
bool ck_client_lost(const struct ck_client *client, int64_t *ret_heard_ms);
/* Transfers under way, those waiting their turn included. */
size_t ck_client_active(const struct ck_client *client);

/* The file of the certificates that are trusted, as libcurl was built to find it.
 * False: it does not say. */
CK_NODISCARD bool ck_client_ca_file(struct ck_client *client, char *ret, size_t size);

/* The User-Agent used when none is given. */
extern const char ck_default_user_agent[];

#endif
