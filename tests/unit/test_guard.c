/* Where the host may connect: names, URLs, addresses. */
#include "fetch/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void test_hosts_of_one_fleet_are_one_family(void **state)
{
    static const struct {
        const char *host;
        enum ck_host_family family;
    } rows[] = {
        {"www.tiktok.com", CK_FAMILY_PAGES},
        {"tiktok.com", CK_FAMILY_PAGES},
        {"vm.tiktok.com", CK_FAMILY_PAGES},
        {"vt.tiktok.com", CK_FAMILY_PAGES},
        {"m.tiktok.com", CK_FAMILY_PAGES},
        {"www.tiktokv.com", CK_FAMILY_PAGES},
        {"v16-webapp-prime.us.tiktok.com", CK_FAMILY_MEDIA},
        {"v77.tiktok.com", CK_FAMILY_MEDIA},
        {"p16-sign.tiktok.com", CK_FAMILY_MEDIA},
        {"v16m-default.tiktokcdn-us.com", CK_FAMILY_MEDIA},
        {"video-va.tiktokv.us", CK_FAMILY_MEDIA},
        {"p16-va-default.akamaized.net", CK_FAMILY_MEDIA},
        {"sf16-ies-music-va.tiktokcdn.com", CK_FAMILY_MEDIA},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (ck_guard_family(rows[i].host) != rows[i].family) {
            fail_msg("%s", rows[i].host);
        }
    }
}

