/* Any bytes are read as a text with links; what is told of is an address of TikTok. */
#include "tiktok/links.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check(void *ctx, const struct ck_link *link)
{
    size_t *last = ctx;

    if (link->line < *last || (link->other && !link->known) ||
        (link->known && !link->other &&
         strncmp(link->address.page, "https://", strlen("https://")) != 0)) {
        abort();
    }
    *last = link->line;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t last = 1;

    if (!ck_links_read((const char *)data, size, check, &last)) {
        abort();
    }
    return 0;
}
