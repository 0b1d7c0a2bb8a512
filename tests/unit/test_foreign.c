/* What names and lists of other programs say of a post, however odd they are. */
#include "keep/gunzip.h"
#include "session/foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "7602050882429897470"
static const uint64_t id = 7602050882429897470U;

static void test_names(void **state)
{
    static const struct {
        const char *path;
        enum ck_foreign_role role;
        bool has_id;
        unsigned number;
    } rows[] = {
        {"data/Likes/videos/" ID ".mp4", CK_FOREIGN_VIDEO, true, 0},
        {"a b [" ID "].mp4", CK_FOREIGN_VIDEO, true, 0},
        {"a b [" ID "].info.json", CK_FOREIGN_INFO, true, 0},
        {"A-" ID ".MP4", CK_FOREIGN_VIDEO, true, 0},
        {ID "_01.jpg", CK_FOREIGN_IMAGE, true, 1},
        {ID "-12 trip.webp", CK_FOREIGN_IMAGE, true, 12},
        {ID " (3).png", CK_FOREIGN_IMAGE, true, 3},
        {ID "_12345.png", CK_FOREIGN_IMAGE, true, 0},
        {"[" ID "] 7602050882429897471.mp4", CK_FOREIGN_VIDEO, true, 0},
        {"7602050882429897471 [" ID "].mp4", CK_FOREIGN_VIDEO, true, 0},
        {ID " 7602050882429897471.mp4", CK_FOREIGN_VIDEO, false, 0}, /* which? */
        {"1234567890.mp4", CK_FOREIGN_VIDEO, false, 0},
        {"00000000000000000001.mp4", CK_FOREIGN_VIDEO, false, 0},
        {"99999999999999999999.mp4", CK_FOREIGN_VIDEO, false, 0}, /* past 64 bits */
        {"76020508824298974701.mp4", CK_FOREIGN_VIDEO, false, 0},
        {"1000000000000000000.mp4", CK_FOREIGN_VIDEO, false, 0}, /* of 1977 */
        {"dQw4w9WgXcQ.mp4", CK_FOREIGN_VIDEO, false, 0},
        {ID, CK_FOREIGN_OTHER, false, 0},
        {ID ".mp4.part", CK_FOREIGN_OTHER, true, 0},
        {ID "/a.mp4", CK_FOREIGN_VIDEO, false, 0},
        {".mp4", CK_FOREIGN_VIDEO, false, 0},
        {"", CK_FOREIGN_OTHER, false, 0},
        {"\xff\xfe" ID "\n.mp4", CK_FOREIGN_VIDEO, true, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_foreign_name name = ck_foreign_name(rows[i].path);

        if (name.role != rows[i].role || (name.id == id) != rows[i].has_id ||
            (!rows[i].has_id && name.id != 0) ||
            (rows[i].has_id && name.number != rows[i].number)) {
            fail_msg("%s: %d %llu %u", rows[i].path, (int)name.role,
                     (unsigned long long)name.id, name.number);
        }
    }
    assert_true(ck_foreign_name("data/Likes/covers/" ID ".jpg").cover);
    assert_true(ck_foreign_name("covers/" ID ".jpg").cover);
    assert_false(ck_foreign_name("discovers/" ID ".jpg").cover);
    assert_true(ck_foreign_name("x/Images/" ID ".jpg").picture);
    assert_int_equal(ck_foreign_name("a/b.c.info.json").stem, 5);
}

static uint64_t info_id(const char *text)
{
    json_auto_t *info = json_loads(text, JSON_DECODE_ANY, NULL);

    return ck_foreign_info_id(info);
}

static void test_ids_of_infos(void **state)
{
    (void)state;
    assert_int_equal(info_id("{\"id\":\"" ID "\",\"extractor_key\":\"TikTok\"}"), id);
    assert_int_equal(info_id("{\"id\":\"" ID "\",\"extractor\":\"tiktok:vm\"}"), id);
    assert_int_equal(info_id("{\"id\":\"" ID
                             "\",\"webpage_url\":\"https://www.tiktok.com/@a/video/1\"}"),
                     id);
    assert_int_equal(info_id("{\"id\":\"" ID "\",\"extractor_key\":\"Youtube\","
                             "\"webpage_url\":\"https://www.tiktok.com/\"}"),
                     0);
    assert_int_equal(info_id("{\"id\":\"" ID "\",\"extractor_key\":\"TikTokUser\","
                             "\"_type\":\"playlist\"}"),
                     0);
    assert_int_equal(info_id("{\"id\":" ID ",\"extractor_key\":\"TikTok\"}"), 0);
    assert_int_equal(info_id("{\"id\":\"../../x\",\"extractor_key\":\"TikTok\"}"), 0);
    assert_int_equal(info_id("{\"id\":\"" ID "\"}"), 0);
    assert_int_equal(info_id("[]"), 0);
    assert_int_equal(info_id("nonsense"), 0);
}

static void test_a_post_of_an_info(void **state)
{
    json_auto_t *info = json_loads(
        "{\"uploader\":\"@catlady\",\"uploader_id\":\"6800000000000000000\","
        "\"channel\":\"Cat Lady\",\"title\":\"my\",\"description\":\"my #cat "
        "#\xc3\xa9t\xc3\xa9 #\","
        "\"timestamp\":1770000000,\"duration\":21.4,\"like_count\":5,\"track\":\"meow\","
        "\"artists\":[\"band\"],\"cookies\":\"secret\"}",
        0, NULL);
    struct ck_post post;

    (void)state;
    assert_true(ck_foreign_post(id, &post));
    assert_true(ck_foreign_add_info(&post, info));
    assert_string_equal(post.id, ID);
    assert_string_equal(post.author.name, "catlady");
    assert_string_equal(post.author.id, "6800000000000000000");
    assert_string_equal(post.author.nickname, "Cat Lady");
    assert_string_equal(post.text, "my #cat #\xc3\xa9t\xc3\xa9 #");
    assert_int_equal(post.tag_count, 2);
    assert_string_equal(post.tags[1], "\xc3\xa9t\xc3\xa9");
    assert_int_equal(post.created, 1770000000);
    assert_true(post.dated);
    assert_int_equal(post.duration, 21);
    assert_int_equal(post.counts.likes, 5);
    assert_int_equal(post.counts.plays, -1);
    assert_string_equal(post.music.title, "meow");
    assert_string_equal(post.music.author, "band");
    ck_post_clear(&post);
}

static void test_wrong_types(void **state)
{
    static const char *const texts[] = {
        "null",
        "[]",
        "{\"uploader\":5,\"description\":[],\"timestamp\":\"x\",\"duration\":{},"
        "\"artists\":\"a\",\"track\":null,\"like_count\":-3,\"view_count\":1e300}",
        "{\"uploader\":\"../../etc\",\"uploader_id\":\"x\",\"channel_id\":\"MS4w/../\","
        "\"timestamp\":-1,\"duration\":-5,\"artists\":[7]}",
        "{\"timestamp\":99999999999999,\"like_count\":1e300}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        json_auto_t *info = json_loads(texts[i], JSON_DECODE_ANY, NULL);
        struct ck_post post;

        assert_true(ck_foreign_post(id, &post));
        assert_true(ck_foreign_add_info(&post, info));
        assert_string_equal(post.author.name, "");
        assert_string_equal(post.author.id, "");
        assert_string_equal(post.author.sec_uid, "");
        assert_string_equal(post.text, "");
        assert_int_equal(post.created, 1769990400); /* of the id */
        assert_false(post.dated);
        assert_int_equal(post.counts.likes, -1);
        ck_post_clear(&post);
    }
}

static json_t *load(const char *text)
{
    size_t len = 0;
    bool packed = false;
    const char *json = ck_myfave_find(text, strlen(text), &len, &packed);

    return json != NULL && !packed ? ck_myfave_load(json, len) : NULL;
}

/* {"1":"a"}packed by gzip. */
#define PACKED "H4sIAAAAAAACA6tWMlSyUkpUqgUAcgtlSgkAAAA="

static void test_packed_lists(void **state)
{
    static const char text[] = "window.dbv_base64=\"" PACKED "\";\n";
    size_t len = 0;
    bool packed = false;
    const char *found = ck_myfave_find(text, sizeof(text) - 1, &len, &packed);
    ck_autobuf struct ck_buf json = {.max = 100}, small = {.max = 5};

    (void)state;
    assert_true(packed);
    assert_int_equal(len, strlen(PACKED));
    assert_true(ck_gunzip_base64(found, len, &json));
    assert_string_equal(ck_buf_text(&json), "{\"1\":\"a\"}");
    assert_false(ck_gunzip_base64(found, len, &small)); /* more than there is room for */
}

/* A byte changed or taken away anywhere is noticed, or does no harm. */
static void test_damaged_lists(void **state)
{
    char text[] = PACKED;

    (void)state;
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        ck_autobuf struct ck_buf changed = {.max = 100}, cut = {.max = 100};
        char before = text[i];

        text[i] = before == 'Q' ? '!' : 'Q';
        if (ck_gunzip_base64(text, sizeof(text) - 1, &changed)) {
            assert_string_equal(ck_buf_text(&changed), "{\"1\":\"a\"}");
        }
        text[i] = before;
        assert_false(ck_gunzip_base64(text, i, &cut));
    }
}

