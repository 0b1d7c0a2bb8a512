/* facts.h - a kept post read back from JSON: a line of the journal, or a sidecar. Hostile
 * input. For this room only. Pure: no I/O. */
#ifndef CK_KEEP_FACTS_H
#define CK_KEEP_FACTS_H

#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>

/* Most files of one post that are read. */
enum { CK_FACTS_FILES = 200 };

/* True for a path that may be opened below the save folder: one to five components, none
 * of them "." or "..", none hidden but ".sources", no control character, at most 800
 * bytes. */
bool ck_facts_name_ok(const char *name);

/* Fills `ret` (all but `folder`, which is NULL; free with ck_kept_clear()) from the
 * fields of JOURNAL.md. False: something is missing or absurd, or no memory; `ret` is
 * empty. */
CK_NODISCARD bool ck_facts_of_event(const json_t *event, struct ck_kept *ret);
/* The same from an event of files, which is called `what` ("added"): only they, when
 * it was, and the post's id, "" for files of no post. */
CK_NODISCARD bool ck_facts_of_files(const json_t *event, const char *what,
                                    struct ck_kept *ret);
/* The same from a sidecar (host/session/SIDECAR.md) that lies in `folder`, a path below
 * the save folder ("" for itself). The sidecar is not among the files. */
CK_NODISCARD bool ck_facts_of_sidecar(const json_t *sidecar, const char *folder,
                                      struct ck_kept *ret);
/* What a sidecar says of the rights; what is absurd in it is left out. */
void ck_facts_rights(const json_t *sidecar, struct ck_kept_rights *ret);

#endif
