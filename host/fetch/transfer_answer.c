#include "fetch/transfer.h"

#include "base/clock.h"
#include "fetch/response.h"

#include <string.h>

/* So much of a body that is dropped is read, so that its connection can be used again. */
#define DROPPED_BODY_MAX INT64_C(65536)

static bool fits(struct ck_transfer *transfer)
{
    const struct ck_response *response = &transfer->response;
    long long total = response->from + response->content_length;

    return total <= transfer->max_bytes ||
           ck_fail(&transfer->error, CK_ERR_TOO_LARGE, "%lld bytes are announced", total);
}

static bool plain(struct ck_transfer *transfer)
{
    return transfer->page || !ck_response_encoded(transfer->easy) ||
           ck_fail(&transfer->error, CK_ERR_NOT_MEDIA, "%s sent an encoded file",
                   transfer->host);
}

/* The caller sees its first answer. */
static bool announce(struct ck_transfer *transfer)
{
    const struct ck_response *response = &transfer->response;
    bool good = response->status >= 200 && response->status < 300;

    transfer->started = true;
    transfer->redirects = 0;
    return (!good || plain(transfer)) &&
           transfer->calls.started(transfer->calls.ctx, response, &transfer->error) &&
           fits(transfer);
}

/* From here on the piece is what this answer brings. */
static void begin_piece(struct ck_transfer *transfer)
{
    transfer->piece.have = 0;
    transfer->piece.total = transfer->response.content_length;
    memcpy(transfer->piece.validator, transfer->response.validator,
           sizeof(transfer->piece.validator));
}

/* The whole file comes, though only the rest was asked for. */
static bool restart(struct ck_transfer *transfer, const struct ck_response *answer)
{
    bool void_bytes = transfer->piece.have > 0;

    transfer->response = *answer;
    if (!plain(transfer)) {
        return false;
    }
    begin_piece(transfer);
    if (transfer->calls.restarted != NULL) {
        return transfer->calls.restarted(transfer->calls.ctx, &transfer->response,
                                         &transfer->error) &&
               fits(transfer);
    }
    if (void_bytes) {
        transfer->error = transfer->broke;
    }
    return !void_bytes;
}

/* The rest comes. */
static bool go_on(struct ck_transfer *transfer)
{
    struct ck_response *response = &transfer->response;
    struct ck_content_range range;

    if (transfer->started) {
        return true;
    }
    if (ck_response_range(transfer->easy, &range)) {
        if (range.total >= 0) {
            transfer->piece.total = range.total;
        }
        response->content_length = range.last - range.first + 1;
    }
    response->from = transfer->piece.have;
    memcpy(response->validator, transfer->piece.validator, sizeof(response->validator));
    return announce(transfer);
}

/* Nothing is missing, which servers say in an odd way (416). */
static bool end_piece(struct ck_transfer *transfer)
{
    transfer->use = CK_ANSWER_NONE;
    if (transfer->started) {
        return true;
    }
    transfer->response.status = 206;
    transfer->response.content_length = 0;
    transfer->response.from = transfer->piece.have;
    return announce(transfer);
}

static bool drop_pieces(struct ck_transfer *transfer)
{
    if (transfer->started && transfer->calls.restarted == NULL) {
        transfer->error = transfer->broke;
        return false;
    }
    transfer->pieces_useless = true;
    transfer->use = CK_ANSWER_REPEAT;
    return true;
}

static bool refuse_rest(struct ck_transfer *transfer, long status)
{
    enum ck_code code = ck_pace_refusal(status);

    if (status == 200) {
        code = CK_ERR_NOT_MEDIA;
    } else if (status == 401 || status == 403) {
        code = CK_ERR_FORBIDDEN;
    } else if (code == CK_OK) {
        code = CK_ERR_HTTP;
    }
    (void)ck_fail(&transfer->error, code, "HTTP %ld for the rest of the file", status);
    transfer->error.http = status;
    return false;
}

/* A file that was begun does not turn into a page or a message. */
static bool turned_into_text(const struct ck_transfer *transfer,
                             const struct ck_response *answer)
{
    return transfer->started && !ck_content_is_text(transfer->response.content_type) &&
           ck_content_is_text(answer->content_type);
}

