/* Any bytes are a caption or are refused; what comes out is WebVTT that reads again, and
 * a label that is fit for a file name. */
#include "tiktok/subtitle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void check_label(const uint8_t *data, size_t size)
{
    struct ck_caption caption = {0};
    const struct ck_post post = {.captions = &caption, .caption_count = 1};
    char label[CK_LABEL_SIZE];

    memcpy(caption.language, data,
           size < sizeof(caption.language) ? size : sizeof(caption.language) - 1);
    ck_subtitle_label(&post, 0, label);
    require(label[0] != '\0' && label[0] != '.');
    require(strpbrk(label, "/\\:*?\"<>| ") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ck_autobuf struct ck_buf once = {.max = (size_t)64 << 20};
    ck_autobuf struct ck_buf twice = {.max = (size_t)64 << 20};
    struct ck_error err;

    check_label(data, size);
    if (ck_subtitle_convert((const char *)data, size, &once, &err)) {
        require(strncmp(ck_buf_text(&once), "WEBVTT", 6) == 0);
        require(ck_subtitle_convert(ck_buf_text(&once), once.len, &twice, &err));
        require(twice.len == once.len);
        require(memcmp(ck_buf_text(&once), ck_buf_text(&twice), once.len) == 0);
    }
    return 0;
}
