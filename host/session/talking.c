#include "session/talking.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/folder.h"
#include "keep/remarks.h"
#include "session/inner.h"
#include "tiktok/talk.h"

#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 16 * 1024 * 1024 };

struct ck_talking {
    struct ck_session *session;
    struct ck_talk talk;
    struct ck_address address;
    struct ck_transfer *transfer;
    struct ck_buf body;
    int64_t due_ms;
    bool arrived;
    struct ck_error err; /* of the request */
    bool ended, kept;
    enum ck_code code;
};

/* --- the network: callbacks note, the turn acts ----------------------------------- */

static bool started(void *ctx, const struct ck_response *response, struct ck_error *err)
{
    (void)ctx;
    return response->status < 400 || ck_fail(err,
                                             response->status == 429   ? CK_ERR_RATE
                                             : response->status >= 500 ? CK_ERR_SERVER
                                                                       : CK_ERR_HTTP,
                                             "HTTP %ld", response->status);
}

static bool data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_talking *talking = ctx;

    ck_buf_add(&talking->body, bytes, len);
    return ck_buf_ok(&talking->body) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void finished(void *ctx, const struct ck_response *response,
                     const struct ck_error *err)
{
    struct ck_talking *talking = ctx;

    (void)response;
    talking->transfer = NULL;
    talking->arrived = true;
    talking->err = err != NULL ? *err : (struct ck_error){0};
}

static void end(struct ck_talking *talking, enum ck_code code)
{
    talking->ended = true;
    talking->code = code;
}

static void ask(struct ck_talking *talking, const char *url)
{
    const struct ck_request request = {
        .url = url,
        .referer = talking->address.page,
        .user_agent = ck_session_agent(talking->session, NULL),
        .page = true,
        .max_bytes = ANSWER_MAX,
    };
    const struct ck_transfer_calls calls = {
        .started = started, .data = data, .finished = finished, .ctx = talking};
    struct ck_error err;

    ck_buf_free(&talking->body);
    if (!ck_transfer_start(talking->session->client, &request, &calls, &talking->transfer,
                           &err)) {
        end(talking, err.code);
    }
}

/* --- what was found --------------------------------------------------------------- */

static bool keep(struct ck_talking *talking, struct ck_error *err)
{
    struct ck_session *session = talking->session;
    json_auto_t *comments = ck_talk_json(&talking->talk);
    struct ck_kept kept = {0};
    bool found = false;
    bool present = false;
    ck_autoclose int fd = -1;
    bool done;

    if (comments == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    done = ck_session_kept(session, talking->talk.post, &found, &kept, &present, err) &&
           (present || ck_fail(err, CK_ERR_NOT_FOUND, NULL)) &&
           ck_folder_open(kept.folder, false, &fd, err) &&
           ck_remarks_keep(session->archive, fd, &kept, comments, (int64_t)time(NULL),
                           &talking->kept, err);
    ck_kept_clear(&kept);
    return done;
}

/* A list that was refused before its end is kept as far as it came, and says so. */
static void conclude(struct ck_talking *talking)
{
    bool nothing = talking->talk.count == 0 && talking->talk.code != CK_OK;
    struct ck_error err = {0};

    if (!nothing && !keep(talking, &err)) {
        ck_log("comments of %s: %s %s", talking->talk.post, ck_code_text(err.code),
               err.detail);
        end(talking, err.code);
        return;
    }
    end(talking, talking->talk.code);
}

static void read_answer(struct ck_talking *talking)
{
    struct ck_comments answer = {0};
    struct ck_error err = {0};

    if (talking->err.code != CK_OK) {
        ck_talk_failed(&talking->talk, talking->err.code);
    } else if (!ck_comments_read(ck_buf_text(&talking->body), talking->body.len, &answer,
                                 &err) ||
               !ck_talk_take(&talking->talk, &answer, &err)) {
        end(talking, err.code);
    }
    ck_comments_clear(&answer);
    ck_buf_free(&talking->body);
}

void ck_talking_advance(struct ck_talking *talking)
{
    char url[CK_TALK_URL_SIZE];
    unsigned pause_ms;

    if (talking == NULL || talking->ended || talking->transfer != NULL) {
        return;
    }
    if (talking->arrived) {
        talking->arrived = false;
        read_answer(talking);
        if (!talking->ended && ck_talk_next(&talking->talk, url, &pause_ms)) {
            talking->due_ms = ck_clock_ms() + pause_ms;
        }
    } else if (!ck_talk_next(&talking->talk, url, &pause_ms)) {
        conclude(talking);
    } else if (ck_clock_ms() >= talking->due_ms) {
        ask(talking, url);
    }
}

bool ck_talking_busy(const struct ck_talking *talking)
{
    return talking != NULL && !talking->ended;
}

/* --- for faces -------------------------------------------------------------------- */

bool ck_talking_start(struct ck_session *session, const char *id, size_t limit,
                      struct ck_talking **ret, struct ck_error *err)
{
    struct ck_talking *talking;

    if (session->talking != NULL) {
        return ck_fail(err, CK_ERR_BUSY, NULL);
    }
    talking = ck_alloc(sizeof(*talking));
    if (talking == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    talking->session = session;
    ck_talk_begin(&talking->talk, id, limit,
                  (uint64_t)ck_clock_ms() << 20 ^ (uint64_t)getpid());
    (void)snprintf(talking->address.page, sizeof(talking->address.page),
                   "https://www.tiktok.com/@/video/%s", id);
    ck_buf_init(&talking->body, ANSWER_MAX);
    /* Also between two posts no faster than a person. */
    talking->due_ms = ck_clock_ms() + 800;
    ck_session_confine(session);
    session->talking = talking;
    *ret = talking;
    return true;
}

void ck_talking_look(const struct ck_talking *talking, struct ck_talking_view *ret)
{
    *ret = (struct ck_talking_view){.found = talking->talk.count,
                                    .total = talking->talk.total,
                                    .ended = talking->ended,
                                    .kept = talking->kept,
                                    .code = talking->code};
}

void ck_talking_free(struct ck_talking *talking)
{
    if (talking == NULL) {
        return;
    }
    if (talking->transfer != NULL) {
        ck_transfer_cancel(talking->transfer);
    }
    talking->session->talking = NULL;
    ck_talk_clear(&talking->talk);
    ck_buf_free(&talking->body);
    ck_free(talking);
}
