#include "fetch/headers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A long-lived release of Firefox: its requests carry no client hints to keep in step. */
const char ck_default_user_agent[] =
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

bool ck_cookie_valid(const char *value)
{
    if (value[0] == '\0') {
        return false;
    }
    for (; *value != '\0'; value++) {
        if (*value < '!' || *value > '~' || strchr(";,\"\\", *value) != NULL) {
            return false;
        }
    }
    return true;
}

/* Printable ASCII, at least one and less than `limit` of it. */
static bool is_plain(const char *text, size_t limit)
{
    size_t len = strnlen(text, limit);

    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return len > 0 && len < limit;
}

bool ck_user_agent_valid(const char *user_agent)
{
    return is_plain(user_agent, 512);
}

bool ck_answer_valid(const char *answer)
{
    return is_plain(answer, 8192);
}

static bool add(struct curl_slist **list, const char *line, struct ck_error *err)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer == NULL) {
        curl_slist_free_all(*list);
        *list = NULL;
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *list = longer;
    return true;
}

static bool add_all(struct curl_slist **list, const char *const *lines,
                    struct ck_error *err)
{
    for (; *lines != NULL; lines++) {
        if (!add(list, *lines, err)) {
            return false;
        }
    }
    return true;
}

bool ck_headers_media(const char *validator, struct curl_slist **ret,
                      struct ck_error *err)
{
    /* identity: the bytes kept are the bytes sent, and their offsets mean something. */
    static const char *const lines[] = {"Accept: */*", "Accept-Encoding: identity", NULL};

    char condition[CK_VALIDATOR_MAX + 16];

    *ret = NULL;
    if (validator != NULL) {
        (void)snprintf(condition, sizeof(condition), "If-Range: %s", validator);
    }
    return add_all(ret, lines, err) && (validator == NULL || add(ret, condition, err));
}

bool ck_headers_stamp(struct curl_slist **ret, struct ck_error *err)
{
    static const char *const lines[] = {"Content-Type: application/timestamp-query",
                                        "Accept: application/timestamp-reply",
                                        "Expect:", NULL};

    *ret = NULL;
    return add_all(ret, lines, err);
}

static const char *platform_of(const char *user_agent)
{
    static const struct {
        const char *mark, *platform;
    } rows[] = {
        {"Android", "Android"}, {"CrOS", "Chrome OS"}, {"Windows", "Windows"},
        {"Macintosh", "macOS"}, {"Linux", "Linux"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strstr(user_agent, rows[i].mark) != NULL) {
            return rows[i].platform;
        }
    }
    return NULL;
}

/* The brand of Chrome or Edge; NULL for others, whose hints cannot be told from the
 * User-Agent. */
static const char *brand_of(const char *user_agent)
{
    static const char *const others[] = {"OPR/", "Headless", "SamsungBrowser",
                                         "YaBrowser", "; wv)"};

    if (strstr(user_agent, " Chrome/") == NULL || platform_of(user_agent) == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strstr(user_agent, others[i]) != NULL) {
            return NULL;
        }
    }
    return strstr(user_agent, " Edg/") != NULL ? "Microsoft Edge" : "Google Chrome";
}

/* Sec-CH-UA as Chromium makes it: a brand that is none, whose name and version and the
 * order of the three follow from the major version (components/embedder_support,
 * user_agent_utils.cc). */
