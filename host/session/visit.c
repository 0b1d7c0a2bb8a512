#include "session/visit.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "session/inner.h"
#include "tiktok/lister.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 16 * 1024 * 1024, ANSWERS_MAX = 2 };

struct ck_visit {
    struct ck_visit *next;
    struct ck_session *session;
    struct ck_address address;
    bool full;
    struct ck_reader *reader; /* of the list's page; afterwards for what was learned */

    struct ck_lister lister; /* once `run` is there */
    struct ck_transfer *transfer;
    struct ck_buf body;
    struct ck_response response;
    struct ck_cookies cookies;
    char *answer;     /* to a challenge, for the request under way */
    unsigned answers; /* to this request's challenges */
    int64_t due_ms;   /* when the next request is made */
    bool arrived;     /* an answer is there to be looked at */
    struct ck_error err;

    int64_t run;
    struct ck_backup_state state;
    bool ended;
    enum ck_run_end how;
};

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
                  : response->status == 403 ? CK_ERR_FORBIDDEN
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

static void end(struct ck_visit *visit, enum ck_run_end how, const struct ck_error *err)
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
        end(visit, CK_RUN_STOPPED, &err);
    }
}

/* --- the list --------------------------------------------------------------------- */

/* What lies behind each kind of address. */
static const struct {
    enum ck_lister_list list;
    enum ck_list_kind kind;
} places[] = {
    [CK_ADDRESS_USER] = {CK_LISTER_POSTS, CK_LIST_POSTS},
    [CK_ADDRESS_TAG] = {CK_LISTER_TAG, CK_LIST_TAG},
    [CK_ADDRESS_SOUND] = {CK_LISTER_SOUND, CK_LIST_SOUND},
    [CK_ADDRESS_COLLECTION] = {CK_LISTER_COLLECTION, CK_LIST_COLLECTION},
    [CK_ADDRESS_PLAYLIST] = {CK_LISTER_PLAYLIST, CK_LIST_PLAYLIST},
};

bool ck_visit_can(const struct ck_address *address)
{
    return address->kind == CK_ADDRESS_USER || address->kind == CK_ADDRESS_TAG ||
           address->kind == CK_ADDRESS_SOUND || address->kind == CK_ADDRESS_COLLECTION ||
           address->kind == CK_ADDRESS_PLAYLIST;
}

/* The id by which the list is asked for: in the address, or else in its page. */
static const char *key_of(const struct ck_visit *visit)
{
    const struct ck_page *page = &visit->reader->page;

    if (visit->address.kind == CK_ADDRESS_USER) {
        return page->profile != NULL ? page->profile->sec_uid : "";
    }
    return page->list.id[0] != '\0' ? page->list.id : visit->address.id;
}

static int64_t stated_by(const struct ck_visit *visit)
{
    const struct ck_page *page = &visit->reader->page;

    return page->profile != NULL ? page->profile->videos : page->list.total;
}

static bool open_run(struct ck_visit *visit, const char *key, struct ck_error *err)
{
    const struct ck_page *page = &visit->reader->page;
    const struct ck_profile *profile = page->profile;
    char *title = profile != NULL ? profile->nickname : page->list.title;
    const struct ck_list list = {
        .kind = places[visit->address.kind].kind,
        .owner = (char *)(uintptr_t)(profile != NULL ? profile->id : ""),
        .handle = visit->address.user,
        .key = (char *)(uintptr_t)(profile != NULL ? "" : key),
        .title = title,
        .came_from = visit->address.page,
    };
    const struct ck_backup_how how = {
        .source = CK_SOURCE_SITE,
        .full = visit->full,
        .stated = stated_by(visit),
    };

    return ck_backup_open(visit->session, &list, &how, &visit->run, NULL, err);
}

/* The list's page is there. */
static void begin_list(struct ck_visit *visit)
{
    const struct ck_profile *profile = visit->reader->page.profile;
    char key[96];
    const struct ck_lister_wish wish = {
        .list = places[visit->address.kind].list,
        .key = key,
        .now_ms = INT64_C(1000) * time(NULL),
        .since_ms = profile != NULL && profile->created > 0 ? 1000 * profile->created : 0,
        .stated = stated_by(visit),
        .seed = (uint64_t)ck_clock_ms() << 20 ^ (uint64_t)getpid(),
    };
    struct ck_error err;

    (void)snprintf(key, sizeof(key), "%s", key_of(visit));
    visit->cookies = visit->reader->cookies;
    if (profile != NULL) { /* as TikTok writes it */
        (void)snprintf(visit->address.user, sizeof(visit->address.user), "%s",
                       profile->name);
    }
    if (!ck_lister_begin(&wish, &visit->lister, &err) || !open_run(visit, key, &err)) {
        end(visit, CK_RUN_STOPPED, &err);
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

        end(visit,
            code == CK_ERR_CAPTCHA                     ? CK_RUN_CAPTCHA
            : ck_trouble_of(&visit->err) == CK_ERR_NET ? CK_RUN_STOPPED
                                                       : CK_RUN_REFUSED,
            &(struct ck_error){.code = code, .http = visit->err.http});
    } else {
        end(visit, visit->lister.end == CK_LISTER_SHORT ? CK_RUN_SHORT : CK_RUN_COMPLETE,
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
        end(visit, CK_RUN_MET_KNOWN, NULL);
    }
    return true;
}

static void read_answer(struct ck_visit *visit)
{
    struct ck_listing listing;
    struct ck_error err = {0};

    if (!ck_listing_read(ck_buf_text(&visit->body), visit->body.len, &listing, &err)) {
        end(visit, CK_RUN_STOPPED, &err);
        return;
    }
    if (listing.refused != CK_ERR_CHALLENGE || !meet_challenge(visit)) {
        if (listing.refused != CK_OK) {
            ck_log("list answer %zu: %s", visit->lister.requests,
                   ck_code_text(listing.refused));
        }
        if (!ck_lister_take(&visit->lister, &listing, NULL, &err) ||
            !take_posts(visit, &listing, &err)) {
            end(visit, CK_RUN_STOPPED, &err);
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
    if (visit->reader->err.code != CK_OK) {
        end(visit,
            visit->reader->err.code == CK_ERR_CAPTCHA ? CK_RUN_CAPTCHA : CK_RUN_REFUSED,
            &visit->reader->err);
    } else {
        begin_list(visit);
    }
}

void ck_visits_advance(struct ck_session *session)
{
    for (struct ck_visit *visit = session->visits; visit != NULL; visit = visit->next) {
        if (!visit->ended) {
            advance(visit);
        }
    }
}

bool ck_visits_busy(const struct ck_session *session)
{
    const struct ck_visit *visit = session->visits;

    while (visit != NULL && visit->ended) {
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
        .stated = page != NULL ? stated_by(visit) : -1,
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
        end(visit, CK_RUN_STOPPED, NULL);
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
    ck_reader_free(visit->reader);
    ck_lister_clear(&visit->lister);
    ck_buf_free(&visit->body);
    ck_free(visit->answer);
    ck_free(visit);
}
