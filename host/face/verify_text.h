/* verify_text.h - what `clipkeep verify` says of a run. */
#ifndef CK_FACE_VERIFY_TEXT_H
#define CK_FACE_VERIFY_TEXT_H

#include "session/checkup.h"

#include <jansson.h>

struct ck_verified {
    struct ck_verify_progress progress;
    struct ck_checkup_lists lists;
    int64_t replaced; /* damaged or missing, but saved once more since */
    bool stopped;     /* before the end */
    bool fetching;    /* what is damaged or missing is saved anew */
    int64_t bad_stamps;
    json_t *stamps; /* timestamps; borrowed, for JSON only, as are the next */
    json_t *findings;
    json_t *saved; /* what became of saving anew, NULL: nothing was */
};

/* One line on stdout. */
void ck_finding_print(const struct ck_checkup_news *news);
json_t *ck_finding_json(const struct ck_checkup_news *news);
/* Damaged and missing files whose post was not saved again since. */
int64_t ck_verified_wrong(const struct ck_verified *verified);
/* True when nothing is wrong with the journal, SHA256SUMS and its timestamps. */
bool ck_verified_lists_sound(const struct ck_verified *verified);
/* True when nothing is wrong with the files either. */
bool ck_verified_sound(const struct ck_verified *verified);
/* The sum of a run, and what to do next, on stdout. */
void ck_verified_print(const struct ck_verified *verified);
/* The document of CHECKUP.md; NULL: no memory. `folder` is the save folder. */
json_t *ck_verified_json(const struct ck_verified *verified, const char *folder);

#endif
