/* What a creator permitted is written down beside the post, once, and found again. */
#include "archive_place.h"
#include "base/io.h"
#include "base/mem.h"
#include "keep/journal.h"
#include "keep/move.h"
#include "keep/permission.h"
#include "keep/record.h"
#include "keep/rescan.h"
#include "keep/sums.h"
#include "place_files.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static const struct ck_permit permit = {.who = "Cat Lady",
                                        .note = "By message:\n\"go ahead\"",
                                        .scope = CK_SCOPE_KEEP | CK_SCOPE_SELL,
                                        .given = "2026-02-03"};
static const struct ck_proof proof = {
    .name = "My Screen.PNG", .bytes = "hello", .len = 5};

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

/* A video in catlady/, or a photo post of its own folder. */
static struct ck_kept keep(struct ck_archive *archive, const struct place *place,
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

static void grant(struct ck_archive *archive, const struct place *place,
                  const struct ck_kept *kept, const struct ck_proof *with)
{
    struct ck_error err = {0};

    check(ck_permission_keep(archive, place->fd, kept, &permit, with, &err), &err);
}

static size_t list(struct ck_archive *archive, const char *post,
                   struct ck_permission **ret)
{
    struct ck_error err = {0};
    size_t count = 0;

    check(ck_permission_list(archive, post, ret, &count, &err), &err);
    return count;
}

static int64_t standing(struct ck_archive *archive, const char *post)
{
    struct ck_error err = {0};
    int64_t count = -1;

    check(ck_permission_count(archive, post, &count, &err), &err);
    return count;
}

/* What any computer's own tool says of all that is listed, and how much that is. */
static void assert_sums(const struct place *place, int lines)
{
    char command[200];

    (void)snprintf(command, sizeof(command),
                   "cd %s && sha256sum --quiet -c SHA256SUMS && "
                   "test $(wc -l <SHA256SUMS) = %d",
                   place->path, lines);
    assert_int_equal(system(command), 0);
}

static void assert_journal(const struct place *place)
{
    struct ck_journal_report report;
    struct ck_error err = {0};

    check(ck_journal_check(place->fd, &report, &err), &err);
    assert_int_equal(report.broken, 0);
}

static struct ck_rescan_report rescan(struct ck_archive *archive,
                                      const struct place *place)
{
    struct ck_rescan_report report;
    struct ck_rescan *run;
    struct ck_error err = {0};
    bool more = true;

    check(ck_rescan_open(archive, place->fd, place->path, &run, &err), &err);
    while (more) {
        check(ck_rescan_step(run, 3, &more, &err), &err);
    }
    report = *ck_rescan_so_far(run);
    ck_rescan_free(run);
    return report;
}

static void assert_both(struct ck_archive *archive)
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

static void withdraw(struct ck_archive *archive, const struct place *place,
                     int64_t number)
{
    ck_autofree char *folder = NULL;
    struct ck_error err = {0};

    check(ck_permission_where(archive, "7", number, &folder, &err), &err);
    assert_string_equal(folder, place->path);
    check(ck_permission_withdraw(archive, place->fd, "7", number, &err), &err);
}

static void test_it_is_written_down_everywhere(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    ck_autobuf struct ck_buf before = {.max = 9999}, after = {.max = 9999};
    char path[128];
    struct ck_error err = {0};

    grant(archive, place, &kept, &proof);
    assert_content(place, "catlady/a.permission-1.proof.png", "hello");
    grant(archive, place, &kept, NULL);
    (void)snprintf(path, sizeof(path), "%s/catlady/a.permission-2.json", place->path);
    check(ck_read_file(path, &before, &err), &err);
    assert_sums(place, 5);
    withdraw(archive, place, 2);
    withdraw(archive, place, 2); /* once more changes nothing */
    check(ck_read_file(path, &after, &err), &err);
    assert_string_equal(before.data, after.data); /* what was written once stays */
    assert_true(exists(place, "catlady/a.permission-2.withdrawn.json"));
    assert_sums(place, 6);
    assert_journal(place);
    assert_both(archive);
    ck_archive_close(archive);
}

static void test_it_comes_back_from_the_folder(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_error err = {0};
    bool found = false, more = true;

    grant(archive, place, &kept, &proof);
    grant(archive, place, &kept, NULL);
    withdraw(archive, place, 2);
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    assert_int_equal(rescan(archive, place).permissions, 2);
    assert_both(archive);
    check(ck_archive_find(archive, "7", &found, &kept, &err), &err);
    assert_int_equal(kept.file_count, 6); /* so verify and a move know them */
    ck_kept_clear(&kept);
    assert_int_equal(rescan(archive, place).permissions, 0);
    check(ck_record_fill_sums(archive, place->fd, place->path, 99, &more, &err), &err);
    assert_sums(place, 6);
    ck_archive_close(archive);
}

/* A run that died between the files and the archive. */
static void test_what_the_archive_missed(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_permission *all;
    size_t count;

    put(place, "catlady/a.permission-1.json",
        "{\"format\":1,\"post\":\"7\",\"who\":\"Ann\",\"scope\":[\"keep\",\"rent\"],"
        "\"when\":\"2026-01-31\",\"note\":\"\",\"recorded\":5,\"mood\":\"new here\"}");
    put(place, "catlady/a.permission-2.withdrawn.json", "{\"withdrawn\":9}");
    grant(archive, place, &kept, NULL); /* takes the next name: nothing is replaced */
    assert_int_equal(rescan(archive, place).permissions, 2);
    count = list(archive, "7", &all);
    assert_int_equal(count, 2);
    assert_string_equal(all[1].who, "Ann");
    assert_string_equal(all[0].who, permit.who);
    assert_int_equal(all[0].withdrawn_at, 9);
    ck_permissions_free(all, count);
    ck_archive_close(archive);
}

static void test_a_withdrawal_that_was_not_recorded(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_permission *all;

    grant(archive, place, &kept, NULL);
    put(place, "catlady/a.permission-1.withdrawn.json", "{\"withdrawn\":9}");
    withdraw(archive, place, 1);
    assert_content(place, "catlady/a.permission-1.withdrawn.json", "{\"withdrawn\":9}");
    assert_int_equal(list(archive, "7", &all), 1);
    assert_int_equal(all[0].withdrawn_at, 9);
    ck_permissions_free(all, 1);
    assert_sums(place, 4);
    ck_archive_close(archive);
}

static void test_a_photo_post(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, true);
    struct ck_permission *all;

    grant(archive, place, &kept, &proof);
    assert_int_equal(list(archive, "8", &all), 1);
    assert_string_equal(all[0].file, "catlady/trip/permission-1.json");
    assert_string_equal(all[0].proof, "catlady/trip/permission-1.proof.png");
    ck_permissions_free(all, 1);
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    assert_int_equal(rescan(archive, place).permissions, 1);
    assert_int_equal(standing(archive, "8"), 1);
    ck_archive_close(archive);
}

