/* Whatever the link, one that passes is https to a listed server, for libcurl's parser
 * and by its own text; and what is sent there is one line. */
#include "fetch/guard.h"
#include "fetch/headers.h"
#include "fetch/response.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *line)
{
    if (strpbrk(line, "\r\n") != NULL) {
        abort();
    }
}

/* An address is judged alike as bytes and as text. */
static void check_addresses(const uint8_t *data, size_t size)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    char text[INET6_ADDRSTRLEN];

    if (size < sizeof(in6.sin6_addr)) {
        return;
    }
    memcpy(&in4.sin_addr, data, sizeof(in4.sin_addr));
    memcpy(&in6.sin6_addr, data, sizeof(in6.sin6_addr));
    if (inet_ntop(AF_INET, &in4.sin_addr, text, sizeof(text)) == NULL ||
        ck_guard_address_text(text) !=
            ck_guard_sockaddr((const struct sockaddr *)&in4, sizeof(in4)) ||
        inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text)) == NULL ||
        ck_guard_address_text(text) !=
            ck_guard_sockaddr((const struct sockaddr *)&in6, sizeof(in6))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = ck_strndup((const char *)data, size);
    struct ck_cookies cookies = {"token", "ttwid"};
    char line[CK_COOKIE_LINE_MAX];
    char referer[CK_URL_MAX];
    char host[CK_HOST_MAX];
    enum ck_host_class class;
    struct ck_error err = {0};

    if (text == NULL) {
        return 0;
    }
    ck_cookies_take(&cookies, text);
    if (ck_guard_url(text, &class, host, &err)) {
        if (class == CK_HOST_REFUSED || ck_guard_host(host) != class ||
            ck_guard_family(host) >= CK_FAMILY_COUNT ||
            strncasecmp(text, "https:", 6) != 0) {
            abort();
        }
        check_line(text);
        ck_headers_referer(text, host, "www.tiktok.com", referer);
        check_line(referer);
    } else if (err.code != CK_ERR_URL) {
        abort();
    }
    ck_headers_cookie(&cookies, ck_answer_valid(text) ? text : NULL, CK_HOST_SITE, text,
                      line);
    check_line(line);
    check_addresses(data, size);
    ck_free(text);
    return 0;
}
