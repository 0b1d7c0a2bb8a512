/* What kind of file it is, by its first bytes. */
#include "base/buf.h"
#include "base/io.h"
#include "fetch/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define DATA CK_TEST_DATA "/media/"

static void test_type_by_the_first_bytes(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum ck_media_type type;
        const char *why;
    } rows[] = {
        {"\0\0\0\x18"
         "ftypisom",
         12, CK_MEDIA_MP4, "usual brand"},
        {"\0\0\0\x18"
         "ftypmp42",
         12, CK_MEDIA_MP4, "usual brand"},
        {"\0\0\0\x18"
         "ftyp\0\0\0\0",
         12, CK_MEDIA_MP4, "brand of nobody"},
        {"\0\0\0\x18"
         "ftypM4A ",
         12, CK_MEDIA_M4A, "sound"},
        {"\0\0\0\x18"
         "ftypheic",
         12, CK_MEDIA_HEIC, "picture"},
        {"\0\0\0\x18"
         "ftypavif",
         12, CK_MEDIA_AVIF, "picture"},
        {"\0\0\0\x18"
         "ftypiso",
         11, CK_MEDIA_UNKNOWN, "cut before the brand ends"},
        {"\0\0\0\x18moovisom", 12, CK_MEDIA_UNKNOWN, "another box"},
        {"\xff\xd8\xff\xe0", 4, CK_MEDIA_JPEG, "JFIF"},
        {"\xff\xd8", 2, CK_MEDIA_UNKNOWN, "too short"},
        {"\x89PNG\r\n\x1a\n", 8, CK_MEDIA_PNG, "whole mark"},
        {"\x89PNG\n\x1a\n", 7, CK_MEDIA_UNKNOWN, "spoiled by a text copy"},
        {"RIFF\x10\0\0\0WEBP", 12, CK_MEDIA_WEBP, "WebP"},
        {"RIFF\x10\0\0\0WAVE", 12, CK_MEDIA_UNKNOWN, "a sound in the same wrapper"},
        {"GIF89a", 6, CK_MEDIA_GIF, "new GIF"},
        {"GIF87a", 6, CK_MEDIA_GIF, "old GIF"},
        {"GIF88a", 6, CK_MEDIA_UNKNOWN, "no GIF"},
        {"ID3\x04", 4, CK_MEDIA_MP3, "tagged"},
        {"\xff\xfb\x90\x00", 4, CK_MEDIA_MP3, "a frame"},
        {"\xff\xf3\x40\xc4", 4, CK_MEDIA_MP3, "a frame of MPEG 2"},
        {"\xff\xf1\x50\x80", 4, CK_MEDIA_UNKNOWN, "ADTS"},
        {"\xff\xfb\xf0\x00", 4, CK_MEDIA_UNKNOWN, "forbidden bit rate"},
        {"\xff\xfb\x9c\x00", 4, CK_MEDIA_UNKNOWN, "forbidden sample rate"},
        {"\xff\xeb\x90\x00", 4, CK_MEDIA_UNKNOWN, "forbidden version"},
        {"\xff\xfe<\0", 4, CK_MEDIA_UNKNOWN, "UTF-16 text"},
        {"<!DOCTYPE html>", 15, CK_MEDIA_UNKNOWN, "a page"},
        {"{\"error\":1}", 11, CK_MEDIA_UNKNOWN, "JSON"},
        {"", 0, CK_MEDIA_UNKNOWN, "nothing"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (ck_media_sniff(rows[i].bytes, rows[i].len) != rows[i].type) {
            fail_msg("row %zu: %s", i, rows[i].why);
        }
    }
}

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

static void test_samples_are_known(void **state)
{
    static const struct {
        const char *name;
        enum ck_media_type type;
    } rows[] = {
        {"h264-aac.mp4", CK_MEDIA_MP4},  {"h265-aac.mp4", CK_MEDIA_MP4},
        {"sound.m4a", CK_MEDIA_M4A},     {"sound.mp3", CK_MEDIA_MP3},
        {"picture.jpg", CK_MEDIA_JPEG},  {"picture.png", CK_MEDIA_PNG},
        {"picture.webp", CK_MEDIA_WEBP},
    };
    struct ck_buf buf;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *suffix = strrchr(rows[i].name, '.') + 1;

        read_sample(rows[i].name, &buf);
        assert_int_equal(ck_media_sniff(ck_buf_text(&buf), 16), rows[i].type);
        assert_string_equal(ck_media_suffix(rows[i].type), suffix);
        ck_buf_free(&buf);
    }
    assert_string_equal(ck_media_suffix(CK_MEDIA_UNKNOWN), "");
    assert_string_equal(ck_media_suffix((enum ck_media_type)99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_type_by_the_first_bytes),
        cmocka_unit_test(test_samples_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
