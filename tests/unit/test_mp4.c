/* Whether an MP4 is whole, and what it holds. */
#include "base/buf.h"
#include "base/io.h"
#include "fetch/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define DATA CK_TEST_DATA "/media/"

static void read_sample(const char *name, struct ck_buf *ret)
{
    char path[512];
    struct ck_error err;

    (void)snprintf(path, sizeof(path), DATA "%s", name);
    ck_buf_init(ret, 1 << 20);
    if (!ck_read_file(path, ret, &err)) {
        fail_msg("%s: %s", path, err.detail);
    }
}

/* Checks bytes as a file. */
static bool check(const void *bytes, size_t len, struct ck_mp4 *ret, struct ck_error *err)
{
    int fd = memfd_create("media", MFD_CLOEXEC);
    bool ok;

    assert_true(fd >= 0);
    assert_true(ck_write_all(fd, bytes, len, err));
    ok = ck_mp4_check(fd, ret, err);
    assert_int_equal(close(fd), 0);
    return ok;
}

static void test_tracks_and_duration_of_real_files(void **state)
{
    static const struct {
        const char *name;
        bool video, sound, fragmented;
    } rows[] = {
        {"h264-aac.mp4", true, true, false}, {"moov-last.mp4", true, true, false},
        {"h265-aac.mp4", true, true, false}, {"video-only.mp4", true, false, false},
        {"sound.m4a", false, true, false},   {"fragments.mp4", true, true, true},
    };
    struct ck_buf buf;
    struct ck_mp4 mp4;
    struct ck_error err;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        read_sample(rows[i].name, &buf);
        if (!check(ck_buf_text(&buf), buf.len, &mp4, &err)) {
            fail_msg("%s: %s", rows[i].name, err.detail);
        }
        assert_int_equal(mp4.video, rows[i].video);
        assert_int_equal(mp4.sound, rows[i].sound);
        /* A movie in fragments does not know its length at the start. */
        assert_true(rows[i].fragmented ? mp4.duration_s < 0.1
                                       : mp4.duration_s > 1.45 && mp4.duration_s < 1.6);
        ck_buf_free(&buf);
    }
}

static void test_no_cut_file_passes(void **state)
{
    static const char *const names[] = {"tiny.mp4", "moov-last.mp4", "fragments.mp4"};
    struct ck_buf buf;
    struct ck_mp4 mp4;
    struct ck_error err;

    (void)state;
    for (size_t n = 0; n < ROWS(names); n++) {
        size_t step = n == 0 ? 1 : 97;

        read_sample(names[n], &buf);
        assert_true(check(ck_buf_text(&buf), buf.len, &mp4, &err));
        for (size_t len = 0; len < buf.len; len += step) {
            if (check(ck_buf_text(&buf), len, &mp4, &err)) {
                /* A movie in fragments cut between two of them is a whole, shorter
                 * movie: only the size that was stated tells. */
                assert_int_equal(n, 2);
                continue;
            }
            assert_int_equal(err.code, len < 8 ? CK_ERR_NOT_MEDIA : CK_ERR_TRUNCATED);
        }
        ck_buf_free(&buf);
    }
}

static void test_spoiled_bytes_never_harm(void **state)
{
    struct ck_buf buf;
    struct ck_mp4 mp4;
    struct ck_error err;

    (void)state;
    read_sample("tiny.mp4", &buf);
    for (size_t i = 0; i < buf.len; i++) {
        char kept = buf.data[i];

        buf.data[i] = (char)~kept;
        if (!check(buf.data, buf.len, &mp4, &err)) {
            assert_true(err.code == CK_ERR_TRUNCATED || err.code == CK_ERR_NOT_MEDIA);
        }
        buf.data[i] = kept;
    }
    ck_buf_free(&buf);
}

/* Sample data whose length is left open hides a cut: the chunk offsets show it. */
static void test_samples_past_the_end_are_missed(void **state)
{
    struct ck_buf buf;
    struct ck_mp4 mp4;
    struct ck_error err;
    char *data;

    (void)state;
    read_sample("tiny.mp4", &buf);
    data = memmem(buf.data, buf.len, "mdat", 4);
    assert_non_null(data);
    memset(data - 4, 0, 4); /* up to the end of the file */
    assert_true(check(buf.data, buf.len, &mp4, &err));
    assert_false(check(buf.data, (size_t)(data - buf.data) + 5, &mp4, &err));
    assert_int_equal(err.code, CK_ERR_TRUNCATED);
    ck_buf_free(&buf);
}

/* Boxes made by hand: size and type, then the bytes given. */
#define FTYP                                                                             \
    "\0\0\0\x10"                                                                         \
    "ftypisom\0\0\0\0"
#define MDAT                                                                             \
    "\0\0\0\x0c"                                                                         \
    "mdatDATA"
