/* The part of item.h that reads who made a post, its sound, its words and its numbers. */
#include "tiktok/item.h"

#include "tiktok/json.h"

#include <string.h>

enum { TAGS_MAX = 200, TAG_MAX = 400, STICKERS_MAX = 40 };

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
        author->bio = ck_json_copy(item, "signature", CK_LABEL_MAX);
    } else {
        take_handle(ck_json_text(from, "uniqueId"), author);
        ck_json_token(from, "id", author->id, sizeof(author->id));
        ck_json_token(from, "secUid", author->sec_uid, sizeof(author->sec_uid));
        author->nickname = ck_json_copy(from, "nickname", CK_LABEL_MAX);
        author->bio = ck_json_copy(from, "signature", CK_LABEL_MAX);
    }
    /* Old accounts have short numbers, so ck_id_valid() would be too strict. */
    if (author->id[strspn(author->id, "0123456789")] != '\0') {
        author->id[0] = '\0';
    }
    return author->nickname != NULL && author->bio != NULL;
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

/* Appends a copy of `text` unless it is there or the list is full. */
static bool add_text(const char *text, size_t most, char ***list, size_t *count)
{
    char **grown;
    size_t len = strlen(text);

    if (len == 0 || len > TAG_MAX || *count >= most) {
        return true;
    }
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*list)[i], text) == 0) {
            return true;
        }
    }
    grown = ck_json_grow(*list, *count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    *list = grown;
    grown[*count] = ck_strndup(text, len);
    if (grown[*count] == NULL) {
        return false;
    }
    (*count)++;
    return true;
}

static bool add_tag(const char *tag, struct ck_post *post)
{
    return add_text(tag, TAGS_MAX, &post->tags, &post->tag_count);
}

bool ck_item_stickers(const json_t *item, struct ck_post *post)
{
    json_t *sticker;
    json_t *line;
    size_t i;
    size_t k;

    json_array_foreach(json_object_get(item, "stickersOnItem"), i, sticker)
    {
        json_array_foreach(json_object_get(sticker, "stickerText"), k, line)
        {
            const char *text = json_is_string(line) ? json_string_value(line) : "";

            if (!add_text(text, STICKERS_MAX, &post->stickers, &post->sticker_count)) {
                return false;
            }
        }
    }
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
