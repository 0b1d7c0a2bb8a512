#include "fetch/transfer.h"

#include "base/clock.h"
#include "fetch/headers.h"
#include "fetch/proxy.h"
#include "fetch/response.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_REDIRECTS 5
/* So much of a body that is dropped is read, so that its connection can be used again. */
#define DROPPED_BODY_MAX INT64_C(65536)
#define CONNECT_TIMEOUT_S 15L
/* Stalled transfers are given up: slower than this for so long. */
#define LOW_SPEED_BYTES 1024L
#define LOW_SPEED_S 30L

static bool copy_referer(struct ck_transfer *transfer, const char *referer,
                         struct ck_error *err)
{
    enum ck_host_class class;

    if (referer == NULL) {
        return true;
    }
    if (!ck_guard_url(referer, &class, transfer->referer_host, err)) {
        return false;
    }
    if (class != CK_HOST_SITE) {
        return ck_fail(err, CK_ERR_URL, "the referring page is not one of TikTok's");
    }
    transfer->referer = ck_strdup(referer);
    return transfer->referer != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool fill(struct ck_transfer *transfer, const struct ck_request *request,
                 struct ck_error *err)
{
    const char *user_agent = request->user_agent;

    if (!ck_guard_url(request->url, &transfer->class, transfer->host, err) ||
        !copy_referer(transfer, request->referer, err)) {
        return false;
    }
    (void)snprintf(transfer->url, sizeof(transfer->url), "%s", request->url);
    if (user_agent == NULL || !ck_user_agent_valid(user_agent)) {
        user_agent = ck_default_user_agent;
    }
    transfer->user_agent = ck_strdup(user_agent);
    if (transfer->user_agent == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (request->cookies != NULL) {
        transfer->cookies = *request->cookies;
    }
    if (request->answer != NULL && ck_answer_valid(request->answer)) {
        transfer->answer = ck_strdup(request->answer);
        if (transfer->answer == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    transfer->page = request->page;
    transfer->max_bytes = request->max_bytes;
    transfer->response.content_length = -1;
    transfer->response.retry_after_s = -1;
    return true;
}

bool ck_transfer_make(const struct ck_request *request,
                      const struct ck_transfer_calls *calls, struct ck_transfer **ret,
                      struct ck_error *err)
{
    struct ck_transfer *transfer = ck_alloc(sizeof(*transfer));

    *ret = NULL;
    if (transfer == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    transfer->calls = *calls;
    if (!fill(transfer, request, err)) {
        ck_transfer_free(transfer);
        return false;
    }
    *ret = transfer;
    return true;
}

void ck_transfer_free(struct ck_transfer *transfer)
{
    if (transfer == NULL) {
        return;
    }
    curl_slist_free_all(transfer->headers);
    ck_free(transfer->referer);
    ck_free(transfer->user_agent);
    ck_free(transfer->answer);
    explicit_bzero(&transfer->cookies, sizeof(transfer->cookies));
    explicit_bzero(&transfer->response, sizeof(transfer->response));
    ck_free(transfer);
}

/* The header lines of the final answer are complete. */
static bool announce(struct ck_transfer *transfer)
{
    struct ck_response *response = &transfer->response;
    bool good = response->status >= 200 && response->status < 300;

    transfer->started = true;
    if (!transfer->page && good && ck_response_encoded(transfer->easy)) {
        return ck_fail(&transfer->error, CK_ERR_NOT_MEDIA, "%s sent an encoded file",
                       transfer->host);
    }
    if (!transfer->calls.started(transfer->calls.ctx, response, &transfer->error)) {
        return false;
    }
    if (response->content_length > transfer->max_bytes) {
        return ck_fail(&transfer->error, CK_ERR_TOO_LARGE, "%lld bytes are announced",
                       (long long)response->content_length);
    }
    return true;
}

static enum ck_answer_use use_answer(struct ck_transfer *transfer)
{
    bool repeat =
        ck_turns_answer(transfer->turns, transfer, ck_clock_ms(), ck_clock_chance());

    if (repeat) {
        transfer->use = CK_ANSWER_REPEAT;
    } else if (ck_response_redirects(transfer->easy)) {
        transfer->use = CK_ANSWER_FOLLOW;
    }
    return transfer->use;
}

static bool head_complete(struct ck_transfer *transfer)
{
    long status = 0;

    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    /* Below 200 the real answer is still to come; after it come trailers. */
    if (status < 200 || transfer->answered) {
        return true;
    }
    ck_response_read(transfer->easy, transfer->url, &transfer->response);
    if (transfer->class == CK_HOST_SITE) {
        ck_response_cookies(transfer->easy, &transfer->response.cookies);
        ck_response_cookies(transfer->easy, &transfer->cookies);
    }
    return use_answer(transfer) != CK_ANSWER_GIVE || announce(transfer);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct ck_transfer *transfer = ctx;
    size_t len = size * count;
    bool blank = len > 0 && (bytes[0] == '\r' || bytes[0] == '\n');

    if (transfer->state != CK_TRANSFER_RUNNING) {
        return 0;
    }
    return !blank || head_complete(transfer) ? len : 0;
}

static bool take_data(struct ck_transfer *transfer, const char *bytes, size_t len)
{
    bool give = transfer->use == CK_ANSWER_GIVE;
    int64_t limit = give ? transfer->max_bytes : DROPPED_BODY_MAX;

    if ((int64_t)len > limit - transfer->received) {
        return ck_fail(&transfer->error, CK_ERR_TOO_LARGE, "more than %lld bytes came",
                       (long long)limit);
    }
    transfer->received += (int64_t)len;
    return !give ||
           transfer->calls.data(transfer->calls.ctx, bytes, len, &transfer->error);
}

static size_t on_data(char *bytes, size_t size, size_t count, void *ctx)
{
    struct ck_transfer *transfer = ctx;
    size_t len = size * count;

    if (transfer->state != CK_TRANSFER_RUNNING || !take_data(transfer, bytes, len)) {
        /* Never the length that was offered, which for 0 would mean success. */
        return len + 1;
    }
    return len;
}

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
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_data);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    bad |= curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    bad |= curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    return bad;
}

static CURLcode set_request(CURL *easy, struct ck_transfer *transfer)
{
    char cookie[CK_COOKIE_LINE_MAX];
    char referer[CK_URL_MAX];
    char encodings[64];
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_URL, transfer->url);
    bad |= curl_easy_setopt(easy, CURLOPT_USERAGENT, transfer->user_agent);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                            transfer->page ? (long)CURL_HTTP_VERSION_2TLS
                                           : (long)CURL_HTTP_VERSION_1_1);
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

bool ck_transfer_prepare(struct ck_transfer *transfer, CURL *easy, struct ck_error *err)
{
    const char *proxy = ck_proxy_for(transfer->host);
    bool from_page = transfer->referer != NULL;

    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    if (transfer->page
            ? !ck_headers_page(transfer->user_agent, from_page, &transfer->headers, err)
            : !ck_headers_media(&transfer->headers, err)) {
        return false;
    }
    transfer->through_proxy = proxy[0] != '\0';
    transfer->local_address = false;
    transfer->use = CK_ANSWER_GIVE;
    transfer->answered = false;
    transfer->sent_ms = ck_clock_ms();
    transfer->received = 0;
    transfer->curl_error[0] = '\0';
    curl_easy_reset(easy);
    if ((set_policy(easy, proxy) | set_callbacks(easy, transfer) |
         set_request(easy, transfer)) != CURLE_OK) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return true;
}

static enum ck_code code_of(CURLcode code)
{
    /* Only those that say more than "the connection broke". */
    static const struct {
        CURLcode curl;
        enum ck_code code;
    } rows[] = {
        {CURLE_OUT_OF_MEMORY, CK_ERR_NOMEM},
        {CURLE_URL_MALFORMAT, CK_ERR_URL},
        {CURLE_COULDNT_RESOLVE_HOST, CK_ERR_DNS},
        {CURLE_COULDNT_RESOLVE_PROXY, CK_ERR_DNS},
        {CURLE_OPERATION_TIMEDOUT, CK_ERR_TIMEOUT},
        {CURLE_PEER_FAILED_VERIFICATION, CK_ERR_TLS},
        {CURLE_SSL_CACERT_BADFILE, CK_ERR_TLS},
        {CURLE_SSL_INVALIDCERTSTATUS, CK_ERR_TLS},
        {CURLE_SSL_ISSUER_ERROR, CK_ERR_TLS},
        {CURLE_FILESIZE_EXCEEDED, CK_ERR_TOO_LARGE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].curl == code) {
            return rows[i].code;
        }
    }
    return CK_ERR_NET;
}

bool ck_transfer_result(struct ck_transfer *transfer, CURLcode code, struct ck_error *err)
{
    const char *text = transfer->curl_error;

    if (transfer->use == CK_ANSWER_REPEAT) {
        transfer->error = (struct ck_error){0};
        return true;
    }
    if (transfer->error.code != CK_OK) {
        *err = transfer->error;
        return false;
    }
    if (code == CURLE_OK) {
        return true;
    }
    if (transfer->local_address &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK)) {
        return ck_fail(err, CK_ERR_URL, "%.100s leads into the local network",
                       transfer->host);
    }
    if (text[0] != '\0') {
        return ck_fail(err, code_of(code), "%.190s", text); /* names the host */
    }
    return ck_fail(err, code_of(code), "%.90s: %.90s", transfer->host,
                   curl_easy_strerror(code));
}

bool ck_transfer_follow(struct ck_transfer *transfer, struct ck_error *err)
{
    char *next = NULL;

    if (transfer->redirects == MAX_REDIRECTS) {
        (void)ck_fail(err, CK_ERR_HTTP, "%s redirects without end", transfer->host);
        if (err != NULL) {
            err->http = transfer->response.status;
        }
        return false;
    }
    transfer->redirects++;
    if (curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &next) != CURLE_OK ||
        next == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_guard_url(next, &transfer->class, transfer->host, err)) {
        return false;
    }
    (void)snprintf(transfer->url, sizeof(transfer->url), "%s", next);
    return true;
}
