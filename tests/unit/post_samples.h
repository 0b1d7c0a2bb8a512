/* post_samples.h - reads items that must be readable, for the tests of the post reader.
 */
#ifndef CK_TEST_POST_SAMPLES_H
#define CK_TEST_POST_SAMPLES_H

#include "tiktok/post.h"

#include "samples.h"

#include <string.h>

#define ID "7602050882429897470"

static inline void read_sample(const char *name, struct ck_post *ret)
{
    struct ck_buf text;
    struct ck_error err = {0};

    sample_read(name, &text);
    if (!ck_post_from_text(text.data, text.len, ret, &err)) {
        fail_msg("%s: %s", name, err.detail);
    }
    ck_buf_free(&text);
}

static inline void read_text(const char *text, struct ck_post *ret)
{
    struct ck_error err = {0};

    if (!ck_post_from_text(text, strlen(text), ret, &err)) {
        fail_msg("%s: %s %s", text, ck_code_text(err.code), err.detail);
    }
}

#endif
