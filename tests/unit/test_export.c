/* The lists of a data export: found by name wherever they stand, in pieces of any length,
 * with what is wrong and what is not understood named. */
#include "export_read.h"

static void test_lists_are_found_by_name_anywhere(void **state)
{
    static const struct row rows[] = {
        {"a.json",
         "{\"Activity\":{\"Like List\":{\"App\":1,\"ItemFavoriteList\":[{},{}]}}}",
         "likes=2@Activity > Like List > ItemFavoriteList;", "until 2025"},
        {"a.json", "{\"Your Activity\":{\"Like List\":{\"ItemFavoriteList\":[{}]}}}",
         "likes=1@Your Activity > Like List > ItemFavoriteList;", "2025"},
        {"a.json",
         "{\"Your Activity\":{\"Like List\":{\"ItemFavoriteList\":[{}]}},"
         "\"Likes and Favorites\":{\"Like List\":{\"ItemFavoriteList\":[{},{}]}}}",
         "likes=1@Your Activity > Like List > ItemFavoriteList;"
         "likes=2@Likes and Favorites > Like List > ItemFavoriteList;",
         "both"},
        {"a.json", "{\"x\":{\"y\":{\"z\":{\"w\":{\"FansList\":[{}]}}}}}",
         "followers=1@x > y > z > w > FansList;", "deep"},
        {"a.json", "{\"FansList\":[{}]}", "followers=1@FansList;", "at the top"},
        {"a.json", "[{\"FansList\":[{}]}]", "followers=1@FansList;", "in an array"},
        {"a.json", "{\"favourite_video_list\":[{}]}",
         "favourites=1@favourite_video_list;", "spelt otherwise"},
        {"a.json", "{\"Your Activity\":{\"Reposts\":{\"NewName\":[{}]}}}",
         "reposts=1@Your Activity > Reposts > NewName;", "known by its section"},
        {"a.json", "{\"Likes\":{},\"Like List\":[{},{}]}", "likes=2@Like List;",
         "without a section around it"},
        {"a.json",
         "{\"Video\":{\"Videos\":{\"VideoList\":[{}]}},\"Activity\":{\"Video Browsing "
         "History\":{\"VideoList\":[{},{}]}}}",
         "posts=1@Video > Videos > VideoList;"
         "watch-history=2@Activity > Video Browsing History > VideoList;",
         "the same name twice"},
        {"a.json",
         "{\"Post\":{\"Recently Deleted Posts\":{\"PostList\":[{}]},\"Posts\":{"
         "\"VideoList\":[]}}}",
         "deleted-posts=1@Post > Recently Deleted Posts > PostList;"
         "posts=0@Post > Posts > VideoList;",
         "deleted ones are not posts"},
        {"a.json",
         "{\"Tiktok Live\":{\"Watch Live History\":{\"WatchLiveMap\":{\"7\":{"
         "\"Comments\":[{}]},\"8\":{}}}}}",
         "lives-watched=2@Tiktok Live > Watch Live History > WatchLiveMap;", "a map"},
        {"a.json",
         "{\"Profile\":{\"Profile Information\":{\"App\":1,\"ProfileMap\":{\"userName\":"
         "\"a\",\"PlatformInfo\":[{\"Name\":\"b\"}]}}}}",
         "profile=1@Profile > Profile Information > ProfileMap;", "a record"},
        {"Like List.json", "[{},{}]", "likes=2@Like List.json;", "known by its file"},
        {"a.json", "\xef\xbb\xbf {\"FansList\":[{}]}\n", "followers=1@FansList;",
         "a mark"},
    };

    (void)state;
    CHECK(rows);
}