static bool always(void *ctx, const struct ck_move_progress *progress)
{
    (void)ctx;
    (void)progress;
    return true;
}

static void test_it_moves_with_its_post(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct place other = {.fd = -1};
    struct ck_move_task task = {
        .archive = archive, .from = place->path, .from_fd = place->fd, .goes_on = always};
    struct ck_error err = {0};
    ck_autofree char *folder = NULL;
    struct ck_move *move;
    bool more = true;

    grant(archive, place, &kept, &proof);
    (void)snprintf(other.path, sizeof(other.path), "%.40s/other", place->path);
    assert_int_equal(mkdir(other.path, 0700), 0);
    other.fd = open(other.path, O_RDONLY | O_DIRECTORY);
    task.to = other.path;
    task.to_fd = other.fd;
    check(ck_move_open(&task, &move, &err), &err);
    while (more) {
        check(ck_move_step(move, &more, &err), &err);
    }
    check(ck_move_end(move, &err), &err);
    ck_move_free(move);
    assert_content(&other, "catlady/a.permission-1.proof.png", "hello");
    assert_false(exists(place, "catlady/a.permission-1.json"));
    assert_sums(&other, 4);
    check(ck_permission_where(archive, "7", 1, &folder, &err), &err);
    assert_string_equal(folder, other.path);
    check(ck_permission_withdraw(archive, other.fd, "7", 1, &err), &err);
    assert_sums(&other, 5);
    assert_int_equal(close(other.fd), 0);
    ck_archive_close(archive);
}

