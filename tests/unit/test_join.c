/* Joining picture and sound: the program itself, started as the host starts it. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "fetch/join.h"
#include "fetch/media.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static int put(const void *bytes, size_t len)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    struct ck_error err;

    assert_true(fd >= 0);
    assert_true(ck_write_all(fd, bytes, len, &err));
    return fd;
}

static void read_sample(const char *name, struct ck_buf *ret)
{
    char path[512];
    struct ck_error err;

    (void)snprintf(path, sizeof(path), CK_TEST_DATA "/media/%s", name);
    ck_buf_init(ret, 1 << 20);
    if (!ck_read_file(path, ret, &err)) {
        fail_msg("%s: %s", path, err.detail);
    }
}

static int open_sample(const char *name)
{
    ck_autobuf struct ck_buf buf;

    read_sample(name, &buf);
    return put(ck_buf_text(&buf), buf.len);
}

/* Waits for the end as the host's loop does. */
static bool wait_for(struct ck_join *join, struct ck_error *err)
{
    bool done = false;
    bool ok = true;

    for (int i = 0; !done && i < 10000; i++) {
        struct pollfd fd = {.fd = join->fd, .events = POLLIN};

        (void)poll(&fd, 1, 5000);
        ok = ck_join_finish(join, &done, err);
    }
    assert_true(done);
    assert_int_equal(join->pid, 0);
    return ok;
}

/* Joins, and closes the inputs. */
static enum ck_code join(int picture, int sound, int out, struct ck_error *err)
{
    struct ck_join join = {0};

    *err = (struct ck_error){0};
    assert_true(ck_join_start(picture, sound, out, CK_TEST_JOIN, &join, err));
    (void)close(picture);
    (void)close(sound);
    (void)wait_for(&join, err);
    return err->code;
}

static void test_both_tracks_whole(void **state)
{
    static const struct {
        const char *picture, *sound, *codec, *why;
        int width, video_ms, sound_ms;
    } rows[] = {
        {"video-only.mp4", "sound.m4a", "avc1", "as TikTok parts them", 576, 1533, 1523},
        {"video-only.mp4", "sound.mp3", "avc1", "the sound as MP3", 576, 1533, 1541},
        {"h265-aac.mp4", "h264-aac.mp4", "hvc1", "both have both", 576, 1533, 1523},
        {"moov-last.mp4", "fragments.mp4", "avc1", "sound in fragments", 576, 1533, 1643},
        {"fragments.mp4", "sound.m4a", "avc1", "picture in fragments", 576, 1533, 1523},
        {"tiny.mp4", "tiny.mp4", "avc1", "a single picture", 16, 1000, 1128},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int out = memfd_create("out", MFD_CLOEXEC);
        struct ck_error err;
        struct ck_mp4 mp4;

        print_message("%s\n", rows[i].why);
        if (join(open_sample(rows[i].picture), open_sample(rows[i].sound), out, &err) !=
            CK_OK) {
            fail_msg("%s", err.detail);
        }
        assert_true(ck_mp4_check(out, &mp4, &err));
        assert_string_equal(mp4.video_track.codec, rows[i].codec);
        assert_string_equal(mp4.sound_track.codec, "mp4a");
        assert_int_equal(mp4.video_track.width, rows[i].width);
        assert_in_range((int)(mp4.video_track.duration_s * 1000 + 0.5),
                        rows[i].video_ms - 1, rows[i].video_ms + 1);
        assert_in_range((int)(mp4.sound_track.duration_s * 1000 + 0.5),
                        rows[i].sound_ms - 1, rows[i].sound_ms + 1);
        assert_int_equal(lseek(out, 0, SEEK_CUR), 0);
        (void)close(out);
    }
}

static void test_same_bytes_every_time_and_header_first(void **state)
{
    char *bytes[2];
    struct stat st;

    (void)state;
    for (int i = 0; i < 2; i++) {
        int out = memfd_create("out", MFD_CLOEXEC);
        struct ck_error err;

        assert_int_equal(
            join(open_sample("moov-last.mp4"), open_sample("sound.m4a"), out, &err),
            CK_OK);
        assert_int_equal(fstat(out, &st), 0);
        bytes[i] = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, out, 0);
        assert_ptr_not_equal(bytes[i], MAP_FAILED);
        (void)close(out);
    }
    assert_memory_equal(bytes[0], bytes[1], (size_t)st.st_size);
    /* Players on the web start before the whole file came. */
    assert_memory_equal(bytes[0] + 4, "ftyp", 4);
    assert_memory_equal(bytes[0] + 32 + 4, "moov", 4);
    /* Nobody's name in it. */
    assert_null(memmem(bytes[0], (size_t)st.st_size, "Lavf", 4));
    assert_null(memmem(bytes[0], (size_t)st.st_size, "\251too", 4));
    (void)munmap(bytes[0], (size_t)st.st_size);
    (void)munmap(bytes[1], (size_t)st.st_size);
}

