#include "session/inner.h"

#include "base/mem.h"
#include "keep/folder.h"
#include "keep/permission.h"

#include <fcntl.h>
#include <string.h>

/* Only looks: a folder on a drive that is not connected is simply not there. */
static bool is_there(const struct ck_kept *kept)
{
    ck_autoclose int fd = open(kept->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && ck_folder_has(fd, kept->files[0].name, kept->files[0].bytes);
}

bool ck_session_kept(struct ck_session *session, const char *id, bool *ret_found,
                     struct ck_kept *ret, bool *ret_present, struct ck_error *err)
{
    struct ck_archive *archive;

    *ret_present = false;
    if (!ck_session_archive(session, &archive, err) ||
        !ck_archive_find(archive, id, ret_found, ret, err)) {
        return false;
    }
    *ret_present = *ret_found && is_there(ret);
    return true;
}

static void answer_post(struct ck_session *session, const struct ck_post *post,
                        const char *seen, ck_session_read_done *done, void *ctx)
{
    struct ck_kept kept = {0};
    struct ck_error err;
    bool found = false;
    struct ck_reading reading = {.post = post, .seen = seen};

    if (!ck_session_kept(session, post->id, &found, &kept, &reading.file_present, &err) ||
        !ck_permission_count(session->archive, post->id, &reading.permissions, &err)) {
        ck_kept_clear(&kept);
        done(ctx, NULL, &err);
        return;
    }
    reading.kept = found ? &kept : NULL;
    done(ctx, &reading, NULL);
    ck_kept_clear(&kept);
}

/* Starts an inquiry that waits for a page. */
static bool ask(struct ck_session *session, const struct ck_address *address,
                const struct ck_wish *wish, const struct ck_inquiry *like,
                struct ck_error *err)
{
    struct ck_inquiry *inquiry = ck_alloc(sizeof(*inquiry));
    const struct ck_question question = {
        .address = address,
        .user_agent = ck_session_agent(session, wish->user_agent),
        .cookies = &wish->cookies,
        .any = like->page_done != NULL,
    };

    if (inquiry == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *inquiry = *like;
    ck_session_confine(session);
    if (!ck_reader_start(session->client, &question, &inquiry->reader, err)) {
        ck_free(inquiry);
        return false;
    }
    inquiry->next = session->inquiries;
    session->inquiries = inquiry;
    return true;
}

void ck_session_read(struct ck_session *session, const struct ck_wish *wish,
                     ck_session_read_done *done, void *ctx)
{
    const struct ck_inquiry like = {.read_done = done, .ctx = ctx};
    struct ck_address address;
    struct ck_post post;
    struct ck_error err;
    bool given;

    if (!ck_wish_check(wish, &address, &post, &given, &err) ||
        (!given && !ask(session, &address, wish, &like, &err))) {
        done(ctx, NULL, &err);
        return;
    }
    if (given) {
        answer_post(session, &post, "page", done, ctx);
        ck_post_clear(&post);
    }
}

void ck_session_inspect(struct ck_session *session, const char *address,
                        ck_session_page_done *done, void *ctx)
{
    const struct ck_inquiry like = {.page_done = done, .ctx = ctx};
    const struct ck_wish wish = {.address = address};
    struct ck_address parsed;
    struct ck_error err;

    if (!ck_address_parse(address, &parsed, &err) ||
        !ask(session, &parsed, &wish, &like, &err)) {
        done(ctx, NULL, &err);
    }
}

static void answer(struct ck_session *session, struct ck_inquiry *inquiry)
{
    struct ck_reader *reader = inquiry->reader;
    struct ck_post post;
    struct ck_error err;

    if (inquiry->page_done != NULL) {
        /* A wall is a page too: what it is, is what was asked. */
        inquiry->page_done(inquiry->ctx, reader->read ? &reader->page : NULL,
                           reader->read ? NULL : &reader->err);
    } else if (!ck_reader_take(reader, &post, &err)) {
        inquiry->read_done(inquiry->ctx, NULL, &err);
    } else {
        answer_post(session, &post, "host", inquiry->read_done, inquiry->ctx);
        ck_post_clear(&post);
    }
}

void ck_inquiries_advance(struct ck_session *session)
{
    struct ck_inquiry **at = &session->inquiries;

    while (*at != NULL) {
        struct ck_inquiry *inquiry = *at;

        ck_reader_advance(inquiry->reader);
        if (!inquiry->reader->ended) {
            at = &inquiry->next;
            continue;
        }
        *at = inquiry->next;
        answer(session, inquiry);
        ck_reader_free(inquiry->reader);
        ck_free(inquiry);
    }
}
