/* note.h - what a person should know about a post that was kept, though it was kept: a
 * set of words, each with a sentence (notes.inc). Pure: no I/O. */
#ifndef CK_SESSION_NOTE_H
#define CK_SESSION_NOTE_H

#include "base/buf.h"

#include <stdbool.h>

enum ck_note {
#define CK_NOTE(name, word, sentence) name,
#include "session/notes.inc"
#undef CK_NOTE
    CK_NOTE_COUNT
};

/* A set of notes: bit N is note N. */
typedef unsigned ck_notes;

/* Adds a note to the set. */
void ck_note_add(ck_notes *notes, enum ck_note note);
bool ck_note_in(ck_notes notes, enum ck_note note);
/* The words with a space between, into an empty buffer; and back: words of a newer
 * Clipkeep are passed over. NULL is no word. */
void ck_notes_write(ck_notes notes, struct ck_buf *ret);
ck_notes ck_notes_read(const char *words);
/* The stable word ("watermark"). Never NULL. */
const char *ck_note_text(enum ck_note note);
/* What it means, in one English sentence. */
const char *ck_note_sentence(enum ck_note note);

#endif
