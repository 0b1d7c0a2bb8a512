#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page_samples.h"
#include "samples.h"

#include <string.h>

static void test_page_of_a_post(void **state)
{
    struct ck_buf item;
    struct ck_buf text;
    struct ck_buf bytes;
    struct ck_page page;

    (void)state;
    sample_read("video-item.json", &item);
    sample_state(item.data, &text);
    sample_page(text.data, &bytes);
    read_page("sample", bytes.data, bytes.len, &page);
    assert_int_equal(page.kind, CK_PAGE_VIDEO);
    assert_int_equal(page.meaning, CK_OK);
    assert_int_equal(page.post_count, 1);
    assert_ptr_equal(ck_page_find(&page, ID), &page.posts[0]);
    assert_int_equal(page.posts[0].stream_count, 4);
    assert_null(ck_page_find(&page, "7602050882429897471"));
    assert_int_equal(ck_page_refusal(&page), CK_ERR_ITEM_MISMATCH);
    ck_page_clear(&page);
    ck_buf_free(&item);
    ck_buf_free(&text);
    ck_buf_free(&bytes);
}

static void test_what_a_list_is_called(void **state)
{
    const struct {
        const char *bytes, *id, *title;
        int64_t total;
    } rows[] = {
        {UNIVERSAL("\"sharing.collection.collection_state\":{\"collectionInfo\":{"
                   "\"collectionId\":\"7223156686599572226\",\"name\":\"kitchen\","
                   "\"total\":\"29\"}}"),
         "7223156686599572226", "kitchen", 29},
        {UNIVERSAL("\"webapp.challenge-detail\":{\"challengeInfo\":{\"challenge\":{"
                   "\"id\":\"5424\",\"title\":\"cat\"},\"stats\":{\"videoCount\":7}}}"),
         "5424", "cat", 7},
        {UNIVERSAL("\"webapp.music-detail\":{\"musicInfo\":{\"music\":{\"id\":\"x\","
                   "\"title\":\"song\"}}}"),
         "", "song", -1},
        {UNIVERSAL("\"webapp.playlist-detail\":{\"playlist\":{\"id\":\"7599\",\"name\":"
                   "\"doors\",\"videoCount\":3,\"itemList\":[]}}"),
         "7599", "doors", 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;

        read_page(rows[i].title, rows[i].bytes, strlen(rows[i].bytes), &page);
        assert_int_equal(page.kind, CK_PAGE_LIST);
        assert_string_equal(page.list.id, rows[i].id);
        assert_string_equal(page.list.title, rows[i].title);
        assert_int_equal(page.list.total, rows[i].total);
        ck_page_clear(&page);
    }
}

static void test_where_data_is_found(void **state)
{
    const struct {
        const char *why, *bytes;
        enum ck_page_kind kind;
        size_t posts;
    } rows[] = {
        {"desktop", DETAIL("\"itemInfo\":{\"itemStruct\":" ITEM "},\"statusCode\":0"),
         CK_PAGE_VIDEO, 1},
        {"phone",
         UNIVERSAL("\"webapp.reflow.video.detail\":{\"itemInfo\":{\"itemStruct\":" ITEM
                   "},\"statusMessage\":\"\"}"),
         CK_PAGE_VIDEO, 1},
        {"phone, one deeper",
         UNIVERSAL("\"webapp.reflow.video.detail\":{\"videoDetail\":{\"itemInfo\":{"
                   "\"itemStruct\":" PHOTO "}}}"),
         CK_PAGE_PHOTO, 1},
        {"phone, script of its own",
         "<html><script "
         "id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">{\"__DEFAULT_SCOPE__\":{}}"
         "</script>" SCRIPT("api-data",
                            "\n {\"videoDetail\":{\"statusCode\":0,\"itemInfo\":"
                            "{\"itemStruct\":" PHOTO "}}}\n"),
         CK_PAGE_PHOTO, 1},
        {"2023",
         SCRIPT("SIGI_STATE", "{\"ItemModule\":{\"" ID "\":" ITEM
                              "},\"VideoPage\":{\"statusCode\":0}}"),
         CK_PAGE_VIDEO, 1},
        {"2020",
         SCRIPT("__NEXT_DATA__", "{\"props\":{\"pageProps\":{\"statusCode\":0,"
                                 "\"itemInfo\":{\"itemStruct\":" ITEM "}}}}"),
         CK_PAGE_VIDEO, 1},
        {"share page of 2020",
         SCRIPT("__NEXT_DATA__",
                "{\"props\":{\"pageProps\":{\"statusCode\":0,\"videoData\":" EMBED(
                    "") "}}}"),
         CK_PAGE_VIDEO, 1},
        {"embed",
         SCRIPT("__FRONTITY_CONNECT_STATE__", "{\"source\":{\"data\":{\"/embed/v2/" ID
                                              "/\":{\"videoData\":" EMBED("") "}}}}"),
         CK_PAGE_VIDEO, 1},
        {"embed of photos",
         SCRIPT("__FRONTITY_CONNECT_STATE__",
                "{\"source\":{\"data\":{\"404\":{},\"/embed/" ID
                "\":{\"videoData\":" EMBED(
                    ",\"imagePostInfo\":{\"displayImages\":[{\"width\":2,\"urlList\":["
                    "\"https://p16.tiktokcdn.com/1.jpeg\"]}]}") "}}}}"),
         CK_PAGE_PHOTO, 1},
        {"embed of photos, one deeper, state alone",
         "{\"source\":{\"data\":{\"/embed/" ID "\":{\"videoData\":" EMBED(
             ",\"imagePostInfo\":{\"images\":[{\"displayImage\":{\"urlList\":["
             "\"https://p16.tiktokcdn.com/1.jpeg\"]}}]}") "}}}}",
         CK_PAGE_PHOTO, 1},
        {"embed of an account",
         "{\"source\":{\"data\":{\"/embed/@a\":{\"userInfo\":{\"uniqueId\":\"a\","
         "\"followerCount\":3}}}}}",
         CK_PAGE_PROFILE, 0},
        {"account of 2022",
         SCRIPT("SIGI_STATE",
                "{\"ItemModule\":{},\"UserModule\":{\"users\":{\"a\":{"
                "\"uniqueId\":\"a\"}},\"stats\":{\"a\":{\"videoCount\":3}}}}"),
         CK_PAGE_PROFILE, 0},
        {"account of 2020",
         SCRIPT("__NEXT_DATA__", "{\"props\":{\"pageProps\":{\"userInfo\":{\"user\":{"
                                 "\"uniqueId\":\"a\"}}}}}"),
         CK_PAGE_PROFILE, 0},
        {"tag", UNIVERSAL("\"webapp.challenge-detail\":{\"challengeInfo\":{}}"),
         CK_PAGE_LIST, 0},
        {"playlist",
         UNIVERSAL("\"webapp.playlist-detail\":{\"playlist\":{\"itemList\":[" ITEM "]}}"),
         CK_PAGE_LIST, 1},
        {"oEmbed",
         "{\"version\":\"1.0\",\"provider_name\":\"TikTok\",\"embed_product_id\":\"" ID
         "\",\"title\":\"cats\",\"thumbnail_width\":576}",
         CK_PAGE_OEMBED, 0},
        {"post's page without the post",
         UNIVERSAL("\"seo.abtest\":{\"canonical\":\"https:\\u002F\\u002Fwww.tiktok.com"
                   "\\u002F@mina\\u002Fphoto\\u002F7679401525687041101\"}"),
         CK_PAGE_SHELL, 0},
        {"canonical elsewhere",
         UNIVERSAL("\"seo.abtest\":{\"canonical\":\"https://evil.example/@a/video/" ID
                   "\"}"),
         CK_PAGE_OTHER, 0},
        {"a byte that is no UTF-8",
         SCRIPT("api-data", "{\"a\":\"\xc3\x28\",\"videoDetail\":{\"itemInfo\":{"
                            "\"itemStruct\":" ITEM "}}}"),
         CK_PAGE_VIDEO, 1},
        {"profile",
         UNIVERSAL("\"webapp.user-detail\":{\"userInfo\":{\"user\":{\"uniqueId\":\"a\"},"
                   "\"stats\":{\"videoCount\":3}},\"statusCode\":0}"),
         CK_PAGE_PROFILE, 0},
        {"profile of a private account one follows",
         UNIVERSAL("\"webapp.user-detail\":{\"userInfo\":{\"user\":{\"uniqueId\":\"a\"},"
                   "\"stats\":{\"videoCount\":3}},\"statusCode\":10222}"),
         CK_PAGE_PROFILE, 0},
        {"feed",
         UNIVERSAL("\"webapp.updated-items\":[" ITEM ",{\"itemStruct\":" PHOTO "}]"),
         CK_PAGE_FEED, 2},
        {"live", SCRIPT("SIGI_STATE", "{\"LiveRoom\":{\"liveRoomStatus\":0}}"),
         CK_PAGE_LIVE, 0},
        {"the item itself", ITEM, CK_PAGE_VIDEO, 1},
        {"byte order mark", "\xef\xbb\xbf \n" ITEM, CK_PAGE_VIDEO, 1},
        {"answer for an item",
         "{\"itemInfo\":{\"itemStruct\":" ITEM "},\"statusCode\":0}", CK_PAGE_VIDEO, 1},
        {"list",
         "{\"itemList\":[" ITEM "," PHOTO "],\"statusCode\":0,\"status_msg\":\"\"}",
         CK_PAGE_LIST, 2},
        {"list with a friendly word",
         "{\"itemList\":[" ITEM "],\"status_code\":0,\"status_msg\":\"success\"}",
         CK_PAGE_LIST, 1},
        {"list with one bad item and a live room",
         "{\"itemList\":[{\"id\":\"x\"},{\"id\":\"" ID "\",\"liveRoomInfo\":{}}," ITEM
         "]}",
         CK_PAGE_LIST, 1},
        {"list in data", "{\"data\":{\"itemList\":[" ITEM "],\"statusCode\":0}}",
         CK_PAGE_LIST, 1},
        {"bare list", "[" ITEM "," PHOTO "]", CK_PAGE_LIST, 2},
        {"search", "{\"data\":[{\"type\":1,\"item\":" ITEM "}]}", CK_PAGE_LIST, 1},
        {"empty list", "{\"itemList\":[],\"statusCode\":0}", CK_PAGE_LIST, 0},
        {"JSON of nothing we know", "{\"version\":\"1.0\",\"type\":\"video\"}",
         CK_PAGE_OTHER, 0},
        {"page of nothing we know", "<html><title>x</title></html>", CK_PAGE_OTHER, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;

        read_page(rows[i].why, rows[i].bytes, strlen(rows[i].bytes), &page);
        if (page.kind != rows[i].kind || page.post_count != rows[i].posts ||
            page.meaning != CK_OK) {
            fail_msg("%s: %s, %zu posts, %s", rows[i].why, ck_page_kind_text(page.kind),
                     page.post_count, ck_code_text(page.meaning));
        }
        ck_page_clear(&page);
    }
}

/* What an embed says is the same post, but its video has TikTok's watermark. */
static void test_post_of_an_embed(void **state)
{
    const char *bytes = "{\"videoData\":" EMBED("") "}";
    const struct ck_post *post;
    struct ck_page page;

    (void)state;
    read_page("embed", bytes, strlen(bytes), &page);
    post = ck_page_find(&page, ID);
    assert_non_null(post);
    assert_string_equal(post->text, "cats");
    assert_string_equal(post->author.name, "catlady");
    assert_string_equal(post->author.nickname, "Cat Lady");
    assert_int_equal(post->created, 1769990400);
    assert_int_equal(post->duration, 21);
    assert_int_equal(post->counts.likes, 7);
    assert_string_equal(post->tags[0], "cat");
    assert_string_equal(post->music.title, "song");
    assert_string_equal(post->music.url, "https://sf16.tiktokcdn.com/m.mp3");
    assert_string_equal(post->cover_url, "https://p16.tiktokcdn.com/c.jpeg");
    assert_int_equal(post->stream_count, 1);
    assert_true(post->streams[0].watermark);
    assert_int_equal(post->streams[0].width, 576);
    assert_int_equal(ck_stream_choose(post), -1);
    ck_page_clear(&page);
}

/* A page at a photo address may say no more than where the post is. */
static void test_where_a_page_belongs(void **state)
{
    const char *bytes =
        UNIVERSAL("\"seo.abtest\":{\"canonical\":\"https://www.tiktok.com/@mina/photo/"
                  "7679401525687041101?x=1\"}");
    struct ck_page page;

    (void)state;
    read_page("canonical", bytes, strlen(bytes), &page);
    assert_int_equal(ck_page_refusal(&page), CK_ERR_SHELL);
    assert_int_equal(page.canonical.kind, CK_ADDRESS_POST);
    assert_true(page.canonical.photo);
    assert_string_equal(page.canonical.page,
                        "https://www.tiktok.com/@mina/video/7679401525687041101");
    ck_page_clear(&page);
}

/* Most of a state is texts that nobody asks for: whatever is in them, the post is read.
 */
static void test_what_is_not_asked_for_does_no_harm(void **state)
{
    const struct {
        const char *why, *other;
    } rows[] = {
        {"nested", "{\"a\":[{\"webapp.video-detail\":1},[2,{}]],\"b\":{}}"},
        {"brackets in a text", "{\"a\":\"}],{[\\\"}\"}"},
        {"a plain value", "7"},
        {"a text with a colon behind it", "[\"webapp.video-detail\" , \":\"]"},
        {"what jansson would refuse",
         "[\"\\ud83d\",99999999999999999999999,\"\\u0000\"]"},
        {"what nobody could parse", "[oops \xff]"},
        {"its own key again", "{\"__DEFAULT_SCOPE__\":{\"webapp.video-detail\":{}}}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (int order = 0; order < 2; order++) {
            char bytes[2048];
            struct ck_page page;

            (void)snprintf(
                bytes, sizeof(bytes),
                "<script id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">{\"x\" : %s,"
                "\"__DEFAULT_SCOPE__\" :\n{%s%s\"webapp.video-detail\":{\"itemInfo\":{"
                "\"itemStruct\":" ITEM "}}%s%s},\"y\":%s}</script>",
                rows[i].other, order == 0 ? "\"webapp.a-b\":" : "",
                order == 0 ? rows[i].other : "",
                order == 0 ? "" : ",\"webapp.a-b\":", order == 0 ? "" : rows[i].other,
                rows[i].other);
            if (order == 0) { /* a comma between the two */
                char *at = strstr(bytes, "\"webapp.video-detail\":{\"itemInfo\"");

                memmove(at + 1, at, strlen(at) + 1);
                *at = ',';
            }
            read_page(rows[i].why, bytes, strlen(bytes), &page);
            if (page.post_count != 1) {
                fail_msg("%s: %s", rows[i].why, bytes);
            }
            ck_page_clear(&page);
        }
    }
}

/* A key may be written with escapes, as any text in JSON. */
static void test_escaped_keys(void **state)
{
    const char *bytes =
        "<script id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">{\"\\u005f_DEFAULT_SCOPE__\":{"
        "\"webapp\\u002evideo-detail\":{\"itemInfo\":{\"itemStruct\":" ITEM
        "}}}}</script>";
    struct ck_page page;

    (void)state;
    read_page("escapes", bytes, strlen(bytes), &page);
    assert_int_equal(page.post_count, 1);
    ck_page_clear(&page);
}

static void test_account(void **state)
{
    const char *bytes =
        UNIVERSAL("\"webapp.user-detail\":{\"userInfo\":{\"user\":{\"id\":\"68\","
                  "\"uniqueId\":\"mina\",\"nickname\":\"Mina\",\"signature\":\"hi\","
                  "\"avatarThumb\":\"https://p16.tiktokcdn.com/1\",\"avatarLarger\":"
                  "\"https://p16.tiktokcdn.com/2\",\"secret\":true,\"createTime\":5},"
                  "\"stats\":{\"videoCount\":900,\"heart\":1},"
                  "\"statsV2\":{\"videoCount\":\"927\"}}}");
    struct ck_page page;

    (void)state;
    read_page("account", bytes, strlen(bytes), &page);
    assert_non_null(page.profile);
    assert_string_equal(page.profile->name, "mina");
    assert_string_equal(page.profile->bio, "hi");
    assert_string_equal(page.profile->link, "");
    assert_string_equal(page.profile->avatar_url, "https://p16.tiktokcdn.com/2");
    assert_true(page.profile->private_account);
    assert_false(page.profile->verified);
    assert_int_equal(page.profile->videos, 927); /* the exact number */
    assert_int_equal(page.profile->likes, -1);
    assert_int_equal(page.profile->created, 5);
    ck_page_clear(&page);
}

/* What stands in a comment, an attribute, a title or another script is no state. */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_of_a_post),
        cmocka_unit_test(test_what_a_list_is_called),
        cmocka_unit_test(test_where_data_is_found),
        cmocka_unit_test(test_post_of_an_embed),
        cmocka_unit_test(test_where_a_page_belongs),
        cmocka_unit_test(test_what_is_not_asked_for_does_no_harm),
        cmocka_unit_test(test_escaped_keys),
        cmocka_unit_test(test_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
