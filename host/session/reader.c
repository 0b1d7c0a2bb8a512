#include "session/reader.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 16 * 1024 * 1024 };

/* --- the network: callbacks note, ck_reader_advance() acts ------------------------ */

static bool page_started(void *ctx, const struct ck_response *response,
                         struct ck_error *err)
{
    const struct ck_reader *reader = ctx;

    if (response->status == 429 || response->status >= 500) {
        (void)ck_fail(err, response->status == 429 ? CK_ERR_RATE : CK_ERR_SERVER,
                      "HTTP %ld", response->status);
        err->http = response->status;
        return false;
    }
    /* The cookies of the start page are in its head. */
    return !reader->warming || ck_fail(err, CK_ERR_CANCELLED, NULL);
}

static bool page_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_reader *reader = ctx;

    ck_buf_add(&reader->body, bytes, len);
    return ck_buf_ok(&reader->body) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

void ck_reader_take_cookies(struct ck_cookies *into, const struct ck_cookies *fresh)
{
    if (fresh->chain_token[0] != '\0') {
        memcpy(into->chain_token, fresh->chain_token, sizeof(into->chain_token));
    }
    if (fresh->ttwid[0] != '\0') {
        memcpy(into->ttwid, fresh->ttwid, sizeof(into->ttwid));
    }
}

/* A short link leads to an address that names the person who shared it; the post is there
 * without that too. */
static void page_redirected(void *ctx, char url[CK_URL_MAX])
{
    struct ck_address found;

    (void)ctx;
    if (ck_address_parse(url, &found, NULL) && found.kind == CK_ADDRESS_POST) {
        (void)snprintf(url, CK_URL_MAX, "%s", found.page);
    }
}

static void page_finished(void *ctx, const struct ck_response *response,
                          const struct ck_error *err)
{
    struct ck_reader *reader = ctx;

    reader->transfer = NULL;
    reader->arrived = true;
    reader->response = *response;
    reader->err = err != NULL ? *err : (struct ck_error){0};
    ck_reader_take_cookies(&reader->cookies, &response->cookies);
}

const char *ck_reader_agent(const struct ck_reader *reader)
{
    return reader->attempt.user_agent != NULL ? reader->attempt.user_agent
                                              : reader->user_agent;
}

static bool request(struct ck_reader *reader, const char *url, struct ck_error *err)
{
    const struct ck_request request = {
        .url = url,
        .user_agent = ck_reader_agent(reader),
        .cookies = &reader->cookies,
        .answer = reader->answer,
        .page = true,
        .max_bytes = PAGE_MAX,
    };
    const struct ck_transfer_calls calls = {.started = page_started,
                                            .data = page_data,
                                            .finished = page_finished,
                                            .redirected = page_redirected,
                                            .ctx = reader};

    reader->waiting = false;
    ck_buf_free(&reader->body);
    return ck_transfer_start(reader->client, &request, &calls, &reader->transfer, err);
}

/* --- the page --------------------------------------------------------------------- */

static void forget_page(struct ck_reader *reader)
{
    if (reader->read) {
        ck_page_clear(&reader->page);
    }
    reader->read = false;
}

/* Reads what has arrived. Walls come with 200 or with an error status alike: what the
 * page says is the better word. */
static void read_page(struct ck_reader *reader)
{
    long status = reader->response.status;
    enum ck_code sent = ck_place_meaning(reader->response.url);

    reader->read = ck_page_read(ck_buf_text(&reader->body), reader->body.len,
                                &reader->page, &reader->err);
    ck_buf_free(&reader->body);
    if (reader->read && (reader->page.post_count > 0 || reader->page.meaning != CK_OK)) {
        return;
    }
    if (sent != CK_OK) {
        forget_page(reader);
        (void)ck_fail(&reader->err, sent, "sent to another page");
    } else if (status >= 400 && (!reader->read || reader->page.kind == CK_PAGE_OTHER ||
                                 reader->page.kind == CK_PAGE_SHELL)) {
        forget_page(reader);
        (void)ck_fail(&reader->err,
                      status == 404 || status == 410 ? CK_ERR_UNAVAILABLE : CK_ERR_HTTP,
                      "HTTP %ld", status);
        reader->err.http = status;
    }
}

