#include "tiktok/wall.h"

#include <string.h>

struct status_row {
    long status;      /* 0: any status */
    const char *word; /* in the message; "" any message */
    enum ck_code meaning;
};

/* The first row that fits decides. 10204 is TikTok's catch-all, only its message tells.
 */
static const struct status_row statuses[] = {
    {0, "status_self_see", CK_ERR_PRIVATE},
    {0, "content_classification", CK_ERR_LOGIN},
    {0, "copyright_geo_filter", CK_ERR_REGION},
    {0, "person_geo_fencing", CK_ERR_REGION},
    {0, "cross_border_violation", CK_ERR_REGION},
    {0, "status_audit_not_pass", CK_ERR_REMOVED},
    {0, "status_reviewing", CK_ERR_REVIEW},
    {0, "status_deleted", CK_ERR_DELETED},
    {10000, "", CK_ERR_CAPTCHA},
    {10216, "", CK_ERR_PRIVATE},
    {10221, "", CK_ERR_ACCOUNT},
    {10222, "", CK_ERR_PRIVATE},
    {10229, "", CK_ERR_LOGIN},
    {10231, "", CK_ERR_REGION},
};

enum ck_code ck_status_meaning(long status, const char *message)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        const struct status_row *row = &statuses[i];

        if ((row->status == 0 || row->status == status) &&
            strstr(message, row->word) != NULL) {
            return row->meaning;
        }
    }
    return status == 0 && *message == '\0' ? CK_OK : CK_ERR_UNAVAILABLE;
}

void ck_signs_look_text(struct ck_signs *signs, struct ck_span text)
{
    static const char *const captchas[] = {
        "Verify to continue:",
        "Drag the slider to fit the puzzle",
        "Rotate the shapes",
        "Click on the shapes with the same size",
    };

    signs->challenge_words =
        signs->challenge_words || ck_span_contains(text, "Please wait...");
    for (size_t i = 0; i < sizeof(captchas) / sizeof(captchas[0]); i++) {
        signs->captcha = signs->captcha || ck_span_contains(text, captchas[i]);
    }
}

static void look_at_title(struct ck_signs *signs, struct ck_span title)
{
    signs->captcha = signs->captcha || ck_span_contains(title, "Security Check");
    signs->login = signs->login || ck_span_contains(title, "Log in | TikTok");
    signs->maintenance =
        signs->maintenance || ck_span_contains(title, "Site Under Maintenance");
}

/* Where the page says it is: canonical link, og:url. */
static void look_at_place(struct ck_signs *signs, struct ck_span place)
{
    signs->login = signs->login || ck_span_contains(place, "tiktok.com/login");
    signs->region = signs->region || ck_span_contains(place, "/notfound");
    if (signs->place.at == NULL) {
        signs->place = place;
    }
}

enum ck_code ck_place_meaning(const char *url)
{
    const char *path = strstr(url, "tiktok.com/");

    if (path == NULL) {
        return CK_OK;
    }
    path += strlen("tiktok.com/");
    if (strncmp(path, "login", 5) == 0) {
        return CK_ERR_LOGIN;
    }
    return strncmp(path, "hk/notfound", 11) == 0 ? CK_ERR_REGION : CK_OK;
}

static void look_at_script(struct ck_signs *signs, const struct ck_tag *tag,
                           struct ck_span id)
{
    signs->scaffold = signs->scaffold ||
                      ck_span_contains(id, "__LOADABLE_REQUIRED_CHUNKS__") ||
                      ck_span_contains(tag->text, "__LOADABLE_REQUIRED_CHUNKS__");
    signs->region = signs->region || ck_span_contains(tag->text, "/hk/notfound");
}

/* The parts of the challenge stand in the class of elements known by their id. */
static void look_for_challenge(struct ck_signs *signs, const struct ck_tag *tag,
                               struct ck_span id)
{
    struct ck_span class = ck_tag_attribute(tag, "class");

    if (ck_span_is(id, "cs")) {
        signs->challenge_data = true;
        signs->cs = class;
    } else if (ck_span_is(id, "wci")) {
        signs->wci = class;
    } else if (ck_span_is(id, "rci")) {
        signs->rci = class;
    } else if (ck_span_is(id, "rs")) {
        signs->rs = class;
    }
}

void ck_signs_look(struct ck_signs *signs, const struct ck_tag *tag)
{
    struct ck_span id = ck_tag_attribute(tag, "id");

    ck_signs_look_text(signs, tag->before);
    if (ck_span_is_name(tag->name, "script")) {
        look_at_script(signs, tag, id);
    } else if (ck_span_is_name(tag->name, "title")) {
        look_at_title(signs, tag->text);
    } else if (ck_span_is_name(tag->name, "link") &&
               ck_span_is_name(ck_tag_attribute(tag, "rel"), "canonical")) {
        look_at_place(signs, ck_tag_attribute(tag, "href"));
    } else if (ck_span_is_name(tag->name, "meta") &&
               ck_span_is_name(ck_tag_attribute(tag, "property"), "og:url")) {
        look_at_place(signs, ck_tag_attribute(tag, "content"));
    }
    look_for_challenge(signs, tag, id);
    signs->login = signs->login || ck_span_is(id, "loginContainer");
    signs->captcha =
        signs->captcha || ck_span_contains(id, "captcha-verify-container") ||
        ck_span_contains(ck_tag_attribute(tag, "class"), "captcha-verify-container");
}

enum ck_page_kind ck_signs_kind(const struct ck_signs *signs, enum ck_code *ret_meaning)
{
    if (signs->captcha) {
        return CK_PAGE_CAPTCHA;
    }
    if (signs->challenge_data || signs->challenge_words) {
        return CK_PAGE_CHALLENGE;
    }
    if (signs->maintenance) {
        *ret_meaning = CK_ERR_SERVER;
        return CK_PAGE_ERROR;
    }
    if (signs->region) {
        *ret_meaning = CK_ERR_REGION;
        return CK_PAGE_ERROR;
    }
    if (signs->login) {
        return CK_PAGE_LOGIN;
    }
    return signs->scaffold ? CK_PAGE_SHELL : CK_PAGE_OTHER;
}
