/* PROTOCOL.md's example messages, as this side reads and writes them; what is refused
 * beyond them is in test_message.c, codes that only a whole host can tell in tests/host.
 */
#include "face/encode.h"

#include "base/json.h"
#include "face/example.h"
#include "face/import_state.h"
#include "face/message.h"
#include "protocol_samples.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *examples;

static int load(void **state)
{
    (void)state;
    examples = json_load_file(CK_TEST_SOURCE "/host/face/examples.json", 0, NULL);
    return examples != NULL ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(examples);
    return 0;
}

static enum ck_code read_text(const char *text, size_t len, struct ck_message *message)
{
    struct ck_error err = {0};

    return ck_message_read(text, len, message, &err) ? CK_OK : err.code;
}

static void test_examples_to_the_host_are_read(void **state)
{
    size_t i;
    json_t *example;

    (void)state;
    json_array_foreach(json_object_get(examples, "to_host"), i, example)
    {
        char *text = json_dumps(example, JSON_COMPACT);
        struct ck_message message;

        if (read_text(text, strlen(text), &message) != CK_OK) {
            fail_msg("refused: %s", text);
        }
        assert_int_equal(message.id, json_integer_value(json_object_get(example, "id")));
        ck_message_clear(&message);
        free(text);
    }
}

static void test_a_wish_is_read_whole(void **state)
{
    json_t *example = json_array_get(json_object_get(examples, "to_host"), 1);
    char *text = json_dumps(example, JSON_COMPACT);
    struct ck_message message;

    (void)state;
    assert_int_equal(read_text(text, strlen(text), &message), CK_OK);
    assert_int_equal(message.verb, CK_VERB_READ);
    assert_string_equal(message.item, "{\"id\":\"7602050882429897470\"}");
    assert_int_equal(message.item_len, strlen(message.item));
    assert_string_equal(message.user_agent, "Mozilla/5.0");
    assert_string_equal(message.cookies.chain_token, "abcdefghijklmnopqrstuv==");
    assert_string_equal(message.cookies.ttwid, "1%7Cx");
    assert_false(message.again);
    ck_message_clear(&message);
    free(text);
}

/* Those of the refused examples that are refused for their form alone. */
static void test_refused_examples_get_their_code(void **state)
{
    static const char *const by_form[] = {"verb-unknown", "message-bad",
                                          "cookie-refused"};
    size_t i;
    json_t *example;

    (void)state;
    json_array_foreach(json_object_get(examples, "refused"), i, example)
    {
        const char *code = json_string_value(json_object_get(example, "code"));
        char *text = json_dumps(json_object_get(example, "message"), JSON_COMPACT);
        struct ck_message message;
        enum ck_code got = read_text(text, strlen(text), &message);
        bool form = false;

        for (size_t k = 0; k < sizeof(by_form) / sizeof(by_form[0]); k++) {
            form = form || strcmp(by_form[k], code) == 0;
        }
        if (strcmp(ck_code_text(got), form ? code : "ok") != 0) {
            fail_msg("%s gives %s", text, ck_code_text(got));
        }
        ck_message_clear(&message);
        free(text);
    }
}

static json_t *fetching(void)
{
    json_t *state = ck_import_state("reading", "TikTok_Data.zip");

    (void)ck_import_state_hear(
        state, "{\"progress\":{\"stage\":\"reading\",\"entries\":800,\"of\":12000}}\n"
               "{\"progress\":{\"stage\":\"fetching\",\"files\":3,\"of\":40,"
               "\"bytes\":31000000,\"waits\":5}}\n");
    return state;
}

static json_t *failed_import(void)
{
    static const char said[] = "{\"error\":{\"code\":\"disk-full\"}}";
    json_t *state = ck_import_state("reading", "TikTok_Data.zip");

    ck_import_state_end(state, said, sizeof(said) - 1);
    return state;
}

static void same(size_t number, json_t *made)
{
    json_t *example = json_array_get(json_object_get(examples, "from_host"), number);

    if (made == NULL || !json_equal(made, example)) {
        char *text = made != NULL ? json_dumps(made, JSON_INDENT(1)) : NULL;

        fail_msg("from_host %zu: made %s", number, text);
    }
    json_decref(made);
}

