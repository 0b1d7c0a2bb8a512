/* takeout_sample.h - one kept post, to be handed out. */
#ifndef CK_TESTS_TAKEOUT_SAMPLE_H
#define CK_TESTS_TAKEOUT_SAMPLE_H

#include "keep/record.h"
#include "place_files.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static inline struct ck_kept sample(struct ck_kept_file *file)
{
    struct ck_kept kept = {.id = "7602050882429897470",
                           .kind = TEXT("video"),
                           .seen = TEXT("host"),
                           .author = TEXT("catlady"),
                           .text = TEXT("my cat"),
                           .page = TEXT("https://www.tiktok.com/@catlady/video/1"),
                           .created = 1770000000,
                           .kept_at = 1780000000,
                           .files = file,
                           .file_count = 1};

    *file = (struct ck_kept_file){.role = TEXT("video"),
                                  .name = TEXT("catlady/a.mp4"),
                                  .bytes = 5,
                                  .sha256 = HELLO_SHA256};
    return kept;
}

#endif
