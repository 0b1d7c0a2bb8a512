#include "tiktok/address.h"

#include "base/buf.h"
#include "tiktok/path.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4096 };

#define SITE "https://www.tiktok.com"

bool ck_id_valid(const char *id)
{
    size_t len = strspn(id, "0123456789");

    return len >= 15 && len <= 20 && id[len] == '\0';
}

int64_t ck_id_time(const char *id)
{
    unsigned long long number;

    if (!ck_id_valid(id)) {
        return 0;
    }
    errno = 0;
    number = strtoull(id, NULL, 10);
    return errno == 0 ? (int64_t)(number >> 32) : 0;
}

bool ck_user_valid(const char *user)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    size_t len = strspn(user, allowed);

    return len > 0 && len < CK_USER_SIZE && user[len] == '\0' &&
           strspn(user, ".") < len; /* "." and ".." are no names */
}

static void parts_free(struct ck_parts *parts)
{
    curl_free(parts->host);
    curl_free(parts->path);
    curl_free(parts->plain);
    curl_free(parts->query);
}

static bool host_is_tiktok(const char *host)
{
    static const char *const names[] = {"tiktok.com", "tiktokv.com"};
    size_t len = strlen(host);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t tail = strlen(names[i]);

        if (len >= tail && strcmp(host + len - tail, names[i]) == 0 &&
            (len == tail || host[len - tail - 1] == '.')) {
            return true;
        }
    }
    return false;
}

/* Empty segments are passed over: "//@name/" is what people paste. */
static void cut_segments(struct ck_parts *parts)
{
    char *at = parts->plain;

    while (*at != '\0' && parts->count < CK_SEGMENTS_MAX) {
        size_t len = strcspn(at, "/");
        bool last = at[len] == '\0';

        at[len] = '\0';
        if (len > 0) {
            parts->segments[parts->count++] = at;
        }
        at += len + (last ? 0 : 1);
    }
}

static bool take_apart(CURLU *url, struct ck_parts *ret)
{
    char *part = NULL;
    char *scheme = NULL;
    bool fine;

    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) {
        return false;
    }
    fine = strcmp(scheme, "https") == 0;
    curl_free(scheme);
    if (!fine || curl_url_get(url, CURLUPART_HOST, &ret->host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PATH, &ret->path, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PATH, &ret->plain, CURLU_URLDECODE) != CURLUE_OK) {
        return false;
    }
    if (curl_url_get(url, CURLUPART_PORT, &part, 0) != CURLUE_NO_PORT) {
        curl_free(part);
        return false;
    }
    (void)curl_url_get(url, CURLUPART_QUERY, &ret->query, 0);
    for (char *c = ret->host; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z') {
            *c = (char)(*c | 0x20);
        }
    }
    cut_segments(ret);
    return host_is_tiktok(ret->host);
}

/* Puts "https://" in front unless a scheme is there. */
static bool complete(const char *text, size_t len, struct ck_buf *ret)
{
    size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789+-.");

    if (scheme == 0 || strncmp(text + scheme, "://", 3) != 0) {
        ck_buf_adds(ret, "https://");
    }
    ck_buf_add(ret, text, len);
    return ck_buf_ok(ret);
}

/* The address to fetch, made from what was understood; only where that is not enough is
 * the path kept as it was. The query is never kept: it names the person who shared. */
static bool make_page(const struct ck_parts *parts, struct ck_address *ret)
{
    int len;

    if (ret->kind == CK_ADDRESS_POST) {
        len = snprintf(ret->page, sizeof(ret->page), SITE "/@%s/video/%s", ret->user,
                       ret->id);
    } else if (ret->kind == CK_ADDRESS_USER) {
        len = snprintf(ret->page, sizeof(ret->page), SITE "/@%s", ret->user);
    } else if (ret->kind == CK_ADDRESS_SHORT && ck_host_is_short(parts->host)) {
        len = snprintf(ret->page, sizeof(ret->page), "https://%s%s", parts->host,
                       parts->path);
    } else {
        len = snprintf(ret->page, sizeof(ret->page), SITE "%s", parts->path);
    }
    return len > 0 && (size_t)len < sizeof(ret->page);
}

static bool read_url(CURLU *url, struct ck_address *ret, struct ck_error *err)
{
    struct ck_parts parts = {0};
    bool done = false;

    if (!take_apart(url, &parts)) {
        (void)ck_fail(err, CK_ERR_ADDRESS, "not an https address on tiktok.com");
    } else {
        ck_path_read(&parts, ret);
        if (ret->kind == CK_ADDRESS_OTHER || ret->kind == CK_ADDRESS_FEED) {
            ck_query_read(parts.query, ret);
        }
        done = make_page(&parts, ret) ||
               ck_fail(err, CK_ERR_ADDRESS, "the address is too long");
    }
    parts_free(&parts);
    return done;
}

bool ck_address_parse(const char *text, struct ck_address *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf whole = {.max = TEXT_MAX};
    size_t len;
    CURLU *url;
    bool done;

    *ret = (struct ck_address){.kind = CK_ADDRESS_OTHER};
    text += strspn(text, " \t\r\n");
    len = strnlen(text, TEXT_MAX + 1);
    while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL) {
        len--;
    }
    if (!complete(text, len, &whole)) {
        return ck_fail(err, CK_ERR_ADDRESS, "the address is too long");
    }
    url = curl_url();
    if (url == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (curl_url_set(url, CURLUPART_URL, whole.data, CURLU_DISALLOW_USER) != CURLUE_OK) {
        done = ck_fail(err, CK_ERR_ADDRESS, "no address at all");
    } else {
        done = read_url(url, ret, err);
    }
    curl_url_cleanup(url);
    return done;
}
