/* The browser's byte stream becomes messages however it is cut, and hostile lengths cost
 * nothing. */
#include "face/frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Appends a head that announces `len` bytes. */
static size_t put_head(char *at, uint32_t len)
{
    memcpy(at, &len, sizeof(len));
    return sizeof(len);
}

static size_t put_frame(char *at, const char *text)
{
    size_t n = put_head(at, (uint32_t)strlen(text));

    memcpy(at + n, text, strlen(text));
    return n + strlen(text);
}

/* Feeds `len` bytes in steps and writes what is found as a word each. */
static void feed(struct ck_frames *frames, const char *bytes, size_t len, size_t step,
                 char *found, size_t size)
{
    size_t used = 0;

    found[0] = '\0';
    for (size_t at = 0; at < len; at += step) {
        const char *part = bytes + at;
        size_t part_len = len - at < step ? len - at : step;
        enum ck_frame_found what;
        size_t body_len;

        while ((what = ck_frames_next(frames, &part, &part_len)) != CK_FRAME_MORE) {
            const char *word = what == CK_FRAME_WHOLE ? ck_frames_body(frames, &body_len)
                               : what == CK_FRAME_EMPTY ? "EMPTY"
                                                        : "LOST";

            used += (size_t)snprintf(found + used, size - used, "%s ", word);
        }
        assert_int_equal(part_len, 0);
    }
}

static void test_any_cut_gives_the_same_messages(void **state)
{
    char bytes[200];
    char found[200];
    size_t len = put_frame(bytes, "{\"id\":1}");

    (void)state;
    len += put_head(bytes + len, 0);
    len += put_frame(bytes + len, "x");
    len += put_frame(bytes + len, "{\"id\":2,\"a\":\"\\u00e4\"}");
    for (size_t step = 1; step <= len; step++) {
        struct ck_frames frames;

        ck_frames_init(&frames);
        feed(&frames, bytes, len, step, found, sizeof(found));
        assert_string_equal(found, "{\"id\":1} EMPTY x {\"id\":2,\"a\":\"\\u00e4\"} ");
        ck_frames_clear(&frames);
    }
}

static void test_a_length_is_checked_before_memory_is_taken(void **state)
{
    static const struct {
        uint32_t len;
        const char *found;
        const char *why;
    } rows[] = {
        {CK_FRAME_MAX_IN, "", "the largest allowed one is waited for"},
        {CK_FRAME_MAX_IN + 1, "LOST ", "one byte more is refused by its head alone"},
        {0xffffffffU, "LOST ", "the largest length there is"},
        {0x6c6c6568U, "LOST ", "the text \"hell\" read as a length"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_frames frames;
        char bytes[16];
        char found[64];
        size_t len = put_head(bytes, rows[i].len);

        ck_frames_init(&frames);
        feed(&frames, bytes, len, len, found, sizeof(found));
        if (strcmp(found, rows[i].found) != 0) {
            fail_msg("%s: \"%s\"", rows[i].why, found);
        }
        assert_int_equal(frames.body.cap, 0);
        ck_frames_clear(&frames);
    }
}

static void test_a_lost_stream_stays_lost(void **state)
{
    struct ck_frames frames;
    char bytes[64];
    char found[64];
    size_t len = put_head(bytes, 0xffffffffU);

    (void)state;
    len += put_frame(bytes + len, "{}");
    ck_frames_init(&frames);
    feed(&frames, bytes, len, len, found, sizeof(found));
    assert_string_equal(found, "LOST ");
    feed(&frames, bytes + 4, len - 4, 1, found, sizeof(found));
    assert_string_equal(found, "");
    ck_frames_clear(&frames);
}

static void test_the_largest_message_arrives_whole(void **state)
{
    struct ck_frames frames;
    char head[4];
    const char *at = head;
    size_t len = put_head(head, CK_FRAME_MAX_IN);
    char *body = malloc(CK_FRAME_MAX_IN);
    size_t body_len;

    (void)state;
    assert_non_null(body);
    memset(body, 'x', CK_FRAME_MAX_IN);
    ck_frames_init(&frames);
    assert_int_equal(ck_frames_next(&frames, &at, &len), CK_FRAME_MORE);
    at = body;
    len = CK_FRAME_MAX_IN;
    assert_int_equal(ck_frames_next(&frames, &at, &len), CK_FRAME_WHOLE);
    assert_memory_equal(ck_frames_body(&frames, &body_len), body, CK_FRAME_MAX_IN);
    assert_int_equal(body_len, CK_FRAME_MAX_IN);
    assert_int_equal(ck_frames_next(&frames, &at, &len), CK_FRAME_MORE);
    assert_int_equal(frames.body.cap, 0); /* an idle host does not keep 4 MiB */
    ck_frames_clear(&frames);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_cut_gives_the_same_messages),
        cmocka_unit_test(test_a_length_is_checked_before_memory_is_taken),
        cmocka_unit_test(test_a_lost_stream_stays_lost),
        cmocka_unit_test(test_the_largest_message_arrives_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
