#include "tiktok/oembed.h"

#include "tiktok/json.h"

#include <string.h>

enum { TEXT_MAX = 16384, LABEL_MAX = 1024 };

static bool is_oembed(const json_t *answer)
{
    return strcmp(ck_json_text(answer, "provider_name"), "TikTok") == 0 &&
           (json_object_get(answer, "embed_product_id") != NULL ||
            json_object_get(answer, "html") != NULL);
}

struct ck_oembed *ck_oembed_read(const json_t *answer, bool *ret_no_memory)
{
    struct ck_oembed *oembed;

    *ret_no_memory = false;
    if (!is_oembed(answer)) {
        return NULL;
    }
    oembed = ck_alloc(sizeof(*oembed));
    if (oembed == NULL) {
        *ret_no_memory = true;
        return NULL;
    }
    ck_json_token(answer, "embed_product_id", oembed->id, sizeof(oembed->id));
    if (!ck_id_valid(oembed->id)) {
        oembed->id[0] = '\0';
    }
    ck_json_token(answer, "author_unique_id", oembed->name, sizeof(oembed->name));
    if (!ck_user_valid(oembed->name)) {
        oembed->name[0] = '\0';
    }
    ck_json_token(answer, "embed_type", oembed->type, sizeof(oembed->type));
    oembed->thumbnail_width = ck_json_int(answer, "thumbnail_width");
    oembed->thumbnail_height = ck_json_int(answer, "thumbnail_height");
    oembed->nickname = ck_json_copy(answer, "author_name", LABEL_MAX);
    oembed->text = ck_json_copy(answer, "title", TEXT_MAX);
    if (oembed->nickname == NULL || oembed->text == NULL) {
        ck_oembed_free(oembed);
        *ret_no_memory = true;
        return NULL;
    }
    return oembed;
}

void ck_oembed_free(struct ck_oembed *oembed)
{
    if (oembed == NULL) {
        return;
    }
    ck_free(oembed->nickname);
    ck_free(oembed->text);
    ck_free(oembed);
}
