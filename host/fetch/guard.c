#include "fetch/guard.h"

#include "fetch/authority.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct name_rule {
    const char *name; /* this name and, for suffixes, all below it */
    enum ck_host_class class;
};

static const struct name_rule suffixes[] = {
    {"tiktok.com", CK_HOST_SITE},        {"tiktokv.com", CK_HOST_MEDIA},
    {"tiktokv.us", CK_HOST_MEDIA},       {"tiktokcdn.com", CK_HOST_MEDIA},
    {"tiktokcdn-us.com", CK_HOST_MEDIA}, {"tiktokcdn-eu.com", CK_HOST_MEDIA},
    {"tiktokcdn.us", CK_HOST_MEDIA},     {"ttwstatic.com", CK_HOST_MEDIA},
    {"ibytedtos.com", CK_HOST_MEDIA},    {"ibyteimg.com", CK_HOST_MEDIA},
    {"byteimg.com", CK_HOST_MEDIA},      {"byteoversea.com", CK_HOST_MEDIA},
    {"muscdn.com", CK_HOST_MEDIA},       {"musical.ly", CK_HOST_MEDIA},
    {"isnssdk.com", CK_HOST_MEDIA},
};

/* akamaized.net has names of everybody: only those seen in TikTok's own pages. */
static const char *const whole_names[] = {
    "p16-tiktokcdn-com.akamaized.net",
    "v16-tiktokcdn-com.akamaized.net",
    "p16-va-default.akamaized.net",
};

/* Letters, digits, "-" and "_" in labels that are not empty. */
static bool host_is_plain(const char *host)
{
    size_t len = strlen(host);

    if (len == 0 || len >= CK_HOST_MAX || host[len - 1] == '.') {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = host[i];

        if (c == '.') {
            if (i == 0 || host[i - 1] == '.') {
                return false;
            }
        } else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
                   c != '_') {
            return false;
        }
    }
    return true;
}

static bool is_at_or_below(const char *host, const char *suffix)
{
    size_t host_len = strlen(host);
    size_t suffix_len = strlen(suffix);

    if (host_len < suffix_len || strcmp(host + host_len - suffix_len, suffix) != 0) {
        return false;
    }
    return host_len == suffix_len || host[host_len - suffix_len - 1] == '.';
}

enum ck_host_class ck_guard_host(const char *host)
{
    if (!host_is_plain(host)) {
        return CK_HOST_REFUSED;
    }
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (is_at_or_below(host, suffixes[i].name)) {
            return suffixes[i].class;
        }
    }
    for (size_t i = 0; i < sizeof(whole_names) / sizeof(whole_names[0]); i++) {
        if (strcmp(host, whole_names[i]) == 0) {
            return CK_HOST_MEDIA;
        }
    }
    for (size_t i = 0; i < ck_authority_count; i++) {
        if (strcmp(host, ck_authorities[i].host) == 0) {
            return CK_HOST_AUTHORITY;
        }
    }
    return CK_HOST_REFUSED;
}

enum ck_host_family ck_guard_family(const char *host)
{
    bool numbered =
        (host[0] == 'v' || host[0] == 'p') && host[1] >= '0' && host[1] <= '9';

    if (ck_guard_host(host) == CK_HOST_SITE) {
        /* v16-webapp-prime.us.tiktok.com and the like are the CDN under the site's name.
         */
        return numbered ? CK_FAMILY_MEDIA : CK_FAMILY_PAGES;
    }
    return strncmp(host, "www.", 4) == 0 ? CK_FAMILY_PAGES : CK_FAMILY_MEDIA;
}

/* One part of the URL, "" when it is absent. False when there is no memory. */
static bool url_part(CURLU *url, CURLUPart part, unsigned int flags, char *ret,
                     size_t size)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(url, part, &text, flags);

    ret[0] = '\0';
    if (code == CURLUE_OK) {
        size_t len = strnlen(text, size - 1);

        memcpy(ret, text, len);
        ret[len] = '\0';
        curl_free(text);
    }
    return code != CURLUE_OUT_OF_MEMORY;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z') {
            *text = (char)(*text - 'A' + 'a');
        }
    }
}

/* A name too long for a host still fills this buffer beyond CK_HOST_MAX, and so is
 * refused instead of being judged by its cut-off end. */
#define HOST_BUFFER (CK_HOST_MAX + 2)

