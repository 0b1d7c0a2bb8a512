#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/address.h"

#include <string.h>

#define ID "7602050882429897470"
#define PAGE "https://www.tiktok.com/@"

struct row {
    const char *why;
    const char *text;
    enum ck_address_kind kind;
    const char *id;
    const char *user;
    const char *page;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        struct ck_address got;
        struct ck_error err;

        if (!ck_address_parse(row->text, &got, &err)) {
            fail_msg("%s: %s: %s", row->why, row->text, err.detail);
        }
        if (got.kind != row->kind || strcmp(got.id, row->id) != 0 ||
            strcmp(got.user, row->user) != 0 || strcmp(got.page, row->page) != 0) {
            fail_msg("%s: %s: kind %d id %s user %s page %s", row->why, row->text,
                     (int)got.kind, got.id, got.user, got.page);
        }
    }
}

static void test_every_form_of_a_post(void **state)
{
    static const char cat[] = PAGE "catlady/video/" ID;
    static const char nobody[] = PAGE "/video/" ID;
    const struct row rows[] = {
        {"canonical", PAGE "catlady/video/" ID, CK_ADDRESS_POST, ID, "catlady", cat},
        {"share words name the sharer",
         PAGE "catlady/video/" ID "?_r=1&_t=8x&u_code=x&sec_user_id=y#top",
         CK_ADDRESS_POST, ID, "catlady", cat},
        {"photo posts are fetched as video", PAGE "catlady/photo/" ID, CK_ADDRESS_POST,
         ID, "catlady", cat},
        {"white space and no scheme", " \n www.tiktok.com/@catlady/video/" ID "\t\n",
         CK_ADDRESS_POST, ID, "catlady", cat},
        {"no www", "tiktok.com/@catlady/video/" ID, CK_ADDRESS_POST, ID, "catlady", cat},
        {"capital letters", "HTTPS://WWW.TikTok.COM/@catlady/video/" ID, CK_ADDRESS_POST,
         ID, "catlady", cat},
        {"slashes too many", "https://www.tiktok.com//@catlady//video/" ID "/",
         CK_ADDRESS_POST, ID, "catlady", cat},
        {"percent signs", "https://www.tiktok.com/%40catlady/video/" ID, CK_ADDRESS_POST,
         ID, "catlady", cat},
        {"mobile host", "https://m.tiktok.com/@catlady/video/" ID, CK_ADDRESS_POST, ID,
         "catlady", cat},
        {"lite host", "https://lite.tiktok.com/@catlady/video/" ID, CK_ADDRESS_POST, ID,
         "catlady", cat},
        {"language in front", "https://www.tiktok.com/pt-BR/@catlady/video/" ID,
         CK_ADDRESS_POST, ID, "catlady", cat},
        {"no user", PAGE "/video/" ID, CK_ADDRESS_POST, ID, "", nobody},
        {"placeholder user", PAGE "_/video/" ID, CK_ADDRESS_POST, ID, "", nobody},
        {"secUid as user", PAGE "MS4wLjABAAAAabcdefgh/video/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"number as user", PAGE "6890000000000000001/video/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"user that is no handle", PAGE "a%22b/video/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"id only", "https://www.tiktok.com/video/" ID, CK_ADDRESS_POST, ID, "", nobody},
        {"share", "https://www.tiktok.com/share/video/" ID "/", CK_ADDRESS_POST, ID, "",
         nobody},
        {"data export", "https://www.tiktokv.com/share/video/" ID "/", CK_ADDRESS_POST,
         ID, "", nobody},
        {"old share", "https://www.tiktok.com/i18n/share/video/" ID "/", CK_ADDRESS_POST,
         ID, "", nobody},
        {"share of photos", "https://www.tiktok.com/share/photo/" ID, CK_ADDRESS_POST, ID,
         "", nobody},
        {"mobile html", "https://m.tiktok.com/v/" ID ".html", CK_ADDRESS_POST, ID, "",
         nobody},
        {"mobile without html", "https://m.tiktok.com/v/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"embed", "https://www.tiktok.com/embed/" ID, CK_ADDRESS_POST, ID, "", nobody},
        {"embed v2", "https://www.tiktok.com/embed/v2/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"player", "https://www.tiktok.com/player/v1/" ID, CK_ADDRESS_POST, ID, "",
         nobody},
        {"id in the query", "https://www.tiktok.com/foryou?lang=en&item_id=" ID,
         CK_ADDRESS_POST, ID, "", nobody},
        {"shared id in the query", "https://www.tiktok.com/?share_item_id=" ID "&x=1",
         CK_ADDRESS_POST, ID, "", nobody},
        {"the path counts more than the query",
         PAGE "catlady/video/" ID "?item_id=7000000000000000000", CK_ADDRESS_POST, ID,
         "catlady", cat},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_short_links(void **state)
{
    const struct row rows[] = {
        {"vm", "https://vm.tiktok.com/ZMabc123/", CK_ADDRESS_SHORT, "", "",
         "https://vm.tiktok.com/ZMabc123/"},
        {"vt without slash", "vt.tiktok.com/ZSabc_-12", CK_ADDRESS_SHORT, "", "",
         "https://vt.tiktok.com/ZSabc_-12"},
        {"t", "https://www.tiktok.com/t/ZTabc123/?k=1", CK_ADDRESS_SHORT, "", "",
         "https://www.tiktok.com/t/ZTabc123/"},
        {"lite t works on www", "https://lite.tiktok.com/t/ZTabc123/", CK_ADDRESS_SHORT,
         "", "", "https://www.tiktok.com/t/ZTabc123/"},
        {"v with a code", "https://www.tiktok.com/v/ZPabc123", CK_ADDRESS_SHORT, "", "",
         "https://www.tiktok.com/v/ZPabc123"},
        {"a host that only begins like vm", "https://v16.tiktok.com/t/ZTabc123",
         CK_ADDRESS_SHORT, "", "", "https://www.tiktok.com/t/ZTabc123"},
        {"no code", "https://vm.tiktok.com/", CK_ADDRESS_OTHER, "", "",
         "https://www.tiktok.com/"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_other_places(void **state)
{
    const struct row rows[] = {
        {"profile", PAGE "cat.lady_1?lang=en", CK_ADDRESS_USER, "", "cat.lady_1",
         PAGE "cat.lady_1"},
        {"profile tab", PAGE "catlady/liked", CK_ADDRESS_USER, "", "catlady",
         PAGE "catlady"},
        {"profile embed", "https://www.tiktok.com/embed/@catlady", CK_ADDRESS_USER, "",
         "catlady", PAGE "catlady"},
        {"live", PAGE "catlady/live", CK_ADDRESS_LIVE, "", "catlady",
         PAGE "catlady/live"},
        {"live room", "https://m.tiktok.com/share/live/" ID, CK_ADDRESS_LIVE, ID, "",
         "https://www.tiktok.com/share/live/" ID},
        {"tag", "https://www.tiktok.com/tag/cats", CK_ADDRESS_TAG, "", "",
         "https://www.tiktok.com/tag/cats"},
        {"sound", "https://www.tiktok.com/music/original-sound-" ID, CK_ADDRESS_SOUND, ID,
         "", "https://www.tiktok.com/music/original-sound-" ID},
        {"collection keeps its title as written", PAGE "catlady/collection/a%20b-" ID,
         CK_ADDRESS_COLLECTION, ID, "catlady", PAGE "catlady/collection/a%20b-" ID},
        {"playlist", PAGE "catlady/playlist/best-" ID, CK_ADDRESS_PLAYLIST, ID, "catlady",
         PAGE "catlady/playlist/best-" ID},
        {"home", "https://www.tiktok.com", CK_ADDRESS_FEED, "", "",
         "https://www.tiktok.com/"},
        {"what dead short links lead to", "https://www.tiktok.com/?_r=1", CK_ADDRESS_FEED,
         "", "", "https://www.tiktok.com/"},
        {"home in English", "https://www.tiktok.com/en/", CK_ADDRESS_FEED, "", "",
         "https://www.tiktok.com/en/"},
        {"search", "https://www.tiktok.com/search?q=cat", CK_ADDRESS_FEED, "", "",
         "https://www.tiktok.com/search"},
        {"id too short", PAGE "catlady/video/12345678901234", CK_ADDRESS_OTHER, "",
         "catlady", PAGE "catlady/video/12345678901234"},
        {"id too long", PAGE "catlady/video/123456789012345678901", CK_ADDRESS_OTHER, "",
         "catlady", PAGE "catlady/video/123456789012345678901"},
        {"id with more behind it", PAGE "catlady/video/" ID "x", CK_ADDRESS_OTHER, "",
         "catlady", PAGE "catlady/video/" ID "x"},
        {"media", "https://v16-webapp.us.tiktok.com/video/tos/x/", CK_ADDRESS_OTHER, "",
         "", "https://www.tiktok.com/video/tos/x/"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_what_is_not_tiktok_is_refused(void **state)
{
    static char endless[8000] = "https://www.tiktok.com/@catlady/video/" ID "?x=";
    const char *const rows[] = {
        "",
        " ",
        "cat",
        "https://example.com/@catlady/video/" ID,
        "https://tiktok.com.evil.example/@catlady/video/" ID,
        "https://eviltiktok.com/@catlady/video/" ID,
        "https://example.com/?https://www.tiktok.com/@catlady/video/" ID,
        "https://example.com#.tiktok.com/@catlady/video/" ID,
        "https://www.tiktok.com@example.com/@catlady/video/" ID,
        "https://me@www.tiktok.com/@catlady/video/" ID,
        "https://me:secret@www.tiktok.com/@catlady/video/" ID,
        "https://www.tiktok.com:8443/@catlady/video/" ID,
        "www.tiktok.com:443/@catlady/video/" ID,
        "http://www.tiktok.com/@catlady/video/" ID,
        "ftp://www.tiktok.com/@catlady/video/" ID,
        "file:///www.tiktok.com/@catlady/video/" ID,
        "javascript:alert(1)//www.tiktok.com/@catlady/video/" ID,
        "//www.tiktok.com/@catlady/video/" ID,
        "https://www.tiktok.com./@catlady/video/" ID,
        "https://www.tiktok.com\\@example.com/@catlady/video/" ID,
        "https://www.tiktok.com /@catlady/video/" ID,
        "https://www.tiktok.com/@cat\x01lady/video/" ID,
        "https://203.0.113.1/@catlady/video/" ID,
        endless,
    };

    (void)state;
    memset(endless + strlen(endless), 'y', 6000);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_address got;
        struct ck_error err = {0};

        if (ck_address_parse(rows[i], &got, &err)) {
            fail_msg("taken for TikTok: %.100s as %s", rows[i], got.page);
        }
        assert_int_equal(err.code, CK_ERR_ADDRESS);
    }
}

static void test_photo_is_remembered(void **state)
{
    struct ck_address got;

    (void)state;
    assert_true(ck_address_parse(PAGE "mina/photo/" ID, &got, NULL));
    assert_true(got.photo);
    assert_true(ck_address_parse(PAGE "mina/video/" ID, &got, NULL));
    assert_false(got.photo);
}

static void test_ids(void **state)
{
    const struct {
        const char *id;
        bool valid;
        int64_t time;
    } rows[] = {
        {ID, true, 1769990400},
        {"6812345678901234567", true, 1586122829},
        {"123456789012345", true, 28744},
        {"99999999999999999999", true, 0}, /* beyond 64 bits */
        {"12345678901234", false, 0},
        {"760205088242989747a", false, 0},
        {"-602050882429897470", false, 0},
        {" 7602050882429897470", false, 0},
        {"", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ck_id_valid(rows[i].id), rows[i].valid);
        assert_int_equal(ck_id_time(rows[i].id), rows[i].time);
    }
}

static void test_handles(void **state)
{
    const struct {
        const char *user;
        bool valid;
    } rows[] = {
        {"cat.lady_1", true},
        {"a-b", true},
        {"x", true},
        {"", false},
        {".", false},
        {"..", false},
        {"a/b", false},
        {"a b", false},
        {"@cat", false},
        {"caf\xc3\xa9", false},
        {"a\nb", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_user_valid(rows[i].user) != rows[i].valid) {
            fail_msg("handle %s", rows[i].user);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_of_a_post),
        cmocka_unit_test(test_short_links),
        cmocka_unit_test(test_other_places),
        cmocka_unit_test(test_what_is_not_tiktok_is_refused),
        cmocka_unit_test(test_photo_is_remembered),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_handles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