static void test_the_host_writes_the_examples(void **state)
{
    const struct ck_elsewhere_view elsewhere = {
        .folder = "TikTok", .posts = 12, .bytes = 123456789, .code = CK_ERR_DISK_FULL};

    (void)state;
    same(0,
         ck_encode_answer(1, json_pack("{s:i, s:s, s:o}", "protocol", CK_PROTOCOL,
                                       "version", "0.1.0", "settings", settings(false))));
    same(1, ck_encode_error(0, CK_ERR_FRAME, "empty frame"));
    same(2, ck_encode_answer(
                2, json_pack("{s:o, s:n, s:n}", "post", post(), "kept", "job")));
    same(3, ck_encode_answer(3, json_pack("{s:o}", "job", downloading())));
    same(4, ck_encode_answer(6, json_pack("{s:[o], s:o}", "jobs", downloading(),
                                          "settings", settings(false))));
    same(5, ck_encode_event(6, "job", done()));
    same(6, ck_encode_event(6, "job", failed()));
    same(7, ck_encode_event(6, "settings", settings(true)));
    same(8, ck_encode_error(7, CK_ERR_DIALOG_MISSING, ""));
    same(9, ck_encode_event(6, "job", photos()));
    same(10, ck_encode_event(6, "job", joining()));
    same(11, ck_encode_event(6, "job", waiting()));
    same(12, ck_encode_event(6, "queue", ck_encode_queue(CK_ERR_DISK_FULL)));
    same(13, ck_encode_answer(30, ck_example_json("{year}/{month}/{title}")));
    same(14, ck_encode_answer(31, ck_example_json("{author}/{nmae}")));
    same(15, ck_encode_answer(32, ck_encode_moving(&elsewhere, false)));
    same(16, ck_encode_answer(51, permissions()));
    same(17, ck_encode_error(53, CK_ERR_PROOF_LARGE, ""));
    same(18, ck_encode_answer(
                 2, json_pack("{s:o, s:o, s:n}", "post", post(), "kept", kept(), "job")));
    same(19,
         ck_encode_answer(60, json_pack("{s:[{s:i, s:i}, {s:i, s:i}]}", "lists", "run",
                                        12, "known", 1200, "run", 13, "known", 0)));
    same(20, ck_encode_answer(61, ck_encode_backup_state(
                                      &(struct ck_backup_state){.all = {90, 30, 60},
                                                                .now = {30, 7, 23},
                                                                .refused = CK_ERR_CAPTCHA,
                                                                .more = -1})));
    same(21, ck_encode_answer(62, receipt()));
    same(22, ck_encode_event(6, "backup", json_pack("{s:[o]}", "receipts", receipt())));
    same(23, ck_encode_answer(74, ck_import_state("none", NULL)));
    same(24, ck_encode_event(6, "import", fetching()));
    same(25, ck_encode_event(6, "import", failed_import()));
    assert_int_equal(json_array_size(json_object_get(examples, "from_host")), 26);
}

static void test_a_hundred_jobs_stay_below_the_browsers_limit(void **state)
{
    static char text[16385];
    struct ck_buf buf = {.max = 64 * 1024 * 1024};
    struct ck_job_view job = job_facts();
    json_t *jobs = json_array();

    (void)state;
    memset(text, '"', sizeof(text) - 1); /* each is two bytes in JSON */
    job.text = text;
    job.detail = text;
    job.code = CK_ERR_INTERNAL;
    for (int i = 0; i < 100; i++) {
        json_array_append_new(jobs, ck_encode_job(&job));
    }
    assert_true(ck_json_add(&buf, jobs, JSON_COMPACT));
    assert_true(buf.len < 900000);
    ck_buf_free(&buf);
    json_decref(jobs);
}

static void test_text_that_is_no_utf8_still_makes_a_message(void **state)
{
    static const struct {
        const char *text;
        size_t max;
        const char *made;
        const char *why;
    } rows[] = {
        {"a\xff\xe4z", 100, "a??z", "Latin-1 bytes"},
        {"\xf0\x9f\x90\x88 cat", 100, "\xf0\x9f\x90\x88 cat", "a cat stays"},
        {"\xf0\x9f\x90\x88 cat", 3, "", "a cut cat is left out"},
        {"abc\xc3", 100, "abc?", "cut in the middle by a limit elsewhere"},
        {"abcdef", 3, "abc", "cut to its limit"},
        {"\xed\xa0\x80", 100, "???", "a lone surrogate"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *json = ck_encode_text(rows[i].text, rows[i].max);

        if (json == NULL || strcmp(json_string_value(json), rows[i].made) != 0) {
            fail_msg("%s: %s", rows[i].why, json_string_value(json));
        }
        json_decref(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_to_the_host_are_read),
        cmocka_unit_test(test_a_wish_is_read_whole),
        cmocka_unit_test(test_refused_examples_get_their_code),
        cmocka_unit_test(test_the_host_writes_the_examples),
        cmocka_unit_test(test_a_hundred_jobs_stay_below_the_browsers_limit),
        cmocka_unit_test(test_text_that_is_no_utf8_still_makes_a_message),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
