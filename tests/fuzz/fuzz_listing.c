/* Any bytes are a list or say why they are none; what is handed on can be read again. */
#include "tiktok/listing.h"

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

static void check_item(const struct ck_listing_item *item)
{
    struct ck_post post;
    struct ck_error err;

    require(ck_id_valid(item->post.id));
    require(item->json_len == strlen(item->json));
    if (item->lacks != CK_OK) {
        return;
    }
    require(item->post.stream_count > 0 || item->post.image_count > 0);
    require(ck_post_from_text(item->json, item->json_len, &post, &err));
    require(strcmp(post.id, item->post.id) == 0);
    ck_post_clear(&post);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ck_listing listing;
    struct ck_error err;

    require(ck_listing_read((const char *)data, size, &listing, &err));
    require(listing.count <= CK_LISTING_MAX);
    require(listing.refused == CK_OK || listing.count == 0);
    require(listing.cursor[strspn(listing.cursor, "0123456789")] == '\0');
    for (size_t i = 0; i < listing.count; i++) {
        check_item(&listing.items[i]);
    }
    ck_listing_clear(&listing);
    return 0;
}