static bool take_rest(struct ck_transfer *transfer, const struct ck_response *answer)
{
    struct ck_piece_answer about = {
        .status = answer->status,
        .asked_from = transfer->asked_from,
        .content_length = answer->content_length,
        .text = turned_into_text(transfer, answer),
    };
    enum ck_piece_verdict verdict;

    ck_response_piece(transfer->easy, &about);
    verdict = ck_piece_judge(&transfer->piece, &about);
    switch (verdict) {
    case CK_PIECE_GOES_ON:
        return go_on(transfer);
    case CK_PIECE_WHOLE:
        return end_piece(transfer);
    case CK_PIECE_USELESS:
        return drop_pieces(transfer);
    case CK_PIECE_BEGINS:
        if (transfer->started) {
            return restart(transfer, answer);
        }
        break;
    case CK_PIECE_REFUSED:
        if (transfer->started) {
            return refuse_rest(transfer, answer->status);
        }
        break;
    }
    begin_piece(transfer);
    return announce(transfer);
}

static bool use_answer(struct ck_transfer *transfer, const struct ck_response *answer)
{
    transfer->answered = true;
    if (!transfer->started) {
        transfer->response = *answer;
    }
    if (transfer->body == NULL && ck_turns_answer(transfer->turns, transfer, answer,
                                                  ck_clock_ms(), ck_clock_chance())) {
        transfer->use = CK_ANSWER_REPEAT;
        return true;
    }
    if (ck_response_redirects(transfer->easy)) {
        transfer->use = CK_ANSWER_FOLLOW;
        return true;
    }
    if (transfer->started || transfer->asked_from > 0) {
        return take_rest(transfer, answer);
    }
    begin_piece(transfer);
    return announce(transfer);
}

static bool head_complete(struct ck_transfer *transfer)
{
    struct ck_response answer;
    long status = 0;

    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    /* Below 200 the real answer is still to come; after it come trailers. */
    if (status < 200 || transfer->answered) {
        return true;
    }
    if (transfer->class == CK_HOST_SITE) {
        ck_response_cookies(transfer->easy, &transfer->response.cookies);
        ck_response_cookies(transfer->easy, &transfer->cookies);
    }
    answer = transfer->response;
    ck_response_read(transfer->easy, transfer->url, &answer);
    return use_answer(transfer, &answer);
}

size_t ck_transfer_on_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct ck_transfer *transfer = ctx;
    size_t len = size * count;
    bool blank = len > 0 && (bytes[0] == '\r' || bytes[0] == '\n');

    if (transfer->state != CK_TRANSFER_RUNNING) {
        return 0;
    }
    return !blank || head_complete(transfer) ? len : 0;
}

static bool drop_data(struct ck_transfer *transfer, size_t len)
{
    transfer->dropped += (int64_t)len;
    return transfer->dropped <= DROPPED_BODY_MAX ||
           (transfer->use == CK_ANSWER_FOLLOW &&
            ck_fail(&transfer->error, CK_ERR_TOO_LARGE, "more than %lld bytes came",
                    (long long)DROPPED_BODY_MAX));
}

static bool take_data(struct ck_transfer *transfer, const char *bytes, size_t len)
{
    struct ck_piece *piece = &transfer->piece;

    if (transfer->use != CK_ANSWER_GIVE) {
        return drop_data(transfer, len);
    }
    if ((int64_t)len > transfer->max_bytes - piece->have) {
        return ck_fail(&transfer->error, CK_ERR_TOO_LARGE, "more than %lld bytes came",
                       (long long)transfer->max_bytes);
    }
    if (piece->total >= 0 && (int64_t)len > piece->total - piece->have) {
        return ck_fail(&transfer->error, CK_ERR_NET, "more than %lld bytes came",
                       (long long)piece->total);
    }
    piece->have += (int64_t)len;
    if (!transfer->page) {
        ck_turns_bytes(transfer->turns, len, ck_clock_ms());
    }
    return transfer->calls.data(transfer->calls.ctx, bytes, len, &transfer->error);
}

size_t ck_transfer_on_data(char *bytes, size_t size, size_t count, void *ctx)
{
    struct ck_transfer *transfer = ctx;
    size_t len = size * count;

    if (transfer->state != CK_TRANSFER_RUNNING || !take_data(transfer, bytes, len)) {
        /* Never the length that was offered, which for 0 would mean success. */
        return len + 1;
    }
    return len;
}