/* Where a short link has led: by redirects, or to a page that says where it belongs
 * (tiktok.md §1.2). Sets `ret_again` when the post itself is still to be asked for. */
static bool follow(struct ck_reader *reader, bool *ret_again, struct ck_error *err)
{
    struct ck_address found;

    *ret_again = false;
    if (!ck_address_parse(reader->response.url, &found, err)) {
        return false;
    }
    if (found.kind == CK_ADDRESS_SHORT && reader->read &&
        reader->page.canonical.kind == CK_ADDRESS_POST) {
        found = reader->page.canonical;
        *ret_again = ck_page_find(&reader->page, found.id) == NULL;
    }
    if (found.kind == CK_ADDRESS_FEED) {
        return ck_fail(err, CK_ERR_UNAVAILABLE, "the short link leads to no post");
    }
    if (found.kind == CK_ADDRESS_POST) {
        reader->address = found;
        return true;
    }
    if (found.kind == CK_ADDRESS_SHORT || found.kind == CK_ADDRESS_OTHER) {
        return true; /* a wall: the page says which */
    }
    return reader->any || ck_fail(err, CK_ERR_NOT_POST, "the short link leads elsewhere");
}

/* Where a wall stands says nothing about where the link leads. */
static bool is_wall(enum ck_code code)
{
    return code == CK_ERR_LOGIN || code == CK_ERR_REGION;
}

/* A page that is about something, if not about a post. */
static bool is_any_page(const struct ck_page *page)
{
    return page->post_count > 0 || page->profile != NULL || page->oembed != NULL ||
           page->kind == CK_PAGE_LIVE || page->kind == CK_PAGE_LIST ||
           page->kind == CK_PAGE_FEED;
}

static bool is_wanted(const struct ck_reader *reader)
{
    const struct ck_post *post = ck_page_find(&reader->page, reader->address.id);

    if (reader->any && reader->address.kind != CK_ADDRESS_POST) {
        return is_any_page(&reader->page);
    }
    return post != NULL &&
           (reader->any || post->stream_count > 0 || post->image_count > 0);
}

static enum ck_code refusal_of(const struct ck_reader *reader)
{
    if (ck_page_find(&reader->page, reader->address.id) != NULL) {
        return CK_ERR_NO_STREAM;
    }
    return ck_page_refusal(&reader->page);
}

/* --- the ladder ------------------------------------------------------------------- */

static void end(struct ck_reader *reader, const struct ck_error *err)
{
    reader->ended = true;
    reader->err = err != NULL ? *err : (struct ck_error){0};
}

static void plan_attempt(struct ck_reader *reader, const struct ck_attempt *attempt)
{
    reader->attempt = *attempt;
    reader->due_ms = ck_clock_ms() + attempt->pause_ms;
    reader->waiting = true;
    reader->warming = attempt->warm;
    if (attempt->fresh) {
        reader->cookies = (struct ck_cookies){{0}, {0}};
    }
}

char *ck_reader_answer(const struct ck_challenge *challenge)
{
    ck_autobuf struct ck_buf line = {.max = 8192};
    struct ck_answer answer = {0};

    if (challenge->question == NULL ||
        !ck_challenge_solve(challenge, CK_CHALLENGE_TRIES, &answer, NULL)) {
        return NULL;
    }
    ck_buf_addf(&line, "%s=%s", answer.cookie, answer.value);
    if (answer.second_cookie[0] != '\0') {
        ck_buf_addf(&line, "; %s=%s", answer.second_cookie, answer.second_value);
    }
    ck_answer_clear(&answer);
    return ck_buf_take(&line);
}

static bool solve(struct ck_reader *reader)
{
    reader->answer = ck_reader_answer(&reader->page.challenge);
    return reader->answer != NULL;
}

/* What to tell when nothing has helped: the words of the attempt that the code is of. */
static struct ck_error last_word(const struct ck_reader *reader, enum ck_code code)
{
    struct ck_error err = {.code = code};

