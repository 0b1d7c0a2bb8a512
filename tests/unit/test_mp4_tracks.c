/* What an MP4 says of its tracks: codec, size of the picture, length. */
#include "base/buf.h"
#include "base/io.h"
#include "fetch/media.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void expect_track(const struct ck_mp4_track *got, const struct ck_mp4_track *want,
                         const char *why)
{
    print_message("%s: \"%s\" %dx%d %.3f s\n", why, got->codec, got->width, got->height,
                  got->duration_s);
    assert_string_equal(got->codec, want->codec);
    assert_int_equal(got->width, want->width);
    assert_int_equal(got->height, want->height);
    assert_int_equal((int)(got->duration_s * 1000 + 0.5),
                     (int)(want->duration_s * 1000 + 0.5));
}

static void test_real_files(void **state)
{
    /* As ffprobe tells them, but for AAC's first samples: there, an edit hides them. */
    static const struct {
        const char *name;
        struct ck_mp4_track video, sound;
    } rows[] = {
        {"h264-aac.mp4", {"avc1", 576, 1024, 1.533}, {"mp4a", 0, 0, 1.523}},
        {"h265-aac.mp4", {"hvc1", 576, 1024, 1.533}, {"mp4a", 0, 0, 1.523}},
        {"video-only.mp4", {"avc1", 576, 1024, 1.533}, {"", 0, 0, 0}},
        {"sound.m4a", {"", 0, 0, 0}, {"mp4a", 0, 0, 1.523}},
        {"fragments.mp4", {"avc1", 576, 1024, 1.533}, {"mp4a", 0, 0, 1.633}},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char path[512];
        struct ck_mp4 mp4;
        struct ck_error err;
        int fd;

        (void)snprintf(path, sizeof(path), CK_TEST_DATA "/media/%s", rows[i].name);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        assert_true(ck_mp4_check(fd, &mp4, &err));
        expect_track(&mp4.video_track, &rows[i].video, rows[i].name);
        expect_track(&mp4.sound_track, &rows[i].sound, rows[i].name);
        (void)close(fd);
    }
}

/* --- movies made by hand -------------------------------------------------------------
 */
static void add32(struct ck_buf *buf, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        ck_buf_addc(buf, (char)(value >> shift & 0xff));
    }
}

static size_t begin(struct ck_buf *buf, const char *type)
{
    size_t at = buf->len;

    add32(buf, 0);
    ck_buf_add(buf, type, 4);
    return at;
}

static void end(struct ck_buf *buf, size_t at)
{
    const size_t len = buf->len - at;

    for (size_t i = 0; i < 4; i++) {
        buf->data[at + i] = (char)(len >> (24 - 8 * i) & 0xff);
    }
}

/* A box whose body is numbers of 32 bits. */
static void add_box(struct ck_buf *buf, const char *type, size_t count,
                    const uint32_t *numbers)
{
    size_t at = begin(buf, type);

    for (size_t i = 0; i < count; i++) {
        add32(buf, numbers[i]);
    }
    end(buf, at);
}

