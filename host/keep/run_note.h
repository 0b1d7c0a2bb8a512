/* run_note.h - lists, what is in them and the runs that found it are written down in the
 * save folder's journal (JOURNAL.md), from which they come back when the archive is lost.
 * Parts of the archive; errors as there. */
#ifndef CK_KEEP_RUN_NOTE_H
#define CK_KEEP_RUN_NOTE_H

#include "keep/archive.h"

/* Whether the journal lacks something; quickly found. */
CK_NODISCARD bool ck_runs_to_note(struct ck_archive *archive, bool *ret,
                                  struct ck_error *err);
/* Writes down in the journal of the save folder `rootfd` what it does not have yet: by
 * this call some hundred posts, in one write. `ret_more`: call it again. A death in
 * between writes a part twice, which says the same. Errors: those of the archive and of
 * ck_journal_add(). */
CK_NODISCARD bool ck_runs_note(struct ck_archive *archive, int rootfd, bool *ret_more,
                               struct ck_error *err);
/* Another save folder was chosen: all is to be written down there too. */
CK_NODISCARD bool ck_runs_note_anew(struct ck_archive *archive, struct ck_error *err);

#endif
