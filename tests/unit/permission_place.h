/* permission_place.h - a kept post in a test's folder, and what is permitted of it. */
#ifndef CK_TESTS_PERMISSION_PLACE_H
#define CK_TESTS_PERMISSION_PLACE_H

#include "base/io.h"
#include "base/mem.h"
#include "keep/journal.h"
#include "keep/permission.h"
#include "keep/record.h"
#include "place_files.h"
#include "rescan_place.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static const struct ck_permit permit = {.who = "Cat Lady",
                                        .note = "By message:\n\"go ahead\"",
                                        .scope = CK_SCOPE_KEEP | CK_SCOPE_SELL,
                                        .given = "2026-02-03"};
static const struct ck_proof proof = {
    .name = "My Screen.PNG", .bytes = "hello", .len = 5};

/* A video in catlady/, or a photo post of its own folder. */
static inline struct ck_kept keep(struct ck_archive *archive, const struct place *place,
                                  bool photo)
{
    static struct ck_kept_file video[] = {{.role = TEXT("video"),
                                           .name = TEXT("catlady/a.mp4"),
                                           .bytes = 5,
                                           .sha256 = HELLO_SHA256},
                                          {.role = TEXT("sidecar"),
                                           .name = TEXT("catlady/a.info.json"),
                                           .bytes = 5,
                                           .sha256 = HELLO_SHA256}};
    static struct ck_kept_file album[] = {{.role = TEXT("image"),
                                           .name = TEXT("catlady/trip/01.jpg"),
                                           .bytes = 5,
                                           .sha256 = HELLO_SHA256},
                                          {.role = TEXT("sidecar"),
                                           .name = TEXT("catlady/trip/post.info.json"),
                                           .bytes = 5,
                                           .sha256 = HELLO_SHA256}};
    struct ck_kept kept = {.kind = TEXT(photo ? "photo" : "video"),
                           .author = TEXT("catlady"),
                           .text = TEXT("my cat"),
                           .page = TEXT("https://www.tiktok.com/@catlady/video/7"),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .kept_at = 1780000000,
                           .files = photo ? album : video,
                           .file_count = 2};
    struct ck_error err = {0};

    (void)mkdirat(place->fd, "catlady", 0700);
    (void)mkdirat(place->fd, "catlady/trip", 0700);
    put(place, kept.files[0].name, "hello");
    put(place, kept.files[1].name, "hello");
    (void)snprintf(kept.id, sizeof(kept.id), photo ? "8" : "7");
    check(ck_record_keep(archive, place->fd, &kept, 0, &err), &err);
    return kept;
}

static inline void grant(struct ck_archive *archive, const struct place *place,
                         const struct ck_kept *kept, const struct ck_proof *with)
{
    struct ck_error err = {0};

    check(ck_permission_keep(archive, place->fd, kept, &permit, with, &err), &err);
}

static inline size_t list(struct ck_archive *archive, const char *post,
                          struct ck_permission **ret)
{
    struct ck_error err = {0};
    size_t count = 0;

    check(ck_permission_list(archive, post, ret, &count, &err), &err);
    return count;
}

static inline int64_t standing(struct ck_archive *archive, const char *post)
{
    struct ck_error err = {0};
    int64_t count = -1;

    check(ck_permission_count(archive, post, &count, &err), &err);
    return count;
}

static inline void assert_journal(const struct place *place)
{
    struct ck_journal_report report;
    struct ck_error err = {0};

    check(ck_journal_check(place->fd, &report, &err), &err);
    assert_int_equal(report.broken, 0);
}

static inline struct ck_rescan_report rescan(struct ck_archive *archive,
                                             const struct place *place)
{
    return rescan_by(archive, place, 3);
}

static inline void assert_both(struct ck_archive *archive)
{
    struct ck_permission *all;

    assert_int_equal(list(archive, "7", &all), 2);
    assert_int_equal(all[0].number, 2); /* the newest first */
    assert_string_equal(all[0].proof, "");
    assert_true(all[0].withdrawn_at > 1700000000);
    assert_int_equal(all[1].number, 1);
    assert_string_equal(all[1].who, permit.who);
    assert_string_equal(all[1].note, permit.note);
    assert_string_equal(all[1].given, permit.given);
    assert_int_equal(all[1].scope, permit.scope);
    assert_string_equal(all[1].file, "catlady/a.permission-1.json");
    assert_string_equal(all[1].proof, "catlady/a.permission-1.proof.png");
    assert_int_equal(all[1].proof_bytes, 5);
    assert_string_equal(all[1].proof_sha256, HELLO_SHA256);
    assert_true(all[1].recorded_at > 1700000000);
    assert_int_equal(all[1].withdrawn_at, 0);
    ck_permissions_free(all, 2);
    assert_int_equal(standing(archive, "7"), 1);
}

static inline void withdraw(struct ck_archive *archive, const struct place *place,
                            int64_t number)
{
    ck_autofree char *folder = NULL;
    struct ck_error err = {0};

    check(ck_permission_where(archive, "7", number, &folder, &err), &err);
    assert_string_equal(folder, place->path);
    check(ck_permission_withdraw(archive, place->fd, "7", number, &err), &err);
}

#endif
