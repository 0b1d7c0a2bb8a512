/* adoption_parts.h - what the files of an adoption share. */
#ifndef CK_SESSION_ADOPTION_PARTS_H
#define CK_SESSION_ADOPTION_PARTS_H

#include "keep/gather.h"
#include "session/adoption.h"
#include "session/foreign.h"
#include "session/inner.h"

/* A file that belongs to a post. */
struct ck_adoptee {
    struct ck_foreign_name name; /* its id is never 0 */
    const struct ck_gathered *file;
};

struct ck_adopting {
    struct ck_session *session;
    const struct ck_adoption *task;
    struct ck_adoption_report *report;
    int rootfd; /* the save folder */
    struct ck_gather gather;
    struct ck_myfave lists;
    struct ck_adoptee *files; /* those of one post are neighbours, the info.json first */
    size_t count;
};

/* Lists what belongs to posts, and counts the posts. Errors: as ck_gather_open(). */
CK_NODISCARD bool ck_adopting_list(struct ck_adopting *adopting, struct ck_error *err);
/* Reads the info.json `name`; NULL: it is none. A new reference. */
json_t *ck_adopting_info(const struct ck_adopting *adopting, const char *name);
/* Brings the files of one post into the save folder, all of them or none; `ret` is what
 * is to be recorded, to be cleared in any case. In a dry run they are only looked at.
 * Errors: see ck_adoption, and those that end the run. */
CK_NODISCARD bool ck_adopt_post(struct ck_adopting *adopting,
                                const struct ck_adoptee *files, size_t count,
                                struct ck_kept *ret, struct ck_error *err);
/* Writes down what the folder tells of the person's likes and favourites, once its posts
 * are recorded; in a dry run nothing. Posts whose files are not there are in the lists
 * all the same, with what is known of them. Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_adopt_lists(const struct ck_adopting *adopting,
                                 struct ck_error *err);
/* True while the person wants it to go on. `ctx` is a struct ck_adopting. */
bool ck_adopting_goes_on(void *ctx);

#endif