static void test_what_is_no_media_is_refused(void **state)
{
    static const char page[] = "<!DOCTYPE html><title>Security Check</title>";
    static const char claim[] = "\0\0\0\x10"
                                "ftypisom\0\0\0\0"
                                "\x7f\xff\xff\xff"
                                "moov"
                                "\x7f\xff\xff\xf0"
                                "trak";
    static const char id3[] = "ID3\4\0\0\x7f\x7f\x7f\x7f";

    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *why;
    } rows[] = {
        {"", 0, "nothing"},
        {page, sizeof(page) - 1, "a page"},
        {claim, sizeof(claim) - 1, "boxes that claim gigabytes"},
        {id3, sizeof(id3) - 1, "a tag that claims 256 MB"},
        {"\xff\xfb\x90\0", 4, "a single frame's head"},
    };
    for (size_t i = 0; i < ROWS(rows) * 2; i++) {
        int out = memfd_create("out", MFD_CLOEXEC);
        int bad = put(rows[i / 2].bytes, rows[i / 2].len);
        bool first = i % 2 == 0;
        struct ck_error err;

        print_message("%s as %s\n", rows[i / 2].why, first ? "picture" : "sound");
        assert_int_equal(join(first ? bad : open_sample("video-only.mp4"),
                              first ? open_sample("sound.m4a") : bad, out, &err),
                         CK_ERR_JOIN_FAILED);
        assert_non_null(strstr(err.detail, first ? "picture" : "sound"));
        (void)close(out);
    }
}

