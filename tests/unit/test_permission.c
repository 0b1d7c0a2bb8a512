/* What a creator permitted is written down beside the post, once. */
#include "permission_place.h"

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
        PLACED(test_a_photo_post),
        PLACED(test_what_cannot_be_written_down),
        cmocka_unit_test(test_names),
        PLACED(test_full_drive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
