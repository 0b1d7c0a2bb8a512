#include "session/note.h"

#include <string.h>

static const struct {
    const char *word, *sentence;
} table[] = {
#define CK_NOTE(name, word, sentence) [name] = {word, sentence},
#include "session/notes.inc"
#undef CK_NOTE
};

void ck_note_add(ck_notes *notes, enum ck_note note)
{
    *notes |= 1u << note;
}

bool ck_note_in(ck_notes notes, enum ck_note note)
{
    return (notes & 1u << note) != 0;
}

const char *ck_note_text(enum ck_note note)
{
    return table[note].word;
}

const char *ck_note_sentence(enum ck_note note)
{
    return table[note].sentence;
}

void ck_notes_write(ck_notes notes, struct ck_buf *ret)
{
    for (enum ck_note note = 0; note < CK_NOTE_COUNT; note++) {
        if (ck_note_in(notes, note)) {
            ck_buf_addf(ret, "%s%s", ret->len > 0 ? " " : "", ck_note_text(note));
        }
    }
}

ck_notes ck_notes_read(const char *words)
{
    ck_notes notes = 0;

    while (words != NULL && *words != '\0') {
        size_t len = strcspn(words, " ");

        for (enum ck_note note = 0; note < CK_NOTE_COUNT; note++) {
            if (strlen(ck_note_text(note)) == len &&
                strncmp(ck_note_text(note), words, len) == 0) {
                ck_note_add(&notes, note);
            }
        }
        words += len + (words[len] == ' ');
    }
    return notes;
}
