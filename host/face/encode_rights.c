/* The part of encode.h about what one may do with a post. */
#include "face/encode.h"

#include "tiktok/licence.h"

enum { MAX_NAME = 1000 };

static json_t *id_or_null(const struct ck_licence *licence)
{
    char id[CK_LICENCE_ID_SIZE];

    ck_licence_id(licence, id);
    return id[0] != '\0' ? json_string(id) : json_null();
}

static json_t *encode_deed(const struct ck_licence *licence)
{
    char deed[96];

    ck_licence_deed(licence, deed);
    return deed[0] != '\0' ? json_string(deed) : json_null();
}

static const char *may_text(enum ck_answer_to answer)
{
    static const char *const words[] = {
        [CK_MAY_NOT] = "no", [CK_MAY] = "yes", [CK_MAY_IF] = "if"};

    return words[answer];
}

static json_t *encode_may(const struct ck_licence *licence)
{
    struct ck_licence_meaning may = ck_licence_means(licence);

    return json_pack("{s:s, s:s, s:s, s:s}", "keep", may_text(may.keep), "share",
                     may_text(may.share), "change", may_text(may.change), "sell",
                     may_text(may.sell));
}

static json_t *encode_conditions(const struct ck_licence *licence)
{
    static const struct {
        unsigned part;
        const char *word;
    } rows[] = {
        {CK_LICENCE_BY, "credit"},
        {CK_LICENCE_NC, "not-commercial"},
        {CK_LICENCE_ND, "unchanged"},
        {CK_LICENCE_SA, "same-licence"},
    };
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if ((licence->parts & rows[i].part) != 0) {
            (void)json_array_append_new(list, json_string(rows[i].word));
        }
    }
    return list;
}

/* Of the sound only its name is known, and perhaps a licence of its own. */
static json_t *encode_music(const struct ck_music *music,
                            const struct ck_licence *licence)
{
    if (music->title == NULL || music->title[0] == '\0') {
        return json_null();
    }
    return json_pack("{s:o, s:o, s:o}", "title", ck_encode_text(music->title, MAX_NAME),
                     "author",
                     ck_encode_text(music->author != NULL ? music->author : "", MAX_NAME),
                     "licence", id_or_null(licence));
}

json_t *ck_encode_rights(const struct ck_post *post)
{
    struct ck_rights rights;
    struct ck_error err;
    json_t *o;
    int bad = 0;

    if (!ck_rights_of_post(post, &rights, &err)) {
        return NULL;
    }
    o = ck_rights_describe(&rights);
    bad |= json_object_set_new(o, "deed", encode_deed(&rights.licence));
    bad |= json_object_set_new(o, "may", encode_may(&rights.licence));
    bad |= json_object_set_new(o, "conditions", encode_conditions(&rights.licence));
    bad |= json_object_set_new(o, "music", encode_music(&post->music, &rights.music));
    ck_rights_clear(&rights);
    if (bad != 0) {
        json_decref(o);
        return NULL;
    }
    return o;
}

json_t *ck_encode_chip(const struct ck_job_view *job)
{
    if (job->licence == NULL) {
        return json_null();
    }
    return json_pack("{s:o, s:s}", "licence", id_or_null(job->licence), "grade",
                     ck_grade_text(job->grade));
}
