/* Any bytes are comments or say why they are none; what is read can be written. */
#include "tiktok/comments.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ck_comments comments;
    struct ck_error err;

    require(ck_comments_read((const char *)data, size, &comments, &err));
    require(comments.count <= CK_COMMENTS_MAX);
    require(comments.refused == CK_OK || comments.count == 0);
    for (size_t i = 0; i < comments.count; i++) {
        const struct ck_comment *comment = &comments.items[i];
        json_t *said = ck_comment_json(comment);

        require(said != NULL); /* also proves that every text is UTF-8 */
        json_decref(said);
        require(ck_id_valid(comment->id));
        require(comment->author[0] == '\0' || ck_user_valid(comment->author));
    }
    ck_comments_clear(&comments);
    return 0;
}
