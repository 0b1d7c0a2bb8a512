/* stamps.h - timestamps of SHA256SUMS, kept in the save folder under timestamps/, three
 * files each: DATE.tsr, the authority's answer; DATE.SHA256SUMS, an exact copy of what
 * was stamped; DATE.pem, the certificates up to the root. Format: TIMESTAMP.md. */
#ifndef CK_KEEP_STAMPS_H
#define CK_KEEP_STAMPS_H

#include "keep/stamp.h"

#define CK_STAMPS_FOLDER "timestamps"

enum { CK_STAMP_ANSWER_MAX = 256 * 1024, CK_STAMP_NAME_SIZE = 64 };

struct ck_stamping;

/* Copies the whole lines of the SHA256SUMS in the save folder `rootfd` (borrowed) to
 * where they will be kept, still under a staging name. Errors: timestamp-failed (there
 * is none, or no line in it), those of ck_stage_open() and ck_stage_write(). */
CK_NODISCARD bool ck_stamping_begin(int rootfd, struct ck_stamping **ret,
                                    struct ck_error *err);
/* What is to be stamped: its SHA-256 as 64 digits, borrowed; and how many lines it has.
 */
const char *ck_stamping_hash(const struct ck_stamping *stamping);
int64_t ck_stamping_lines(const struct ck_stamping *stamping);
/* Keeps copy, answer and chain, all or none; never replaces anything. `ret_name` gets the
 * answer's name relative to the save folder. Errors: those of ck_stage_publish(). */
CK_NODISCARD bool ck_stamping_keep(struct ck_stamping *stamping, const void *answer,
                                   size_t len, const struct ck_buf *chain, int64_t at,
                                   char ret_name[CK_STAMP_NAME_SIZE],
                                   struct ck_error *err);
/* Ends it; without ck_stamping_keep() nothing is left of it. NULL is allowed. */
void ck_stamping_free(struct ck_stamping *stamping);

struct ck_stamp_news {
    const char *name; /* of the answer, relative to the save folder */
    enum ck_stamp_verdict verdict;
    struct ck_stamp stamp; /* as far as it can be read */
    int64_t lines;         /* that it vouches for */
    bool growing;          /* SHA256SUMS begins with them today */
};
typedef void ck_stamps_told(void *ctx, const struct ck_stamp_news *news);

/* Looks at all of them, oldest first. `ca_file` as for ck_stamp_accept(). Changes
 * nothing. Errors: no-memory, disk-error. */
CK_NODISCARD bool ck_stamps_check(int rootfd, const char *ca_file, ck_stamps_told *told,
                                  void *ctx, struct ck_error *err);
/* True for the name, relative to the save folder, of a file that ck_stamping_keep()
 * makes. Pure. */
bool ck_stamps_owns(const char *name);

#endif