/* The post was kept again under the same name, after its own files had been deleted. */
static void test_it_stays_with_a_post_that_is_kept_again(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false), again;
    struct ck_error err = {0};
    bool found;
    int64_t posts, bytes;

    grant(archive, place, &kept, &proof);
    (void)keep(archive, place, false);
    check(ck_archive_find(archive, "7", &found, &again, &err), &err);
    assert_int_equal(again.file_count, 4);
    assert_string_equal(again.files[2].role, "proof");
    check(ck_archive_count(archive, &posts, &bytes, &err), &err);
    assert_int_equal(posts, 1);
    assert_true(bytes > 15);
    ck_kept_clear(&again);
    ck_archive_close(archive);
}

static void test_what_cannot_be_written_down(void **state)
{
    static const char long_name[] = "0123456789012345678901234567890123456789"
                                    "0123456789012345678901234567890123456789"
                                    "0123456789012345678901234567890123456789"
                                    "0123456789012345678901234567890123456789"
                                    "01234567890123456789012345678901234567890";
    static const struct {
        const char *who, *given, *note;
        unsigned scope;
        const char *bad;
    } rows[] = {
        {"Ann", "2024-02-29", "", 15, NULL},
        {"", "2026-01-01", "", 1, "who"},
        {"   ", "2026-01-01", "", 1, "who"},
        {"A\nnn", "2026-01-01", "", 1, "who"},
        {long_name, "2026-01-01", "", 1, "who"},
        {"Ann", "2026-02-29", "", 1, "when"},
        {"Ann", "2026-13-01", "", 1, "when"},
        {"Ann", "2026-1-1", "", 1, "when"},
        {"Ann", "2026/01/01", "", 1, "when"},
        {"Ann", "2026-00-01", "", 1, "when"},
        {"Ann", "2026-01-00", "", 1, "when"},
        {"Ann", "2026-01-01", "\x1b[31m", 1, "note"},
        {"Ann", "2026-01-01", "", 0, "scope"},
        {"Ann", "2026-01-01", "", 16, "scope"},
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false), stranger = kept;
    const struct ck_proof large = {
        .name = "a.png", .bytes = "", .len = CK_PERMISSION_PROOF_MAX + 1};
    struct ck_error err;
    const char *bad;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_permit one = {
            .who = rows[i].who, .note = rows[i].note, .scope = rows[i].scope};

        (void)snprintf(one.given, sizeof(one.given), "%s", rows[i].given);
        assert_int_equal(ck_permit_valid(&one, &bad), rows[i].bad == NULL);
        if (rows[i].bad != NULL) {
            assert_string_equal(bad, rows[i].bad);
        }
    }
    assert_false(ck_permission_keep(archive, place->fd, &kept, &permit, &large, &err));
    assert_int_equal(err.code, CK_ERR_PROOF_LARGE);
    (void)snprintf(stranger.id, sizeof(stranger.id), "9");
    assert_false(ck_permission_keep(archive, place->fd, &stranger, &permit, NULL, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_false(ck_permission_withdraw(archive, place->fd, "7", 1, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_sums(place, 2);
    ck_archive_close(archive);
}

static void test_hostile_files(void **state)
{
#define BASE                                                                             \
    "\"who\":\"Ann\",\"scope\":[\"keep\"],\"when\":\"2026-01-31\",\"note\":\"\","        \
    "\"recorded\":5"
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "null",
        "{\"post\":\"7\"}",
        "{\"post\":\"../7\"," BASE "}",
        "{\"post\":\"7\",\"post\":\"7\"," BASE "}",
        "{\"post\":\"9\"," BASE "}", /* not kept here */
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"../../x\",\"bytes\":1,"
        "\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"a.mp4\",\"bytes\":1,"
        "\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"a.permission-1.proof.x\","
        "\"bytes\":-1,\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":7}",
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    char name[64];
    int fd;

    (void)keep(archive, place, false);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        (void)snprintf(name, sizeof(name), "catlady/a.permission-%zu.json", i + 1);
        put(place, name, bad[i]);
    }
    fd = openat(place->fd, "catlady/a.permission-90.json", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 3 * 1024 * 1024), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(
        symlinkat("a.permission-1.json", place->fd, "catlady/a.permission-91.json"), 0);
    assert_int_equal(mkfifoat(place->fd, "catlady/a.permission-92.json", 0600), 0);
    assert_int_equal(rescan(archive, place).permissions, 0);
    assert_int_equal(standing(archive, "7"), 0);
    ck_archive_close(archive);
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        bool ours;
    } rows[] = {
        {"a/b.permission-1.json", true},
        {"a/permission-12.withdrawn.json", true},
        {"a b.permission-1.proof.pdf", true},
        {"a/b.mp4", false},
        {"permission-1/b.mp4", false},
        {"a/b.permission-0.json", false},
        {"a/b.permission-x.json", false},
        {"a/b.permission-1234567.json", false},
        {"a/xpermission-1.json", false},
        {"a/b.permission-1.info.json", false},
        {"a/b.permission-7.x.permission-1.json", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_permission_owns(rows[i].name) != rows[i].ours) {
            fail_msg("%s", rows[i].name);
        }
    }
}

