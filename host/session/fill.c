#include "session/part.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The most that each may have. A photo has been seen with 15 MB, a caption with 200 KB.
 */
static const int64_t limits[] = {
    [CK_WANT_VIDEO] = INT64_C(4) << 30,
    [CK_WANT_IMAGE] = INT64_C(64) << 20,
    [CK_WANT_SOUND] = INT64_C(1) << 30,
    [CK_WANT_TEXT] = INT64_C(8) << 20,
};

/* What a status other than 200 means for a media address (tiktok.md §4). */
static bool refuse_status(long status, struct ck_error *err)
{
    enum ck_code code = status == 401 || status == 403 ? CK_ERR_FORBIDDEN
                        : status == 204                ? CK_ERR_NOT_MEDIA
                        : status == 429                ? CK_ERR_RATE
                        : status >= 500                ? CK_ERR_SERVER
                                                       : CK_ERR_HTTP;

    (void)ck_fail(err, code, "HTTP %ld", status);
    if (err != NULL) {
        err->http = status;
    }
    return false;
}

/* What comes next is the first byte of the file. */
static bool begin_anew(struct ck_fill *fill, const struct ck_response *response,
                       struct ck_error *err)
{
    (void)snprintf(fill->validator, sizeof(fill->validator), "%s", response->validator);
    fill->head_len = 0;
    fill->bytes = 0;
    fill->noted = 0;
    fill->total =
        response->content_length > 0 ? response->content_length : fill->declared;
    ck_buf_clear(&fill->text);
    return fill->stage == NULL || ck_feed_restart(&fill->feed, err);
}

static bool fill_started(void *ctx, const struct ck_response *response,
                         struct ck_error *err)
{
    struct ck_fill *fill = ctx;

    if (response->status == 206 && fill->bytes > 0 && response->from == fill->bytes) {
        return true; /* the rest of what is there */
    }
    if (response->status != 200) {
        return refuse_status(response->status, err);
    }
    /* Captcha pages and error texts come with status 200 (tiktok.md §4). */
    if (fill->want != CK_WANT_TEXT && ck_content_is_text(response->content_type)) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "%s", response->content_type);
    }
    if (response->content_length == 0) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "an empty answer");
    }
    return begin_anew(fill, response, err);
}

static bool right_type(const struct ck_fill *fill)
{
    switch (fill->type) {
    case CK_MEDIA_MP4:
        return fill->want == CK_WANT_VIDEO || fill->want == CK_WANT_SOUND;
    case CK_MEDIA_MP3:
    case CK_MEDIA_M4A:
        return fill->want == CK_WANT_SOUND;
    case CK_MEDIA_JPEG:
    case CK_MEDIA_PNG:
    case CK_MEDIA_WEBP:
    case CK_MEDIA_GIF:
    case CK_MEDIA_HEIC:
    case CK_MEDIA_AVIF:
        return fill->want == CK_WANT_IMAGE;
    case CK_MEDIA_UNKNOWN:
        break;
    }
    return false;
}

/* Looks at the first bytes once they are there, so that a wrong answer ends early. */
static bool look(struct ck_fill *fill, const char *bytes, size_t len,
                 struct ck_error *err)
{
    size_t room = sizeof(fill->head) - fill->head_len;

    if (room == 0) {
        return true;
    }
    memcpy(fill->head + fill->head_len, bytes, len < room ? len : room);
    fill->head_len += len < room ? len : room;
    if (fill->head_len < sizeof(fill->head)) {
        return true;
    }
    fill->type = ck_media_sniff(fill->head, fill->head_len);
    if (!right_type(fill)) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "other first bytes");
    }
    /* Only now: "not a video" says more than "not of that size". */
    if (fill->declared > 0 && fill->total > 0 && fill->total != fill->declared) {
        return ck_fail(err, CK_ERR_MEDIA_SIZE, "%lld bytes instead of %lld",
                       (long long)fill->total, (long long)fill->declared);
    }
    return true;
}

static bool add_text(struct ck_fill *fill, const char *bytes, size_t len,
                     struct ck_error *err)
{
    ck_buf_add(&fill->text, bytes, len);
    fill->bytes += (int64_t)len;
    return ck_buf_ok(&fill->text) || ck_fail(err, CK_ERR_TOO_LARGE, NULL);
}

static bool fill_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_fill *fill = ctx;

    if (fill->want == CK_WANT_TEXT) {
        return add_text(fill, bytes, len, err);
    }
    if (!look(fill, bytes, len, err) || !ck_feed_write(&fill->feed, bytes, len, err)) {
        return false;
    }
    fill->bytes += (int64_t)len;
    return true;
}

