/* The part of item.h that reads captions. They come twice: subtitleInfos knows how each
 * was made, claInfo.captionInfos has its mirrors, without which most of them fail
 * (tiktok.md §3.4). */
#include "tiktok/item.h"

#include "tiktok/json.h"

#include <string.h>

enum { CAPTIONS_MAX = 200 };

static const char *source_of_letters(const char *letters)
{
    return strcmp(letters, "ASR") == 0  ? "automatic"
           : strcmp(letters, "MT") == 0 ? "translated"
           : strcmp(letters, "LC") == 0 ? "creator"
                                        : "";
}

static const char *source_of_flags(const json_t *info)
{
    const json_t *automatic = json_object_get(info, "isAutoGen");
    const json_t *original = json_object_get(info, "isOriginalCaption");

    if (json_is_false(automatic)) {
        return "creator";
    }
    return !json_is_true(automatic)  ? ""
           : json_is_false(original) ? "translated"
                                     : "automatic";
}

static struct ck_caption *add_caption(struct ck_post *post, const char *source)
{
    struct ck_caption *grown =
        ck_json_grow(post->captions, post->caption_count, sizeof(*grown));

    if (grown == NULL) {
        return NULL;
    }
    post->captions = grown;
    grown += post->caption_count++;
    (void)snprintf(grown->source, sizeof(grown->source), "%s", source);
    return grown;
}

static void drop_empty(struct ck_post *post)
{
    if (post->captions[post->caption_count - 1].url_count == 0) {
        post->caption_count--;
    }
}

static bool read_subtitle(const json_t *info, struct ck_post *post)
{
    struct ck_caption *caption =
        add_caption(post, source_of_letters(ck_json_text(info, "Source")));

    if (caption == NULL) {
        return false;
    }
    ck_json_token(info, "LanguageCodeName", caption->language, sizeof(caption->language));
    ck_json_token(info, "Format", caption->format, sizeof(caption->format));
    if (!ck_json_urls(json_object_get(info, "Url"), &caption->urls,
                      &caption->url_count)) {
        return false;
    }
    drop_empty(post);
    return true;
}

static bool shares_url(const struct ck_caption *caption, const json_t *info)
{
    const char *url = ck_json_text(info, "url");

    for (size_t i = 0; i < caption->url_count; i++) {
        if (strcmp(caption->urls[i], url) == 0) {
            return true;
        }
    }
    return false;
}

/* The caption that `info` has the mirrors of: the one with its address, or the only kind
 * in its language. */
static struct ck_caption *find_caption(struct ck_post *post, const json_t *info,
                                       const char *language)
{
    const char *source = source_of_flags(info);

    for (size_t i = 0; i < post->caption_count; i++) {
        if (shares_url(&post->captions[i], info)) {
            return &post->captions[i];
        }
    }
    for (size_t i = 0; i < post->caption_count; i++) {
        struct ck_caption *caption = &post->captions[i];

        if (strcmp(caption->language, language) == 0 &&
            (strcmp(caption->source, source) == 0 || *source == '\0' ||
             caption->source[0] == '\0')) {
            return caption;
        }
    }
    return NULL;
}

static bool read_caption_info(const json_t *info, struct ck_post *post)
{
    char language[sizeof(post->captions->language)];
    struct ck_caption *caption;

    /* Seen both ways: "lang" is the long code where there are two. */
    ck_json_token(info, "lang", language, sizeof(language));
    if (language[0] == '\0') {
        ck_json_token(info, "language", language, sizeof(language));
    }
    caption = find_caption(post, info, language);
    if (caption == NULL) {
        caption = add_caption(post, source_of_flags(info));
        if (caption == NULL) {
            return false;
        }
        (void)snprintf(caption->language, sizeof(caption->language), "%s", language);
        ck_json_token(info, "captionFormat", caption->format, sizeof(caption->format));
    }
    if (!ck_json_urls(json_object_get(info, "url"), &caption->urls,
                      &caption->url_count) ||
        !ck_json_urls(json_object_get(info, "urlList"), &caption->urls,
                      &caption->url_count)) {
        return false;
    }
    drop_empty(post);
    return true;
}

bool ck_item_captions(const json_t *item, struct ck_post *post)
{
    json_t *info;
    size_t i;

    json_array_foreach(ck_json_at(item, "video/subtitleInfos"), i, info)
    {
        if (post->caption_count < CAPTIONS_MAX && !read_subtitle(info, post)) {
            return false;
        }
    }
    json_array_foreach(ck_json_at(item, "video/claInfo/captionInfos"), i, info)
    {
        if (post->caption_count < CAPTIONS_MAX && !read_caption_info(info, post)) {
            return false;
        }
    }
    return true;
}