static bool check_parts(CURLU *handle, enum ck_host_class *ret_class,
                        char ret_host[HOST_BUFFER], struct ck_error *err)
{
    char scheme[16], port[16], user[8], password[8];

    if (!url_part(handle, CURLUPART_SCHEME, 0, scheme, sizeof(scheme)) ||
        !url_part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT, port, sizeof(port)) ||
        !url_part(handle, CURLUPART_USER, 0, user, sizeof(user)) ||
        !url_part(handle, CURLUPART_PASSWORD, 0, password, sizeof(password)) ||
        !url_part(handle, CURLUPART_HOST, 0, ret_host, HOST_BUFFER)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    lower(ret_host);
    if (strcmp(scheme, "https") != 0) {
        return ck_fail(err, CK_ERR_URL, "the link is not https");
    }
    if (strcmp(port, "443") != 0) {
        return ck_fail(err, CK_ERR_URL, "the link asks for port %s", port);
    }
    if (user[0] != '\0' || password[0] != '\0') {
        return ck_fail(err, CK_ERR_URL, "the link holds a user name");
    }
    *ret_class = ck_guard_host(ret_host);
    if (*ret_class == CK_HOST_REFUSED) {
        return ck_fail(err, CK_ERR_URL, "%.100s is not one of TikTok's servers",
                       ret_host);
    }
    return true;
}

bool ck_guard_url(const char *url, enum ck_host_class *ret_class,
                  char ret_host[CK_HOST_MAX], struct ck_error *err)
{
    char host[HOST_BUFFER];
    enum ck_host_class class = CK_HOST_REFUSED;
    CURLU *handle;
    bool ok = false;

    if (strnlen(url, CK_URL_MAX) == CK_URL_MAX) {
        return ck_fail(err, CK_ERR_URL, "the link is too long");
    }
    /* Taken apart by libcurl's own parser, so that what is checked is what is used. */
    handle = curl_url();
    if (handle == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (curl_url_set(handle, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        (void)ck_fail(err, CK_ERR_URL, "the link cannot be read");
    } else if (check_parts(handle, &class, host, err)) {
        ok = true;
        if (ret_class != NULL) {
            *ret_class = class;
        }
        if (ret_host != NULL) {
            memcpy(ret_host, host, CK_HOST_MAX);
        }
    }
    curl_url_cleanup(handle);
    return ok;
}

struct range4 {
    uint32_t first; /* host byte order */
    unsigned bits;
};

static const struct range4 refused4[] = {
    {0x00000000, 8},  /* this network */
    {0x0a000000, 8},  /* private */
    {0x64400000, 10}, /* carrier-grade NAT */
    {0x7f000000, 8},  /* loopback */
    {0xa9fe0000, 16}, /* link-local */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* protocol assignments */
    {0xc0000200, 24}, /* TEST-NET-1 */
    {0xc0586300, 24}, /* 6to4 relays */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xc6336400, 24}, /* TEST-NET-2 */
    {0xe0000000, 4},  /* multicast */
    {0xf0000000, 4},  /* reserved, broadcast */
};

static bool address4_passes(uint32_t address)
{
    for (size_t i = 0; i < sizeof(refused4) / sizeof(refused4[0]); i++) {
        if ((address ^ refused4[i].first) >> (32 - refused4[i].bits) == 0) {
            return false;
        }
    }
    return true;
}

struct range6 {
    uint8_t first[16];
    unsigned bits;
};

static const struct range6 global6 = {{0x20}, 3};
static const struct range6 mapped6 = {{[10] = 0xff, 0xff}, 96};
static const struct range6 nat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
/* The holes in 2000::/3. */
static const struct range6 refused6[] = {
    {{0x20, 0x01, 0x00}, 23},       /* protocol assignments: Teredo, ORCHID, … */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x02}, 16},             /* 6to4: leads to any IPv4 address */
    {{0x3f, 0xff, 0x00}, 20},       /* documentation */
};

static bool in_range6(const uint8_t address[16], const struct range6 *range)
{
    unsigned whole = range->bits / 8;
    unsigned rest = range->bits % 8;

    if (memcmp(address, range->first, whole) != 0) {
        return false;
    }
    return rest == 0 || (address[whole] ^ range->first[whole]) >> (8 - rest) == 0;
}

static bool address6_passes(const uint8_t address[16])
{
    if (in_range6(address, &mapped6) || in_range6(address, &nat64)) {
        return address4_passes((uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 |
                               (uint32_t)address[14] << 8 | address[15]);
    }
    if (!in_range6(address, &global6)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(refused6) / sizeof(refused6[0]); i++) {
        if (in_range6(address, &refused6[i])) {
            return false;
        }
    }
    return true;
}

bool ck_guard_sockaddr(const struct sockaddr *address, socklen_t len)
{
    if (len >= sizeof(struct sockaddr_in) && address->sa_family == AF_INET) {
        struct sockaddr_in in4;

        memcpy(&in4, address, sizeof(in4));
        return address4_passes(ntohl(in4.sin_addr.s_addr));
    }
    if (len >= sizeof(struct sockaddr_in6) && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, address, sizeof(in6));
        return address6_passes(in6.sin6_addr.s6_addr);
    }
    return false;
}

bool ck_guard_address_text(const char *text)
{
    struct in_addr in4;
    struct in6_addr in6;

    if (inet_pton(AF_INET, text, &in4) == 1) {
        return address4_passes(ntohl(in4.s_addr));
    }
    return inet_pton(AF_INET6, text, &in6) == 1 && address6_passes(in6.s6_addr);
}
