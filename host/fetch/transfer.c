#include "fetch/transfer.h"

#include "base/clock.h"
#include "fetch/headers.h"

#include <stdio.h>
#include <string.h>

#define MAX_REDIRECTS 5

static const unsigned connect_tries = 2;
/* It has taken long enough already, and there may be a mirror. */
static const unsigned connect_tries_slow = 1;
static const int64_t connect_delay_ms = 500;
static const int64_t connect_delay_most_ms = 5000;

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

static void fill_piece(struct ck_transfer *transfer, const struct ck_request *request)
{
    transfer->piece.total = request->total > 0 ? request->total : -1;
    if (!request->page && request->from > 0 && request->validator != NULL &&
        ck_validator_usable(request->validator)) {
        transfer->piece.have = request->from;
        (void)snprintf(transfer->piece.validator, sizeof(transfer->piece.validator), "%s",
                       request->validator);
    }
}

/* What an authority is to see is posted to it, and it sees nothing else. */
static bool copy_body(struct ck_transfer *transfer, const struct ck_request *request,
                      struct ck_error *err)
{
    if ((request->body != NULL) != (transfer->class == CK_HOST_AUTHORITY)) {
        return ck_fail(err, CK_ERR_URL, "%.100s is no place for that", transfer->host);
    }
    if (request->body == NULL) {
        return true;
    }
    transfer->body = ck_alloc(request->body_len);
    if (transfer->body == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    memcpy(transfer->body, request->body, request->body_len);
    transfer->body_len = request->body_len;
    return true;
}

static bool fill(struct ck_transfer *transfer, const struct ck_request *request,
                 struct ck_error *err)
{
    const char *user_agent = request->user_agent;

    if (!ck_guard_url(request->url, &transfer->class, transfer->host, err) ||
        !copy_body(transfer, request, err) ||
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
    fill_piece(transfer, request);
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
    ck_free(transfer->body);
    explicit_bzero(&transfer->cookies, sizeof(transfer->cookies));
    explicit_bzero(&transfer->response, sizeof(transfer->response));
    ck_free(transfer);
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

/* An answer with less of the rest than was asked for is well-formed. */
static bool ends_early(const struct ck_transfer *transfer)
{
    return transfer->use == CK_ANSWER_GIVE && transfer->asked_from > 0 &&
           transfer->piece.have < transfer->piece.total;
}

static bool hop_is_good(struct ck_transfer *transfer, CURLcode code, struct ck_error *err)
{
    const char *text = transfer->curl_error;

    if (transfer->error.code != CK_OK) {
        *err = transfer->error;
        return false;
    }
    if (code == CURLE_OK) {
        return !ends_early(transfer) ||
               ck_fail(err, CK_ERR_NET, "%s ended the file early", transfer->host);
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

static bool check_next(struct ck_transfer *transfer, const char *url,
                       struct ck_error *err)
{
    return ck_guard_url(url, &transfer->class, transfer->host, err) &&
           (transfer->class != CK_HOST_AUTHORITY ||
            ck_fail(err, CK_ERR_URL, "%.100s is no place for that", transfer->host));
}

static bool follow(struct ck_transfer *transfer, struct ck_error *err)
{
    char *next = NULL;

    if (transfer->body != NULL) {
        return ck_fail(err, CK_ERR_URL, "%.100s redirects", transfer->host);
    }
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
    if (!check_next(transfer, next, err)) {
        return false;
    }
    (void)snprintf(transfer->url, sizeof(transfer->url), "%s", next);
    if (transfer->calls.redirected != NULL) {
        transfer->calls.redirected(transfer->calls.ctx, transfer->url);
    }
    return check_next(transfer, transfer->url, err);
}

/* Before any answer. */
static bool connects_again(struct ck_transfer *transfer, enum ck_code code,
                           int64_t *ret_delay_ms)
{
    unsigned most = code == CK_ERR_TIMEOUT ? connect_tries_slow : connect_tries;

    if (transfer->connects >= most) {
        return false;
    }
    *ret_delay_ms = ck_pace_delay(connect_delay_ms, transfer->connects++,
                                  connect_delay_most_ms, ck_clock_chance());
    return true;
}

static bool resumes(struct ck_transfer *transfer, enum ck_code code,
                    int64_t *ret_delay_ms)
{
    bool file = transfer->response.status == 200 || transfer->response.status == 206;
    bool keeps = transfer->piece.validator[0] != '\0' && !transfer->pieces_useless;

    return file && (keeps || transfer->calls.restarted != NULL) &&
           ck_endurance_lasts(&transfer->endurance, transfer->piece.have,
                              code == CK_ERR_TIMEOUT, ck_clock_chance(), ret_delay_ms);
}

/* True when a transfer that broke shall try again after a while. */
static bool recovers(struct ck_transfer *transfer, const struct ck_error *err)
{
    bool broke =
        transfer->error.code == CK_OK && ck_failure_passes(err->code, transfer->started);
    int64_t delay_ms = 0;

    if (transfer->page || !broke) {
        return false;
    }
    if (transfer->started ? !resumes(transfer, err->code, &delay_ms)
                          : !connects_again(transfer, err->code, &delay_ms)) {
        return false;
    }
    transfer->broke = *err;
    transfer->due_ms = ck_clock_ms() + delay_ms;
    return true;
}

bool ck_transfer_ends(struct ck_transfer *transfer, CURLcode code, struct ck_error *err)
{
    *err = (struct ck_error){0};
    /* How the body of an answer ends that is dropped says nothing. */
    if (transfer->use == CK_ANSWER_REPEAT) {
        return false;
    }
    if (transfer->use == CK_ANSWER_NONE && transfer->error.code == CK_OK) {
        return true;
    }
    if (!hop_is_good(transfer, code, err)) {
        return !recovers(transfer, err);
    }
    return transfer->use != CK_ANSWER_FOLLOW || !follow(transfer, err);
}
