#include "tiktok/page.h"

#include "tiktok/html.h"
#include "tiktok/json.h"
#include "tiktok/shape.h"
#include "tiktok/wall.h"

#include <string.h>

enum { PAGE_MAX = 64 * 1024 * 1024 };

static bool read_script(const char *block, const struct ck_tag *tag, struct ck_page *page,
                        struct ck_error *err)
{
    json_auto_t *state = NULL;

    if (!tag->whole) {
        return ck_fail(err, CK_ERR_PAGE, "the page ends within %s", block);
    }
    return ck_json_load_wanted(tag->text.at, tag->text.len, ck_shape_wants, block,
                               CK_ERR_PAGE, &state, err) &&
           ck_shape_read(block, state, page, err);
}

/* A challenge that cannot be read is still one, and is answered by nobody. */
static bool read_challenge(const struct ck_signs *signs, struct ck_page *page,
                           struct ck_error *err)
{
    struct ck_error why = {0};

    return ck_challenge_read(signs, &page->challenge, &why) || why.code != CK_ERR_NOMEM ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Where the page's head says it belongs, if its state does not. */
static bool read_place(struct ck_span place, struct ck_page *page, struct ck_error *err)
{
    ck_autofree char *text = ck_strndup(place.at, place.len);
    struct ck_address address;
    struct ck_error why = {0};

    if (place.at == NULL || page->canonical.page[0] != '\0') {
        return true;
    }
    if (text == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (ck_address_parse(text, &address, &why)) {
        page->canonical = address;
    }
    return why.code != CK_ERR_NOMEM || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool read_html(const char *bytes, size_t len, struct ck_page *page,
                      struct ck_error *err)
{
    struct ck_html html = {.at = bytes, .end = bytes + len};
    struct ck_signs signs = {0};
    struct ck_tag tag = {0};

    while (!ck_shape_decided(page) && ck_html_next(&html, &tag)) {
        const char *block = ck_shape_block(&tag);

        if (block == NULL) {
            ck_signs_look(&signs, &tag);
        } else if (!read_script(block, &tag, page, err)) {
            return false;
        }
    }
    if (page->kind != CK_PAGE_OTHER) {
        return true;
    }
    ck_signs_look_text(&signs, tag.before);
    page->kind = ck_signs_kind(&signs, &page->meaning);
    if (!read_place(signs.place, page, err)) {
        return false;
    }
    /* The state of a post's page without the post. */
    if (page->kind == CK_PAGE_OTHER && page->canonical.kind == CK_ADDRESS_POST &&
        page->canonical.page[0] != '\0') {
        page->kind = CK_PAGE_SHELL;
    }
    return page->kind != CK_PAGE_CHALLENGE || read_challenge(&signs, page, err);
}

static bool read_answer(const char *bytes, size_t len, struct ck_page *page,
                        struct ck_error *err)
{
    json_auto_t *state = NULL;

    return ck_json_load(bytes, len, CK_ERR_PAGE, &state, err) &&
           ck_shape_read("", state, page, err);
}

static bool read_bytes(const char *bytes, size_t len, struct ck_page *page,
                       struct ck_error *err)
{
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        len -= 3;
    }
    while (len > 0 && strchr(" \t\r\n", *bytes) != NULL && *bytes != '\0') {
        bytes++;
        len--;
    }
    if (len == 0) { /* how an API refuses (tiktok.md §0.5) */
        page->kind = CK_PAGE_SHELL;
        return true;
    }
    if (*bytes == '<') {
        return read_html(bytes, len, page, err);
    }
    if (*bytes == '{' || *bytes == '[') {
        return read_answer(bytes, len, page, err);
    }
    return ck_fail(err, CK_ERR_PAGE, "neither a page nor JSON");
}

bool ck_page_read(const char *bytes, size_t len, struct ck_page *ret,
                  struct ck_error *err)
{
    struct ck_page page = {
        .kind = CK_PAGE_OTHER, .meaning = CK_OK, .list = {.total = -1}};
    bool done;

    if (len > PAGE_MAX) {
        return ck_fail(err, CK_ERR_TOO_LARGE, "a page of %zu bytes", len);
    }
    done = read_bytes(bytes, len, &page, err);
    if (done && page.status_message == NULL) {
        page.status_message = ck_strdup("");
        done = page.status_message != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (done) {
        *ret = page;
    } else {
        ck_page_clear(&page);
    }
    return done;
}

void ck_page_clear(struct ck_page *page)
{
    for (size_t i = 0; i < page->post_count; i++) {
        ck_post_clear(&page->posts[i]);
    }
    ck_free(page->posts);
    ck_free(page->status_message);
    ck_profile_free(page->profile);
    ck_oembed_free(page->oembed);
    ck_free(page->list.title);
    ck_challenge_clear(&page->challenge);
    *page = (struct ck_page){.kind = CK_PAGE_OTHER};
}

const struct ck_post *ck_page_find(const struct ck_page *page, const char *id)
{
    for (size_t i = 0; i < page->post_count; i++) {
        if (strcmp(page->posts[i].id, id) == 0) {
            return &page->posts[i];
        }
    }
    return NULL;
}

struct kind_row {
    const char *text;
    enum ck_code refusal;
};

static const struct kind_row kinds[] = {
    [CK_PAGE_VIDEO] = {"video", CK_ERR_ITEM_MISMATCH},
    [CK_PAGE_PHOTO] = {"photo", CK_ERR_ITEM_MISMATCH},
    [CK_PAGE_PROFILE] = {"profile", CK_ERR_NOT_POST},
    [CK_PAGE_FEED] = {"feed", CK_ERR_NOT_POST},
    [CK_PAGE_LIST] = {"list", CK_ERR_NOT_POST},
    [CK_PAGE_LIVE] = {"live", CK_ERR_NOT_POST},
    [CK_PAGE_CHALLENGE] = {"challenge", CK_ERR_CHALLENGE},
    [CK_PAGE_CAPTCHA] = {"captcha", CK_ERR_CAPTCHA},
    [CK_PAGE_SHELL] = {"shell", CK_ERR_SHELL},
    [CK_PAGE_LOGIN] = {"login", CK_ERR_LOGIN},
    [CK_PAGE_OEMBED] = {"oembed", CK_ERR_NO_STREAM},
    [CK_PAGE_ERROR] = {"error", CK_ERR_UNAVAILABLE},
    [CK_PAGE_OTHER] = {"other", CK_ERR_PAGE},
};

enum ck_code ck_page_refusal(const struct ck_page *page)
{
    return page->meaning != CK_OK ? page->meaning : kinds[page->kind].refusal;
}

const char *ck_page_kind_text(enum ck_page_kind kind)
{
    return kinds[kind].text;
}
