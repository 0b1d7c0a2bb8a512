/* The part of item.h that reads what the sidecar wants to know beyond words and media. */
#include "tiktok/item.h"

#include "tiktok/json.h"

#include <string.h>

enum { MENTIONS_MAX = 100 };

/* Layouts of 2021 to 2023 keep the author's settings beside the author's name. */
static int64_t setting_of(const json_t *item, const char *key)
{
    int64_t setting = ck_json_int(json_object_get(item, "author"), key);

    return setting >= 0 ? setting : ck_json_int(item, key);
}

static int answer_of(const json_t *item, const char *key)
{
    const json_t *value = json_object_get(item, key);

    return json_is_boolean(value) ? json_is_true(value) : -1;
}

/* Some flags come as true and some as 1. */
static bool flag_of(const json_t *item, const char *key)
{
    return json_is_true(json_object_get(item, key)) || ck_json_int(item, key) > 0;
}

static void read_number(const json_t *object, const char *key, char ret[CK_ID_SIZE])
{
    ck_json_token(object, key, ret, CK_ID_SIZE);
    if (ret[strspn(ret, "0123456789")] != '\0' || strcmp(ret, "0") == 0) {
        ret[0] = '\0';
    }
}

static void read_permissions(const json_t *item, struct ck_post *post)
{
    post->permissions = (struct ck_permissions){
        .download = setting_of(item, "downloadSetting"),
        .duet = setting_of(item, "duetSetting"),
        .stitch = setting_of(item, "stitchSetting"),
        .comment = setting_of(item, "commentSetting"),
        .share_enabled = answer_of(item, "shareEnabled"),
        .duet_enabled = answer_of(item, "duetEnabled"),
        .stitch_enabled = answer_of(item, "stitchEnabled"),
    };
    post->saving = post->permissions.download == 0   ? CK_SAVING_ALLOWED
                   : post->permissions.download == 3 ? CK_SAVING_OFF
                                                     : CK_SAVING_UNKNOWN;
}

static bool read_labels(const json_t *item, struct ck_labels *labels)
{
    labels->ai = ck_json_int(item, "aigcLabelType");
    labels->ai_text = ck_json_copy(item, "AIGCDescription", CK_LABEL_MAX);
    labels->made_by_ai = labels->ai > 0 || flag_of(item, "IsAigc") ||
                         (labels->ai_text != NULL && labels->ai_text[0] != '\0');
    labels->ad = flag_of(item, "isAd");
    labels->ad_allowed = flag_of(item, "adAuthorization");
    labels->shop = flag_of(item, "isECVideo");
    return labels->ai_text != NULL;
}

static bool read_place(const json_t *item, struct ck_place *place)
{
    const json_t *poi = json_object_get(item, "poi");

    read_number(poi, "id", place->id);
    ck_json_token(item, "locationCreated", place->region, sizeof(place->region));
    place->name = ck_json_copy(poi, "name", CK_LABEL_MAX);
    place->address = ck_json_copy(poi, "address", CK_LABEL_MAX);
    place->city = ck_json_copy(poi, "city", CK_LABEL_MAX);
    place->country = ck_json_copy(poi, "country", CK_LABEL_MAX);
    return place->name != NULL && place->address != NULL && place->city != NULL &&
           place->country != NULL;
}

static bool is_known(const struct ck_post *post, const struct ck_mention *mention)
{
    for (size_t i = 0; i < post->mention_count; i++) {
        if (strcmp(post->mentions[i].id, mention->id) == 0 &&
            strcmp(post->mentions[i].name, mention->name) == 0) {
            return true;
        }
    }
    return false;
}

/* A hashtag names nobody, and so reads as an empty mention. */
static bool read_mention(const json_t *entry, struct ck_post *post)
{
    struct ck_mention mention = {0};
    const char *name = ck_json_text(entry, "userUniqueId");
    struct ck_mention *grown;

    read_number(entry, "userId", mention.id);
    if (ck_user_valid(name)) {
        (void)snprintf(mention.name, sizeof(mention.name), "%s", name);
    }
    if ((mention.id[0] == '\0' && mention.name[0] == '\0') || is_known(post, &mention)) {
        return true;
    }
    grown = ck_json_grow(post->mentions, post->mention_count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    post->mentions = grown;
    grown[post->mention_count++] = mention;
    return true;
}

static bool read_mentions(const json_t *item, struct ck_post *post)
{
    json_t *entry;
    size_t i;

    json_array_foreach(json_object_get(item, "textExtra"), i, entry)
    {
        if (post->mention_count < MENTIONS_MAX && !read_mention(entry, post)) {
            return false;
        }
    }
    return true;
}

bool ck_item_facts(const json_t *item, struct ck_post *post)
{
    read_permissions(item, post);
    ck_json_token(item, "textLanguage", post->language, sizeof(post->language));
    read_number(item, "playlistId", post->playlist_id);
    read_number(json_object_get(item, "duetInfo"), "duetFromId", post->duet_of);
    return read_labels(item, &post->labels) && read_place(item, &post->place) &&
           read_mentions(item, post);
}
