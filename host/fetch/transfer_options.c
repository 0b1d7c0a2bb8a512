#include "fetch/transfer.h"

#include "base/clock.h"
#include "fetch/headers.h"
#include "fetch/proxy.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_S 15L
/* Stalled transfers are given up: slower than this for so long. */
#define LOW_SPEED_BYTES 1024L
#define LOW_SPEED_S 20L

/* Sees the address a name was resolved to, so that a name cannot lead into the local
 * network. A proxy may be there. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *at)
{
    struct ck_transfer *transfer = ctx;

    if (purpose != CURLSOCKTYPE_IPCXN) {
        return CURL_SOCKET_BAD;
    }
    if (!transfer->through_proxy && !ck_guard_sockaddr(&at->addr, at->addrlen)) {
        transfer->local_address = true;
        return CURL_SOCKET_BAD;
    }
    return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* The same once more before each request: on_socket() is not asked when a connection is
 * used again. */
static int on_request(void *ctx, char *address, char *own, int port, int own_port)
{
    struct ck_transfer *transfer = ctx;

    (void)own;
    (void)own_port;
    if (transfer->through_proxy || (port == 443 && ck_guard_address_text(address))) {
        return CURL_PREREQFUNC_OK;
    }
    transfer->local_address = true;
    return CURL_PREREQFUNC_ABORT;
}

/* libcurl reads the system's certificates anew for each connection, which takes longer
 * than all the rest of it, unless they are all in one file and no folder is to be looked
 * at. */
static CURLcode set_certificates(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075700
    char *file = NULL;

    if (curl_easy_getinfo(easy, CURLINFO_CAINFO, &file) == CURLE_OK && file != NULL &&
        access(file, R_OK) == 0) {
        return curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
#endif
    (void)easy;
    return CURLE_OK;
}

static CURLcode set_policy(CURL *easy, const char *proxy)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A cancel or the end of the process does not wait for a name server. */
    bad |= curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    bad |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S);
    bad |= curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
    bad |= curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_S);
    bad |= curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
    bad |= curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    bad |= curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    bad |= curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    return bad;
}

static CURLcode set_callbacks(CURL *easy, struct ck_transfer *transfer)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_error);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, ck_transfer_on_header);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ck_transfer_on_data);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    bad |= curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    return bad;
}

/* Pages are asked for as browsers do. What redirects to a file stands beside them, and a
 * connection that was opened for it is used for pages again. */
static bool speaks_2(const struct ck_transfer *transfer)
{
    return transfer->page || ck_guard_family(transfer->host) == CK_FAMILY_PAGES;
}

static CURLcode set_request(CURL *easy, struct ck_transfer *transfer)
{
    char cookie[CK_COOKIE_LINE_MAX];
    char referer[CK_URL_MAX];
    char encodings[64];
    char range[32];
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_URL, transfer->url);
    bad |= curl_easy_setopt(easy, CURLOPT_USERAGENT, transfer->user_agent);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                            speaks_2(transfer) ? (long)CURL_HTTP_VERSION_2TLS
                                               : (long)CURL_HTTP_VERSION_1_1);
    if (transfer->body != NULL) {
        bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                (curl_off_t)transfer->body_len);
        bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->body);
    }
    if (transfer->asked_from > 0) {
        (void)snprintf(range, sizeof(range), "%lld-", (long long)transfer->asked_from);
        bad |= curl_easy_setopt(easy, CURLOPT_RANGE, range);
    }
    if (transfer->page) {
        ck_headers_encodings(encodings, sizeof(encodings));
        bad |= curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, encodings);
    }
    ck_headers_cookie(&transfer->cookies, transfer->answer, transfer->class,
                      transfer->url, cookie);
    if (cookie[0] != '\0') {
        bad |= curl_easy_setopt(easy, CURLOPT_COOKIE, cookie);
    }
    if (transfer->referer != NULL) {
        ck_headers_referer(transfer->referer, transfer->referer_host, transfer->host,
                           referer);
        bad |= curl_easy_setopt(easy, CURLOPT_REFERER, referer);
    }
    return bad;
}

static bool set_headers(struct ck_transfer *transfer, struct ck_error *err)
{
    const char *validator = transfer->asked_from > 0 ? transfer->piece.validator : NULL;

    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    if (transfer->body != NULL) {
        return ck_headers_stamp(&transfer->headers, err);
    }
    return transfer->page
               ? ck_headers_page(transfer->user_agent, transfer->referer != NULL,
                                 &transfer->headers, err)
               : ck_headers_media(validator, &transfer->headers, err);
}

/* What the last hop left. */
static void forget_hop(struct ck_transfer *transfer)
{
    bool can_go_on = transfer->piece.validator[0] != '\0' && !transfer->pieces_useless;

    transfer->asked_from = can_go_on ? transfer->piece.have : 0;
    transfer->local_address = false;
    transfer->use = CK_ANSWER_GIVE;
    transfer->answered = false;
    transfer->sent_ms = ck_clock_ms();
    transfer->dropped = 0;
    transfer->curl_error[0] = '\0';
}

bool ck_transfer_prepare(struct ck_transfer *transfer, CURL *easy, struct ck_error *err)
{
    const char *proxy = ck_proxy_for(transfer->host);

    forget_hop(transfer);
    transfer->through_proxy = proxy[0] != '\0';
    if (!set_headers(transfer, err)) {
        return false;
    }
    curl_easy_reset(easy);
    if ((set_policy(easy, proxy) | set_certificates(easy) |
         set_callbacks(easy, transfer) | set_request(easy, transfer)) != CURLE_OK) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return true;
}