static void test_wrong_tracks_are_refused(void **state)
{
    static const struct {
        const char *picture, *sound, *why;
    } rows[] = {
        {"sound.m4a", "video-only.mp4", "swapped"},
        {"video-only.mp4", "video-only.mp4", "no sound"},
        {"sound.mp3", "sound.m4a", "no picture"},
        {"picture.jpg", "sound.m4a", "a still"},
        {"video-only.mp4", "picture.webp", "a still for sound"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int out = memfd_create("out", MFD_CLOEXEC);
        struct ck_error err;

        print_message("%s\n", rows[i].why);
        assert_int_equal(
            join(open_sample(rows[i].picture), open_sample(rows[i].sound), out, &err),
            CK_ERR_JOIN_FAILED);
        (void)close(out);
    }
}

static void test_cut_files_are_refused(void **state)
{
    static const char *const names[] = {"video-only.mp4", "sound.m4a"};

    (void)state;
    for (size_t n = 0; n < ROWS(names); n++) {
        ck_autobuf struct ck_buf buf;

        read_sample(names[n], &buf);
        for (size_t part = 1; part <= 8; part++) {
            int cut = put(buf.data, part == 8 ? buf.len - 1 : buf.len * part / 8);
            int out = memfd_create("out", MFD_CLOEXEC);
            struct ck_error err;

            assert_int_equal(join(n == 0 ? cut : open_sample(names[0]),
                                  n == 1 ? cut : open_sample(names[1]), out, &err),
                             CK_ERR_JOIN_FAILED);
            (void)close(out);
        }
    }
}

static void test_an_output_that_fails_is_told_from_a_bad_file(void **state)
{
    struct rlimit before;
    struct rlimit small = {.rlim_cur = 20000};
    struct ck_error err;
    int out = memfd_create("out", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int picture = open_sample("video-only.mp4");
    int sound = open_sample("sound.m4a");

    (void)state;
    assert_int_equal(fcntl(out, F_ADD_SEALS, F_SEAL_WRITE), 0);
    assert_int_equal(join(picture, sound, out, &err), CK_ERR_DISK);
    (void)close(out);

    picture = open_sample("video-only.mp4");
    sound = open_sample("sound.m4a");
    out = memfd_create("out", MFD_CLOEXEC);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    err.code = join(picture, sound, out, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(err.code, CK_ERR_DISK);
    (void)close(out);
}

static void test_program_that_is_not_there(void **state)
{
    struct ck_join join = {0};
    struct ck_error err;
    int fd = open_sample("tiny.mp4");

    (void)state;
    assert_false(ck_join_start(fd, fd, fd, "/nowhere/clipkeep-join", &join, &err));
    assert_int_equal(err.code, CK_ERR_JOIN_MISSING);
    assert_int_equal(join.pid, 0);
    assert_false(ck_join_start(fd, 9999, fd, CK_TEST_JOIN, &join, &err));
    assert_int_equal(err.code, CK_ERR_DISK);
    ck_join_kill(&join); /* none is running */
    (void)close(fd);
}

/* A script in place of the program. */
static void put_program(const char *path, const char *text)
{
    ck_autobuf struct ck_buf script = {.max = 4096};
    struct ck_error err;

    ck_buf_addf(&script, "#!/bin/sh\n%s\n", text);
    assert_true(ck_replace_file(path, script.data, script.len, 0700, &err));
}

static void test_how_the_program_can_end(void **state)
{
    static const struct {
        const char *text, *code, *detail, *why;
    } rows[] = {
        {"exit 0", "ok", "", "done"},
        {"echo 'the picture: odd' >&2; exit 1", "join-failed",
         "clipkeep-join: the picture: odd", "unreadable"},
        {"printf 'a\\033[2Jb' >&2; exit 1", "join-failed", "clipkeep-join: a",
         "it says what a terminal would obey"},
        {"head -c 100000 /dev/zero >&2; exit 1", "join-failed",
         "clipkeep-join: ", "it says too much"},
        {"exit 3", "join-missing", "clipkeep-join: ", "no sandbox"},
        {"exit 4", "disk-error", "clipkeep-join: ", "output"},
        {"exit 5", "disk-full", "clipkeep-join: ", "no room"},
        {"exit 127", "join-missing", "clipkeep-join: ", "a library is gone"},
        {"kill -SEGV $$", "join-failed", "clipkeep-join: ", "it crashes"},
        {"exec 2>&-; sleep 100", "join-failed", "clipkeep-join: ", "it falls silent"},
        {"[ $(env | grep -vc -e ^PWD= -e ^_= -e ^SHLVL=) = 0 ] || exit 1", "ok", "",
         "no environment"},
        {"[ $# = 0 ] || exit 1", "ok", "", "no words"},
        {"for i in 6 7 8 9; do [ ! -e /proc/self/fd/$i ] || exit 1; done", "ok", "",
         "no other descriptor"},
        {"read -r a <&3; read -r b <&4; echo $a $b >&5", "ok", "", "each in its place"},
    };
    char path[] = "/tmp/ck-join-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    (void)close(fd);
    (void)setenv("CK_SECRET", "x", 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        /* Numbers that overlap with those the program gets. */
        int picture = put("picture\n", 8);
        int sound = put("sound\n", 6);
        int out = memfd_create("out", 0); /* as one left open by mistake */
        char said[32] = "";
        struct ck_join join = {0};
        struct ck_error err = {0};

        print_message("%s\n", rows[i].why);
        put_program(path, rows[i].text);
        assert_int_equal(lseek(picture, 0, SEEK_SET) | lseek(sound, 0, SEEK_SET), 0);
        assert_true(ck_join_start(picture, sound, out, path, &join, &err));
        (void)wait_for(&join, &err);
        assert_string_equal(ck_code_text(err.code), rows[i].code);
        assert_string_equal(err.detail, rows[i].detail);
        if (i + 1 == ROWS(rows)) {
            assert_int_equal(pread(out, said, sizeof(said) - 1, 0), 14);
            assert_string_equal(said, "picture sound\n");
        }
        (void)close(picture);
        (void)close(sound);
        (void)close(out);
    }
    (void)unlink(path);
}

static void test_killed_at_once(void **state)
{
    char path[] = "/tmp/ck-join-XXXXXX";
    int fd = mkstemp(path);
    struct ck_join join = {0};
    struct ck_error err;
    bool done = true;
    pid_t pid;

    (void)state;
    assert_true(fd >= 0);
    (void)close(fd);
    fd = open_sample("tiny.mp4");
    put_program(path, "exec sleep 100");
    assert_true(ck_join_start(fd, fd, fd, path, &join, &err));
    pid = join.pid;
    assert_true(ck_join_finish(&join, &done, &err));
    assert_false(done); /* looking does not wait */
    ck_join_kill(&join);
    assert_int_equal(join.pid, 0);
    assert_int_equal(kill(pid, 0), -1); /* reaped */
    ck_join_kill(&join);                /* twice is fine */
    (void)close(fd);
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_tracks_whole),
        cmocka_unit_test(test_same_bytes_every_time_and_header_first),
        cmocka_unit_test(test_what_is_no_media_is_refused),
        cmocka_unit_test(test_wrong_tracks_are_refused),
        cmocka_unit_test(test_cut_files_are_refused),
        cmocka_unit_test(test_an_output_that_fails_is_told_from_a_bad_file),
        cmocka_unit_test(test_program_that_is_not_there),
        cmocka_unit_test(test_how_the_program_can_end),
        cmocka_unit_test(test_killed_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
