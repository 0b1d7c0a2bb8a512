/* link_set.h - the links that `clipkeep backup` was given, in a file, on its standard
 * input or as arguments: read, short ones followed, and handed to the backup as one list.
 */
#ifndef CK_FACE_LINK_SET_H
#define CK_FACE_LINK_SET_H

#include "session/backup.h"
#include "tiktok/links.h"

struct ck_set_link {
    char id[CK_ID_SIZE]; /* "" of a short one that was not followed yet, or in vain */
    char user[CK_USER_SIZE];
    char *page; /* of a short one */
    size_t line;
    enum ck_code why; /* why a short one leads to no post */
};

struct ck_link_set {
    struct ck_set_link *links;
    size_t count;
    size_t foreign;      /* links of other sites */
    size_t unknown;      /* lines that are no link */
    size_t unknown_line; /* the first of them */
    size_t lists;        /* links of accounts and lists, told to `ck_set_list` */
    size_t followed;     /* links before this one need not be followed */
    bool asking;
};

/* Told of an address in the text that is a list. False: out of memory. */
typedef bool ck_set_list(void *ctx, const struct ck_address *address);

/* Adds the links of a text. Errors: no-memory. */
CK_NODISCARD bool ck_link_set_read(const char *bytes, size_t len, ck_set_list *list,
                                   void *ctx, struct ck_link_set *set,
                                   struct ck_error *err);
CK_NODISCARD bool ck_link_set_add(struct ck_link_set *set,
                                  const struct ck_address *address, size_t line,
                                  struct ck_error *err);
/* Follows the short links, one at a time; true once there is none left. The set must not
 * move meanwhile. */
bool ck_link_set_follow(struct ck_link_set *set, struct ck_session *session);
/* Hands them to a run. Errors: as ck_backup_found(). */
CK_NODISCARD bool ck_link_set_found(const struct ck_link_set *set,
                                    struct ck_session *session, int64_t run,
                                    struct ck_backup_state *ret, struct ck_error *err);
void ck_link_set_clear(struct ck_link_set *set);

#endif