static void test_nothing_is_written_in_many_ways(void **state)
{
    static const struct row rows[] = {
        {"a.json", "{\"Activity\":{\"Favorite Sounds\":{\"FavoriteSoundList\":null}}}",
         "favourite-sounds=0@Activity > Favorite Sounds > FavoriteSoundList;", "null"},
        {"a.json", "{\"a\":{\"FansList\":[]}}", "followers=0@a > FansList;", "[]"},
        {"a.json", "{\"a\":{\"FansList\":{}}}", "followers=0@a > FansList;", "{}"},
        {"a.json", "{\"a\":{\"FansList\":\"N/A\"}}", "followers=0@a > FansList;", "N/A"},
        {"a.json", "{\"Profile\":{\"Follower List\":{},\"Auto Fill\":null}}",
         "followers=0@Profile > Follower List;", "an empty section"},
        {"a.json", "{\"a\":{\"Following List\":{\"App\":1,\"IsFastLane\":true}}}",
         "following=0@a > Following List;", "only what stands beside a list"},
        {"a.json", "{\"a\":{\"ProfileMap\":{}}}", "profile=0@a > ProfileMap;",
         "no profile"},
        {"a.json", "{\"a\":{\"ItemFavoriteList\":[null,{},null]}}",
         "likes=1@a > ItemFavoriteList;", "nulls are no entries"},
    };

    (void)state;
    CHECK(rows);
}

static void test_what_is_not_understood_is_named(void **state)
{
    static const struct row rows[] = {
        {"a.json", "{\"Activity\":{\"New\":{\"NewList\":[{\"Date\":\"x\"}]}}}",
         "?Activity > New > NewList;", "a new list"},
        {"a.json", "{\"Activity\":{\"New\":{\"NewMap\":{\"a\":\"b\"},\"App\":1}}}",
         "?Activity > New > NewMap;", "a new map"},
        {"a.json", "{\"Activity\":{\"New\":{\"NewList\":[],\"x\":null,\"y\":\"N/A\"}}}",
         "", "new, but nothing is in it"},
        {"a.json", "{\"Activity\":{\"a\":{\"b\":{\"7\":{\"x\":1},\"8\":{\"x\":1}}}}}",
         "?Activity > a > b;", "many of a kind are one"},
        {"package.json", "{\"a\":{\"b\":[1]},\"c\":{\"d\":1}}", "?package.json;",
         "not of an export at all"},
        {"a.jpg", "\xff\xd8\xff", "?a.jpg;", "a picture"},
        {"Videoverlauf.txt", "Datum: x\n", "?Videoverlauf.txt;",
         "a text in another language"},
    };

    (void)state;
    CHECK(rows);
}

static void test_messages_are_never_read(void **state)
{
    static const struct row rows[] = {
        {"a.json",
         "{\"Direct Messages\":{\"Chat History\":{\"ChatHistory\":{\"Chat History with "
         "x:\":[{\"Content\":\"y\",\"FansList\":[{}]}]}}},\"FansList\":[{}]}",
         "followers=1@FansList;-Direct Messages: direct messages are never read;",
         "2024"},
        {"a.json", "{\"a\":{\"Group Chat\":{\"GroupChat\":{\"x\":[{}]}}}}",
         "?a.json;-a > Group Chat: direct messages are never read;", "groups"},
        {"TikTok/Direct Messages/Chat with x.txt", "Date: y\n",
         "-TikTok/Direct Messages/Chat with x.txt: direct messages are never read;",
         "a text"},
        {"a.json",
         "{\"Profile And Settings\":{\"Settings\":{\"SettingsMap\":{\"a\":1}}}}",
         "-Profile And Settings > Settings: Clipkeep has no use for it;", "settings"},
        {"Directe berichten.txt", "Datum: y\n",
         "-Directe berichten.txt: direct messages are never read;", "in Dutch"},
    };

    (void)state;
    CHECK(rows);
}

