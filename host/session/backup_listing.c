/* backup_listing.c - what TikTok answered with, as posts that a run has found. */
#include "session/backup.h"

#include "base/mem.h"

static struct ck_backup_item item_of(const struct ck_listing_item *item)
{
    const struct ck_post *post = &item->post;

    return (struct ck_backup_item){.id = post->id,
                                   .author = post->author.name,
                                   .text = post->text,
                                   .kind = item->lacks != CK_OK          ? ""
                                           : post->kind == CK_POST_PHOTO ? "photo"
                                                                         : "video",
                                   .created = post->created > 0 ? post->created : 0,
                                   .pinned = item->pinned,
                                   .hidden = post->gated || post->restricted,
                                   .item = item->json,
                                   .item_len = item->json_len};
}

bool ck_backup_listing(struct ck_session *session, int64_t run,
                       const struct ck_listing *listing, struct ck_backup_state *ret,
                       struct ck_error *err)
{
    ck_autofree struct ck_backup_item *items = ck_calloc(listing->count, sizeof(*items));

    if (listing->count > 0 && items == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < listing->count; i++) {
        items[i] = item_of(&listing->items[i]);
    }
    if (!ck_backup_found(session, run, items, listing->count, ret, err)) {
        return false;
    }
    ret->refused = listing->refused;
    ret->more = listing->more;
    return true;
}

bool ck_backup_answer(struct ck_session *session, int64_t run, const char *bytes,
                      size_t len, struct ck_backup_state *ret, struct ck_error *err)
{
    struct ck_listing listing;
    bool ok = ck_listing_read(bytes, len, &listing, err);

    if (ok) {
        ok = ck_backup_listing(session, run, &listing, ret, err);
        ck_listing_clear(&listing);
    }
    return ok;
}
