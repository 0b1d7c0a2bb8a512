#include "session/sidecar_rights.h"

#include "base/mem.h"

#include <string.h>

enum { STICKERS_MAX = 16, TAGS_MAX = 200 };

/* What players show as the licence; "" where none is stated. */
static void licence_text(const struct ck_rights *rights, char ret[CK_LICENCE_ID_SIZE])
{
    ck_licence_id(&rights->licence, ret);
    if (rights->grade == CK_GRADE_RESERVED) {
        (void)snprintf(ret, CK_LICENCE_ID_SIZE, "All rights reserved");
    }
}

bool ck_sidecar_set_rights(json_t *sidecar, const struct ck_rights *rights)
{
    json_t *block = ck_rights_describe(rights);
    char music[CK_LICENCE_ID_SIZE];
    char licence[CK_LICENCE_ID_SIZE];
    char deed[96];

    licence_text(rights, licence);
    ck_licence_id(&rights->music, music);
    ck_licence_deed(&rights->licence, deed);
    if (block == NULL ||
        json_object_set_new(block, "edition", json_integer(CK_RIGHTS_EDITION)) != 0 ||
        (deed[0] != '\0' && json_object_set_new(block, "deed", json_string(deed)) != 0) ||
        (music[0] != '\0' &&
         json_object_set_new(block, "music", json_string(music)) != 0)) {
        json_decref(block);
        return false;
    }
    (void)json_object_del(sidecar, "license");
    return json_object_set_new(json_object_get(sidecar, "clipkeep"), "rights", block) ==
               0 &&
           (licence[0] == '\0' ||
            json_object_set_new(sidecar, "license", json_string(licence)) == 0);
}

bool ck_sidecar_rights_old(const json_t *sidecar)
{
    const json_t *rights =
        json_object_get(json_object_get(sidecar, "clipkeep"), "rights");

    return json_integer_value(json_object_get(rights, "edition")) < CK_RIGHTS_EDITION;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

/* A video's title is the beginning of its caption, and not worth reading twice: cut in
 * the middle it could say the opposite. */
static bool has_own_title(const char *title, const char *caption)
{
    size_t len = strlen(title);

    len -= len > 3 && strcmp(title + len - 3, "...") == 0 ? 3 : 0;
    return strncmp(title, caption, len) != 0;
}

/* The post as far as a sidecar remembers it. All borrowed, but for the two lists, which
 * are the caller's. */
struct memory {
    struct ck_post post;
    char *tags[TAGS_MAX], *stickers[STICKERS_MAX];
};

static char *borrow(const char *text)
{
    union {
        const char *from;
        char *to;
    } same = {.from = text};

    return same.to;
}

static void recall_tags(const json_t *sidecar, struct memory *memory)
{
    json_t *tag;
    size_t i;

    memory->post.tags = memory->tags;
    json_array_foreach(json_object_get(sidecar, "tags"), i, tag)
    {
        if (json_is_string(tag) && memory->post.tag_count < TAGS_MAX) {
            memory->tags[memory->post.tag_count++] = borrow(json_string_value(tag));
        }
    }
}

/* Evidence of an earlier reading whose text is kept nowhere else. */
static void recall_evidence(const json_t *rights, struct memory *memory)
{
    json_t *said;
    size_t i;

    memory->post.stickers = memory->stickers;
    json_array_foreach(json_object_get(rights, "evidence"), i, said)
    {
        const char *text = text_of(said, "text");
        enum ck_where where;

        if (!ck_where_of_text(text_of(said, "where"), &where)) {
            continue;
        }
        if (where == CK_WHERE_BIO && memory->post.author.bio == NULL) {
            memory->post.author.bio = borrow(text);
        } else if (where == CK_WHERE_STICKER &&
                   memory->post.sticker_count < STICKERS_MAX) {
            memory->stickers[memory->post.sticker_count++] = borrow(text);
        }
    }
}

bool ck_sidecar_reread(const json_t *sidecar, struct ck_rights *ret, struct ck_error *err)
{
    const json_t *own = json_object_get(sidecar, "clipkeep");
    const char *caption = text_of(sidecar, "description");
    const char *title = text_of(sidecar, "title");
    struct memory memory = {0};
    struct ck_post *post = &memory.post;

    post->text = borrow(caption);
    post->title = has_own_title(title, caption) ? borrow(title) : NULL;
    post->author.nickname = borrow(text_of(sidecar, "channel"));
    (void)snprintf(post->author.name, sizeof(post->author.name), "%s",
                   text_of(sidecar, "uploader"));
    (void)snprintf(post->duet_of, sizeof(post->duet_of), "%s", text_of(own, "duet_of"));
    recall_tags(sidecar, &memory);
    recall_evidence(json_object_get(own, "rights"), &memory);
    return ck_rights_of_post(post, ret, err);
}
