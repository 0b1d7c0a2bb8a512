/* samples.h - the hand-made items of tests/data/tiktok, and pages around them. */
#ifndef CK_TEST_SAMPLES_H
#define CK_TEST_SAMPLES_H

#include "base/io.h"

#include <stdio.h>

/* Reads a file of tests/data/tiktok; the test fails when it is not there. */
static inline void sample_read(const char *name, struct ck_buf *ret)
{
    char path[512];
    struct ck_error err = {0};

    ck_buf_init(ret, 1024 * 1024);
    (void)snprintf(path, sizeof(path), CK_TEST_DATA "/tiktok/%s", name);
    if (!ck_read_file(path, ret, &err)) {
        fail_msg("%s: %s", path, err.detail);
    }
}

/* A page as TikTok builds it, with `state` as its state script. */
static inline void sample_page(const char *state, struct ck_buf *ret)
{
    ck_buf_init(ret, 1024 * 1024);
    ck_buf_adds(ret,
                "<!DOCTYPE html><html><head><title>my cat | TikTok</title>"
                "<meta property=\"og:description\" content=\"<script id='x'>\">"
                "<!-- <script id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">{</script> -->"
                "<script>var a='<script id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">'"
                "</script></head><body>\n"
                "<script type=\"application/json\" data-x='>'"
                " id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\" crossorigin>");
    ck_buf_adds(ret, state);
    ck_buf_adds(ret, "</script ><script id=\"__LOADABLE_REQUIRED_CHUNKS__\">[1]</script>"
                     "</body></html>");
}

/* The state of a post's page on a desktop. */
static inline void sample_state(const char *item, struct ck_buf *ret)
{
    ck_buf_init(ret, 1024 * 1024);
    ck_buf_addf(ret,
                "{\"__DEFAULT_SCOPE__\":{\"webapp.app-context\":{\"language\":\"en\"},"
                "\"webapp.video-detail\":{\"itemInfo\":{\"itemStruct\":%s},"
                "\"shareMeta\":{\"title\":\"x\"},\"statusCode\":0,\"statusMsg\":\"\"}}}",
                item);
}

#endif
