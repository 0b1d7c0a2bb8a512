/* What the command line prints: sizes, times, a bar for any width, and what a job does.
 */
#include "face/bar.h"
#include "face/command.h"
#include "face/save_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_sizes(void **state)
{
    static const struct {
        int64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0 B"},
        {999, "999 B"},
        {1000, "1.0 kB"},
        {1647231, "1.6 MB"},
        {99940000, "99.9 MB"},
        {99960000, "100 MB"},
        {999600000, "1.0 GB"},
        {INT64_C(4) << 40, "4.4 TB"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[16];

        ck_text_bytes(rows[i].bytes, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_times(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } rows[] = {{0, "0 s"}, {59, "59 s"}, {125, "2 min 5 s"}, {7260, "2 h 1 min"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[48];

        ck_text_seconds(rows[i].seconds, text);
        assert_string_equal(text, rows[i].text);
    }
}

static const char *bar_of(const struct ck_bar *bar, size_t width)
{
    static struct ck_buf line;

    ck_buf_free(&line);
    ck_buf_init(&line, 1024);
    ck_bar_text(bar, width, &line);
    return ck_buf_text(&line);
}

static void test_a_bar_leaves_out_what_has_no_room(void **state)
{
    const struct ck_bar bar = {"saving", 500000, 1000000, 250000, 2};
    static const struct {
        size_t width;
        const char *text;
    } rows[] = {
        {79, "saving  [############             ]   50%  500 kB of 1.0 MB  250 kB/s  2 s "
             "left"},
        {60, "saving   50%  500 kB of 1.0 MB  250 kB/s  2 s left"},
        {42, "saving   50%  500 kB of 1.0 MB  250 kB/s"},
        {40, "saving   50%  500 kB of 1.0 MB  250 kB/s"},
        {39, "saving   50%  500 kB of 1.0 MB"},
        {24, "saving  [####    ]   50%"},
        {12, "saving   50%"},
        {3, "sav"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_string_equal(bar_of(&bar, rows[i].width), rows[i].text);
    }
}

static void test_a_bar_never_lies(void **state)
{
    static const struct {
        struct ck_bar bar;
        const char *has, *has_not;
        const char *why;
    } rows[] = {
        {{"saving", 500, -1, -1, -1}, "500 B", "%", "size unknown: no percent"},
        {{"saving", 0, 0, -1, -1}, "0 B", "%", "nothing known"},
        {{"saving", 2000, 1000, -1, -1}, "]  100%", "200", "more than announced"},
        {{"saving", 9999, 10000, -1, -1}, "]   99%", "100%", "not 100 before the end"},
        {{"saving", 5, 10, -1, -1}, "50%", "/s", "no speed before it is known"},
        {{"saving", 5, 10, 0, -1}, "0 B/s", "left", "stalled: no time left is claimed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *text = bar_of(&rows[i].bar, 75);

        if (strstr(text, rows[i].has) == NULL || strstr(text, rows[i].has_not) != NULL) {
            fail_msg("%s: %s", rows[i].why, text);
        }
    }
}

static void test_a_bar_fits_every_width(void **state)
{
    const struct ck_bar bar = {"12 of 345", INT64_C(123456789012), INT64_C(999999999999),
                               INT64_C(98765432), 86400};

    (void)state;
    for (size_t width = 1; width < 200; width++) {
        assert_true(strlen(bar_of(&bar, width)) <= width);
    }
}

static void test_what_a_job_does(void **state)
{
    static const struct {
        enum ck_job_state state;
        int64_t total, images;
        bool joining;
        enum ck_code waits;
        const char *text;
    } rows[] = {
        {CK_JOB_QUEUED, -1, 0, false, CK_OK, ""},
        {CK_JOB_READING, -1, 0, false, CK_OK,
         "reading https://www.tiktok.com/@a/video/7"},
        {CK_JOB_DOWNLOADING, -1, 0, false, CK_OK, "downloading 7"},
        {CK_JOB_DOWNLOADING, 1647231, 0, false, CK_OK, "downloading 7 (1.6 MB)"},
        {CK_JOB_DOWNLOADING, 1647231, 9, false, CK_OK, "downloading 7 (9 pictures)"},
        {CK_JOB_DOWNLOADING, -1, 1, false, CK_OK, "downloading 7 (1 picture)"},
        {CK_JOB_CHECKING, 1647231, 0, true, CK_OK, "joining picture and sound of 7"},
        {CK_JOB_CHECKING, 1647231, 0, false, CK_OK, ""},
        {CK_JOB_READING, -1, 0, false, CK_ERR_RATE,
         "waiting: TikTok asks us to slow down; goes on in 18 s"},
        {CK_JOB_DOWNLOADING, 1647231, 0, false, CK_ERR_SERVER,
         "waiting: TikTok's server is busy; goes on in 18 s"},
        {CK_JOB_FAILED, -1, 0, false, CK_ERR_RATE, ""},
        {CK_JOB_DONE, 1647231, 9, true, CK_OK, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_job_view job = {.state = rows[i].state,
                                        .post = "7",
                                        .page = "https://www.tiktok.com/@a/video/7",
                                        .total = rows[i].total,
                                        .images = rows[i].images,
                                        .joining = rows[i].joining,
                                        .waits = rows[i].waits,
                                        .waits_s = 18};
        ck_autobuf struct ck_buf line = {.max = 1024};

        ck_step_text(&job, &line);
        assert_string_equal(ck_buf_text(&line), rows[i].text);
    }
}

static void test_notes_are_told_in_sentences(void **state)
{
    ck_autobuf struct ck_buf text = {.max = 4096};
    ck_notes notes = 0;

    (void)state;
    ck_notes_text(notes, &text);
    assert_string_equal(ck_buf_text(&text), "");
    ck_note_add(&notes, CK_NOTE_COVER_MISSING);
    ck_note_add(&notes, CK_NOTE_SOUND_REMOVED);
    ck_notes_text(notes, &text);
    assert_string_equal(ck_buf_text(&text),
                        "  It has no sound: TikTok has removed it from this post.\n"
                        "  Its cover picture could not be had.\n");
}

static void test_a_photo_post_is_shown_by_its_folder(void **state)
{
    struct ck_job_view job = {.kind = "photo", .path = "/v/mina/2026 trip [7]/01.jpg"};
    ck_autobuf struct ck_buf buf = {.max = 4096};

    (void)state;
    assert_string_equal(ck_shown_path(&job, &buf), "/v/mina/2026 trip [7]");
    job.kind = "video";
    assert_string_equal(ck_shown_path(&job, &buf), job.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_a_bar_leaves_out_what_has_no_room),
        cmocka_unit_test(test_a_bar_never_lies),
        cmocka_unit_test(test_a_bar_fits_every_width),
        cmocka_unit_test(test_what_a_job_does),
        cmocka_unit_test(test_notes_are_told_in_sentences),
        cmocka_unit_test(test_a_photo_post_is_shown_by_its_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
