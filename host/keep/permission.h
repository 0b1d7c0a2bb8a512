/* permission.h - what a creator has permitted, as the person wrote it down. The files
 * beside the post are what counts; the archive has the same for quick answers. Each file
 * is written once and never changed: a withdrawal is a further file. So every line of
 * SHA256SUMS stays true. Format: host/session/SIDECAR.md. */
#ifndef CK_KEEP_PERMISSION_H
#define CK_KEEP_PERMISSION_H

#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CK_PERMISSION_WHO_MAX = 200,   /* bytes */
    CK_PERMISSION_NOTE_MAX = 2000, /* bytes */
    CK_PERMISSION_PROOF_MAX = 25 * 1024 * 1024,
};

/* What is permitted, as bits. */
enum {
    CK_SCOPE_KEEP = 1,
    CK_SCOPE_SHARE = 2,
    CK_SCOPE_CHANGE = 4,
    CK_SCOPE_SELL = 8,
    CK_SCOPE_COUNT = 4,
};
/* "keep", "share", "change", "sell": the word of bit 1 << `index`. */
const char *ck_scope_word(int index);
/* The bit of such a word, 0 for any other (NULL too). */
unsigned ck_scope_of_word(const char *word);

/* What the person writes down. All borrowed. */
struct ck_permit {
    const char *who;  /* permitted it: one line */
    const char *note; /* may have lines and be "" */
    unsigned scope;
    char given[11]; /* the day, "YYYY-MM-DD" */
};
/* Pure. False: `ret_bad` names what cannot be: "who", "scope", "when", "note". */
bool ck_permit_valid(const struct ck_permit *permit, const char **ret_bad);

/* A file that proves it, in memory. All borrowed. */
struct ck_proof {
    const char *name; /* as it was chosen: only its ending is used */
    const char *bytes;
    size_t len;
};

struct ck_permission {
    int64_t number; /* among those of the post, from 1 */
    char *who, *note;
    unsigned scope;
    char given[11];
    char *proof; /* its name, relative to the save folder; "": none */
    int64_t proof_bytes;
    char proof_sha256[65];
    int64_t recorded_at, withdrawn_at; /* Unix seconds; 0: it stands */
    char *file;                        /* that holds it, relative to the save folder */
};
void ck_permission_clear(struct ck_permission *permission);
void ck_permissions_free(struct ck_permission *list, size_t count);

/* Writes it down beside `kept`, which lies in the save folder `rootfd`: files first, then
 * SHA256SUMS, journal and archive. What the lists could not take is made up for later.
 * Errors: proof-large, message-bad (the permit is not valid), name-taken,
 * saving-elsewhere, folder-missing, folder-read-only, disk-full, disk-error, not-found
 * (the archive does not know this copy), those of the archive, no-memory. */
CK_NODISCARD bool ck_permission_keep(struct ck_archive *archive, int rootfd,
                                     const struct ck_kept *kept,
                                     const struct ck_permit *permit,
                                     const struct ck_proof *proof, struct ck_error *err);
/* All of a post, the newest first; free with ck_permissions_free(). Errors: those of the
 * archive. */
CK_NODISCARD bool ck_permission_list(struct ck_archive *archive, const char *post,
                                     struct ck_permission **ret, size_t *ret_count,
                                     struct ck_error *err);
/* How many of a post stand. */
CK_NODISCARD bool ck_permission_count(struct ck_archive *archive, const char *post,
                                      int64_t *ret, struct ck_error *err);
/* The absolute path of the save folder that has it; free with ck_free(). Errors:
 * not-found, those of the archive. */
CK_NODISCARD bool ck_permission_where(struct ck_archive *archive, const char *post,
                                      int64_t number, char **ret_folder,
                                      struct ck_error *err);
/* Notes in the save folder `rootfd`, as ck_permission_where() gave it, that it does not
 * hold any more. One that was withdrawn already stays as it is. Errors: as
 * ck_permission_keep(). */
CK_NODISCARD bool ck_permission_withdraw(struct ck_archive *archive, int rootfd,
                                         const char *post, int64_t number,
                                         struct ck_error *err);

/* True for the name of any of these files. Nobody else has them: what is lost of them
 * cannot be fetched again. Pure. */
bool ck_permission_owns(const char *name);

#endif
