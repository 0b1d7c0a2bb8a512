#include "session/visit_inner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

enum { ANSWER_MAX = 16 * 1024 * 1024, ANSWERS_MAX = 2 };

/* --- the network: callbacks note, the turn acts ----------------------------------- */

static bool list_started(void *ctx, const struct ck_response *response,
                         struct ck_error *err)
{
    (void)ctx;
    if (response->status < 400) {
        return true;
    }
    (void)ck_fail(err,
                  response->status == 429   ? CK_ERR_RATE
                  : response->status >= 500 ? CK_ERR_SERVER
                                            : CK_ERR_HTTP,
                  "HTTP %ld", response->status);
    err->http = response->status;
    return false;
}

static bool list_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_visit *visit = ctx;

    ck_buf_add(&visit->body, bytes, len);
    return ck_buf_ok(&visit->body) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void list_finished(void *ctx, const struct ck_response *response,
                          const struct ck_error *err)
{
    struct ck_visit *visit = ctx;

    visit->transfer = NULL;
    visit->arrived = true;
    visit->response = *response;
    visit->err = err != NULL ? *err : (struct ck_error){0};
    ck_reader_take_cookies(&visit->cookies, &response->cookies);
}

void ck_visit_end(struct ck_visit *visit, enum ck_run_end how, const struct ck_error *err)
{
    struct ck_error why = {0};

    visit->ended = true;
    visit->how = how;
    visit->err = err != NULL ? *err : (struct ck_error){0};
    if (visit->run != 0 && !ck_backup_end(visit->session, visit->run, how, -1, &why)) {
        visit->err = why;
    }
}

static void ask(struct ck_visit *visit, const char *url)
{
    const struct ck_request request = {
        .url = url,
        .referer = visit->address.page,
        .user_agent = ck_reader_agent(visit->reader),
        .cookies = &visit->cookies,
        .answer = visit->answer,
        .page = true,
        .max_bytes = ANSWER_MAX,
    };
    const struct ck_transfer_calls calls = {.started = list_started,
                                            .data = list_data,
                                            .finished = list_finished,
                                            .ctx = visit};
    struct ck_error err;

    ck_buf_free(&visit->body);
    if (!ck_transfer_start(visit->session->client, &request, &calls, &visit->transfer,
                           &err)) {
        ck_visit_end(visit, CK_RUN_STOPPED, &err);
    }
}

/* --- its answers ------------------------------------------------------------------ */

/* An API, too, may ask for a proof of work first. True: the request is made again. */
static bool meet_challenge(struct ck_visit *visit)
{
    struct ck_page page;

    ck_free(visit->answer);
    visit->answer = NULL;
    if (visit->answers >= ANSWERS_MAX ||
        !ck_page_read(ck_buf_text(&visit->body), visit->body.len, &page, NULL)) {
        return false;
    }
    visit->answer = ck_reader_answer(&page.challenge);
    ck_page_clear(&page);
    visit->answers++;
    visit->due_ms = 0;
    return visit->answer != NULL;
}

static void plan_next(struct ck_visit *visit)
{
    char url[CK_LISTER_URL_SIZE];
    unsigned pause_ms;

    ck_free(visit->answer);
    visit->answer = NULL;
    visit->answers = 0;
    if (ck_lister_next(&visit->lister, url, &pause_ms)) {
        visit->due_ms = ck_clock_ms() + pause_ms;
    } else if (visit->lister.end == CK_LISTER_REFUSED) {
        enum ck_code code = visit->lister.code;

        ck_visit_end(visit,
                     code == CK_ERR_CAPTCHA                     ? CK_RUN_CAPTCHA
                     : ck_trouble_of(&visit->err) == CK_ERR_NET ? CK_RUN_STOPPED
                                                                : CK_RUN_REFUSED,
                     &(struct ck_error){.code = code, .http = visit->err.http});
    } else {
        ck_visit_end(
            visit, visit->lister.end == CK_LISTER_SHORT ? CK_RUN_SHORT : CK_RUN_COMPLETE,
            NULL);
    }
}

/* Hands on what the answer holds. */
static bool take_posts(struct ck_visit *visit, const struct ck_listing *listing,
                       struct ck_error *err)
{
    if (listing->count == 0) {
        return true;
    }
    if (!ck_backup_listing(visit->session, visit->run, listing, &visit->state, err)) {
        return false;
    }
    if (visit->state.enough && !visit->full) {
        ck_visit_end(visit, CK_RUN_MET_KNOWN, NULL);
    }
    return true;
}

static void read_answer(struct ck_visit *visit)
{
    struct ck_listing listing;
    struct ck_error err = {0};

    if (!ck_listing_read(ck_buf_text(&visit->body), visit->body.len, &listing, &err)) {
        ck_visit_end(visit, CK_RUN_STOPPED, &err);
        return;
    }
    if (listing.refused != CK_ERR_CHALLENGE || !meet_challenge(visit)) {
        if (listing.refused != CK_OK) {
            ck_log("list answer %zu: %s", visit->lister.requests,
                   ck_code_text(listing.refused));
        }
        if (!ck_lister_take(&visit->lister, &listing, NULL, &err) ||
            !take_posts(visit, &listing, &err)) {
            ck_visit_end(visit, CK_RUN_STOPPED, &err);
        } else if (!visit->ended) {
            plan_next(visit);
        }
    }
    ck_listing_clear(&listing);
    ck_buf_free(&visit->body);
}

