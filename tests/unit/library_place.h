/* library_place.h - a save folder with posts, of which the library is made. */
#ifndef CK_LIBRARY_PLACE_H
#define CK_LIBRARY_PLACE_H

#include "keep/library.h"
#include "place_files.h"
#include "rescan_place.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static inline void keep(struct ck_archive *archive, const struct place *place,
                        const char *id, const char *text)
{
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT(id), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .author = TEXT("catlady"),
                           .text = TEXT(text),
                           .page = TEXT("https://www.tiktok.com/@catlady/video/1"),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .kept_at = 1780000000,
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
}

/* So many steps at most. */
static inline struct ck_library_report build_some(struct ck_archive *archive,
                                                  const struct place *place, int steps)
{
    struct ck_library_report report;
    struct ck_library *library;
    struct ck_error err = {0};
    bool more = true;

    check(ck_library_open(archive, place->fd, place->path, &library, &err), &err);
    for (int i = 0; more && i < steps; i++) {
        check(ck_library_step(library, 1, &more, &err), &err);
    }
    report = *ck_library_so_far(library);
    ck_library_free(library);
    return report;
}

static inline struct ck_library_report build(struct ck_archive *archive,
                                             const struct place *place)
{
    return build_some(archive, place, 1000000);
}

#endif
