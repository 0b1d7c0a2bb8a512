/* The part of post.h that chooses among streams. */
#include "tiktok/post.h"

#include <stdlib.h>
#include <string.h>

/* Where the page does not state a size, the name of the quality does ("normal_540_0",
 * "720p"): the short side of an upright picture, 540 standing for 576. */
static int64_t named_area(const char *quality)
{
    const char *at = strpbrk(quality, "0123456789");
    long side = 0;

    while (at != NULL && side < 100) {
        char *end;

        side = strtol(at, &end, 10);
        at = strpbrk(end, "0123456789");
    }
    if (side < 100 || side > 10000) {
        return 0;
    }
    side = side == 540 ? 576 : side;
    return (int64_t)side * side * 16 / 9;
}

int64_t ck_stream_area(const struct ck_stream *stream)
{
    const int64_t limit = 100000;

    if (stream->width > 0 && stream->height > 0 && stream->width < limit &&
        stream->height < limit) {
        return stream->width * stream->height;
    }
    return named_area(stream->quality);
}

static bool is_better(const struct ck_stream *stream, const struct ck_stream *best)
{
    int64_t difference = ck_stream_area(stream) - ck_stream_area(best);

    return difference > 0 || (difference == 0 && stream->bitrate > best->bitrate);
}

long ck_stream_choose(const struct ck_post *post)
{
    long chosen = -1;

    for (size_t i = 0; i < post->stream_count; i++) {
        const struct ck_stream *stream = &post->streams[i];

        if (stream->sound && !stream->watermark && stream->url_count > 0 &&
            strcmp(stream->codec, "h266") != 0 &&
            (chosen < 0 || is_better(stream, &post->streams[chosen]))) {
            chosen = (long)i;
        }
    }
    return chosen;
}

static int64_t number_of(const char *text, int base, size_t max_digits)
{
    char *end;
    long long number = strtoll(text, &end, base);

    return end != text && (size_t)(end - text) <= max_digits && number > 0 ? number : 0;
}

/* Old addresses have it in the path: https://HOST/32 hex digits/8 hex digits/video/… */
static int64_t expiry_of_path(const char *url)
{
    const char *hash = strchr(url + 8, '/');
    const char *time;

    if (hash == NULL || strspn(hash + 1, "0123456789abcdef") != 32 || hash[33] != '/') {
        return 0;
    }
    time = hash + 34;
    return strspn(time, "0123456789abcdef") == 8 && time[8] == '/'
               ? number_of(time, 16, 8)
               : 0;
}

int64_t ck_stream_expiry(const char *url)
{
    static const char *const names[] = {"expire=", "x-expires=", "x-tos-expires="};
    const char *at = strchr(url, '?');

    if (strncmp(url, "https://", 8) != 0) {
        return 0;
    }
    for (; at != NULL; at = strchr(at + 1, '&')) {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            size_t len = strlen(names[i]);

            if (strncmp(at + 1, names[i], len) == 0 &&
                number_of(at + 1 + len, 10, 12) > 0) {
                return number_of(at + 1 + len, 10, 12);
            }
        }
    }
    return expiry_of_path(url);
}