    return reader->first.code == code ? reader->first
           : reader->err.code == code ? reader->err
                                      : err;
}

/* The attempt brought nothing of use, for the reason in `reader->err`. */
static void try_next(struct ck_reader *reader)
{
    struct ck_outcome outcome = {reader->err.code, reader->err.http, false};
    struct ck_attempt next;

    if (reader->first.code == CK_OK) {
        reader->first = reader->err;
    }
    outcome.solved = reader->read && outcome.code == CK_ERR_CHALLENGE && solve(reader);
    next = ck_attempts_next(&reader->attempts, &outcome);
    if (next.kind == CK_ATTEMPT_STOP) {
        struct ck_error word = last_word(reader, next.code);

        end(reader, &word);
        return;
    }
    ck_log("asking for %s again: %s", reader->address.id, ck_code_text(outcome.code));
    forget_page(reader);
    plan_attempt(reader, &next);
}

/* An answer has come, and its page is read or cannot be: is it what was asked for? */
static void judge(struct ck_reader *reader)
{
    bool again = false;

    if (reader->address.kind == CK_ADDRESS_SHORT && !is_wall(reader->err.code)) {
        (void)!follow(reader, &again, &reader->err);
    }
    if (again) {
        forget_page(reader);
        ck_attempts_begin(&reader->attempts, reader->attempts.watermark);
        plan_attempt(reader, &reader->attempts.last);
        return;
    }
    if (reader->err.code == CK_OK && is_wanted(reader)) {
        end(reader, NULL);
        return;
    }
    if (reader->err.code == CK_OK) {
        (void)ck_fail(&reader->err, refusal_of(reader), "%s page%s%s",
                      ck_page_kind_text(reader->page.kind),
                      reader->page.status_message[0] != '\0' ? ": " : "",
                      reader->page.status_message);
    }
    try_next(reader);
}

static void begin(struct ck_reader *reader)
{
    char url[1024];
    struct ck_error err = {0};

    if (reader->warming ? !request(reader, "https://www.tiktok.com/", &err)
                        : !ck_attempt_address(&reader->attempt, &reader->address, url) ||
                              !request(reader, url, &err)) {
        end(reader, &err);
    }
}

void ck_reader_advance(struct ck_reader *reader)
{
    if (reader->ended) {
        return;
    }
    if (reader->arrived) {
        reader->arrived = false;
        if (reader->warming) {
            reader->warming = false;
            begin(reader);
            return;
        }
        ck_free(reader->answer);
        reader->answer = NULL;
        if (reader->err.code == CK_OK) {
            read_page(reader);
            judge(reader);
        } else {
            try_next(reader);
        }
    } else if (reader->waiting && ck_clock_ms() >= reader->due_ms) {
        begin(reader);
    }
}

bool ck_reader_start(struct ck_client *client, const struct ck_question *question,
                     struct ck_reader **ret, struct ck_error *err)
{
    struct ck_reader *reader = ck_alloc(sizeof(*reader));

    if (reader == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    reader->client = client;
    reader->address = *question->address;
    reader->any = question->any;
    reader->user_agent = ck_strdup(question->user_agent);
    ck_buf_init(&reader->body, PAGE_MAX);
    if (question->cookies != NULL) {
        reader->cookies = *question->cookies;
    }
    if (question->embed) {
        ck_attempts_begin_embed(&reader->attempts);
    } else {
        ck_attempts_begin(&reader->attempts, question->watermark);
    }
    plan_attempt(reader, &reader->attempts.last);
    if (reader->attempt.pause_ms == 0) {
        begin(reader);
    }
    if (reader->ended || (question->user_agent != NULL && reader->user_agent == NULL)) {
        *err = reader->err.code != CK_OK ? reader->err
                                         : (struct ck_error){.code = CK_ERR_NOMEM};
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
    return ck_fail(err, CK_ERR_INTERNAL, "the page has lost its post");
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
    ck_free(reader->user_agent);
    ck_free(reader->answer);
    ck_free(reader);
}