static void advance_list(struct ck_visit *visit)
{
    char url[CK_LISTER_URL_SIZE];
    unsigned pause_ms;

    if (visit->arrived) {
        visit->arrived = false;
        if (visit->err.code == CK_OK) {
            read_answer(visit);
        } else {
            ck_lister_failed(&visit->lister, visit->err.code);
            plan_next(visit);
        }
    } else if (visit->transfer == NULL && ck_clock_ms() >= visit->due_ms &&
               ck_lister_next(&visit->lister, url, &pause_ms)) {
        ask(visit, url);
    }
}

static void advance(struct ck_visit *visit)
{
    if (visit->run != 0) {
        advance_list(visit);
        return;
    }
    ck_reader_advance(visit->reader);
    if (!visit->reader->ended) {
        return;
    }
    if (ck_visit_try_next(visit)) {
        return;
    }
    if (visit->reader->err.code != CK_OK) {
        bool captcha = visit->reader->err.code == CK_ERR_CAPTCHA;

        ck_visit_end(visit, captcha ? CK_RUN_CAPTCHA : CK_RUN_REFUSED,
                     visit->way == CK_VISIT_PAGE || captcha ? &visit->reader->err
                                                            : &visit->first);
    } else {
        ck_visit_begin_list(visit);
    }
}

void ck_visits_advance(struct ck_session *session)
{
    for (struct ck_visit *visit = session->visits; visit != NULL; visit = visit->next) {
        if (!visit->ended) {
            advance(visit);
        }
        if (visit->reader->read) {
            ck_portrait_advance(visit->portrait, visit->reader->page.profile);
        }
    }
}

bool ck_visits_busy(const struct ck_session *session)
{
    const struct ck_visit *visit = session->visits;

    while (visit != NULL && visit->ended && ck_portrait_over(visit->portrait)) {
        visit = visit->next;
    }
    return visit != NULL;
}

/* --- for faces -------------------------------------------------------------------- */

bool ck_visit_start(struct ck_session *session, const struct ck_address *address,
                    bool full, struct ck_visit **ret, struct ck_error *err)
{
    struct ck_visit *visit = ck_alloc(sizeof(*visit));
    const struct ck_question question = {
        .address = address, .user_agent = ck_session_agent(session, NULL), .any = true};

    if (visit == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    visit->session = session;
    visit->address = *address;
    visit->full = full;
    ck_buf_init(&visit->body, ANSWER_MAX);
    ck_session_confine(session);
    if ((!ck_visit_can(address) &&
         !ck_fail(err, CK_ERR_NOT_POST, "neither a post nor a list")) ||
        !ck_reader_start(session->client, &question, &visit->reader, err)) {
        ck_free(visit);
        return false;
    }
    visit->next = session->visits;
    session->visits = visit;
    *ret = visit;
    return true;
}

static void look_at_waits(const struct ck_visit *visit, struct ck_visit_view *ret)
{
    int64_t now = ck_clock_ms();

    if (visit->transfer != NULL) {
        ret->waits_s = ck_transfer_waits(visit->transfer, &ret->waits);
    } else if (visit->lister.refusals > 0 && visit->due_ms > now) {
        ret->waits_s = (visit->due_ms - now + 999) / 1000;
        ret->waits = CK_ERR_SHELL;
    }
}

void ck_visit_look(const struct ck_visit *visit, struct ck_visit_view *ret)
{
    const struct ck_page *page = visit->reader->read ? &visit->reader->page : NULL;

    *ret = (struct ck_visit_view){
        .title = visit->address.user,
        .run = visit->run,
        .stated = page != NULL ? ck_visit_stated(visit) : -1,
        .state = visit->state,
        .ended = visit->ended,
        .how = visit->how,
        .profile = page != NULL ? page->profile : NULL,
    };
    if (visit->address.kind != CK_ADDRESS_USER && page != NULL &&
        page->list.title != NULL) {
        ret->title = page->list.title;
    }
    if (visit->ended) {
        ret->err = visit->err;
    } else {
        look_at_waits(visit, ret);
    }
}

void ck_visit_stop(struct ck_visit *visit)
{
    if (!visit->ended) {
        ck_visit_end(visit, CK_RUN_STOPPED, NULL);
    }
    if (visit->transfer != NULL) {
        ck_transfer_cancel(visit->transfer);
        visit->transfer = NULL;
    }
}

void ck_visit_free(struct ck_visit *visit)
{
    struct ck_visit **at;

    if (visit == NULL) {
        return;
    }
    ck_visit_stop(visit);
    for (at = &visit->session->visits; *at != visit; at = &(*at)->next) {
    }
    *at = visit->next;
    ck_portrait_free(visit->portrait);
    ck_reader_free(visit->reader);
    ck_lister_clear(&visit->lister);
    ck_buf_free(&visit->body);
    ck_free(visit->answer);
    ck_free(visit);
}