static bool fill_restarted(void *ctx, const struct ck_response *response,
                           struct ck_error *err)
{
    return begin_anew(ctx, response, err);
}

static void fill_finished(void *ctx, const struct ck_response *response,
                          const struct ck_error *err)
{
    struct ck_fill *fill = ctx;

    fill->transfer = NULL;
    fill->ended = true;
    (void)!ck_guard_url(response->url, NULL, fill->host, NULL);
    if (err != NULL) {
        fill->err = *err;
    } else if (fill->want == CK_WANT_TEXT) {
        return;
    } else if (fill->head_len < sizeof(fill->head)) {
        (void)ck_fail(&fill->err, CK_ERR_NOT_MEDIA, "only %zu bytes", fill->head_len);
    } else if (fill->declared > 0 && fill->bytes != fill->declared) {
        (void)ck_fail(&fill->err, CK_ERR_MEDIA_SIZE, "%lld bytes instead of %lld",
                      (long long)fill->bytes, (long long)fill->declared);
    }
}

/* Forgets what is there, unless it is to be gone on with. */
static bool prepare(struct ck_fill *fill, const struct ck_fill_wish *wish,
                    struct ck_error *err)
{
    struct ck_stage *stage = fill->stage;

    fill->ended = false;
    fill->err = (struct ck_error){0};
    if (wish->go_on && fill->validator[0] != '\0' && stage != NULL) {
        return true;
    }
    ck_buf_free(&fill->text);
    ck_feed_end(&fill->feed);
    *fill = (struct ck_fill){
        .stage = stage,
        .feed = {.worker = wish->worker, .stage = stage},
        .text = {.max = (size_t)limits[CK_WANT_TEXT]},
        .want = wish->want,
        .declared = wish->declared > 0 ? wish->declared : -1,
        .total = wish->declared > 0 ? wish->declared : -1,
    };
    return stage == NULL || ck_feed_restart(&fill->feed, err);
}

bool ck_fill_start(struct ck_fill *fill, struct ck_client *client,
                   const struct ck_fill_wish *wish, struct ck_error *err)
{
    struct ck_request request = {
        .url = wish->url,
        .referer = "https://www.tiktok.com/",
        .user_agent = wish->user_agent,
        .cookies = wish->cookies,
        .max_bytes = limits[wish->want],
    };
    const struct ck_transfer_calls calls = {.started = fill_started,
                                            .data = fill_data,
                                            .finished = fill_finished,
                                            .ctx = fill,
                                            .restarted = fill_restarted};

    if (!prepare(fill, wish, err)) {
        return false;
    }
    if (fill->bytes > 0) {
        request.from = fill->bytes;
        request.validator = fill->validator;
        request.total = fill->total > 0 ? fill->total : 0;
    }
    return ck_transfer_start(client, &request, &calls, &fill->transfer, err);
}

void ck_fill_take_up(struct ck_fill *fill, struct ck_worker *worker,
                     const struct ck_begun *begun, enum ck_want want, int64_t declared)
{
    *fill = (struct ck_fill){
        .stage = fill->stage,
        .feed = {.worker = worker, .stage = fill->stage},
        .text = {.max = (size_t)limits[CK_WANT_TEXT]},
        .want = want,
        .declared = declared > 0 ? declared : -1,
        .total = begun->total,
        .bytes = begun->kept.bytes,
        .noted = begun->kept.bytes,
    };
    memcpy(fill->validator, begun->validator, sizeof(fill->validator));
}

/* The first bytes, which say what it is. */
static bool read_head(struct ck_fill *fill)
{
    fill->head_len = sizeof(fill->head);
    if (pread(ck_stage_fd(fill->stage), fill->head, fill->head_len, 0) !=
        (ssize_t)fill->head_len) {
        return false;
    }
    fill->type = ck_media_sniff(fill->head, fill->head_len);
    return right_type(fill);
}

bool ck_fill_recalled(struct ck_fill *fill)
{
    if (!ck_feed_recall(&fill->feed)) {
        return false;
    }
    if (ck_stage_bytes(fill->stage) != fill->bytes || !read_head(fill)) {
        fill->bytes = 0;
        fill->validator[0] = '\0'; /* without one it is begun anew */
    }
    return true;
}

void ck_fill_clear(struct ck_fill *fill)
{
    if (fill->transfer != NULL) {
        ck_transfer_cancel(fill->transfer);
    }
    ck_feed_end(&fill->feed);
    ck_stage_free(fill->stage);
    ck_buf_free(&fill->text);
    *fill = (struct ck_fill){.total = -1};
}
