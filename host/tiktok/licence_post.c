/* The part of licence.h that knows posts: where their texts stand, and how the answer is
 * written. */
#include "tiktok/licence.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { TEXTS_MAX = 64, TAGS_BYTES = 4096 };

static const char *const grades[] = {
    [CK_GRADE_NONE] = "none",     [CK_GRADE_RESERVED] = "reserved",
    [CK_GRADE_WORDS] = "words",   [CK_GRADE_WEAK] = "weak",
    [CK_GRADE_STRONG] = "strong", [CK_GRADE_CERTAIN] = "certain",
};
static const char *const wheres[] = {
    [CK_WHERE_CAPTION] = "caption",   [CK_WHERE_TITLE] = "title",
    [CK_WHERE_HASHTAG] = "hashtag",   [CK_WHERE_STICKER] = "sticker",
    [CK_WHERE_NICKNAME] = "nickname", [CK_WHERE_BIO] = "bio",
};

const char *ck_grade_text(enum ck_grade grade)
{
    return grades[grade];
}

const char *ck_where_text(enum ck_where where)
{
    return wheres[where];
}

bool ck_where_of_text(const char *text, enum ck_where *ret)
{
    for (size_t i = 0; i < sizeof(wheres) / sizeof(wheres[0]); i++) {
        if (strcmp(text, wheres[i]) == 0) {
            *ret = (enum ck_where)i;
            return true;
        }
    }
    return false;
}

const char *ck_saving_text(enum ck_saving saving)
{
    return saving == CK_SAVING_ALLOWED ? "allowed"
           : saving == CK_SAVING_OFF   ? "off"
                                       : "unknown";
}

/* A tag that stands in the caption is read there, with the words around it: "not #ccby".
 */
static bool stands_in(const char *caption, const char *tag)
{
    size_t len = strlen(tag);

    for (const char *at = strpbrk(caption, "#\xef"); at != NULL;
         at = strpbrk(at, "#\xef")) {
        at += strncmp(at, "\xef\xbc\x83", 3) == 0 ? 3 : 1; /* the full-width sign */
        if (strncasecmp(at, tag, len) == 0) {
            return true;
        }
    }
    return false;
}

/* All tags of a post that its caption lacks, one a line; NULL when out of memory. */
static char *tags_of(const struct ck_post *post, const char *caption)
{
    struct ck_buf tags = {.max = TAGS_BYTES};

    for (size_t i = 0; i < post->tag_count; i++) {
        size_t len = strlen(post->tags[i]);

        if (tags.len + len + 3 < TAGS_BYTES && !stands_in(caption, post->tags[i])) {
            ck_buf_addf(&tags, "#%s\n", post->tags[i]);
        }
    }
    return tags.len == 0 && ck_buf_ok(&tags) ? ck_strdup("") : ck_buf_take(&tags);
}

/* Half of a duet is somebody else's. */
static void lower_duet(struct ck_rights *rights)
{
    if (rights->grade > CK_GRADE_WEAK) {
        rights->grade = CK_GRADE_WEAK;
        rights->licence = (struct ck_licence){0};
    }
}

bool ck_rights_of_post(const struct ck_post *post, struct ck_rights *ret,
                       struct ck_error *err)
{
    const char *caption = post->text != NULL ? post->text : "";
    ck_autofree char *tags = tags_of(post, caption);
    struct ck_rights_text texts[TEXTS_MAX] = {
        {caption, CK_WHERE_CAPTION},      {post->title, CK_WHERE_TITLE},
        {tags, CK_WHERE_HASHTAG},         {post->author.nickname, CK_WHERE_NICKNAME},
        {post->author.bio, CK_WHERE_BIO},
    };
    size_t count = 5;

    *ret = (struct ck_rights){0};
    if (tags == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < post->sticker_count && count < TEXTS_MAX; i++) {
        texts[count++] = (struct ck_rights_text){post->stickers[i], CK_WHERE_STICKER};
    }
    if (!ck_rights_read(texts, count, post->author.name, ret, err)) {
        return false;
    }
    if (post->duet_of[0] != '\0') {
        lower_duet(ret);
    }
    return true;
}

json_t *ck_rights_describe(const struct ck_rights *rights)
{
    char id[CK_LICENCE_ID_SIZE];
    json_t *evidence = json_array();
    bool done = evidence != NULL;

    for (size_t i = 0; i < rights->evidence_count && done; i++) {
        const struct ck_evidence *said = &rights->evidence[i];

        done = json_array_append_new(evidence,
                                     json_pack("{s:s, s:s}", "text", said->text, "where",
                                               ck_where_text(said->where))) == 0;
    }
    ck_licence_id(&rights->licence, id);
    if (!done) {
        json_decref(evidence);
        return NULL;
    }
    return json_pack("{s:o, s:s, s:o}", "licence",
                     id[0] != '\0' ? json_string(id) : json_null(), "grade",
                     ck_grade_text(rights->grade), "evidence", evidence);
}