static void test_bad_json_says_where(void **state)
{
    static const struct row rows[] = {
        {"a.json", "", "!a.json, line 1, byte 1: it is empty;", "empty"},
        {"a.json", "{\"FansList\":[{},\n{\"a\":",
         "followers=1@FansList;!a.json, line 2, byte 23: it ends in the middle;", "cut"},
        {"a.json", "{\"FansList\":[{},{\"a\":\"b",
         "followers=1@FansList;!a.json, line 1, byte 24: it ends in the middle;",
         "cut in a text"},
        {"a.json", "{\"FansList\":[{},]}",
         "followers=1@FansList;!a.json, line 1, byte 17: a value was expected here;",
         "a comma too many"},
        {"a.json", "{\"FansList\":[{} {}]}",
         "followers=1@FansList;"
         "!a.json, line 1, byte 17: a comma or ] was expected here;",
         "a comma lacks"},
        {"a.json", "{\"FansList\":[{}]\n\"b\":1}",
         "followers=1@FansList;"
         "!a.json, line 2, byte 18: a comma or } was expected here;",
         "a comma lacks in an object"},
        {"a.json", "{a:1}",
         "!a.json, line 1, byte 2: a name in quotation marks was expected here;",
         "a bare name"},
        {"a.json", "{\"a\" 1}", "!a.json, line 1, byte 6: a colon was expected here;",
         "no colon"},
        {"a.json", "{\"FansList\":[]}}",
         "followers=0@FansList;"
         "!a.json, line 1, byte 16: something follows the end of the data;",
         "a brace too many"},
        {"a.json", "{\"a\":\"b\nc\"}",
         "!a.json, line 1, byte 8: a line ends, or a control character stands, within a "
         "text;",
         "a line end in a text"},
        {"a.json", "{\"a\":\"\\x\"}",
         "!a.json, line 1, byte 8: a backslash stands before a letter that it has no "
         "meaning for;",
         "an escape"},
        {"a.json", "<html>", "!a.json, line 1, byte 1: a value was expected here;",
         "a web page"},
        {"a.json", "{\"a\":01}",
         "!a.json, line 1, byte 8: a number is not written as JSON has them;",
         "a number"},
        {"a.json", "{\"a\":nul}", "!a.json, line 1, byte 9: a value was expected here;",
         "a word"},
    };

    (void)state;
    CHECK(rows);
}

static void test_names_of_files(void **state)
{
    static const struct row rows[] = {
        {"/user_data.json", "{\"FansList\":[]}", "followers=0@FansList;",
         "a slash before"},
        {"..\\x.json", "{}",
         "!../x.json: its name leads out of the export, so it is not "
         "read;",
         "out of it, as Windows has it"},
        {"a/../../x.json", "{}",
         "!a/../../x.json: its name leads out of the export, so it is not read;",
         "out of it"},
        {"a/.x.json", "{\"FansList\":[]}", "", "hidden"},
        {"__MACOSX/a.json", "{\"FansList\":[]}", "", "what a Mac adds"},
        {"export (1)", " {\"FansList\":[]}", "followers=0@FansList;", "no ending"},
        {"user_data.json.txt", "{\"FansList\":[]}", "followers=0@FansList;",
         "another ending"},
        {"user_data_lemon8.json", "{\"FansList\":[]}",
         "-user_data_lemon8.json: Clipkeep has no use for it;", "another app's"},
        {"A\\Like List.TXT", "Date: x\nLink: y\n", "likes=1@A/Like List.TXT;",
         "packed on Windows"},
    };

    (void)state;
    CHECK(rows);
}

static void test_deep_json_is_refused(void **state)
{
    ck_autobuf struct ck_buf text = {.max = 1 << 20};
    ck_autobuf struct ck_buf all = {.max = 1 << 20};
    struct ck_export *export;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        ck_buf_adds(&text, i % 2 == 0 ? "{\"a\":" : "[");
    }
    export = read_in("a.json", ck_buf_text(&text), 4096, NULL, NULL);
    assert_string_equal(all_of(export, &all), "!a.json, line 1, byte 193: it is nested "
                                              "deeper than 64 levels;");
    ck_export_free(export);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_found_by_name_anywhere),
        cmocka_unit_test(test_nothing_is_written_in_many_ways),
        cmocka_unit_test(test_what_is_not_understood_is_named),
        cmocka_unit_test(test_messages_are_never_read),
        cmocka_unit_test(test_bad_json_says_where),
        cmocka_unit_test(test_names_of_files),
        cmocka_unit_test(test_deep_json_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
