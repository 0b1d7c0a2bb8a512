#include "session/direct.h"

#include "base/mem.h"
#include "keep/exported.h"
#include "keep/folder.h"
#include "session/inner.h"
#include "session/library.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 3 };

/* A link on its way. */
struct slot {
    const struct ck_direct_link *link; /* NULL: free */
    struct ck_part part;
    char stem[CK_EXPORTED_STEM];
};

struct ck_direct {
    struct ck_session *session;
    const struct ck_direct_link *links;
    size_t count, next;
    int root_fd, dir_fd;
    struct slot slots[AT_ONCE];
    struct ck_direct_view view;
};

/* Pictures come from hosts called p16, p19-sign and so on (tiktok.md §4). */
static enum ck_role role_of(const char *url)
{
    const char *host = strstr(url, "://");

    return host != NULL && host[3] == 'p' && isdigit((unsigned char)host[4]) != 0
               ? CK_ROLE_IMAGE
               : CK_ROLE_VIDEO;
}

static bool is_there(const struct ck_direct *direct, const char *stem)
{
    for (int type = CK_MEDIA_UNKNOWN + 1; type <= CK_MEDIA_M4A; type++) {
        char name[CK_EXPORTED_STEM + 8];

        (void)snprintf(name, sizeof(name), "%s.%.6s", stem,
                       ck_media_suffix((enum ck_media_type)type));
        if (ck_folder_has(direct->dir_fd, name, -1)) {
            return true;
        }
    }
    return false;
}

static struct ck_source source_of(const struct ck_direct *direct, const struct slot *slot)
{
    const struct ck_session *session = direct->session;

    return (struct ck_source){.client = session->client,
                              .worker = session->worker,
                              .user_agent = ck_session_agent(session, NULL),
                              .date = slot->link->created,
                              .post = "",
                              .folder = session->settings.folder};
}

/* --- how one ends ---------------------------------------------------------------------
 */

/* What would befall the next one, too. A time-out may be one server's own. */
static bool concerns_all(const struct ck_error *err)
{
    enum ck_code code = err->code;

    return (code != CK_ERR_TIMEOUT && ck_trouble_of(err) != CK_OK) ||
           code == CK_ERR_RATE || code == CK_ERR_TLS || code == CK_ERR_DISK ||
           code == CK_ERR_FOLDER_READONLY || code == CK_ERR_NOMEM;
}

static void note_failure(struct ck_direct *direct, const struct ck_error *err)
{
    struct ck_direct_view *view = &direct->view;

    if (concerns_all(err)) {
        view->over = true; /* this one is left, as those behind it are */
        view->why = *err;
    } else if (err->code == CK_ERR_FORBIDDEN) {
        view->ended++;
    } else {
        view->failed++;
        view->why = *err;
    }
}

static void keep(struct ck_direct *direct, struct slot *slot)
{
    struct ck_session *session = direct->session;
    struct ck_part *part = &slot->part;
    char name[CK_EXPORTED_STEM + 8];
    struct ck_error err = {0};

    (void)snprintf(name, sizeof(name), "%s.%.6s", slot->stem,
                   ck_media_suffix(part->fill.type));
    if (ck_exported_keep(session->archive, direct->root_fd, session->settings.folder,
                         part->fill.stage, &part->file, name, &err)) {
        direct->view.saved++;
        ck_session_library_stale(session);
        direct->view.bytes += part->file.bytes;
    } else if (err.code == CK_ERR_NAME) {
        direct->view.had++;
    } else {
        note_failure(direct, &err);
    }
}

static void empty(struct slot *slot)
{
    ck_part_clear(&slot->part);
    *slot = (struct slot){0};
}

static void look_at(struct ck_direct *direct, struct slot *slot)
{
    const struct ck_source source = source_of(direct, slot);

    ck_part_advance(&slot->part, &source);
    if (slot->part.state == CK_PART_RUNNING) {
        return;
    }
    if (slot->part.state == CK_PART_DONE) {
        keep(direct, slot);
    } else {
        note_failure(direct, &slot->part.err);
    }
    empty(slot);
}

/* --- the way through the list ---------------------------------------------------------
 */

static void begin(struct ck_direct *direct, struct slot *slot,
                  const struct ck_direct_link *link)
{
    struct ck_error err = {0};

    if (!ck_exported_stem(link->created, link->url, slot->stem)) {
        (void)ck_fail(&err, CK_ERR_NOT_MEDIA, "its date");
        note_failure(direct, &err);
        return;
    }
    if (is_there(direct, slot->stem)) {
        direct->view.had++;
        return;
    }
    slot->link = link;
    slot->part = (struct ck_part){.role = role_of(link->url),
                                  .urls = &link->url,
                                  .url_count = 1,
                                  .declared = -1,
                                  .dirfd = direct->dir_fd};
    (void)snprintf(slot->part.key, sizeof(slot->part.key), "%s", slot->stem);
    const struct ck_source source = source_of(direct, slot);

    ck_part_start(&slot->part, &source);
    look_at(direct, slot); /* it may have failed already */
}

void ck_direct_advance(struct ck_direct *direct)
{
    size_t busy = 0;

    if (direct == NULL || direct->view.over) {
        return;
    }
    ck_session_confine(direct->session);
    for (size_t i = 0; i < AT_ONCE && !direct->view.over; i++) {
        struct slot *slot = &direct->slots[i];

        if (slot->link != NULL) {
            look_at(direct, slot);
        }
        while (slot->link == NULL && direct->next < direct->count && !direct->view.over) {
            begin(direct, slot, &direct->links[direct->next++]);
        }
        busy += slot->link != NULL;
    }
    direct->view.over = direct->view.over || busy == 0;
}

bool ck_direct_busy(const struct ck_direct *direct)
{
    return direct != NULL && !direct->view.over;
}

void ck_direct_look(const struct ck_direct *direct, struct ck_direct_view *ret)
{
    const struct ck_direct_view *view = &direct->view;

    *ret = *view;
    ret->left = direct->count - view->saved - view->had - view->ended - view->failed;
    for (size_t i = 0; i < AT_ONCE; i++) {
        const struct slot *slot = &direct->slots[i];
        int64_t waits_s = slot->link != NULL && slot->part.fill.transfer != NULL
                              ? ck_transfer_waits(slot->part.fill.transfer, NULL)
                              : 0;

        ret->waits_s = waits_s > ret->waits_s ? waits_s : ret->waits_s;
    }
}

bool ck_direct_start(struct ck_session *session, const struct ck_direct_link *links,
                     size_t count, struct ck_direct **ret, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_direct *direct;

    if (session->direct != NULL) {
        return ck_fail(err, CK_ERR_BUSY, NULL);
    }
    direct = ck_alloc(sizeof(*direct));
    if (direct == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *direct = (struct ck_direct){
        .session = session, .links = links, .count = count, .root_fd = -1, .dir_fd = -1};
    if (!ck_session_archive(session, &archive, err) ||
        !ck_session_folder_open(&session->settings, &direct->root_fd, err) ||
        !ck_exported_open(direct->root_fd, &direct->dir_fd, err)) {
        ck_direct_free(direct);
        return false;
    }
    session->direct = direct;
    session->due = true;
    *ret = direct;
    return true;
}

void ck_direct_free(struct ck_direct *direct)
{
    if (direct == NULL) {
        return;
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (direct->slots[i].link != NULL) {
            empty(&direct->slots[i]);
        }
    }
    if (direct->session->direct == direct) {
        direct->session->direct = NULL;
    }
    ck_close_pointer(&direct->root_fd);
    ck_close_pointer(&direct->dir_fd);
    ck_free(direct);
}
