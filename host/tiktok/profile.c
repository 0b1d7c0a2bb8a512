#include "tiktok/profile.h"

#include "tiktok/json.h"

#include <string.h>

enum { BIO_MAX = 4096, LABEL_MAX = 1024 };

/* statsV2 is exact where stats is rounded; embeds keep the numbers beside the name. */
static int64_t count_of(const json_t *info, const char *key)
{
    int64_t count = ck_json_int(json_object_get(info, "statsV2"), key);

    if (count < 0) {
        count = ck_json_int(json_object_get(info, "stats"), key);
    }
    return count >= 0 ? count : ck_json_int(info, key);
}

static bool read_texts(const json_t *user, struct ck_profile *profile)
{
    static const char *const pictures[] = {"avatarLarger", "avatarMedium", "avatarThumb",
                                           "avatarThumbUrl"};

    profile->nickname = ck_json_copy(user, "nickname", LABEL_MAX);
    profile->bio = ck_json_copy(user, "signature", BIO_MAX);
    profile->link = ck_json_copy(json_object_get(user, "bioLink"), "link", LABEL_MAX);
    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
        const char *url = ck_json_text(user, pictures[i]);

        if (profile->avatar_url == NULL && ck_json_is_url(url)) {
            profile->avatar_url = ck_strdup(url);
            if (profile->avatar_url == NULL) {
                return false;
            }
        }
    }
    return profile->nickname != NULL && profile->bio != NULL && profile->link != NULL;
}

static void read_facts(const json_t *info, const json_t *user, struct ck_profile *profile)
{
    ck_json_token(user, "id", profile->id, sizeof(profile->id));
    if (profile->id[strspn(profile->id, "0123456789")] != '\0') {
        profile->id[0] = '\0';
    }
    ck_json_token(user, "secUid", profile->sec_uid, sizeof(profile->sec_uid));
    ck_json_token(user, "language", profile->language, sizeof(profile->language));
    ck_json_token(user, "region", profile->region, sizeof(profile->region));
    profile->created = ck_json_int(user, "createTime");
    profile->verified = json_is_true(json_object_get(user, "verified"));
    profile->private_account = json_is_true(json_object_get(user, "privateAccount")) ||
                               json_is_true(json_object_get(user, "secret"));
    profile->followers = count_of(info, "followerCount");
    profile->following = count_of(info, "followingCount");
    profile->friends = count_of(info, "friendCount");
    profile->likes = count_of(info, "heartCount");
    profile->liked = count_of(info, "diggCount");
    profile->videos = count_of(info, "videoCount");
}

struct ck_profile *ck_profile_read(const json_t *user_info, bool *ret_no_memory)
{
    const json_t *inner = json_object_get(user_info, "user");
    const json_t *user = inner != NULL ? inner : user_info;
    const char *name = ck_json_text(user, "uniqueId");
    struct ck_profile *profile;

    *ret_no_memory = false;
    if (!ck_user_valid(name)) {
        return NULL;
    }
    profile = ck_alloc(sizeof(*profile));
    if (profile == NULL || !read_texts(user, profile)) {
        ck_profile_free(profile);
        *ret_no_memory = true;
        return NULL;
    }
    (void)snprintf(profile->name, sizeof(profile->name), "%s", name);
    read_facts(user_info, user, profile);
    return profile;
}

void ck_profile_free(struct ck_profile *profile)
{
    if (profile == NULL) {
        return;
    }
    ck_free(profile->nickname);
    ck_free(profile->bio);
    ck_free(profile->link);
    ck_free(profile->avatar_url);
    ck_free(profile);
}
