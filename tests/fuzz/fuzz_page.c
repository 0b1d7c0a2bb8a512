/* Any bytes are a page or are refused, and what is said of a page holds no address. */
#include "tiktok/describe.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ck_page page;
    struct ck_error err;
    json_t *said;

    if (!ck_page_read((const char *)data, size, &page, &err)) {
        return 0;
    }
    ck_challenge_clear(
        &page.challenge); /* fuzz_challenge.c solves them, and is quicker */
    said = ck_describe_page(&page);
    if (said == NULL || ck_page_refusal(&page) == CK_OK) {
        abort();
    }
    for (size_t i = 0; i < page.post_count; i++) {
        if (ck_page_find(&page, page.posts[i].id) == NULL) {
            abort();
        }
    }
    json_decref(said);
    ck_page_clear(&page);
    return 0;
}
