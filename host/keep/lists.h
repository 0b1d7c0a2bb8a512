/* lists.h - the lists that posts were found in: somebody's posts, likes, collections, a
 * tag, a pasted set of links. Parts of the archive; errors as there. */
#ifndef CK_KEEP_LISTS_H
#define CK_KEEP_LISTS_H

#include "keep/archive.h"

enum ck_list_kind {
    CK_LIST_POSTS,
    CK_LIST_LIKES,
    CK_LIST_FAVOURITES,
    CK_LIST_COLLECTION,
    CK_LIST_REPOSTS,
    CK_LIST_STORIES, /* what an account shows for a day */
    CK_LIST_PLAYLIST,
    CK_LIST_TAG,
    CK_LIST_SOUND,
    CK_LIST_COMMENTS, /* posts that the person commented on */
    CK_LIST_WATCH,
    CK_LIST_LINKS,  /* a set that was pasted, or a file of links */
    CK_LIST_FOLDER, /* a folder of another program that was adopted */
};
/* "posts", "likes", …: in the database, the protocol and receipts. */
const char *ck_list_kind_text(enum ck_list_kind kind);
bool ck_list_kind_of_text(const char *text, enum ck_list_kind *ret);

/* One list. Strings are owned by the struct when it was read; free with ck_list_clear().
 */
struct ck_list {
    int64_t number;
    enum ck_list_kind kind;
    char *owner;     /* the account's id, of a tag its own; "": not known */
    char *handle;    /* its name, without "@"; "": none */
    char *key;       /* of the collection, playlist, sound or set: its id, or name;
                        of a tag always its name; "": none */
    char *title;     /* as TikTok shows it */
    bool mine;       /* of the person who keeps it */
    char *came_from; /* an address or the name of a file */
    int64_t posts;   /* how many are known to be in it */
};
void ck_list_clear(struct ck_list *list);
void ck_lists_free(struct ck_list *lists, size_t count);

/* Finds the list of this kind and key, by its owner or, where one of the two does not
 * know that, by the handle; makes it if there is none. What `like` knows better (owner,
 * handle, title, mine) is taken over; `number` and `posts` are not looked at, NULL
 * strings are as "". */
CK_NODISCARD bool ck_list_open(struct ck_archive *archive, const struct ck_list *like,
                               int64_t *ret_number, struct ck_error *err);
/* The list that ck_list_open() would find, 0 when it would make one. */
CK_NODISCARD bool ck_list_find(struct ck_archive *archive, const struct ck_list *like,
                               int64_t *ret_number, struct ck_error *err);
/* The list of this number; without one `ret` is empty. */
CK_NODISCARD bool ck_list_read(struct ck_archive *archive, int64_t number,
                               bool *ret_found, struct ck_list *ret,
                               struct ck_error *err);
/* All lists, the person's own first, then by kind, handle and title; free with
 * ck_lists_free(). */
CK_NODISCARD bool ck_lists_all(struct ck_archive *archive, struct ck_list **ret,
                               size_t *ret_count, struct ck_error *err);

/* True when posts of the list wait for the browser that showed them (ck_queue_bind()), so
 * that it must be gone through to where they are. */
CK_NODISCARD bool ck_list_waits(struct ck_archive *archive, int64_t number, bool *ret,
                                struct ck_error *err);

/* A post as a list knows it. All borrowed. */
struct ck_list_post {
    const char *post, *author, *text, *kind; /* kind: "video", "photo", "": not known */
    int64_t created, added_at;               /* Unix seconds, 0 unknown */
};
/* Told of each post of the list, the first one first; false ends it. */
typedef bool ck_list_told(void *ctx, const struct ck_list_post *post);
CK_NODISCARD bool ck_list_each(struct ck_archive *archive, int64_t number,
                               ck_list_told *told, void *ctx, struct ck_error *err);

#endif
