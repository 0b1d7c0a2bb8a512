#include "session/inner.h"

#include "base/mem.h"

#include <string.h>

enum { PAGE_MAX = 16 * 1024 * 1024 };

/* A short link ends at the post's own address. */
static bool follow(struct ck_reader *reader, const struct ck_response *response,
                   struct ck_error *err)
{
    struct ck_address found;

    if (reader->address.kind != CK_ADDRESS_SHORT) {
        return true;
    }
    if (!ck_address_parse(response->url, &found, err)) {
        return false;
    }
    if (found.kind != CK_ADDRESS_POST) {
        return ck_fail(err, CK_ERR_NOT_POST, "the short link leads elsewhere");
    }
    reader->address = found;
    return true;
}

static bool page_started(void *ctx, const struct ck_response *response,
                         struct ck_error *err)
{
    if (response->status == 429) {
        return ck_fail(err, CK_ERR_RATE, "HTTP 429");
    }
    if (response->status >= 500) {
        return ck_fail(err, CK_ERR_SERVER, "HTTP %ld", response->status);
    }
    return follow(ctx, response, err);
}

static bool page_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_reader *reader = ctx;

    ck_buf_add(&reader->body, bytes, len);
    return ck_buf_ok(&reader->body) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Fresh cookies replace those sent: media links are bound to them. */
static void take_cookies(struct ck_cookies *into, const struct ck_cookies *fresh)
{
    if (fresh->chain_token[0] != '\0') {
        memcpy(into->chain_token, fresh->chain_token, sizeof(into->chain_token));
    }
    if (fresh->ttwid[0] != '\0') {
        memcpy(into->ttwid, fresh->ttwid, sizeof(into->ttwid));
    }
}

static void forget_page(struct ck_reader *reader)
{
    if (reader->read) {
        ck_page_clear(&reader->page);
    }
    reader->read = false;
}

/* Who is sent to the sign-in page may not see the post without an account. */
static bool at_login(const char *url)
{
    const char *path = strstr(url, "tiktok.com/");

    return path != NULL && strncmp(path, "tiktok.com/login", 16) == 0;
}

static void read_page(struct ck_reader *reader, const char *url, long status)
{
    struct ck_error err = {0};

    reader->read =
        ck_page_read(ck_buf_text(&reader->body), reader->body.len, &reader->page, &err);
    if (!reader->read) {
        reader->err = err;
    }
    /* Walls come with 200 or with an error status alike; what the page says is the better
     * word. */
    if (status >= 400 &&
        (reader->err.code != CK_OK || reader->page.kind == CK_PAGE_OTHER)) {
        forget_page(reader);
        (void)ck_fail(&reader->err,
                      status == 404 || status == 410 ? CK_ERR_UNAVAILABLE : CK_ERR_HTTP,
                      "HTTP %ld", status);
        reader->err.http = status;
    } else if (at_login(url) && reader->page.post_count == 0) {
        forget_page(reader);
        (void)ck_fail(&reader->err, CK_ERR_LOGIN, "sent to the sign-in page");
    }
}

static void page_finished(void *ctx, const struct ck_response *response,
                          const struct ck_error *err)
{
    struct ck_reader *reader = ctx;

    reader->transfer = NULL;
    reader->ended = true;
    if (err != NULL) {
        reader->err = *err;
        return;
    }
    take_cookies(&reader->cookies, &response->cookies);
    read_page(reader, response->url, response->status);
    ck_buf_free(&reader->body);
}

bool ck_reader_start(struct ck_client *client, const struct ck_address *address,
                     const char *user_agent, const struct ck_cookies *cookies,
                     struct ck_reader **ret, struct ck_error *err)
{
    struct ck_reader *reader = ck_alloc(sizeof(*reader));
    struct ck_request request = {
        .url = address->page,
        .user_agent = user_agent,
        .page = true,
        .max_bytes = PAGE_MAX,
    };
    struct ck_transfer_calls calls = {.started = page_started,
                                      .data = page_data,
                                      .finished = page_finished,
                                      .ctx = reader};

    if (reader == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    reader->client = client;
    reader->address = *address;
    if (cookies != NULL) {
        reader->cookies = *cookies;
        request.cookies = &reader->cookies;
    }
    ck_buf_init(&reader->body, PAGE_MAX);
    if (!ck_transfer_start(client, &request, &calls, &reader->transfer, err)) {
        ck_reader_free(reader);
        return false;
    }
    *ret = reader;
    return true;
}

bool ck_reader_take(struct ck_reader *reader, struct ck_post *ret, struct ck_error *err)
{
    if (reader->err.code != CK_OK) {
        *err = reader->err;
        return false;
    }
    for (size_t i = 0; i < reader->page.post_count; i++) {
        struct ck_post *post = &reader->page.posts[i];

        if (strcmp(post->id, reader->address.id) == 0) {
            *ret = *post;
            *post = (struct ck_post){0};
            return true;
        }
    }
    return ck_fail(err, ck_page_refusal(&reader->page), "%s page%s%s",
                   ck_page_kind_text(reader->page.kind),
                   reader->page.status_message[0] != '\0' ? ": " : "",
                   reader->page.status_message);
}

void ck_reader_free(struct ck_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    if (reader->transfer != NULL) {
        ck_transfer_cancel(reader->transfer);
    }
    ck_buf_free(&reader->body);
    forget_page(reader);
    ck_free(reader);
}