#define HDLR(kind)                                                                       \
    "\0\0\0\x18"                                                                         \
    "hdlr\0\0\0\0\0\0\0\0" kind "\0\0\0\0"
#define TRAK(kind)                                                                       \
    "\0\0\0\x28"                                                                         \
    "trak\0\0\0\x20"                                                                     \
    "mdia" HDLR(kind)
#define MOOV(kind)                                                                       \
    "\0\0\0\x30"                                                                         \
    "moov" TRAK(kind)
/* Version 0: scale 1000, duration 2500. */
#define MVHD0                                                                            \
    "\0\0\0\x1c"                                                                         \
    "mvhd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xe8\0\0\x09\xc4"
/* Version 1, the same in 64 bits. */
#define MVHD1                                                                            \
    "\0\0\0\x28"                                                                         \
    "mvhd\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xe8"                           \
    "\0\0\0\0\0\0\x09\xc4"
#define STBL(table)                                                                      \
    "\0\0\0\x34"                                                                         \
    "trak\0\0\0\x2c"                                                                     \
    "mdia\0\0\0\x24"                                                                     \
    "minf\0\0\0\x1c"                                                                     \
    "stbl" table
#define ROW(bytes) (bytes), sizeof(bytes) - 1

static void test_boxes_made_by_hand(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum ck_code code;
        bool video, sound;
        int ms;
        const char *why;
    } rows[] = {
        {ROW(FTYP MOOV("vide") MDAT), CK_OK, true, false, 0, "the least there is"},
        {ROW(FTYP MDAT MOOV("soun")), CK_OK, false, true, 0, "header last"},
        {ROW(FTYP MOOV("vide") "\0\0\0\1mdat\0\0\0\0\0\0\0\x14"
                               "DATA"),
         CK_OK, true, false, 0, "a size of 64 bits"},
        {ROW(FTYP MOOV("vide") "\0\0\0\0mdatDATA"), CK_OK, true, false, 0,
         "data up to the end"},
        {ROW(FTYP MOOV("hint") MDAT), CK_OK, false, false, 0, "a track of another kind"},
        {ROW(FTYP "\0\0\0\x08"
                  "moov" MDAT),
         CK_OK, false, false, 0, "no tracks"},
        {ROW(FTYP "\0\0\0\x24"
                  "moov" MVHD0 MDAT),
         CK_OK, false, false, 2500, "version 0"},
        {ROW(FTYP "\0\0\0\x30"
                  "moov" MVHD1 MDAT),
         CK_OK, false, false, 2500, "version 1"},
        {ROW(FTYP "\0\0\0\x24"
                  "moov\0\0\0\x1c"
                  "mvhd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xe8"
                  "\xff\xff\xff\xff" MDAT),
         CK_OK, false, false, 0, "duration not known"},
        {ROW(FTYP "\0\0\0\x24"
                  "moov\0\0\0\x1c"
                  "mvhd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                  "\0\0\x09\xc4" MDAT),
         CK_OK, false, false, 0, "no time scale"},
        {ROW(FTYP "\0\0\0\x10"
                  "moov\0\0\0\x08"
                  "mvhd" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "an empty movie header"},
        {ROW(FTYP "\0\0\0\x24"
                  "moov\0\0\0\x1c"
                  "mvhd\1\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xe8"
                  "\0\0\x09\xc4" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "version 1 in the room of version 0"},
        {ROW(FTYP "\0\0\0\x20"
                  "moov\0\0\0\x18"
                  "trak\0\0\0\x10"
                  "mdia\0\0\0\x08"
                  "hdlr" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "an empty handler"},
        {ROW(FTYP "\0\0\0\x10"
                  "moov\0\0\0\x09"
                  "trak" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "a box longer than its parent"},
        {ROW(FTYP "\0\0\0\x0c"
                  "moov\0\0\0\0" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "rest too short for a box"},
        {ROW(FTYP "\0\0\0\x10"
                  "moov\0\0\0\0trak" MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "size 0 inside another box"},
        {ROW(FTYP MOOV("vide") MDAT "\0\0\0\0\0\0\0\0\0\0\0\0"), CK_ERR_TRUNCATED, false,
         false, 0, "room that was never written to"},
        {ROW(FTYP MOOV("vide") "\0\0\0\x07mdatDATA"), CK_ERR_TRUNCATED, false, false, 0,
         "a size below the header's"},
        {ROW(FTYP MOOV("vide") "\0\0\0\1mdat\0\0\0\0\0\0\0\x0f"
                               "DATA"),
         CK_ERR_TRUNCATED, false, false, 0, "a long size below the header's"},
        {ROW(FTYP MOOV("vide") "\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xf0"
                               "DATA"),
         CK_ERR_TRUNCATED, false, false, 0, "a size that would wrap around"},
        {ROW(FTYP MOOV("vide") "\0\0\0\1mdat\x7f\xff\xff\xff\xff\xff\xff\xff"
                               "DATA"),
         CK_ERR_TRUNCATED, false, false, 0, "a size beyond the file"},
        {ROW(FTYP MOOV("vide") "\0\0\0\1mdat\0\0\0"), CK_ERR_TRUNCATED, false, false, 0,
         "a long size cut off"},
        {ROW(FTYP "\0\0\0\x3c"
                  "moov" STBL("\0\0\0\x14"
                              "stco\0\0\0\0\0\0\0\1\0\0\0\x54") MDAT),
         CK_OK, false, false, 0, "samples inside the file"},
        {ROW(FTYP "\0\0\0\x3c"
                  "moov" STBL("\0\0\0\x14"
                              "stco\0\0\0\0\0\0\0\1\0\0\0\x58") MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "samples right at the end"},
        {ROW(FTYP "\0\0\0\x3c"
                  "moov" STBL("\0\0\0\x14"
                              "co64\0\0\0\0\0\0\0\0\0\0\0\1") MDAT),
         CK_OK, false, false, 0, "no samples"},
        {ROW(FTYP "\0\0\0\x3c"
                  "moov" STBL("\0\0\0\x14"
                              "co64\0\0\0\0\0\0\0\1\0\0\0\1") MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "more offsets than room"},
        {ROW(FTYP "\0\0\0\x3c"
                  "moov" STBL("\0\0\0\x14"
                              "stco\0\0\0\0\xff\xff\xff\xff\0\0\0\1") MDAT),
         CK_ERR_TRUNCATED, false, false, 0, "far more offsets than room"},
        {ROW(FTYP MOOV("vide")), CK_ERR_TRUNCATED, false, false, 0, "no data"},
        {ROW(FTYP MOOV("vide") "\0\0\0\x08"
                               "mdat"),
         CK_ERR_TRUNCATED, false, false, 0, "empty data"},
        {ROW(FTYP MDAT), CK_ERR_TRUNCATED, false, false, 0, "no movie header"},
        {ROW(FTYP), CK_ERR_TRUNCATED, false, false, 0, "only the type"},
        {ROW(MOOV("vide") MDAT), CK_ERR_NOT_MEDIA, false, false, 0, "no type"},
        {ROW("<!DOCTYPE html><title>Security Check</title>"), CK_ERR_NOT_MEDIA, false,
         false, 0, "a page"},
        {ROW("{\"statusCode\":10000}"), CK_ERR_NOT_MEDIA, false, false, 0, "JSON"},
        {ROW(""), CK_ERR_NOT_MEDIA, false, false, 0, "nothing"},
    };
    struct ck_mp4 mp4;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_error err = {0};
        bool ok = check(rows[i].bytes, rows[i].len, &mp4, &err);

        if (ok != (rows[i].code == CK_OK) || err.code != rows[i].code) {
            fail_msg("row %zu: %s: %s %s", i, rows[i].why, ck_code_text(err.code),
                     err.detail);
        }
        if (ok) {
            assert_int_equal(mp4.video, rows[i].video);
            assert_int_equal(mp4.sound, rows[i].sound);
            assert_int_equal((int)(mp4.duration_s * 1000 + 0.5), rows[i].ms);
        }
    }
}

static void test_number_of_boxes_is_limited(void **state)
{
    static const char ftyp[] = FTYP;
    struct ck_buf buf;
    struct ck_mp4 mp4;
    struct ck_error err;

    (void)state;
    ck_buf_init(&buf, 1 << 20);
    ck_buf_add(&buf, ftyp, sizeof(ftyp) - 1);
    for (int i = 0; i < 110000; i++) {
        ck_buf_add(&buf,
                   "\0\0\0\x08"
                   "free",
                   8);
    }
    assert_true(ck_buf_ok(&buf));
    assert_false(check(ck_buf_text(&buf), buf.len, &mp4, &err));
    assert_int_equal(err.code, CK_ERR_TRUNCATED);
    ck_buf_free(&buf);
}

static void test_unreadable_descriptor_is_a_disk_error(void **state)
{
    struct ck_mp4 mp4;
    struct ck_error err;
    int fds[2];

    (void)state;
    assert_false(ck_mp4_check(-1, &mp4, &err));
    assert_int_equal(err.code, CK_ERR_DISK);
    assert_int_equal(pipe(fds), 0);
    assert_false(ck_mp4_check(fds[0], &mp4, &err)); /* a pipe has no size */
    (void)close(fds[0]);
    (void)close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tracks_and_duration_of_real_files),
        cmocka_unit_test(test_no_cut_file_passes),
        cmocka_unit_test(test_spoiled_bytes_never_harm),
        cmocka_unit_test(test_samples_past_the_end_are_missed),
        cmocka_unit_test(test_boxes_made_by_hand),
        cmocka_unit_test(test_number_of_boxes_is_limited),
        cmocka_unit_test(test_unreadable_descriptor_is_a_disk_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
