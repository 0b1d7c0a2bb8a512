#include "session/timestamp.h"

#include "fetch/authority.h"
#include "keep/mend.h"
#include "session/inner.h"

#include <fcntl.h>
#include <limits.h>

/* A question to an authority under way. */
struct asking {
    struct ck_buf answer;
    struct ck_error err;
    bool over;
};

static bool started(void *ctx, const struct ck_response *response, struct ck_error *err)
{
    (void)ctx;
    return response->status == 200 ||
           ck_fail(err, CK_ERR_HTTP, "HTTP %ld", response->status);
}

static bool arrived(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct asking *asking = ctx;

    ck_buf_add(&asking->answer, bytes, len);
    return ck_buf_ok(&asking->answer) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void finished(void *ctx, const struct ck_response *response,
                     const struct ck_error *err)
{
    struct asking *asking = ctx;

    (void)response;
    asking->over = true;
    asking->err = err != NULL ? *err : (struct ck_error){0};
}

/* The sentences for errors of the network speak of TikTok. */
static bool fail_as_stamp(const struct ck_error *why, const char *host,
                          struct ck_error *err)
{
    if (why->code == CK_ERR_NOMEM) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_fail(err, CK_ERR_TIMESTAMP, "%s: %s %.110s", host, ck_code_text(why->code),
                   why->detail);
}

static bool ask(struct ck_session *session, const struct ck_authority *authority,
                const struct ck_buf *question, struct asking *asking,
                struct ck_error *err)
{
    const struct ck_request request = {.url = authority->url,
                                       .user_agent = "Clipkeep",
                                       .page = true,
                                       .body = question->data,
                                       .body_len = question->len,
                                       .max_bytes = CK_STAMP_ANSWER_MAX};
    const struct ck_transfer_calls calls = {
        .started = started, .data = arrived, .finished = finished, .ctx = asking};
    struct ck_transfer *transfer = NULL;
    struct ck_error why = {0};
    bool ok;

    ck_session_confine(session);
    ok = ck_transfer_start(session->client, &request, &calls, &transfer, &why);
    while (ok && !asking->over) {
        ck_client_run(session->client);
        ok = asking->over || ck_client_wait(session->client, NULL, 0, 1000, &why);
    }
    if (ok && asking->err.code == CK_OK) {
        return true;
    }
    if (ok) {
        why = asking->err;
    } else if (transfer != NULL && !asking->over) {
        ck_transfer_cancel(transfer);
    }
    return fail_as_stamp(&why, authority->host, err);
}

/* libcurl's certificates are the ones that we trust anywhere. */
static void find_certificates(struct ck_session *session, char ret[PATH_MAX])
{
    if (!ck_client_ca_file(session->client, ret, PATH_MAX)) {
        ret[0] = '\0'; /* libcrypto's own are left */
    }
}

static bool stamp(struct ck_session *session, struct ck_stamping *stamping,
                  const struct ck_authority *authority, struct ck_timestamp *ret,
                  struct ck_error *err)
{
    ck_autobuf struct ck_buf question = {.max = 4096};
    ck_autobuf struct ck_buf chain = {.max = CK_STAMP_ANSWER_MAX};
    struct asking asking = {.answer.max = CK_STAMP_ANSWER_MAX};
    struct ck_stamp_request *request = NULL;
    char certificates[PATH_MAX];
    bool ok = ck_stamp_ask(ck_stamping_hash(stamping), &request, &question, err) &&
              ask(session, authority, &question, &asking, err);

    find_certificates(session, certificates);
    ok = ok &&
         ck_stamp_accept(request, ck_buf_text(&asking.answer), asking.answer.len,
                         certificates, &ret->stamp, &chain, err) &&
         ck_stamping_keep(stamping, asking.answer.data, asking.answer.len, &chain,
                          ret->stamp.at, ret->name, err);
    ret->lines = ck_stamping_lines(stamping);
    ret->authority = authority->name;
    ck_stamp_forget(request);
    ck_buf_free(&asking.answer);
    return ok;
}

bool ck_timestamp_get(struct ck_session *session, struct ck_timestamp *ret,
                      struct ck_error *err)
{
    const char *folder = session->settings.folder;
    struct ck_stamping *stamping = NULL;
    struct ck_archive *archive;
    ck_autoclose int fd = -1;
    bool ok;

    *ret = (struct ck_timestamp){0};
    if (!ck_session_folder_open(&session->settings, &fd, err) ||
        !ck_session_archive(session, &archive, err) ||
        !ck_mend_sums_here(archive, fd, folder, err) ||
        !ck_stamping_begin(fd, &stamping, err)) {
        return false;
    }
    ok = stamp(session, stamping, &ck_authorities[0], ret, err);
    ck_stamping_free(stamping);
    return ok;
}

bool ck_timestamp_check(struct ck_session *session, ck_stamps_told *told, void *ctx,
                        struct ck_error *err)
{
    char certificates[PATH_MAX];
    ck_autoclose int fd =
        open(session->settings.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, NULL);
    }
    find_certificates(session, certificates);
    return ck_stamps_check(fd, certificates, told, ctx, err);
}