static void test_hosts_are_classed_by_name(void **state)
{
    static const struct {
        const char *host;
        enum ck_host_class class;
        const char *why;
    } rows[] = {
        {"tiktok.com", CK_HOST_SITE, "the site itself"},
        {"www.tiktok.com", CK_HOST_SITE, "below the site"},
        {"v16-webapp-prime.us.tiktok.com", CK_HOST_SITE, "video host below the site"},
        {"v16m-default.tiktokcdn-us.com", CK_HOST_MEDIA, "CDN"},
        {"p16-common-sign.tiktokcdn-eu.com", CK_HOST_MEDIA, "CDN"},
        {"v77.tiktokcdn.com", CK_HOST_MEDIA, "CDN"},
        {"video-va.tiktokv.us", CK_HOST_MEDIA, "links in exports"},
        {"lf16-tiktok-web.ttwstatic.com", CK_HOST_MEDIA, "static files"},
        {"p16.muscdn.com", CK_HOST_MEDIA, "old CDN"},
        {"musical.ly", CK_HOST_MEDIA, "old CDN"},
        {"p16-tiktokcdn-com.akamaized.net", CK_HOST_MEDIA, "old CDN, known name"},
        {"p16-va-default.akamaized.net", CK_HOST_MEDIA, "old CDN, known name"},
        {"timestamp.sectigo.com", CK_HOST_AUTHORITY, "stamps the time"},
        {"a.timestamp.sectigo.com", CK_HOST_REFUSED, "below an authority"},
        {"sectigo.com", CK_HOST_REFUSED, "above an authority"},
        {"akamaized.net", CK_HOST_REFUSED, "everybody's CDN"},
        {"evil.akamaized.net", CK_HOST_REFUSED, "somebody else's"},
        {"x.p16-va-default.akamaized.net", CK_HOST_REFUSED, "below a whole name"},
        {"eviltiktok.com", CK_HOST_REFUSED, "no label border"},
        {"tiktok.com.example.net", CK_HOST_REFUSED, "only a prefix"},
        {"tiktokcdn.com.evil.org", CK_HOST_REFUSED, "only a prefix"},
        {"tiktok.co", CK_HOST_REFUSED, "shorter"},
        {"com", CK_HOST_REFUSED, "a part of a listed name"},
        {"example.com", CK_HOST_REFUSED, "foreign"},
        {"localhost", CK_HOST_REFUSED, "local"},
        {"", CK_HOST_REFUSED, "empty"},
        {".tiktok.com", CK_HOST_REFUSED, "empty label"},
        {"a..tiktok.com", CK_HOST_REFUSED, "empty label"},
        {"www.tiktok.com.", CK_HOST_REFUSED, "trailing dot"},
        {"WWW.tiktok.com", CK_HOST_REFUSED, "not lower-cased by the caller"},
        {"evil.com/.tiktok.com", CK_HOST_REFUSED, "no host name"},
        {"evil.com\n.tiktok.com", CK_HOST_REFUSED, "no host name"},
        {"ti\xc4\xb1tok.tiktok.com", CK_HOST_REFUSED, "not ASCII"},
        {"127.0.0.1", CK_HOST_REFUSED, "an address"},
        {"::1", CK_HOST_REFUSED, "an address"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (ck_guard_host(rows[i].host) != rows[i].class) {
            fail_msg("%s: %s", rows[i].host, rows[i].why);
        }
    }
}

static void test_urls_pass_only_to_listed_servers(void **state)
{
    static const struct {
        const char *url;
        bool ok;
        const char *why;
    } rows[] = {
        {"https://www.tiktok.com/@a/video/1", true, "a post"},
        {"https://www.tiktok.com", true, "no path"},
        {"https://www.tiktok.com:443/x", true, "the standard port"},
        {"HTTPS://WWW.TikTok.COM/x", true, "case does not matter"},
        {"https://v16m.tiktokcdn-us.com/a/?tk=tt_chain_token#x", true, "media"},
        {"http://www.tiktok.com/", false, "not encrypted"},
        {"ftp://www.tiktok.com/", false, "another protocol"},
        {"file:///etc/passwd", false, "a file"},
        {"file://www.tiktok.com/etc/passwd", false, "a file"},
        {"gopher://www.tiktok.com/", false, "another protocol"},
        {"javascript:alert(1)", false, "no URL we know"},
        {"www.tiktok.com/x", false, "no scheme"},
        {"//www.tiktok.com/x", false, "no scheme"},
        {"", false, "empty"},
        {"https://", false, "no host"},
        {"https://www.tiktok.com:80/", false, "another port"},
        {"https://www.tiktok.com:8443/", false, "another port"},
        {"https://www.tiktok.com:0/", false, "another port"},
        {"https://www.tiktok.com:65979/", false, "443 plus 65536"},
        {"https://user@www.tiktok.com/", false, "a user"},
        {"https://user:pw@www.tiktok.com/", false, "a user and password"},
        {"https://:pw@www.tiktok.com/", false, "a password"},
        {"https://www.tiktok.com@evil.com/", false, "the host is evil.com"},
        {"https://www.tiktok.com\\@evil.com/", false, "a browser's trick"},
        {"https://evil.com/https://www.tiktok.com/", false, "foreign"},
        {"https://evil.com?.tiktok.com/", false, "foreign"},
        {"https://evil.com#.tiktok.com/", false, "foreign"},
        {"https://evil.com\\.tiktok.com/", false, "a backslash in the host"},
        {"https://www.tiktok.com%2eevil.com/", false, "an escaped dot"},
        {"https://evil.com%00.tiktok.com/", false, "an escaped NUL"},
        {"https://www.tiktok.com./", false, "trailing dot"},
        {"https://www.tiktok.com /", false, "a space"},
        {"https://www.tiktok.com/\r\nX: y", false, "a line break"},
        {"https://127.0.0.1/", false, "loopback"},
        {"https://203.0.113.10/", false, "an address of nobody is an address too"},
        {"https://2130706433/", false, "loopback as one number"},
        {"https://0x7f.1/", false, "loopback in hex"},
        {"https://0177.0.0.1/", false, "loopback in octal"},
        {"https://127.1/", false, "loopback, short"},
        {"https://[::1]/", false, "loopback"},
        {"https://[::ffff:203.0.113.10]/", false, "a mapped address"},
        {"https://[fe80::1%25eth0]/", false, "link-local"},
        {"https://[2606:4700::1111]/", false, "a public address"},
        {"https://localhost/", false, "local"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_error err = {0};
        bool ok = ck_guard_url(rows[i].url, NULL, NULL, &err);

        if (ok != rows[i].ok || (!ok && err.code != CK_ERR_URL)) {
            fail_msg("%s: %s (%s)", rows[i].url, rows[i].why, err.detail);
        }
    }
}

static void test_url_gives_host_and_class(void **state)
{
    char host[CK_HOST_MAX];
    enum ck_host_class class;
    struct ck_error err;

    (void)state;
    assert_true(ck_guard_url("https://WWW.tiktok.com/x", &class, host, &err));
    assert_string_equal(host, "www.tiktok.com");
    assert_int_equal(class, CK_HOST_SITE);
    assert_true(ck_guard_url("https://v16m.tiktokcdn.com/x", &class, host, &err));
    assert_int_equal(class, CK_HOST_MEDIA);
}

static void test_refusal_tells_no_secrets(void **state)
{
    struct ck_error err;

    (void)state;
    assert_false(
        ck_guard_url("https://evil.com/path?signature=secret", NULL, NULL, &err));
    assert_non_null(strstr(err.detail, "evil.com"));
    assert_null(strstr(err.detail, "path"));
    assert_null(strstr(err.detail, "secret"));
}

static void test_long_urls_and_names(void **state)
{
    static const char tail[] = ".tiktok.com";
    char url[CK_URL_MAX + 1];
    char host[300];
    struct ck_error err;

    (void)state;
    memset(url, 'a', sizeof(url));
    memcpy(url, "https://www.tiktok.com/", 23);
    url[CK_URL_MAX - 1] = '\0';
    assert_true(ck_guard_url(url, NULL, NULL, &err));
    url[CK_URL_MAX - 1] = 'a';
    url[CK_URL_MAX] = '\0';
    assert_false(ck_guard_url(url, NULL, NULL, &err));
    assert_int_equal(err.code, CK_ERR_URL);
    /* Cut at 253 bytes, the name would end in .tiktok.com; whole, it does not. */
    memset(host, 'a', sizeof(host));
    memcpy(host + 253 - strlen(tail), tail, strlen(tail));
    memcpy(host + 253, ".evil.com", 10);
    (void)snprintf(url, sizeof(url), "https://%s/", host);
    assert_false(ck_guard_url(url, NULL, NULL, &err));
    assert_int_equal(err.code, CK_ERR_URL);
    host[253] = '\0';
    assert_int_equal(ck_guard_host(host), CK_HOST_SITE);
    memcpy(host + 254 - strlen(tail), tail, strlen(tail) + 1);
    assert_int_equal(ck_guard_host(host), CK_HOST_REFUSED);
}

struct address_row {
    const char *address;
    bool passes;
    const char *why;
};

static const struct address_row addresses[] = {
    {"8.8.8.8", true, "public"},
    {"203.0.113.10", true, "TEST-NET-3 is nobody's"},
    {"1.0.0.1", true, "public, next to 0/8"},
    {"9.255.255.255", true, "before 10/8"},
    {"11.0.0.0", true, "after 10/8"},
    {"100.63.255.255", true, "before CGNAT"},
    {"100.128.0.0", true, "after CGNAT"},
    {"126.255.255.255", true, "before loopback"},
    {"128.0.0.0", true, "after loopback"},
    {"172.15.255.255", true, "before 172.16/12"},
    {"172.32.0.0", true, "after 172.16/12"},
    {"192.167.255.255", true, "before 192.168/16"},
    {"192.169.0.0", true, "after 192.168/16"},
    {"198.17.255.255", true, "before benchmarks"},
    {"198.20.0.0", true, "after benchmarks"},
    {"223.255.255.255", true, "before multicast"},
    {"0.0.0.0", false, "this host"},
    {"0.255.255.255", false, "this network"},
    {"10.77.0.5", false, "private"},
    {"10.255.255.255", false, "private"},
    {"100.64.0.1", false, "CGNAT"},
    {"100.127.255.255", false, "CGNAT"},
    {"127.0.0.1", false, "loopback"},
    {"127.255.255.255", false, "loopback"},
    {"169.254.169.254", false, "link-local, clouds' metadata"},
    {"172.16.0.1", false, "private"},
    {"172.31.255.255", false, "private"},
    {"192.0.0.8", false, "protocol assignments"},
    {"192.0.2.1", false, "TEST-NET-1"},
    {"192.88.99.1", false, "6to4 relay"},
    {"192.168.1.1", false, "private"},
    {"198.18.0.1", false, "benchmarks"},
    {"198.19.255.255", false, "benchmarks"},
    {"198.51.100.1", false, "TEST-NET-2"},
    {"224.0.0.251", false, "multicast"},
    {"239.255.255.255", false, "multicast"},
    {"240.0.0.1", false, "reserved"},
    {"255.255.255.255", false, "broadcast"},
    {"2606:4700:4700::1111", true, "public"},
    {"2a00:1450::1", true, "public"},
    {"2001:4860:4860::8888", true, "public, after 2001::/23"},
    {"2001:200::1", true, "public, right after 2001::/23"},
    {"64:ff9b::8.8.8.8", true, "NAT64 of a public address: networks without IPv4"},
    {"::ffff:203.0.113.10", true, "mapped, nobody's"},
    {"::", false, "unspecified"},
    {"::1", false, "loopback"},
    {"::7f00:1", false, "IPv4-compatible"},
    {"::8.8.8.8", false, "IPv4-compatible"},
    {"::ffff:127.0.0.1", false, "mapped loopback"},
    {"::ffff:10.0.0.1", false, "mapped private"},
    {"::ffff:0:10.0.0.1", false, "translated"},
    {"64:ff9b::10.0.0.1", false, "NAT64 of a private address"},
    {"64:ff9b::7f00:1", false, "NAT64 of loopback"},
    {"64:ff9b:1::1", false, "local-use NAT64"},
    {"100::1", false, "discard"},
    {"fc00::1", false, "unique-local"},
    {"fdff::1", false, "unique-local"},
    {"fe80::1", false, "link-local"},
    {"fec0::1", false, "site-local"},
    {"ff02::fb", false, "multicast"},
    {"2001::1", false, "Teredo"},
    {"2001:10::1", false, "ORCHID"},
    {"2001:1ff::1", false, "protocol assignments"},
    {"2001:db8::1", false, "documentation"},
    {"2002:0a00:0001::1", false, "6to4 of a private address"},
    {"2002:0808:0808::1", false, "6to4 of a public address"},
    {"3fff::1", false, "documentation"},
    {"4000::1", false, "not given out"},
};

static bool sockaddr_passes(const char *text)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_storage any = {0};

    if (inet_pton(AF_INET, text, &in4.sin_addr) == 1) {
        memcpy(&any, &in4, sizeof(in4));
        return ck_guard_sockaddr((struct sockaddr *)&any, sizeof(in4));
    }
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    memcpy(&any, &in6, sizeof(in6));
    return ck_guard_sockaddr((struct sockaddr *)&any, sizeof(in6));
}

static void test_addresses_of_the_local_network_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(addresses); i++) {
        const struct address_row *row = &addresses[i];

        if (sockaddr_passes(row->address) != row->passes ||
            ck_guard_address_text(row->address) != row->passes) {
            fail_msg("%s: %s", row->address, row->why);
        }
    }
}

static void test_what_is_no_address_is_refused(void **state)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_un local = {.sun_family = AF_UNIX};

    (void)state;
    in4.sin_addr.s_addr = htonl(0x08080808);
    assert_true(ck_guard_sockaddr((struct sockaddr *)&in4, sizeof(in4)));
    assert_false(ck_guard_sockaddr((struct sockaddr *)&in4, sizeof(in4) - 1));
    assert_false(ck_guard_sockaddr((struct sockaddr *)&local, sizeof(local)));
    assert_false(ck_guard_address_text(""));
    assert_false(ck_guard_address_text("8.8.8.8 "));
    assert_false(ck_guard_address_text("fe80::1%eth0"));
    assert_false(ck_guard_address_text("www.tiktok.com"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts_are_classed_by_name),
        cmocka_unit_test(test_hosts_of_one_fleet_are_one_family),
        cmocka_unit_test(test_urls_pass_only_to_listed_servers),
        cmocka_unit_test(test_url_gives_host_and_class),
        cmocka_unit_test(test_refusal_tells_no_secrets),
        cmocka_unit_test(test_long_urls_and_names),
        cmocka_unit_test(test_addresses_of_the_local_network_are_refused),
        cmocka_unit_test(test_what_is_no_address_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