/* With no room for the proof nothing is left of it. */
static void test_full_drive(void **state)
{
    const struct place *place = *state;
    ck_autofree char *bytes = ck_alloc(1 << 20);
    const struct ck_proof big = {.name = "a.png", .bytes = bytes, .len = 1 << 20};
    struct ck_archive *archive;
    struct ck_kept kept;
    struct ck_error err;
    struct place drive = {.fd = -1};

    (void)snprintf(drive.path, sizeof(drive.path), "%.40s/drive", place->path);
    if (mkdir(drive.path, 0700) != 0 || !place_private_mounts() ||
        !place_drive(drive.path, "64k")) {
        skip();
    }
    drive.fd = open(drive.path, O_RDONLY | O_DIRECTORY);
    archive = open_archive(place);
    kept = keep(archive, &drive, false);
    assert_false(ck_permission_keep(archive, drive.fd, &kept, &permit, &big, &err));
    assert_int_equal(err.code, CK_ERR_DISK_FULL);
    assert_false(exists(&drive, "catlady/a.permission-1.json"));
    assert_false(exists(&drive, "catlady/a.permission-1.proof.png"));
    assert_false(exists(&drive, "catlady/.7.proof.part"));
    assert_int_equal(standing(archive, "7"), 0);
    check(ck_permission_keep(archive, drive.fd, &kept, &permit, &proof, &err), &err);
    assert_sums(&drive, 4);
    ck_archive_close(archive);
    assert_int_equal(close(drive.fd), 0);
    assert_int_equal(umount2(drive.path, MNT_DETACH), 0);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_it_is_written_down_everywhere),
        PLACED(test_it_comes_back_from_the_folder),
        PLACED(test_what_the_archive_missed),
        PLACED(test_a_withdrawal_that_was_not_recorded),
        PLACED(test_a_photo_post),
        PLACED(test_it_moves_with_its_post),
        PLACED(test_it_stays_with_a_post_that_is_kept_again),
        PLACED(test_what_cannot_be_written_down),
        PLACED(test_hostile_files),
        cmocka_unit_test(test_names),
        PLACED(test_full_drive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
