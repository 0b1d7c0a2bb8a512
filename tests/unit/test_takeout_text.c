/* What is written into a bag, beside a video and into a table, word by word. */
#include "base/clock.h"
#include "base/xml.h"
#include "keep/bag_text.h"
#include "keep/nfo.h"
#include "keep/sheet.h"
#include "takeout_sample.h"

static void test_lines_of_a_manifest(void **state)
{
    ck_autobuf struct ck_buf buf = {.max = 1000};

    (void)state;
    ck_bag_line(&buf, "ab", "data/", "a/100% \r\n \\ \xc3\xa9.mp4");
    assert_string_equal(ck_buf_text(&buf), "ab  data/a/100%25 %0D%0A \\ \xc3\xa9.mp4\n");
}

static void test_days(void **state)
{
    char time[CK_TIME_SIZE], day[CK_DAY_SIZE];

    (void)state;
    ck_clock_time(1770000000, time);
    assert_string_equal(time, "2026-02-02T02:40:00Z");
    ck_clock_day(1770000000, day);
    assert_string_equal(day, "2026-02-02");
    ck_clock_day(INT64_MAX, day);
    assert_string_equal(day, "");
    ck_clock_day(INT64_MIN, day);
    assert_string_equal(day, "");
}

static void test_xml(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"a<b>&\"'", "a&lt;b&gt;&amp;&quot;'"},
        {"]]>", "]]&gt;"},
        {"\x01\x02\x1b[31mred\x7f", "[31mred\x7f"},
        {"one\r\ntwo\tthree", "one&#13;\ntwo\tthree"},
        {"\xef\xbf\xbe\xef\xbf\xbf!", "!"},                       /* U+FFFE, U+FFFF */
        {"\xf0\x9f\x90\xb1", "\xf0\x9f\x90\xb1"},                 /* a cat */
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* a lone surrogate */
        {"\xc3", "\xef\xbf\xbd"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf buf = {.max = 1000};

        ck_xml_add(&buf, rows[i].text);
        assert_string_equal(ck_buf_text(&buf), rows[i].want);
    }
}

static void test_nfo_of_a_wrong_sidecar(void **state)
{
    ck_autobuf struct ck_buf buf = {.max = 10000};
    struct ck_kept_file file;
    struct ck_kept kept = sample(&file);
    json_t *sidecar =
        json_pack("{s:i, s:[], s:s, s:[i,s,n], s:f}", "title", 5, "uploader",
                  "description", "", "tags", 1, "cats", "duration", 1e300);

    (void)state;
    ck_nfo_make(&buf, &kept, sidecar);
    json_decref(sidecar);
    assert_non_null(strstr(ck_buf_text(&buf), "<title>my cat</title>"));
    assert_non_null(strstr(ck_buf_text(&buf), "<plot>my cat</plot>"));
    assert_non_null(strstr(ck_buf_text(&buf), "<credits>catlady</credits>"));
    assert_non_null(strstr(ck_buf_text(&buf), "<tag>cats</tag>"));
    assert_non_null(strstr(ck_buf_text(&buf), "<premiered>2026-02-02</premiered>"));
    assert_null(strstr(ck_buf_text(&buf), "<runtime>"));
}

static void test_no_formula(void **state)
{
    static const char *const hostile[] = {"=1+1", "+1",   "-1",   "@SUM(A1)",
                                          "  =1", "\t=1", "\n=1", "\uff1d1"};
    static const char *const harmless[] = {"a=1", "", "#fyp", "1+1"};
    struct ck_kept_file file;
    struct ck_kept kept = sample(&file);
    json_auto_t *lists = json_array();

    (void)state;
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        ck_autobuf struct ck_buf buf = {.max = 10000};

        kept.text = TEXT(hostile[i]);
        ck_sheet_csv(&buf, &kept, lists);
        assert_non_null(strstr(ck_buf_text(&buf), "\"catlady\",\"'"));
    }
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        ck_autobuf struct ck_buf buf = {.max = 10000};

        kept.text = TEXT(harmless[i]);
        ck_sheet_csv(&buf, &kept, lists);
        assert_null(strstr(ck_buf_text(&buf), "\"'"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_a_manifest),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_nfo_of_a_wrong_sidecar),
        cmocka_unit_test(test_no_formula),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
