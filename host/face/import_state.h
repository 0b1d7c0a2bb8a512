/* import_state.h - what the extension is told of a data export: checked and cut words of
 * the `clipkeep import` that does the work (PROTOCOL.md, IMPORT.md). Pure: no I/O. Each
 * function that returns JSON returns a new reference, or NULL when out of memory. */
#ifndef CK_FACE_IMPORT_STATE_H
#define CK_FACE_IMPORT_STATE_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The state before anything was said: `word` as of PROTOCOL.md, `name` of the file, NULL:
 * not known. */
json_t *ck_import_state(const char *word, const char *name);
/* Takes the lines of progress at the front of `text` into `state`, the newest of each
 * stage. Returns how many bytes they take; what follows is the last word, or a line that
 * is not whole yet. */
size_t ck_import_state_hear(json_t *state, const char *text);
/* The end: `text` is the last word, "" when there was none. */
void ck_import_state_end(json_t *state, const char *text, size_t len);

/* What `clipkeep import --dry-run --json` said, with its exit `status`. Errors:
 * export-nothing, export-unreadable, no-memory. */
json_t *ck_import_found(const char *text, size_t len, int status, struct ck_error *err);

#endif
