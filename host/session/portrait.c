#include "session/portrait.h"

#include "base/log.h"
#include "base/mem.h"
#include "fetch/media.h"
#include "keep/profiles.h"
#include "session/inner.h"
#include "tiktok/describe.h"

#include <time.h>

enum { PICTURE_MAX = 8 * 1024 * 1024 };

struct ck_portrait {
    struct ck_session *session;
    struct ck_transfer *transfer;
    struct ck_buf picture;
    bool failed; /* the picture could not be had */
    bool over;
};

static bool started(void *ctx, const struct ck_response *response, struct ck_error *err)
{
    (void)ctx;
    return response->status == 200 ||
           ck_fail(err, CK_ERR_HTTP, "HTTP %ld", response->status);
}

static bool data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_portrait *portrait = ctx;

    ck_buf_add(&portrait->picture, bytes, len);
    return ck_buf_ok(&portrait->picture) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static void finished(void *ctx, const struct ck_response *response,
                     const struct ck_error *err)
{
    struct ck_portrait *portrait = ctx;

    (void)response;
    portrait->transfer = NULL;
    if (err != NULL) {
        portrait->failed = true;
        ck_log("the profile's picture: %s %s", ck_code_text(err->code), err->detail);
    }
}

struct ck_portrait *ck_portrait_begin(struct ck_session *session,
                                      const struct ck_profile *profile,
                                      const char *user_agent)
{
    struct ck_portrait *portrait = ck_alloc(sizeof(*portrait));
    const struct ck_request request = {.url = profile->avatar_url,
                                       .referer = CK_START_PAGE,
                                       .user_agent = user_agent,
                                       .max_bytes = PICTURE_MAX};
    const struct ck_transfer_calls calls = {
        .started = started, .data = data, .finished = finished, .ctx = portrait};
    struct ck_error err;

    if (portrait == NULL) {
        return NULL;
    }
    portrait->session = session;
    ck_buf_init(&portrait->picture, PICTURE_MAX);
    portrait->failed =
        profile->avatar_url == NULL ||
        !ck_transfer_start(session->client, &request, &calls, &portrait->transfer, &err);
    return portrait;
}

/* What is no picture, whatever was promised, is none. */
static bool is_picture(enum ck_media_type type)
{
    return type == CK_MEDIA_JPEG || type == CK_MEDIA_PNG || type == CK_MEDIA_WEBP ||
           type == CK_MEDIA_GIF || type == CK_MEDIA_HEIC || type == CK_MEDIA_AVIF;
}

static bool keep(struct ck_portrait *portrait, const struct ck_profile *profile,
                 struct ck_error *err)
{
    const struct ck_settings *settings = &portrait->session->settings;
    enum ck_media_type type =
        ck_media_sniff(ck_buf_text(&portrait->picture), portrait->picture.len);
    bool usable = !portrait->failed && is_picture(type);
    json_auto_t *facts = ck_describe_profile(profile);
    const struct ck_profile_version version = {
        .name = profile->name,
        .facts = facts,
        .picture = usable ? portrait->picture.data : NULL,
        .picture_len = portrait->picture.len,
        .suffix = ck_media_suffix(type),
        .at = (int64_t)time(NULL),
    };
    struct ck_archive *archive;
    ck_autoclose int fd = -1;
    bool kept;

    return (facts != NULL || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           ck_session_archive(portrait->session, &archive, err) &&
           ck_session_folder_open(settings, &fd, err) &&
           ck_profile_keep(archive, fd, settings->folder, &version, &kept, err);
}

bool ck_portrait_over(const struct ck_portrait *portrait)
{
    return portrait == NULL || portrait->over;
}

void ck_portrait_advance(struct ck_portrait *portrait, const struct ck_profile *profile)
{
    struct ck_error err = {0};

    if (ck_portrait_over(portrait) || portrait->transfer != NULL) {
        return;
    }
    portrait->over = true;
    if (!keep(portrait, profile, &err)) {
        ck_log("the profile of %s: %s %s", profile->name, ck_code_text(err.code),
               err.detail);
    }
}

void ck_portrait_free(struct ck_portrait *portrait)
{
    if (portrait == NULL) {
        return;
    }
    if (portrait->transfer != NULL) {
        ck_transfer_cancel(portrait->transfer);
    }
    ck_buf_free(&portrait->picture);
    ck_free(portrait);
}
