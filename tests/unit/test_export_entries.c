/* What a data export's lists say: entries of JSON and of texts, the layout, and floods.
 */
#include "export_read.h"

static void test_texts(void **state)
{
    static const struct row rows[] = {
        {"Like List.txt", "Date: a\nLink: b\n\nDate: c\nLink: d\n",
         "likes=2@Like List.txt;", "two"},
        {"Like List.txt",
         "\xef\xbb\xbf"
         "Date: a\r\nLink: b\r\n\r\n\r\nDate: c\r\n",
         "likes=2@Like List.txt;", "of Windows"},
        {"Like List.txt", "You have no data in this section", "likes=0@Like List.txt;",
         "none"},
        {"Like List.txt", "", "likes=0@Like List.txt;", "empty"},
        {"Comments.txt", "Date: a\nComment: b\nc\n\nd\n\nDate: e\nComment: f",
         "comments=2@Comments.txt;", "a comment of several lines"},
        {"Hashtag.txt", "Hashtag Name: a\nHashtag Link: b\n\nHashtag Link: c\n",
         "used-hashtags=2@Hashtag.txt;", "the first label lacks"},
        {"Profile Info.txt", "Username: a\nBio: b\n\nUsername: c\n",
         "profile=1@Profile Info.txt;", "there is but one profile"},
        {"Like List.txt", "Dit gedeelte bevat geen gegevens\n", "likes=0@Like List.txt;",
         "none, in another language"},
        {"Likelijst.txt", "Datum: a\nLink: b\n\nDatum: c\n", "likes=2@Likelijst.txt;",
         "Dutch"},
        {"Follower.txt", "A heading\nDate: a\nUsername: b\n", "followers=1@Follower.txt;",
         "a heading"},
        {"Like List.txt", "one\ntwo\n",
         "likes=0@Like List.txt;!Like List.txt: its lines are not understood;",
         "no list"},
    };

    (void)state;
    CHECK(rows);
}

/* Appends "[list] name=value,…". */
static void tell(void *ctx, const struct ck_export_row *row)
{
    ck_buf_addf(ctx, "[%s]", ck_export_list_text(row->list));
    for (size_t i = 0; i < row->count; i++) {
        ck_buf_addf(ctx, "%s=%s,", row->fields[i].name, row->fields[i].value);
    }
}

static void test_entries_are_told(void **state)
{
    static const struct row rows[] = {
        {"a.json",
         "{\"ItemFavoriteList\":[{\"date\":\"a\",\"link\":\"b\"},{\"date\":null}]}",
         "[likes]date=a,link=b,[likes]", "fields"},
        {"a.json", "{\"FansList\":[{\"n\":1.5e3,\"t\":true,\"f\":false}]}",
         "[followers]n=1.5e3,t=true,f=false,", "no texts"},
        {"a.json", "{\"RepostList\":[\"x\"]}", "[reposts]=x,", "mere texts"},
        {"a.json", "{\"Posts\":[{\"Link\":[\"a\",\"b\"],\"o\":{\"p\":\"c\"}}]}",
         "[posts]Link=a\nb,o=c,", "several values"},
        {"a.json",
         "{\"FansList\":[{\"u\":\"\\u00e9\\ud83d\\ude00\\n\\ud83d\\u0000\\udc00\"}]}",
         "[followers]u=é😀\n���,", "escapes"},
        {"a.json", "{\"FansList\":[{\"a\":\"b\"},{\"a\":\"c", "[followers]a=b,",
         "one that is cut is not told"},
        {"a.json", "{\"ProfileMap\":{\"userName\":\"a\",\"bio\":\"\"}}",
         "[profile]userName=a,bio=,", "a record"},
        {"a.json",
         "{\"WatchLiveMap\":{\"7\":{\"Link\":\"a\",\"Comments\":[{\"c\":\"d\"}]}}}",
         "[lives-watched]Link=a,Comments=d,", "a map"},
        {"a.json", "{\"ChatHistory\":{\"x\":[{\"Content\":\"y\"}]}}", "",
         "messages are not"},
        {"Posts.txt", "Date: a\nLink: https://b\nhttps://c\nTitle: d\n\nDate: e\n",
         "[posts]Date=a,Link=https://b\nhttps://c,Title=d,[posts]Date=e,", "a text"},
    };
    static const size_t steps[] = {1, 3, 100000};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
            ck_autobuf struct ck_buf said = {.max = 1 << 20};

            ck_export_free(read_in(rows[i].name, rows[i].text, steps[s], tell, &said));
            if (strcmp(ck_buf_text(&said), rows[i].all) != 0) {
                fail_msg("%s: %s", rows[i].why, ck_buf_text(&said));
            }
        }
    }
}

static void test_layouts(void **state)
{
    static const struct row rows[] = {
        {"a.json", "{\"Activity\":{},\"Profile\":{}}", "A", "until 2025"},
        {"a.json", "{\"Profile\":{},\"Your Activity\":{}}", "B", "2025"},
        {"a.json", "{\"Likes and Favorites\":{}}", "C", "since late 2025"},
        {"a.json", "{\"Your Activity\":{}}", "B/C", "too little to tell"},
        {"a.json", "{\"Profile\":{}}", "A/B", "too little to tell"},
        {"a.json", "{\"Activity\":{},\"Likes and Favorites\":{}}", "mixed", "both"},
        {"a.json", "{\"FansList\":[]}", "unknown", "no section"},
        {"Like List.txt", "Date: x", "text", "text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_export *export = read_in(rows[i].name, rows[i].text, 5, NULL, NULL);

        assert_string_equal(ck_export_layout(export), rows[i].all);
        ck_export_free(export);
    }
}

/* A text that wants to fill the memory, or the report. */
static void test_floods_are_cut(void **state)
{
    ck_autobuf struct ck_buf text = {.max = 1 << 24};
    struct ck_export *export;
    size_t count;

    (void)state;
    ck_buf_addc(&text, '{');
    for (int i = 0; i < 5000; i++) {
        ck_buf_addf(&text, "\"x%d\":{\"y\":[1],\"FansList\":[]},", i);
    }
    ck_buf_adds(&text, "\"z\":0}");
    export = read_in("a.json", ck_buf_text(&text), 4096, NULL, NULL);
    (void)ck_export_found(export, &count);
    assert_int_equal(count, 500);
    assert_int_equal(ck_export_unknown(export)->count, 201);
    assert_int_equal(ck_export_problems(export)->count, 201);
    ck_export_free(export);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_entries_are_told),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_floods_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