static void test_lists_of_myfavett(void **state)
{
    static const char *const broken[] = {
        "",
        "window.dbv=",
        "window.dbv=String.raw`",
        "window.dbv=String.raw``;",
        "window.dbv=String.raw`{\"a\":`;",
        "window.dbv=String.raw`[1]`;",
        "`String.raw`",
    };
    struct ck_myfave lists = {
        .videos = load(
            "window.dbv=String.raw`{\"" ID "\":{\"authorId\":\"6800000000000000000\","
            "\"createTime\":1770000000,\"diggCount\":7,\"playCount\":\"x\"}}`;"),
        .authors = load("window.dba=String.raw`{\"6800000000000000000\":{\"uniqueIds\":"
                        "[\"old\",\"catlady\"],\"nicknames\":[\"Cat\\nLady\"]}}`;"),
        .texts = load("window.dbvd=String.raw`{\"" ID "\":\"my #cat \\\\ \\u0060\"}`;"),
    };
    struct ck_myfave wrong = {.videos = load("x=String.raw`{\"" ID "\":[]}`"),
                              .texts = load("x=String.raw`{\"" ID "\":5}`")};
    struct ck_post post;

    (void)state;
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_null(load(broken[i]));
    }
    assert_true(ck_foreign_post(id, &post) && ck_foreign_add_myfave(&post, &lists));
    assert_string_equal(post.author.name, "catlady"); /* the newest */
    assert_string_equal(post.text, "my #cat \\ `");
    assert_int_equal(post.counts.likes, 7);
    assert_int_equal(post.created, 1770000000);
    ck_post_clear(&post);
    assert_true(ck_foreign_post(id, &post) && ck_foreign_add_myfave(&post, &wrong));
    assert_string_equal(post.text, "");
    ck_post_clear(&post);
    ck_myfave_clear(&lists);
    ck_myfave_clear(&wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ids_of_infos),
        cmocka_unit_test(test_a_post_of_an_info),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_lists_of_myfavett),
        cmocka_unit_test(test_packed_lists),
        cmocka_unit_test(test_damaged_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
