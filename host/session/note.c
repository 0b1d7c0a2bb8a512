#include "session/note.h"

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
