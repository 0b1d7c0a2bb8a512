/* record.h - the last step of a save: what has its final name is written down, in the
 * order in which a crash at any point leaves nothing untrue. */
#ifndef CK_KEEP_RECORD_H
#define CK_KEEP_RECORD_H

#include "keep/archive.h"

struct ck_record {
    const struct ck_kept *kept; /* all its files are published */
    int64_t job;                /* 0: none */
};

/* Posts of one save folder are recorded together in three steps; a run that dies in
 * between is followed by one that finds the files and records them again.
 * `kept->files[].name` are relative to that folder. */

/* The person may have taken SHA256SUMS away: then what was in it is to be written again.
 * `folder` is the absolute path of the save folder `rootfd`. Errors: those of the
 * archive. */
CK_NODISCARD bool ck_record_begin(struct ck_archive *archive, int rootfd,
                                  const char *folder, struct ck_error *err);
/* Writes them into SHA256SUMS and the journal. Uses no archive, so that any thread may do
 * it. Errors: as ck_sums_add(), ck_journal_kept(). */
CK_NODISCARD bool ck_record_lines(int rootfd, const struct ck_record *records,
                                  size_t count, struct ck_error *err);
/* Writes them into the archive together with their jobs, all or none. Errors: as
 * ck_archive_keep(). */
CK_NODISCARD bool ck_record_posts(struct ck_archive *archive,
                                  const struct ck_record *records, size_t count,
                                  struct ck_error *err);
/* The three for one post. */
CK_NODISCARD bool ck_record_keep(struct ck_archive *archive, int rootfd,
                                 const struct ck_kept *kept, int64_t job,
                                 struct ck_error *err);

/* Adds these files to the SHA256SUMS of the save folder `rootfd`, whose path is `folder`.
 * Where there was none, what is kept there gets its lines again later. Errors: as
 * ck_sums_add(), and those of the archive. */
CK_NODISCARD bool ck_record_sums(struct ck_archive *archive, int rootfd,
                                 const char *folder, const struct ck_kept_file *files,
                                 size_t count, struct ck_error *err);

/* Adds files that have come beside `post` ("": they belong to none) to SHA256SUMS and the
 * journal. They are there already: what a list cannot take is logged. False: SHA256SUMS
 * has them not. */
bool ck_record_added(struct ck_archive *archive, int rootfd, const char *folder,
                     const char *post, const struct ck_kept_file *files, size_t count);

/* What is kept in `folder` is to get its lines again by ck_record_fill_sums(). Errors:
 * those of the archive. */
CK_NODISCARD bool ck_record_forget_sums(struct ck_archive *archive, const char *folder,
                                        struct ck_error *err);
/* Makes SHA256SUMS complete for posts kept earlier into `folder`, the absolute path of
 * the save folder `rootfd`: by this call at most `limit` files, with one write.
 * `ret_more`: call it again when there is time; false is quickly found. No line for a
 * file that is gone or has another size by now. Errors: as ck_sums_add(), and those of
 * the archive. */
CK_NODISCARD bool ck_record_fill_sums(struct ck_archive *archive, int rootfd,
                                      const char *folder, size_t limit, bool *ret_more,
                                      struct ck_error *err);

#endif