static void brand_list(const char *brand, unsigned major, char *ret, size_t size)
{
    static const char marks[] = {' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_'};
    static const char *const versions[] = {"8", "99", "24"};
    static const unsigned char orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                               {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    char item[3][64];
    const unsigned char *order = orders[major % 6];

    (void)snprintf(item[order[0]], sizeof(item[0]), "\"Not%cA%cBrand\";v=\"%s\"",
                   marks[major % sizeof(marks)], marks[(major + 1) % sizeof(marks)],
                   versions[major % 3]);
    (void)snprintf(item[order[1]], sizeof(item[0]), "\"Chromium\";v=\"%u\"", major);
    (void)snprintf(item[order[2]], sizeof(item[0]), "\"%s\";v=\"%u\"", brand, major);
    (void)snprintf(ret, size, "sec-ch-ua: %s, %s, %s", item[0], item[1], item[2]);
}

static bool add_hints(struct curl_slist **list, const char *user_agent,
                      struct ck_error *err)
{
    const char *brand = brand_of(user_agent);
    char line[256];
    unsigned long major;

    if (brand == NULL) {
        return true;
    }
    major = strtoul(strstr(user_agent, " Chrome/") + strlen(" Chrome/"), NULL, 10);
    if (major == 0 || major > 9999) {
        return true;
    }
    brand_list(brand, (unsigned)major, line, sizeof(line));
    if (!add(list, line, err) ||
        !add(list,
             strstr(user_agent, "Mobile") != NULL ? "sec-ch-ua-mobile: ?1"
                                                  : "sec-ch-ua-mobile: ?0",
             err)) {
        return false;
    }
    (void)snprintf(line, sizeof(line), "sec-ch-ua-platform: \"%s\"",
                   platform_of(user_agent));
    return add(list, line, err);
}

static const char accept_chromium[] =
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
    "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

bool ck_headers_page(const char *user_agent, bool from_page, struct curl_slist **ret,
                     struct ck_error *err)
{
    static const char *const chromium[] = {
        "Upgrade-Insecure-Requests: 1", accept_chromium,
        "Accept-Language: en-US,en;q=0.9", "Sec-Fetch-User: ?1", NULL};
    static const char *const firefox[] = {
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.5", "Upgrade-Insecure-Requests: 1",
        "Sec-Fetch-User: ?1", NULL};
    static const char *const others[] = {
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.9", NULL};
    static const char *const all[] = {"Sec-Fetch-Dest: document",
                                      "Sec-Fetch-Mode: navigate", NULL};
    const char *const *lines = others;

    *ret = NULL;
    if (strstr(user_agent, " Chrome/") != NULL) {
        lines = chromium;
    } else if (strstr(user_agent, " Firefox/") != NULL) {
        lines = firefox;
    }
    return add_hints(ret, user_agent, err) && add_all(ret, lines, err) &&
           add_all(ret, all, err) &&
           add(ret, from_page ? "Sec-Fetch-Site: same-origin" : "Sec-Fetch-Site: none",
               err);
}

void ck_headers_encodings(char *ret, size_t size)
{
    int features = curl_version_info(CURLVERSION_NOW)->features;

    (void)snprintf(ret, size, "%s%s%s",
                   (features & CURL_VERSION_LIBZ) != 0 ? "gzip, deflate" : "identity",
                   (features & CURL_VERSION_BROTLI) != 0 ? ", br" : "",
                   (features & CURL_VERSION_ZSTD) != 0 ? ", zstd" : "");
}

/* True when the query holds exactly tk=tt_chain_token. */
static bool asks_for_token(const char *url)
{
    static const char wanted[] = "tk=tt_chain_token";
    const char *at = strchr(url, '?');
    size_t end = strcspn(url, "#");

    if (at == NULL || at >= url + end) {
        return false;
    }
    for (at++; *at != '\0' && *at != '#'; at += *at == '&' ? 1 : 0) {
        size_t len = strcspn(at, "&#");

        if (len == strlen(wanted) && memcmp(at, wanted, len) == 0) {
            return true;
        }
        at += len;
    }
    return false;
}

void ck_headers_cookie(const struct ck_cookies *cookies, const char *answer,
                       enum ck_host_class class, const char *url,
                       char ret[CK_COOKIE_LINE_MAX])
{
    bool answers = answer != NULL && class == CK_HOST_SITE;
    bool token =
        ck_cookie_valid(cookies->chain_token) &&
        (class == CK_HOST_SITE || (class == CK_HOST_MEDIA && asks_for_token(url)));
    bool ttwid = ck_cookie_valid(cookies->ttwid) && class == CK_HOST_SITE;

    (void)snprintf(ret, CK_COOKIE_LINE_MAX, "%s%s%s%s%s%s%s",
                   token ? "tt_chain_token=" : "", token ? cookies->chain_token : "",
                   token && ttwid ? "; " : "", ttwid ? "ttwid=" : "",
                   ttwid ? cookies->ttwid : "", (token || ttwid) && answers ? "; " : "",
                   answers ? answer : "");
}

void ck_headers_referer(const char *referer, const char *referer_host, const char *host,
                        char ret[CK_URL_MAX])
{
    size_t len = strcspn(referer, "#");

    if (strcmp(referer_host, host) == 0 && len < CK_URL_MAX) {
        memcpy(ret, referer, len);
        ret[len] = '\0';
    } else {
        (void)snprintf(ret, CK_URL_MAX, "https://%s/", referer_host);
    }
}
