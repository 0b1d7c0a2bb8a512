#include "fetch/response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A server that says more than this is not listened to (also asked of us by
 * download-engine.md §7). */
#define RETRY_AFTER_MAX_S 900

static const char *header_of(CURL *easy, const char *name)
{
    struct curl_header *header = NULL;

    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
        return NULL;
    }
    return header->value;
}

static long status_of(CURL *easy)
{
    long status = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static void read_type(const char *value, char *ret, size_t size)
{
    size_t len = value != NULL ? strcspn(value, "; \t") : 0;

    ret[0] = '\0';
    if (len >= size) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        ret[i] = value[i];
        if (ret[i] >= 'A' && ret[i] <= 'Z') {
            ret[i] = (char)(ret[i] - 'A' + 'a');
        }
    }
    ret[len] = '\0';
}

static int64_t read_length(CURL *easy)
{
    const char *value = header_of(easy, "Content-Length");
    size_t len = value != NULL ? strspn(value, "0123456789") : 0;

    /* 18 digits always fit. */
    if (len == 0 || len > 18 || value[len] != '\0' || ck_response_encoded(easy) ||
        header_of(easy, "Transfer-Encoding") != NULL) {
        return -1;
    }
    return strtoll(value, NULL, 10);
}

static int64_t read_retry_after(CURL *easy)
{
    curl_off_t seconds = 0;

    if (header_of(easy, "Retry-After") == NULL ||
        curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK) {
        return -1;
    }
    if (seconds < 0) {
        return 0; /* a date that is past */
    }
    return seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : (int64_t)seconds;
}

void ck_response_read(CURL *easy, const char *url, struct ck_response *ret)
{
    ret->status = status_of(easy);
    (void)snprintf(ret->url, sizeof(ret->url), "%s", url);
    read_type(header_of(easy, "Content-Type"), ret->content_type,
              sizeof(ret->content_type));
    ret->content_length = read_length(easy);
    ret->retry_after_s = read_retry_after(easy);
    ret->from = 0;
    ck_validator_choose(header_of(easy, "ETag"), header_of(easy, "Last-Modified"),
                        header_of(easy, "Date"), ret->validator);
}

void ck_response_piece(CURL *easy, struct ck_piece_answer *ret)
{
    ret->content_range = header_of(easy, "Content-Range");
    ret->etag = header_of(easy, "ETag");
    ret->last_modified = header_of(easy, "Last-Modified");
    ret->encoded = ck_response_encoded(easy);
}

bool ck_response_range(CURL *easy, struct ck_content_range *ret)
{
    return ck_content_range_read(header_of(easy, "Content-Range"), ret) &&
           ret->first >= 0;
}

bool ck_content_is_text(const char *content_type)
{
    return strncmp(content_type, "text/", 5) == 0 ||
           strcmp(content_type, "application/json") == 0 ||
           strcmp(content_type, "application/xhtml+xml") == 0;
}

bool ck_response_encoded(CURL *easy)
{
    const char *value = header_of(easy, "Content-Encoding");

    return value != NULL && value[0] != '\0' && strcasecmp(value, "identity") != 0;
}

bool ck_response_redirects(CURL *easy)
{
    long status = status_of(easy);

    return (status == 301 || status == 302 || status == 303 || status == 307 ||
            status == 308) &&
           header_of(easy, "Location") != NULL;
}

static void take(char *ret, size_t size, const char *value, size_t len)
{
    char copy[sizeof(((struct ck_cookies *)0)->ttwid)];

    if (len >= size || len >= sizeof(copy)) {
        return;
    }
    memcpy(copy, value, len);
    copy[len] = '\0';
    if (ck_cookie_valid(copy)) {
        memcpy(ret, copy, len + 1);
    }
}

void ck_cookies_take(struct ck_cookies *cookies, const char *line)
{
    static const char token[] = "tt_chain_token=";
    static const char ttwid[] = "ttwid=";
    size_t len = strcspn(line, "; \t");

    if (strncmp(line, token, strlen(token)) == 0) {
        take(cookies->chain_token, sizeof(cookies->chain_token), line + strlen(token),
             len - strlen(token));
    } else if (strncmp(line, ttwid, strlen(ttwid)) == 0) {
        take(cookies->ttwid, sizeof(cookies->ttwid), line + strlen(ttwid),
             len - strlen(ttwid));
    }
}

void ck_response_cookies(CURL *easy, struct ck_cookies *cookies)
{
    struct curl_header *header = NULL;

    for (size_t i = 0;
         curl_easy_header(easy, "Set-Cookie", i, CURLH_HEADER, -1, &header) == CURLHE_OK;
         i++) {
        ck_cookies_take(cookies, header->value);
    }
}
