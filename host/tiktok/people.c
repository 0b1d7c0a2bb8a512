/* The part of item.h that reads who made a post, its sound, its words and its numbers. */
#include "tiktok/item.h"

#include "tiktok/json.h"

#include <string.h>

enum { TAGS_MAX = 200, TAG_MAX = 400 };

static void take_handle(const char *name, struct ck_author *author)
{
    if (ck_user_valid(name)) {
        (void)snprintf(author->name, sizeof(author->name), "%s", name);
    }
}

bool ck_item_author(const json_t *item, struct ck_post *post)
{
    const json_t *from = json_object_get(item, "author");
    struct ck_author *author = &post->author;

    if (json_is_string(from)) { /* the layout of 2021 to 2023 */
        take_handle(json_string_value(from), author);
        ck_json_token(item, "authorId", author->id, sizeof(author->id));
        ck_json_token(item, "authorSecId", author->sec_uid, sizeof(author->sec_uid));
        author->nickname = ck_json_copy(item, "nickname", CK_LABEL_MAX);
    } else {
        take_handle(ck_json_text(from, "uniqueId"), author);
        ck_json_token(from, "id", author->id, sizeof(author->id));
        ck_json_token(from, "secUid", author->sec_uid, sizeof(author->sec_uid));
        author->nickname = ck_json_copy(from, "nickname", CK_LABEL_MAX);
    }
    /* Old accounts have short numbers, so ck_id_valid() would be too strict. */
    if (author->id[strspn(author->id, "0123456789")] != '\0') {
        author->id[0] = '\0';
    }
    return author->nickname != NULL;
}

bool ck_item_music(const json_t *item, struct ck_post *post)
{
    const json_t *from = json_object_get(item, "music");
    struct ck_music *music = &post->music;
    char **urls = NULL;
    size_t count = 0;
    bool done = ck_json_urls(json_object_get(from, "playUrl"), &urls, &count);

    ck_json_token(from, "id", music->id, sizeof(music->id));
    if (music->id[strspn(music->id, "0123456789")] != '\0') {
        music->id[0] = '\0';
    }
    music->duration = ck_json_int(from, "duration");
    music->title = ck_json_copy(from, "title", CK_LABEL_MAX);
    music->author = ck_json_copy(from, "authorName", CK_LABEL_MAX);
    music->album = ck_json_copy(from, "album", CK_LABEL_MAX);
    music->original = json_is_true(json_object_get(from, "original"));
    if (count > 0) {
        music->url = ck_strdup(urls[0]);
        done = done && music->url != NULL;
    }
    ck_json_urls_free(urls, count);
    return done && music->title != NULL && music->author != NULL && music->album != NULL;
}

static bool add_tag(const char *tag, struct ck_post *post)
{
    char **grown;
    size_t len = strlen(tag);

    if (len == 0 || len > TAG_MAX || post->tag_count >= TAGS_MAX) {
        return true;
    }
    for (size_t i = 0; i < post->tag_count; i++) {
        if (strcmp(post->tags[i], tag) == 0) {
            return true;
        }
    }
    grown = ck_json_grow(post->tags, post->tag_count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    post->tags = grown;
    grown[post->tag_count] = ck_strndup(tag, len);
    if (grown[post->tag_count] == NULL) {
        return false;
    }
    post->tag_count++;
    return true;
}

bool ck_item_tags(const json_t *item, struct ck_post *post)
{
    json_t *entry;
    size_t i;

    json_array_foreach(json_object_get(item, "textExtra"), i, entry)
    {
        if (!add_tag(ck_json_text(entry, "hashtagName"), post)) {
            return false;
        }
    }
    json_array_foreach(json_object_get(item, "challenges"), i, entry)
    {
        if (!add_tag(ck_json_text(entry, "title"), post)) {
            return false;
        }
    }
    return true;
}

/* statsV2 is exact where stats is rounded (tiktok.md §2.3). */
static int64_t count_of(const json_t *item, const char *key)
{
    int64_t exact = ck_json_int(json_object_get(item, "statsV2"), key);

    return exact >= 0 ? exact : ck_json_int(json_object_get(item, "stats"), key);
}

void ck_item_counts(const json_t *item, struct ck_post *post)
{
    post->counts = (struct ck_counts){
        .likes = count_of(item, "diggCount"),
        .comments = count_of(item, "commentCount"),
        .shares = count_of(item, "shareCount"),
        .plays = count_of(item, "playCount"),
        .saves = count_of(item, "collectCount"),
        .reposts = count_of(item, "repostCount"),
    };
}