#define BOX(buf, type, ...)                                                              \
    add_box(buf, type, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

struct movie {
    uint32_t header_ticks;  /* of mdhd; the scale is 1000 */
    uint32_t chunks;        /* of samples listed in the header */
    uint32_t step;          /* of trex; 0: no trex */
    uint32_t id;            /* the fragment's track; 0: no fragment */
    uint32_t fragment_step; /* of tfhd; 0: none */
    uint32_t run_flags, run_count;
    uint32_t run[6];
};

static void add_track(struct ck_buf *buf, const struct movie *movie, const char *codec)
{
    size_t track = begin(buf, "trak");
    size_t media;
    size_t information;
    size_t table;
    size_t description;

    BOX(buf, "tkhd", 0, 0, 0, 7, 0, 0);
    media = begin(buf, "mdia");
    BOX(buf, "mdhd", 0, 0, 0, 1000, movie->header_ticks, 0);
    BOX(buf, "hdlr", 0, 0, 0x76696465, 0);
    information = begin(buf, "minf");
    table = begin(buf, "stbl");
    description = begin(buf, "stsd");
    add32(buf, 0);
    add32(buf, codec != NULL);
    if (codec != NULL) {
        BOX(buf, codec, 0, 0, 0, 0, 0, 0, 16U << 16 | 9);
    }
    end(buf, description);
    if (movie->chunks > 0) {
        BOX(buf, "stco", 0, 1, 4);
    }
    end(buf, table);
    end(buf, information);
    end(buf, media);
    end(buf, track);
}

static void add_fragment(struct ck_buf *buf, const struct movie *movie)
{
    size_t fragment = begin(buf, "moof");
    size_t track = begin(buf, "traf");
    size_t run;

    /* With fields before the one that counts. */
    if (movie->fragment_step > 0) {
        BOX(buf, "tfhd", 0xb, movie->id, 0, 0, 1, movie->fragment_step);
    } else {
        BOX(buf, "tfhd", 0, movie->id);
    }
    run = begin(buf, "trun");
    add32(buf, movie->run_flags);
    add32(buf, movie->run_count);
    for (size_t i = 0; i < ROWS(movie->run); i++) {
        add32(buf, movie->run[i]);
    }
    end(buf, run);
    end(buf, track);
    end(buf, fragment);
}

static bool check(const struct movie *movie, const char *codec, struct ck_mp4 *ret,
                  struct ck_error *err)
{
    ck_autobuf struct ck_buf buf = {.max = 65536};
    int fd = memfd_create("movie", MFD_CLOEXEC);
    size_t header;
    bool ok;

    BOX(&buf, "ftyp", 0x69736f6d, 0);
    header = begin(&buf, "moov");
    add_track(&buf, movie, codec);
    if (movie->step > 0) {
        size_t extends = begin(&buf, "mvex");

        BOX(&buf, "trex", 0, 7, 1, movie->step, 0, 0);
        end(&buf, extends);
    }
    end(&buf, header);
    if (movie->id > 0) {
        add_fragment(&buf, movie);
    }
    BOX(&buf, "mdat", 1);
    assert_true(ck_buf_ok(&buf));
    assert_true(ck_write_all(fd, buf.data, buf.len, err));
    ok = ck_mp4_check(fd, ret, err);
    (void)close(fd);
    return ok;
}

static void test_length_of_movies_in_fragments(void **state)
{
    static const struct {
        struct movie movie;
        int ms; /* -1: broken */
        const char *why;
    } rows[] = {
        {{2500, 1, 0, 0, 0, 0, 0, {0}}, 2500, "no fragments"},
        {{UINT32_MAX, 1, 0, 0, 0, 0, 0, {0}}, 0, "length not known"},
        {{0, 0, 40, 7, 0, 0, 25, {0}}, 1000, "a step for the whole track"},
        {{0, 0, 40, 7, 20, 0, 25, {0}}, 500, "a step for this fragment"},
        {{0, 0, 40, 7, 0, 0x100, 3, {100, 200, 300}}, 600, "a step for each sample"},
        {{0, 0, 40, 7, 0, 0xf05, 1, {9, 9, 300, 9, 9, 9}}, 300, "among other fields"},
        {{0, 0, 40, 8, 0, 0, 25, {0}}, 0, "of another track"},
        {{900, 0, 40, 7, 0, 0, 25, {0}}, 1000, "the header states it too"},
        {{900, 1, 40, 7, 0, 0, 25, {0}}, 1900, "samples in the header and after it"},
        {{0, 0, 0, 7, 0, 0, 25, {0}}, 0, "no step stated"},
        {{0, 0, 40, 7, 0, 0x100, 7, {0}}, -1, "more samples than room"},
        {{0, 0, 40, 7, 0, 0xf00, UINT32_MAX, {0}}, -1, "far more samples than room"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_error err = {0};
        struct ck_mp4 mp4;
        bool ok = check(&rows[i].movie, "avc1", &mp4, &err);

        if (ok != (rows[i].ms >= 0)) {
            fail_msg("%s: %s", rows[i].why, err.detail);
        }
        if (ok) {
            expect_track(&mp4.video_track,
                         &(struct ck_mp4_track){"avc1", 16, 9, rows[i].ms / 1000.0},
                         rows[i].why);
        } else {
            assert_int_equal(err.code, CK_ERR_TRUNCATED);
        }
    }
}

static void test_name_of_the_codec(void **state)
{
    static const struct movie movie = {.chunks = 1};
    struct ck_mp4 mp4;
    struct ck_error err;

    (void)state;
    assert_true(check(&movie, "hev1", &mp4, &err));
    assert_string_equal(mp4.video_track.codec, "hev1");
    assert_true(check(&movie, "a\033[m", &mp4, &err));
    assert_string_equal(mp4.video_track.codec, ""); /* nothing a terminal obeys */
    assert_true(check(&movie, NULL, &mp4, &err));
    assert_true(mp4.video);
    assert_string_equal(mp4.video_track.codec, "");
    assert_int_equal(mp4.video_track.width, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_files),
        cmocka_unit_test(test_length_of_movies_in_fragments),
        cmocka_unit_test(test_name_of_the_codec),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
